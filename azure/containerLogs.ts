import { DataCollectionRule, DataCollectionRuleAssociation } from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import { anyOf } from "./logQuery";

export interface ContainerLogsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Resource id of the cluster, whose agent sends. */
  readonly clusterId: pulumi.Input<string>;
  /** Resource id of the Log Analytics workspace. */
  readonly workspaceId: pulumi.Input<string>;
  /** Whose pods are listened to. */
  readonly namespaces: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What pods write to their standard output and error (Azure docs, "Container insights log schema"). */
const STREAM = "Microsoft-ContainerLogV2";
const DESTINATION = "workspace";

/** The name that the agent's part of a rule has (Azure docs, "Enable monitoring for AKS"). */
const EXTENSION = "ContainerInsightsExtension";

/**
 * What the pods of some namespaces write, in the stack's log workspace. Container insights would
 * send inventories and metrics besides, which cost more than the logs: managed Prometheus has those.
 */
export class ContainerLogs extends pulumi.ComponentResource {
  constructor(name: string, args: ContainerLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:ContainerLogs", name, {}, opts);
    const { resourceGroupName, workspaceId, namespaces, tags } = args;
    const ruleName = `${name}-logs`;
    const rule = new DataCollectionRule(
      ruleName,
      {
        resourceGroupName,
        dataCollectionRuleName: ruleName,
        kind: "Linux",
        dataSources: {
          extensions: [
            {
              name: EXTENSION,
              extensionName: "ContainerInsights",
              streams: [STREAM],
              extensionSettings: {
                dataCollectionSettings: {
                  interval: "1m",
                  namespaceFilteringMode: "Off",
                  enableContainerLogV2: true,
                },
              },
            },
          ],
        },
        destinations: {
          logAnalytics: [{ name: DESTINATION, workspaceResourceId: workspaceId }],
        },
        dataFlows: [
          {
            streams: [STREAM],
            destinations: [DESTINATION],
            // The filter by namespace of the agent's settings does not reach container logs
            // (microsoft/AzureMonitorCommunity issue 246).
            transformKql: `source | where ${anyOf("PodNamespace", namespaces)}`,
          },
        ],
        tags,
      },
      { parent: this },
    );
    new DataCollectionRuleAssociation(
      ruleName,
      { resourceUri: args.clusterId, associationName: EXTENSION, dataCollectionRuleId: rule.id },
      { parent: this },
    );
    this.registerOutputs();
  }
}
