import type { Cluster } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import type { AddonVersions } from "../shared/config/eksAddons";
import type { Size } from "../shared/config/types";
import { createAddon } from "./addon";
import { createPodRole } from "./iam";
import { createLogGroup } from "./logs";

export interface ContainerInsightsArgs {
  readonly cluster: Cluster;
  /** Name of the cluster, known before it exists. */
  readonly clusterName: string;
  readonly size: Size;
  readonly addonVersions: AddonVersions;
  /** What the agents need in order to run. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The log groups that the agents write to (AWS docs, "Container Insights for EKS"). */
const LOG_GROUPS = ["application", "dataplane", "host", "performance"];

/**
 * What the add-on is told, by keys that its versions 5 and 6 both know; AWS refuses unknown ones.
 * Without it, the add-on puts an init container into every pod behind a Service, to trace it: more
 * than the quota and the closed network of the chatbot's namespace allow.
 */
const SETTINGS = {
  agent: {
    config: {
      logs: {
        metrics_collected: {
          kubernetes: { enhanced_container_insights: true, accelerated_compute_metrics: false },
        },
      },
    },
  },
  containerLogs: { enabled: true },
  manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
};

/** CloudWatch's add-on: pod metrics for the alarms, and the logs of every container. */
export class ContainerInsights extends pulumi.ComponentResource {
  constructor(name: string, args: ContainerInsightsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:ContainerInsights", name, {}, opts);
    // Made first, or the agents would make them without an end to their retention.
    const logs = LOG_GROUPS.map((kind) => {
      const logGroupName = `/aws/containerinsights/${args.clusterName}/${kind}`;
      return createLogGroup(`${name}-${kind}`, logGroupName, args.size, { parent: this });
    });
    const { role, policies } = createPodRole(
      `${name}-cloudwatch`,
      ["CloudWatchAgentServerPolicy"],
      { parent: this },
    );
    createAddon(
      `${name}-cloudwatch`,
      {
        clusterName: args.cluster.name,
        addonName: "amazon-cloudwatch-observability",
        versions: args.addonVersions,
        configurationValues: JSON.stringify(SETTINGS),
        podIdentityAssociations: [{ roleArn: role.arn, serviceAccount: "cloudwatch-agent" }],
      },
      { parent: this, dependsOn: [...args.dependsOn, ...policies, ...logs] },
    );
    this.registerOutputs();
  }
}
