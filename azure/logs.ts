import { DiagnosticSetting } from "@pulumi/azure-native/monitor";
import { Workspace } from "@pulumi/azure-native/operationalinsights";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";

export interface LogsArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is kept of each service, and whether it comes in tables of its own. */
const KEPT = {
  /** Who changed what in the cluster, and who signed in; reads are left out, as they would cost most. */
  "control-plane": { categories: ["kube-audit-admin", "guard"], ownTables: true },
  vault: { categories: ["AuditEvent"], ownTables: true },
  cache: { categories: ["ConnectionEvents"], ownTables: true },
  registry: {
    categories: ["ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"],
    ownTables: false,
  },
  /** Every request with its times, and what the web firewall made of it. */
  "front-door": {
    categories: ["FrontDoorAccessLog", "FrontDoorWebApplicationFirewallLog"],
    ownTables: false,
  },
} as const;

/** The most that a dev stack takes in, in GB a day. */
const DEV_DAILY_GB = 1;

/** A Log Analytics workspace, and what goes there: kept 90 days in prod and 30 in dev. */
export class Logs extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;

  constructor(
    private readonly prefix: string,
    args: LogsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("chatbot:azure:Logs", prefix, {}, opts);
    const prod = args.config.size === "prod";
    const workspace = new Workspace(
      prefix,
      {
        resourceGroupName: args.resourceGroupName,
        workspaceName: prefix,
        sku: { name: "PerGB2018" },
        retentionInDays: prod ? 90 : 30,
        ...(!prod && { workspaceCapping: { dailyQuotaGb: DEV_DAILY_GB } }),
        features: { disableLocalAuth: true },
        tags: args.tags,
      },
      { parent: this },
    );
    this.workspaceId = workspace.id;
    this.registerOutputs();
  }

  /**
   * Keeps the logs of a service.
   * @param resourceId of the cluster, vault, database of the cache, registry, or profile
   */
  keep(service: keyof typeof KEPT, resourceId: pulumi.Input<string>): void {
    const { categories, ownTables } = KEPT[service];
    new DiagnosticSetting(
      `${this.prefix}-${service}`,
      {
        resourceUri: resourceId,
        name: service,
        workspaceId: this.workspaceId,
        ...(ownTables && { logAnalyticsDestinationType: "Dedicated" }),
        logs: categories.map((category) => ({ category, enabled: true })),
      },
      { parent: this },
    );
  }
}
