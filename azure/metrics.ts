import {
  AzureMonitorWorkspace,
  DataCollectionEndpoint,
  DataCollectionRule,
  DataCollectionRuleAssociation,
} from "@pulumi/azure-native/monitor";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { inCluster } from "../shared/kubernetes/inCluster";
import type { AksCluster } from "./aks";
import { deployerId } from "./deployer";
import { assignRole } from "./roles";

export interface MetricsArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly aks: AksCluster;
  /** The namespaces whose pods may ask to be scraped, beside what AKS scrapes itself. */
  readonly scrapedNamespaces: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const STREAM = "Microsoft-PrometheusMetrics";
const DESTINATION = "workspace";

/** Managed Prometheus: what the cluster's own collector measures, in a workspace of the stack. */
export class Metrics extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;

  constructor(name: string, args: MetricsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Metrics", name, {}, opts);
    const { resourceGroupName, aks, tags } = args;
    const workspace = new AzureMonitorWorkspace(
      name,
      { resourceGroupName, azureMonitorWorkspaceName: name, tags },
      { parent: this },
    );
    const endpoint = new DataCollectionEndpoint(
      name,
      { resourceGroupName, dataCollectionEndpointName: name, kind: "Linux", tags },
      { parent: this },
    );
    const rule = new DataCollectionRule(
      name,
      {
        resourceGroupName,
        dataCollectionRuleName: name,
        kind: "Linux",
        dataCollectionEndpointId: endpoint.id,
        dataSources: { prometheusForwarder: [{ name: "prometheus", streams: [STREAM] }] },
        destinations: {
          monitoringAccounts: [{ name: DESTINATION, accountResourceId: workspace.id }],
        },
        dataFlows: [{ streams: [STREAM], destinations: [DESTINATION] }],
        tags,
      },
      { parent: this },
    );
    new DataCollectionRuleAssociation(
      name,
      {
        resourceUri: aks.cluster.id,
        associationName: "prometheus",
        dataCollectionRuleId: rule.id,
      },
      { parent: this },
    );
    this.createSettings(name, aks, args.scrapedNamespaces);
    this.letRead(name, args.config, workspace.id);
    this.workspaceId = workspace.id;
    this.registerOutputs();
  }

  /** Even an owner of the subscription sees no number in the workspace without this role. */
  private letRead(name: string, config: AksConfig, scope: pulumi.Input<string>): void {
    const role = "Monitoring Data Reader";
    const principalId = deployerId(config, this);
    const { deployerType: principalType, adminGroupIds } = config.kubernetesApi;
    assignRole(`${name}-metrics`, { role, scope, principalId, principalType }, { parent: this });
    for (const group of adminGroupIds) {
      assignRole(
        `${name}-metrics-${group}`,
        { role, scope, principalId: group, principalType: "Group" },
        { parent: this },
      );
    }
  }

  /** AKS's collector looks for a ConfigMap of this name, and has defaults for all that it leaves out. */
  private createSettings(name: string, aks: AksCluster, namespaces: readonly string[]): void {
    new ConfigMap(
      `${name}-metrics`,
      {
        metadata: { name: "ama-metrics-settings-configmap", namespace: "kube-system" },
        data: {
          "schema-version": "v1",
          "config-version": "1",
          "pod-annotation-based-scraping": `podannotationnamespaceregex = "${namespaces.join("|")}"`,
        },
      },
      inCluster(this, aks),
    );
  }
}
