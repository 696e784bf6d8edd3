import {
  AzureMonitorWorkspace,
  DataCollectionEndpoint,
  DataCollectionRule,
  DataCollectionRuleAssociation,
} from "@pulumi/azure-native/monitor";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { AksCluster } from "./aks";

export interface MetricsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly aks: AksCluster;
  /** The one namespace whose pods may ask to be scraped, beside what AKS scrapes itself. */
  readonly scrapedNamespace: string | undefined;
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
    if (args.scrapedNamespace !== undefined) this.createSettings(name, aks, args.scrapedNamespace);
    this.workspaceId = workspace.id;
    this.registerOutputs();
  }

  /** AKS's collector looks for a ConfigMap of this name, and has defaults for all that it leaves out. */
  private createSettings(name: string, aks: AksCluster, namespace: string): void {
    new ConfigMap(
      `${name}-metrics`,
      {
        metadata: { name: "ama-metrics-settings-configmap", namespace: "kube-system" },
        data: {
          "schema-version": "v1",
          "config-version": "1",
          "pod-annotation-based-scraping": `podannotationnamespaceregex = "${namespace}"`,
        },
      },
      { parent: this, provider: aks.provider, deletedWith: aks.cluster },
    );
  }
}
