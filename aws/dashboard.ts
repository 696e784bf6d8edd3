import * as pulumi from "@pulumi/pulumi";
import type { Alarm } from "../shared/observability";
import { seconds } from "../shared/units";
import { metricId, type AlarmSource } from "./alarmSources";

/** An alarm together with where its metric is. */
export interface WatchedAlarm {
  readonly alarm: Alarm;
  readonly source: AlarmSource;
}

/** Widgets in a row, of the 24 columns that a dashboard has. */
const PER_ROW = 2;
const WIDTH = 24 / PER_ROW;
const HEIGHT = 6;

/** The body of a CloudWatch dashboard: a graph for each alarm, with its threshold as a line. */
export function dashboardBody(region: string, watched: readonly WatchedAlarm[]) {
  return pulumi.jsonStringify({
    widgets: watched.map(({ alarm, source }, index) => ({
      type: "metric",
      x: (index % PER_ROW) * WIDTH,
      y: Math.floor(index / PER_ROW) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: {
        title: alarm.metric,
        region: source.region ?? region,
        view: "timeSeries",
        period: seconds(alarm.period),
        metrics: rows(source),
        annotations: { horizontal: [{ label: "alarm", value: alarm.threshold }] },
      },
    })),
  });
}

function rows({ metrics, expression }: AlarmSource) {
  const hidden = expression === undefined ? {} : { visible: false };
  const plain = metrics.map(({ namespace, name, stat, dimensions }, index) => [
    namespace,
    name,
    ...Object.entries(dimensions).flat(),
    { id: metricId(index), stat, ...hidden },
  ]);
  return expression === undefined ? plain : [...plain, [{ id: "value", expression }]];
}
