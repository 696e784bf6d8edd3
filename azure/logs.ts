import { DiagnosticSetting } from "@pulumi/azure-native/monitor";
import { Workspace } from "@pulumi/azure-native/operationalinsights";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";

export interface LogsArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly clusterId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Who changed what in the cluster, and who signed in; reads are left out, as they would cost most. */
const CONTROL_PLANE_LOGS = ["kube-audit-admin", "guard"];

/** The most that a dev stack takes in, in GB a day. */
const DEV_DAILY_GB = 1;

/** A Log Analytics workspace with the logs of the control plane. */
export class Logs extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;

  constructor(name: string, args: LogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Logs", name, {}, opts);
    const prod = args.config.size === "prod";
    const workspace = new Workspace(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        workspaceName: name,
        sku: { name: "PerGB2018" },
        retentionInDays: prod ? 90 : 30,
        ...(!prod && { workspaceCapping: { dailyQuotaGb: DEV_DAILY_GB } }),
        features: { disableLocalAuth: true },
        tags: args.tags,
      },
      { parent: this },
    );
    new DiagnosticSetting(
      `${name}-control-plane`,
      {
        resourceUri: args.clusterId,
        name: "control-plane",
        workspaceId: workspace.id,
        logAnalyticsDestinationType: "Dedicated",
        logs: CONTROL_PLANE_LOGS.map((category) => ({ category, enabled: true })),
      },
      { parent: this },
    );
    this.workspaceId = workspace.id;
    this.registerOutputs();
  }
}
