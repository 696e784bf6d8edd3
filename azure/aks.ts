import * as aks from "@pulumi/azure-native/containerservice";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { addons, apiServerAccess, AUTOSCALER, networkProfile, WINDOWS } from "./aksSettings";
import { deployerId } from "./deployer";
import { kubeloginKubeconfig } from "./kubeconfig";
import { poolProfile, UPGRADE, zonesOf } from "./pools";
import { assignRole } from "./roles";

export interface AksClusterArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Resource id of the group that holds the network and the public address. */
  readonly resourceGroupId: pulumi.Input<string>;
  readonly nodesSubnetId: pulumi.Input<string>;
  /** The address that nodes leave by, if not the cluster's own load balancer's. */
  readonly egressAddress: pulumi.Output<string> | undefined;
  /** Resource id of the Log Analytics workspace that pods' logs go to. */
  readonly logsId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  /** What the cluster uses: it must be there before, and go after it. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The AKS cluster with its system pool, its identity, and its window for upgrades. */
export class AksCluster extends pulumi.ComponentResource {
  readonly cluster: aks.ManagedCluster;
  readonly provider: Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly oidcIssuerUrl: pulumi.Output<string>;
  /** Object id of the identity that the nodes pull images by. */
  readonly kubeletId: pulumi.Output<string>;

  constructor(name: string, args: AksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:AksCluster", name, {}, opts);
    const identity = this.createIdentity(name, args);
    this.cluster = this.createCluster(name, args, identity);
    this.createMaintenanceWindows(name, args);
    const deployer = assignRole(
      `${name}-deployer`,
      {
        role: "Azure Kubernetes Service RBAC Cluster Admin",
        scope: this.cluster.id,
        principalId: deployerId(args.config, this),
        principalType: args.config.kubernetesApi.deployerType,
      },
      { parent: this },
    );
    this.kubeconfig = this.readKubeconfig(args);
    this.oidcIssuerUrl = this.cluster.oidcIssuerProfile.apply(
      (profile) => profile?.issuerURL ?? "",
    );
    this.kubeletId = this.cluster.identityProfile.apply(
      (profile) => profile?.["kubeletidentity"]?.objectId ?? "",
    );
    this.provider = new Provider(
      name,
      {
        kubeconfig: this.kubeconfig,
        // Static, so that an unknown kubeconfig never plans to replace every object.
        clusterIdentifier: name,
        enableServerSideApply: true,
      },
      { parent: this, dependsOn: [deployer] },
    );
    this.registerOutputs({ name: this.cluster.name });
  }

  private createIdentity(name: string, args: AksClusterArgs) {
    const identity = new UserAssignedIdentity(
      `${name}-cluster`,
      {
        resourceGroupName: args.resourceGroupName,
        resourceName: `${name}-cluster`,
        tags: args.tags,
      },
      { parent: this },
    );
    // On the whole group: for a Service, AKS lists the group's public addresses to find its own.
    const role = assignRole(
      `${name}-cluster-network`,
      {
        role: "Network Contributor",
        scope: args.resourceGroupId,
        principalId: identity.principalId,
        principalType: "ServicePrincipal",
      },
      { parent: this },
    );
    return { identity, role };
  }

  private createCluster(
    name: string,
    args: AksClusterArgs,
    { identity, role }: ReturnType<AksCluster["createIdentity"]>,
  ): aks.ManagedCluster {
    const { config } = args;
    const prod = config.size === "prod";
    return new aks.ManagedCluster(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        resourceName: name,
        dnsPrefix: name,
        // With a sign that no environment's name has: it must not be the group of another stack.
        nodeResourceGroup: `${name}_nodes`,
        kubernetesVersion: config.kubernetesVersion,
        sku: { name: "Base", tier: prod ? "Standard" : "Free" },
        identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
        disableLocalAccounts: true,
        enableRBAC: true,
        aadProfile: {
          managed: true,
          enableAzureRBAC: true,
          adminGroupObjectIDs: config.kubernetesApi.adminGroupIds,
        },
        ...apiServerAccess(config.kubernetesApi, args.egressAddress),
        oidcIssuerProfile: { enabled: true },
        securityProfile: {
          workloadIdentity: { enabled: true },
          imageCleaner: { enabled: true, intervalHours: 168 },
        },
        networkProfile: networkProfile(config, args.egressAddress !== undefined),
        addonProfiles: addons(args.logsId),
        azureMonitorProfile: { metrics: { enabled: true } },
        workloadAutoScalerProfile: { keda: { enabled: true } },
        autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
        autoScalerProfile: AUTOSCALER,
        agentPoolProfiles: [
          {
            ...poolProfile(config, { ...config.systemNodes, subnetId: args.nodesSubnetId }),
            name: "system",
            mode: "System",
            nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
            availabilityZones: zonesOf(config),
            upgradeSettings: UPGRADE,
          },
        ],
        tags: args.tags,
      },
      {
        parent: this,
        protect: prod,
        dependsOn: [role, ...args.dependsOn],
        // The autoscaler owns this number. Ignoring the whole list would hide every other change.
        ignoreChanges: ["agentPoolProfiles[0].count"],
      },
    );
  }

  private createMaintenanceWindows(name: string, args: AksClusterArgs): void {
    for (const { suffix, configName, dayOfWeek } of WINDOWS) {
      new aks.MaintenanceConfiguration(
        `${name}-${suffix}-window`,
        {
          resourceGroupName: args.resourceGroupName,
          resourceName: this.cluster.name,
          configName,
          maintenanceWindow: {
            schedule: { weekly: { dayOfWeek, intervalWeeks: 1 } },
            startTime: "02:00",
            utcOffset: "+00:00",
            durationHours: 6,
          },
        },
        { parent: this },
      );
    }
  }

  private readKubeconfig({ resourceGroupName }: AksClusterArgs): pulumi.Output<string> {
    const credentials = aks.listManagedClusterUserCredentialsOutput(
      { resourceGroupName, resourceName: this.cluster.name },
      { parent: this },
    );
    const text = credentials.kubeconfigs.apply(([first]) =>
      kubeloginKubeconfig(Buffer.from(first?.value ?? "", "base64").toString()),
    );
    return pulumi.secret(text);
  }
}
