import type { PlannedResource } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { charge, just, used } from "../charges";
import { listAt, ofType } from "../inputs";
import type { Charge, Context } from "../types";

/** Rules that the hourly price of a Standard load balancer covers. */
const FIRST_RULES = 5;

const INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal";

/** A load balancer of so many rules. Without a rule it costs nothing. */
export function rules(name: string, count: number, context: Context): Charge[] {
  if (count === 0) return [];
  const more = count - FIRST_RULES;
  return [
    charge("load-balancer/first-rules", `${name}, 5 rules`),
    ...(more > 0 ? [charge("load-balancer/more-rules", `${name}, more rules`, just(more))] : []),
    used("load-balancer/data", `data, ${name}`, "dataGb", context),
  ];
}

/**
 * What AKS makes beside the plan, and bills: a load balancer for Services and for the way out, one
 * more for internal Services, and the address of the way out.
 */
export function madeByAks(cluster: PlannedResource, context: Context): Charge[] {
  const services = ofType(context.plan.resources, "kubernetes:core/v1:Service").filter(
    ({ inputs }) => valueAt(inputs, "spec.type") === "LoadBalancer",
  );
  const ports = (internal: boolean): number =>
    services
      .filter((service) => isInternal(service) === internal)
      .reduce((sum, service) => sum + listAt(service, "spec.ports").length, 0);
  const outbound = valueAt(cluster.inputs, "networkProfile.outboundType") === "loadBalancer";
  return [
    ...rules("AKS load balancer", ports(false) + (outbound ? 1 : 0), context),
    ...rules("AKS inner load balancer", ports(true), context),
    ...(outbound ? [charge("public-ip/hour", "AKS address out")] : []),
  ];
}

function isInternal({ inputs }: PlannedResource): boolean {
  // A dot in the annotation's name keeps it from being a path.
  const annotations = valueAt(inputs, "metadata.annotations");
  return (annotations as Record<string, unknown> | undefined)?.[INTERNAL] === "true";
}
