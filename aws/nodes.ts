import type { Group } from "@pulumi/aws/autoscaling";
import { SecurityGroup } from "@pulumi/aws/ec2";
import type { Cluster } from "@pulumi/aws/eks";
import type { Role } from "@pulumi/aws/iam";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { EksConfig } from "../shared/config/schema";
import { createMachineGroup } from "./machineGroup";
import { nodeUserData } from "./userData";

export interface NodesArgs {
  readonly config: EksConfig;
  readonly cluster: Cluster;
  readonly role: Role;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The only sender that the nodes take requests from. */
  readonly loadBalancerSecurityGroupId: pulumi.Input<string>;
  /** Port on every node that leads to the gateway. */
  readonly nodePort: number;
  /** What must be in place before a machine starts, such as its routes and its rights. */
  readonly prerequisites: readonly pulumi.Resource[];
}

/** The machines of the cluster: an Auto Scaling Group that Cluster Autoscaler moves. */
export class Nodes extends pulumi.ComponentResource {
  readonly group: Group;
  /** A tag that the machines of this cluster have, and no others. */
  readonly machineTag: string;

  constructor(name: string, args: NodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Nodes", name, {}, opts);
    this.machineTag = `kubernetes.io/cluster/${name}`;
    const securityGroup = this.createSecurityGroup(name, args);
    this.group = this.createGroup(name, args, securityGroup);
    this.registerOutputs({ group: this.group.name });
  }

  private createSecurityGroup(name: string, args: NodesArgs): SecurityGroup {
    const group = new SecurityGroup(
      `${name}-nodes`,
      { vpcId: args.vpcId, description: "Load balancer to nodes", tags: { Name: `${name}-nodes` } },
      { parent: this },
    );
    new SecurityGroupIngressRule(
      `${name}-nodes-http`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: args.loadBalancerSecurityGroupId,
        ipProtocol: "tcp",
        fromPort: args.nodePort,
        toPort: args.nodePort,
        description: "Chats from the load balancer",
      },
      { parent: this },
    );
    return group;
  }

  private createGroup(
    name: string,
    { config, cluster, role, subnetIds, prerequisites }: NodesArgs,
    securityGroup: SecurityGroup,
  ): Group {
    const userData = pulumi
      .all([cluster.name, cluster.endpoint, cluster.certificateAuthority.data])
      .apply(([clusterName, endpoint, certificateAuthority]) =>
        nodeUserData({
          clusterName,
          endpoint,
          certificateAuthority,
          serviceCidr: config.network.serviceCidr,
        }),
      );
    const tag = (key: string, value: string, propagateAtLaunch = false) => ({
      key,
      value,
      propagateAtLaunch,
    });
    return createMachineGroup(
      name,
      {
        nodes: config.nodes,
        tags: config.tags,
        imageParameter: `/aws/service/eks/optimized-ami/${config.kubernetesVersion}/amazon-linux-2023/arm64/standard/recommended/image_id`,
        role,
        securityGroupIds: [cluster.vpcConfig.clusterSecurityGroupId, securityGroup.id],
        userData,
        subnetIds,
        groupTags: [
          tag("k8s.io/cluster-autoscaler/enabled", "true"),
          tag(`k8s.io/cluster-autoscaler/${name}`, "owned"),
          tag(this.machineTag, "owned", true),
        ],
        // Cluster Autoscaler drains a node before it goes; the rebalancing of zones would not.
        group: { suspendedProcesses: ["AZRebalance"] },
        dependsOn: [cluster, ...prerequisites],
      },
      this,
    );
  }
}
