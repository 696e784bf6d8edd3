import type * as pulumi from "@pulumi/pulumi";
import type { Alarm } from "../shared/observability";
import type { MetricCriterion, MetricRule } from "./alarmRule";

/** What there is to watch of the webhook and the worker. */
export interface WatchedFunctions {
  /** Resource id of the Service Bus namespace. */
  readonly namespaceId: pulumi.Input<string>;
  /** Name of the queue in it; Service Bus counts its dead letters under the same name. */
  readonly queue: pulumi.Input<string>;
  /** Events that the worker finishes in a second at least: its most calls at once over their timeout. */
  readonly eventsPerSecond: number;
  /** Each function app with the most instances that it may have. */
  readonly apps: readonly { readonly id: pulumi.Input<string>; readonly maxInstances: number }[];
}

/**
 * Service Bus has no metric of age. An event has waited too long where nothing was finished all that
 * time though something waited, and may have where more wait than the worker surely finishes in it.
 */
export function queueAge(functions: WatchedFunctions, { threshold }: Alarm): MetricRule[] {
  const backlog = Math.ceil(threshold * functions.eventsPerSecond);
  return [
    serviceBus(
      functions,
      [
        { metric: "ActiveMessages", aggregation: "Minimum", threshold: 0 },
        {
          metric: "CompleteMessage",
          aggregation: "Total",
          operator: "LessThanOrEqual",
          threshold: 0,
        },
      ],
      threshold,
    ),
    serviceBus(functions, [
      { metric: "ActiveMessages", aggregation: "Minimum", threshold: backlog },
    ]),
  ];
}

/** Events that failed for good. */
export function deadLetters(functions: WatchedFunctions, { threshold }: Alarm): MetricRule {
  return serviceBus(functions, [
    { metric: "DeadletteredMessages", aggregation: "Maximum", threshold },
  ]);
}

function serviceBus(
  { namespaceId, queue }: WatchedFunctions,
  criteria: readonly MetricCriterion[],
  windowSeconds?: number,
): MetricRule {
  const dimension = { name: "EntityName", value: queue };
  return {
    kind: "metric",
    resourceId: namespaceId,
    namespace: "Microsoft.ServiceBus/namespaces",
    criteria: criteria.map((criterion) => ({ ...criterion, dimension })),
    ...(windowSeconds !== undefined && { windowSeconds }),
  };
}

/**
 * Azure counts no refused calls of a function app: with all its instances in use, calls wait.
 * @throws RangeError for an alarm that bears some refused calls
 */
export function atMostInstances(
  { id, maxInstances }: WatchedFunctions["apps"][number],
  { metric, threshold }: Alarm,
): MetricRule {
  if (threshold !== 0) {
    throw new RangeError(
      `${metric} must have the threshold 0 on Azure, which counts no such calls`,
    );
  }
  return {
    kind: "metric",
    resourceId: id,
    namespace: "Microsoft.Web/sites",
    criteria: [
      {
        metric: "InstanceCount",
        aggregation: "Average",
        operator: "GreaterThanOrEqual",
        threshold: maxInstances,
      },
    ],
  };
}
