import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import type { Cluster } from "@pulumi/aws/eks";
import { InstanceProfile, type Role } from "@pulumi/aws/iam";
import { getParameterOutput } from "@pulumi/aws/ssm";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { EksConfig } from "../shared/config/schema";
import { mebibytes } from "../shared/units";
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
  readonly group: autoscaling.Group;

  constructor(name: string, args: NodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Nodes", name, {}, opts);
    const securityGroup = this.createSecurityGroup(name, args);
    const template = this.createLaunchTemplate(name, args, securityGroup);
    this.group = this.createGroup(name, args, template);
    this.registerOutputs({ group: this.group.name });
  }

  private createSecurityGroup(name: string, args: NodesArgs): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(
      `${name}-nodes`,
      { vpcId: args.vpcId, description: "Load balancer to nodes", tags: { Name: `${name}-nodes` } },
      { parent: this },
    );
    new vpc.SecurityGroupIngressRule(
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

  private createLaunchTemplate(
    name: string,
    { config, cluster, role }: NodesArgs,
    securityGroup: ec2.SecurityGroup,
  ): ec2.LaunchTemplate {
    const profile = new InstanceProfile(`${name}-nodes`, { role: role.name }, { parent: this });
    const image = getParameterOutput(
      {
        name: `/aws/service/eks/optimized-ami/${config.kubernetesVersion}/amazon-linux-2023/arm64/standard/recommended/image_id`,
      },
      { parent: this },
    );
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
    const tags = { Name: `${name}-node`, ...config.tags };
    return new ec2.LaunchTemplate(
      `${name}-nodes`,
      {
        // The SDK marks the value of every parameter as secret; an AMI id is public.
        imageId: pulumi.unsecret(image.value),
        instanceType: config.nodes.instanceType,
        iamInstanceProfile: { arn: profile.arn },
        vpcSecurityGroupIds: [cluster.vpcConfig.clusterSecurityGroupId, securityGroup.id],
        userData: userData.apply((text) => Buffer.from(text).toString("base64")),
        metadataOptions: {
          httpEndpoint: "enabled",
          httpTokens: "required",
          httpPutResponseHopLimit: 1,
        },
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: {
              volumeType: "gp3",
              volumeSize: Math.ceil(mebibytes(config.nodes.disk) / 1024),
              encrypted: "true",
              deleteOnTermination: "true",
            },
          },
        ],
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
        updateDefaultVersion: true,
      },
      { parent: this },
    );
  }

  private createGroup(
    name: string,
    { config, subnetIds, prerequisites, cluster }: NodesArgs,
    template: ec2.LaunchTemplate,
  ): autoscaling.Group {
    const { nodes } = config;
    const tag = (key: string, value: pulumi.Input<string>, propagateAtLaunch = false) => ({
      key,
      value,
      propagateAtLaunch,
    });
    return new autoscaling.Group(
      `${name}-nodes`,
      {
        minSize: nodes.min,
        maxSize: nodes.max,
        vpcZoneIdentifiers: [...subnetIds],
        healthCheckType: "EC2",
        healthCheckGracePeriod: 60,
        capacityRebalance: true,
        enabledMetrics: ["GroupInServiceInstances"],
        metricsGranularity: "1Minute",
        // Cluster Autoscaler drains a node before it goes; the rebalancing of zones would not.
        suspendedProcesses: ["AZRebalance"],
        mixedInstancesPolicy: {
          launchTemplate: {
            launchTemplateSpecification: {
              launchTemplateId: template.id,
              version: template.latestVersion.apply(String),
            },
          },
          instancesDistribution: {
            onDemandBaseCapacity: nodes.onDemandBase,
            onDemandPercentageAboveBaseCapacity: nodes.onDemandPercent,
            spotAllocationStrategy: "price-capacity-optimized",
          },
        },
        tags: [
          tag("Name", `${name}-node`, true),
          tag("k8s.io/cluster-autoscaler/enabled", "true"),
          tag(`k8s.io/cluster-autoscaler/${name}`, "owned"),
          tag(`kubernetes.io/cluster/${name}`, "owned", true),
          ...Object.entries(config.tags).map(([key, value]) => tag(key, value)),
        ],
      },
      {
        parent: this,
        dependsOn: [cluster, ...prerequisites],
        // Cluster Autoscaler owns this number between minSize and maxSize.
        ignoreChanges: ["desiredCapacity"],
      },
    );
  }
}
