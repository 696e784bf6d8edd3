import * as eks from "@pulumi/aws/eks";
import { Alias, Key } from "@pulumi/aws/kms";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { addonVersions, type AddonVersions, type EksAddon } from "../shared/config/eksAddons";
import type { EksConfig } from "../shared/config/schema";
import { createAddon } from "./addon";
import { createServiceRole } from "./iam";
import { kubeconfig } from "./kubeconfig";
import { createLogGroup } from "./logs";

export interface EksClusterArgs {
  readonly config: EksConfig;
  readonly privateSubnetIds: readonly pulumi.Input<string>[];
  /** Role of the nodes: it must be let in before a node can join. */
  readonly nodeRoleArn: pulumi.Input<string>;
  /** Role that deploys: it creates the objects in the cluster. */
  readonly deployerRoleArn: pulumi.Input<string>;
}

const ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/** Add-ons that a node needs to become ready; the others wait for nodes to run on. */
const NODE_ADDONS = ["eks-pod-identity-agent", "vpc-cni", "kube-proxy"] as const;
const WORKLOAD_ADDONS = ["coredns", "metrics-server"] as const;

/** The EKS control plane, who may use it, and its add-ons. */
export class EksCluster extends pulumi.ComponentResource {
  readonly cluster: eks.Cluster;
  readonly provider: Provider;
  readonly kubeconfig: pulumi.Output<string>;
  /** What a node waits for. */
  readonly nodePrerequisites: readonly pulumi.Resource[];
  private readonly adminAccess: readonly pulumi.Resource[];
  private readonly addonVersions: AddonVersions;

  constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:EksCluster", name, {}, opts);
    this.addonVersions = addonVersions(args.config);
    this.cluster = this.createCluster(name, args);
    const nodeAccess = this.createNodeAccess(name, args.nodeRoleArn);
    this.adminAccess = this.createAdminAccess(name, args);
    const addons = NODE_ADDONS.map((addon) => this.createAddon(name, addon, [nodeAccess]));
    this.nodePrerequisites = [nodeAccess, ...addons];
    this.kubeconfig = this.createKubeconfig(args.config.region);
    this.provider = this.createProvider(name);
    this.registerOutputs({ name: this.cluster.name });
  }

  /** The add-ons that need nodes: without any, CoreDNS would hang until its time-out. */
  installWorkloadAddons(name: string, nodes: pulumi.Resource): eks.Addon[] {
    return WORKLOAD_ADDONS.map((addon) => this.createAddon(name, addon, [nodes]));
  }

  private createCluster(name: string, { config, privateSubnetIds }: EksClusterArgs): eks.Cluster {
    const prod = config.size === "prod";
    // Made first, or EKS would make it without an end to its retention.
    const logs = createLogGroup(`${name}-control-plane`, `/aws/eks/${name}/cluster`, config.size, {
      parent: this,
    });
    const key = new Key(
      `${name}-secrets`,
      { description: `Kubernetes secrets of ${name}`, enableKeyRotation: true },
      { parent: this, protect: prod },
    );
    new Alias(
      `${name}-secrets`,
      { name: `alias/${name}-eks-secrets`, targetKeyId: key.id },
      { parent: this },
    );
    const { role, policies } = createServiceRole(
      `${name}-cluster`,
      {
        service: "eks.amazonaws.com",
        actions: ["sts:AssumeRole", "sts:TagSession"],
        managedPolicies: ["AmazonEKSClusterPolicy"],
      },
      { parent: this },
    );
    return new eks.Cluster(
      name,
      {
        name,
        version: config.kubernetesVersion,
        roleArn: role.arn,
        accessConfig: {
          authenticationMode: "API",
          bootstrapClusterCreatorAdminPermissions: false,
        },
        bootstrapSelfManagedAddons: false,
        vpcConfig: {
          subnetIds: [...privateSubnetIds],
          endpointPrivateAccess: true,
          endpointPublicAccess: true,
          publicAccessCidrs: config.kubernetesApi.allowedCidrs,
        },
        kubernetesNetworkConfig: { serviceIpv4Cidr: config.network.serviceCidr, ipFamily: "ipv4" },
        encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },
        enabledClusterLogTypes: prod
          ? ["api", "audit", "authenticator", "controllerManager", "scheduler"]
          : ["audit", "authenticator"],
        upgradePolicy: { supportType: "STANDARD" },
        deletionProtection: prod,
      },
      { parent: this, protect: prod, dependsOn: [logs, ...policies] },
    );
  }

  private createNodeAccess(name: string, nodeRoleArn: pulumi.Input<string>): eks.AccessEntry {
    return new eks.AccessEntry(
      `${name}-nodes`,
      { clusterName: this.cluster.name, principalArn: nodeRoleArn, type: "EC2_LINUX" },
      { parent: this },
    );
  }

  private createAdminAccess(name: string, args: EksClusterArgs): pulumi.Resource[] {
    const admins = [
      { suffix: "deployer", principalArn: args.deployerRoleArn },
      ...args.config.kubernetesApi.adminRoleArns.map((principalArn, index) => ({
        suffix: `admin-${index + 1}`,
        principalArn,
      })),
    ];
    return admins.map(({ suffix, principalArn }) => {
      const entry = new eks.AccessEntry(
        `${name}-${suffix}`,
        { clusterName: this.cluster.name, principalArn },
        { parent: this },
      );
      return new eks.AccessPolicyAssociation(
        `${name}-${suffix}`,
        {
          clusterName: this.cluster.name,
          principalArn: entry.principalArn,
          policyArn: ADMIN_POLICY,
          accessScope: { type: "cluster" },
        },
        { parent: this },
      );
    });
  }

  private createAddon(name: string, addonName: EksAddon, dependsOn: pulumi.Resource[]): eks.Addon {
    return createAddon(
      `${name}-${addonName}`,
      {
        clusterName: this.cluster.name,
        addonName,
        versions: this.addonVersions,
        ...(addonName === "vpc-cni" && {
          configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
        }),
      },
      { parent: this, dependsOn },
    );
  }

  private createKubeconfig(region: string): pulumi.Output<string> {
    const { name, endpoint, certificateAuthority } = this.cluster;
    return pulumi
      .all([name, endpoint, certificateAuthority.data])
      .apply(([cluster, server, authority]) =>
        kubeconfig({ name: cluster, region, endpoint: server, certificateAuthority: authority }),
      );
  }

  private createProvider(name: string): Provider {
    return new Provider(
      name,
      {
        kubeconfig: this.kubeconfig,
        // Static, so that an unknown kubeconfig never plans to replace every object.
        clusterIdentifier: name,
        enableServerSideApply: true,
      },
      { parent: this, dependsOn: [...this.adminAccess] },
    );
  }
}
