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
    const sources = alarmSources(args.watched);
    const watched = args.alarms.map((alarm): WatchedAlarm => {
      const source = sources[alarm.metric];
      if (!source) throw new RangeError(`nothing in the stack has ${alarm.metric} to watch`);
      return { alarm, source };
    });
    const regionOf = ({ source }: WatchedAlarm) => source.region ?? region;
    // An alarm is where its metrics are, and its topic has to be there too.
    for (const place of new Set([region, ...watched.map(regionOf)])) {
      const elsewhere = place === region ? {} : { region: place };
      const topicArgs = { accountId, email: alarms.email, ...elsewhere };
      const { arn } = createAlarmTopic(name, topicArgs, { parent: this });
      for (const one of watched.filter((each) => regionOf(each) === place)) {
        this.createAlarm(name, one, { topicArn: arn, ...elsewhere });
      }
    }
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
    { alarm, source }: WatchedAlarm,
    { topicArn, ...place }: { readonly topicArn: pulumi.Output<string>; readonly region?: string },
  ): void {
    new MetricAlarm(
      `${name}-${alarm.metric}`,
      {
        ...place,
        alarmDescription: alarm.summary,
        comparisonOperator: "GreaterThanThreshold",
        threshold: alarm.threshold,
        evaluationPeriods: alarm.periods,
        datapointsToAlarm: alarm.periods,
        // No request, no machine, no data: nothing is wrong.
        treatMissingData: source.missingData ?? "notBreaching",
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
