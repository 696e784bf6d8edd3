import { Dashboard, MetricAlarm } from "@pulumi/aws/cloudwatch";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../shared/config/schema";
import type { Alarm } from "../shared/observability";
import { seconds } from "../shared/units";
import { alarmSources, metricId, type AlarmSource, type Watched } from "./alarmSources";
import { createAlarmTopic } from "./alarmTopic";
import { dashboardBody, type WatchedAlarm } from "./dashboard";

export interface ObservabilityArgs {
  readonly config: AwsConfig;
  readonly alarms: readonly Alarm[];
  readonly watched: Watched;
}

/** The workload's alarms as CloudWatch alarms, who hears of them, and a dashboard of the same. */
export class Observability extends pulumi.ComponentResource {
  readonly dashboardUrl: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Observability", name, {}, opts);
    const { region, alarms } = args.config;
    const { accountId } = getCallerIdentityOutput({}, { parent: this });
    const topic = createAlarmTopic(name, { accountId, email: alarms.email }, { parent: this });
    const sources = alarmSources(args.watched);
    const watched = args.alarms.map((alarm): WatchedAlarm => {
      const source = sources[alarm.metric];
      if (!source) throw new RangeError(`nothing in the stack has ${alarm.metric} to watch`);
      return { alarm, source };
    });
    for (const { alarm, source } of watched) this.createAlarm(name, alarm, source, topic.arn);
    const dashboard = new Dashboard(
      name,
      { dashboardName: name, dashboardBody: dashboardBody(region, watched) },
      { parent: this },
    );
    this.dashboardUrl = pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
    this.registerOutputs({ dashboardUrl: this.dashboardUrl });
  }

  private createAlarm(
    name: string,
    alarm: Alarm,
    source: AlarmSource,
    topicArn: pulumi.Output<string>,
  ): void {
    new MetricAlarm(
      `${name}-${alarm.metric}`,
      {
        alarmDescription: alarm.summary,
        comparisonOperator: "GreaterThanThreshold",
        threshold: alarm.threshold,
        evaluationPeriods: alarm.periods,
        datapointsToAlarm: alarm.periods,
        // No request, no machine, no data: nothing is wrong.
        treatMissingData: "notBreaching",
        metricQueries: queries(source, seconds(alarm.period)),
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent: this },
    );
  }
}

function queries({ metrics, expression }: AlarmSource, period: number) {
  const plain = metrics.map(({ namespace, name, stat, dimensions }, index) => ({
    id: metricId(index),
    returnData: expression === undefined,
    metric: { namespace, metricName: name, stat, period, dimensions },
  }));
  if (expression === undefined) return plain;
  return [...plain, { id: "value", label: "value", expression, returnData: true }];
}
