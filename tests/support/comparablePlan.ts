import type { Plan, PlannedResource, Trace } from "../../plan/types";

type Traces = Readonly<Record<string, Readonly<Record<string, Trace>>>>;

/** A plan of these resources, as `npm run diff` asks for it. */
export function comparablePlan(
  resources: readonly PlannedResource[],
  traces: Traces = {},
  more: Partial<Plan> = {},
): Plan {
  return {
    stack: "s",
    project: "p",
    cloud: "aws",
    platform: null,
    resources,
    outputs: {},
    unknown: [],
    comparison: { format: 1, dependencies: {}, traces },
    ...more,
  };
}
