import type { Alarm, AlarmMetric } from "../../shared/observability";
import { seconds, type Duration } from "../../shared/units";
import type { ChatbotWorkload } from "../../shared/workload";
import {
  AS_IT_IS,
  format,
  IN_SECONDS,
  onAws,
  type Answer,
  type Answers,
  type Carried,
  type Refused,
} from "./answer";

/** What an alarm says beside its metric, which it goes by. */
type Part = Exclude<keyof Alarm, "metric">;
type Parts = Readonly<Record<Part, Answer>>;

/** Names an input of the resource that an alarm became. */
function inputOf(type: string, name: AlarmMetric) {
  return (path: string, as = AS_IT_IS): Carried => ({ type, name, path, format: as });
}

/** Where CloudWatch has each part of an alarm. */
function cloudWatch(metric: AlarmMetric): Parts {
  const at = inputOf("aws:cloudwatch/metricAlarm:MetricAlarm", metric);
  return {
    threshold: at("threshold"),
    period: at("metricQueries.0.metric.period", IN_SECONDS),
    periods: at("evaluationPeriods"),
    summary: at("alarmDescription"),
  };
}

const EVERY = format("as a duration", (period: Duration) => iso(seconds(period) / 60));

/** Where a rule of managed Prometheus has each part of an alarm. */
function prometheus(metric: AlarmMetric): Parts {
  const at = inputOf("azure-native:alertsmanagement:PrometheusRuleGroup", metric);
  return {
    threshold: at(
      "rules.0.expression",
      format("at its end", (threshold: number) => new RegExp(`\\) > ${threshold}$`)),
    ),
    period: at("interval", EVERY),
    periods: at(
      "rules.0.for",
      format("times the period, as a duration", (_: number, workload) =>
        iso(windowMinutes(alarmOf(workload, metric))),
      ),
    ),
    summary: at("description"),
  };
}

/** Where a rule over metrics of a resource has each part of an alarm. */
function metricRule(metric: AlarmMetric): Parts {
  const at = inputOf("azure-native:monitor:MetricAlert", metric);
  return {
    threshold: at("criteria.allOf.0.threshold"),
    period: at("evaluationFrequency", EVERY),
    periods: at(
      "windowSize",
      format("times the period, at most Azure's next window", (_: number, workload) =>
        metricWindow(windowMinutes(alarmOf(workload, metric))),
      ),
    ),
    summary: at("description"),
  };
}

/** Its first rule looks at the age itself, which is its window; its second at the alarm's. */
function queueAge(): Parts {
  const { period, periods, summary } = metricRule("queue-age-seconds");
  const windowSize = metricRule("queue-age-seconds").periods as Carried;
  return {
    threshold: {
      ...windowSize,
      format: format("at most Azure's next window", (age: number) => metricWindow(age / 60)),
    },
    period,
    periods: { ...(periods as Carried), name: "queue-age-seconds-2" },
    summary,
  };
}

/** Where Azure says yes or no, and bears nothing. */
function zeroAlone(metric: AlarmMetric): Parts {
  return {
    ...metricRule(metric),
    threshold: {
      when: "anything but 0",
      error: `${metric} must have the threshold 0 on Azure`,
      asked: (workload) => withAlarm(workload, { ...alarmOf(workload, metric), threshold: 1 }),
    },
  };
}

/** Fargate has no nodes, so that its workload has no such alarm. */
const WITHOUT_NODES: Refused = {
  when: "any value",
  error: "nothing in the stack has nodes-at-max to watch",
  asked: (workload) =>
    withAlarm(workload, { ...alarmOf(workload, "replicas-at-max"), metric: "nodes-at-max" }),
};

/** Nothing in a cluster that is there already measures the gateway, or tells anybody. */
const UNWATCHED: Refused = {
  when: "any value",
  error: "is a key of eks and ecs and aks, not of kubernetes",
  asked: ["alarms.errorPercent", 2],
};

const ON_AKS: Readonly<Record<AlarmMetric, Parts>> = {
  "ingress-error-percent": prometheus("ingress-error-percent"),
  "first-byte-p95-seconds": prometheus("first-byte-p95-seconds"),
  "unhealthy-replicas": prometheus("unhealthy-replicas"),
  "replicas-at-max": prometheus("replicas-at-max"),
  "nodes-at-max": prometheus("nodes-at-max"),
  "queue-age-seconds": queueAge(),
  "dead-letters": metricRule("dead-letters"),
  "function-throttles": zeroAlone("function-throttles"),
  "cache-memory-percent": metricRule("cache-memory-percent"),
  "side-unhealthy": zeroAlone("side-unhealthy"),
};

export const ALARM_FIELDS: Readonly<Record<string, Answers>> = Object.fromEntries(
  (Object.keys(ON_AKS) as AlarmMetric[]).flatMap((metric) =>
    (Object.keys(ON_AKS[metric]) as Part[]).map((part) => [
      `alarms.${metric}.${part}`,
      answers(metric, part),
    ]),
  ),
);

function answers(metric: AlarmMetric, part: Part): Answers {
  const aws = onAws(cloudWatch(metric)[part]);
  const onFargate = metric === "nodes-at-max" ? { "ecs (fargate)": WITHOUT_NODES } : {};
  return { ...aws, ...onFargate, aks: ON_AKS[metric][part], kubernetes: UNWATCHED };
}

function alarmOf({ alarms }: ChatbotWorkload, metric: AlarmMetric): Alarm {
  const alarm = alarms.find((one) => one.metric === metric);
  if (!alarm) throw new RangeError(`there is no alarm of ${metric}`);
  return alarm;
}

function withAlarm(workload: ChatbotWorkload, alarm: Alarm): ChatbotWorkload {
  const others = workload.alarms.filter(({ metric }) => metric !== alarm.metric);
  return { ...workload, alarms: [...others, alarm] };
}

function windowMinutes({ period, periods }: Alarm): number {
  return (seconds(period) * periods) / 60;
}

/** Azure looks at metrics over windows of these lengths, in minutes (REST API, Metric Alerts). */
const WINDOWS = [1, 5, 15, 30, 60];

function metricWindow(minutes: number): string {
  return iso(WINDOWS.findLast((window) => window <= minutes) ?? 1);
}

function iso(minutes: number): string {
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`;
}
