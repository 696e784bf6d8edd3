import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Addon, type Cluster } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "./iam";

export interface ContainerInsightsArgs {
  readonly cluster: Cluster;
  /** Name of the cluster, known before it exists. */
  readonly clusterName: string;
  readonly retentionInDays: number;
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
    const logs = LOG_GROUPS.map(
      (kind) =>
        new LogGroup(
          `${name}-${kind}`,
          {
            name: `/aws/containerinsights/${args.clusterName}/${kind}`,
            retentionInDays: args.retentionInDays,
          },
          { parent: this },
        ),
    );
    const { role, policies } = createServiceRole(
      `${name}-cloudwatch`,
      {
        service: "pods.eks.amazonaws.com",
        actions: ["sts:AssumeRole", "sts:TagSession"],
        managedPolicies: ["CloudWatchAgentServerPolicy"],
      },
      { parent: this },
    );
    new Addon(
      `${name}-cloudwatch`,
      {
        clusterName: args.cluster.name,
        addonName: "amazon-cloudwatch-observability",
        configurationValues: JSON.stringify(SETTINGS),
        podIdentityAssociations: [{ roleArn: role.arn, serviceAccount: "cloudwatch-agent" }],
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      { parent: this, dependsOn: [...args.dependsOn, ...policies, ...logs] },
    );
    this.registerOutputs();
  }
}
