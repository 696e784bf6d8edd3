import { Workbook } from "@pulumi/azure-native/applicationinsights";
import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { ActionGroup } from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { NAMESPACE } from "../shared/kubernetes/labels";
import type { Alarm } from "../shared/observability";
import type { AksCluster } from "./aks";
import { createAlarmRule } from "./alarms";
import { alarmRules, type Watched } from "./alarmSources";
import { EDGE_NAMESPACE } from "./edgeLabels";
import { Metrics } from "./metrics";
import { uuidOf } from "./names";
import { workbookContent } from "./workbook";

export interface ObservabilityArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly aks: AksCluster;
  /** Resource id of the Log Analytics workspace. */
  readonly logsId: pulumi.Input<string>;
  /** Whose pods' logs are shown. */
  readonly namespaces: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly watched: Watched;
  readonly tags: Readonly<Record<string, string>>;
}

/** The workload's alarms as alert rules, who hears of them, and a workbook of the same. */
export class Observability extends pulumi.ComponentResource {
  readonly dashboardUrl: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Observability", name, {}, opts);
    const { watched } = args;
    const alarms = args.alarms.map((alarm) => ({ alarm, rules: alarmRules(alarm, watched) }));
    const metrics = new Metrics(
      name,
      {
        ...args,
        scrapedNamespaces: [
          ...(watched.entrance.kind === "edgeProxy" ? [EDGE_NAMESPACE] : []),
          NAMESPACE,
        ],
      },
      { parent: this },
    );
    const group = this.createActionGroup(name, args);
    const shared = {
      ...args,
      actionGroupId: group.id,
      clusterName: args.aks.cluster.name,
      metricsId: metrics.workspaceId,
    };
    for (const { alarm, rules } of alarms) {
      rules.forEach((rule, index) => {
        const ruleName = [name, alarm.metric, ...(index > 0 ? [index + 1] : [])].join("-");
        createAlarmRule(ruleName, alarm, rule, shared, this);
      });
    }
    const workbook = this.createWorkbook(name, args, workbookContent(alarms, shared));
    const { tenantId } = getClientConfigOutput({ parent: this });
    this.dashboardUrl = pulumi.interpolate`https://portal.azure.com/#@${tenantId}/resource${workbook.id}/workbook`;
    this.registerOutputs({ dashboardUrl: this.dashboardUrl });
  }

  private createWorkbook(
    name: string,
    { resourceGroupName, tags }: ObservabilityArgs,
    serializedData: pulumi.Output<string>,
  ): Workbook {
    return new Workbook(
      name,
      {
        resourceGroupName,
        resourceName: uuidOf(name),
        displayName: name,
        category: "workbook",
        kind: "shared",
        sourceId: "azure monitor",
        version: "Notebook/1.0",
        serializedData,
        tags,
      },
      { parent: this },
    );
  }

  private createActionGroup(
    name: string,
    { config, resourceGroupName, tags }: ObservabilityArgs,
  ): ActionGroup {
    const { email } = config.alarms;
    return new ActionGroup(
      `${name}-alarms`,
      {
        resourceGroupName,
        actionGroupName: `${name}-alarms`,
        location: "Global",
        groupShortName: "alarms",
        enabled: true,
        emailReceivers:
          email === undefined
            ? []
            : [{ name: "people", emailAddress: email, useCommonAlertSchema: true }],
        tags,
      },
      { parent: this },
    );
  }
}
