import type { Json, JsonObject, Plan, PlannedResource, Trace } from "../plan/types";
import { valueAt } from "../plan/valueAt";
import { sideOf } from "../plan/pairs";
import { clientShare } from "../shared/failover/share";

/** The resources of a plan, and what each is made of. */
export class Resources {
  readonly all: readonly PlannedResource[];
  private readonly byUrn: ReadonlyMap<string, PlannedResource>;

  /** @param plan one that can be compared: without that, nobody knows what an input is made of */
  constructor(readonly plan: Plan) {
    this.all = plan.resources.filter(({ read }) => read !== true);
    this.byUrn = new Map(this.all.map((resource) => [resource.urn, resource]));
  }

  get(urn: string | null): PlannedResource | undefined {
    return urn === null ? undefined : this.byUrn.get(urn);
  }

  ofType(...types: readonly string[]): PlannedResource[] {
    return this.all.filter(({ type }) => types.includes(type));
  }

  /** What these top-level inputs are made of; of all inputs where none is named. */
  madeOf({ urn }: PlannedResource, ...properties: readonly string[]): PlannedResource[] {
    const dependencies = this.plan.comparison?.dependencies[urn] ?? {};
    const names = properties.length > 0 ? properties : Object.keys(dependencies).sort();
    const urns = names.flatMap((name) => dependencies[name] ?? []);
    return [...new Set(urns)].flatMap((each) => this.get(each) ?? []);
  }

  /** The resources of a type in whose inputs of this name another one is. */
  users(type: string, property: string, of: PlannedResource): PlannedResource[] {
    return this.ofType(type).filter((each) => this.madeOf(each, property).includes(of));
  }

  trace({ urn }: PlannedResource, path: string): Trace | undefined {
    return this.plan.comparison?.traces[urn]?.[path];
  }
}

/** A resource, or a part of one. */
type Inputs = Pick<PlannedResource, "inputs">;

/** Text at a path of the inputs, like `spec.type`; empty where there is none. */
export function textAt({ inputs }: Inputs, path: string): string {
  const value = valueAt(inputs, path);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A list of objects at a path of some inputs; empty where there is none. */
export function listAt(inputs: Json, path: string): readonly JsonObject[] {
  const value = valueAt(inputs, path);
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

/** `1–6`, or `2` where both are; empty where one is unknown. */
export function rangeAt({ inputs }: Inputs, least: string, most: string): string {
  const [low, high] = [valueAt(inputs, least), valueAt(inputs, most)];
  if (typeof low !== "number" || typeof high !== "number") return "";
  return low === high ? String(low) : `${low}–${high}`;
}

/** `1 zone`, `3 zones`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The name of both clouds, and the share of people that it leads here; nothing where there is one. */
export function shareLines({ plan }: Resources): string[] {
  const side = sideOf(plan);
  if (!side) return [];
  return [side.hostname, `${clientShare(side)} % here`];
}

/** Where the others are led. */
export function peerLines({ plan }: Resources): string[] {
  const side = sideOf(plan);
  return side ? ["health checks", `or ${side.peerHostname}`] : [];
}
