import { isComponent } from "../plan/tree/typeNames";
import type { Plan, PlannedResource, Trace } from "../plan/types";
import { canReplace } from "./classify";
import { disruptionsOf } from "./disruptions";
import { matched } from "./match";
import { goesFirst } from "./order";
import { changedProperties, type Sureness } from "./properties";
import { withRenames } from "./renames";
import type { Operation, PropertyChange, ResourceChange } from "./types";
import { isVolatile } from "./volatile";

/**
 * What `pulumi up` of the head does to a stack that is as the base says: the engine's own rules, with
 * what is known of the providers. Sorted by URN.
 */
export function compare(base: Plan, head: Plan): ResourceChange[] {
  return new Comparer(base, head).changes();
}

/** What is found out of a resource of the head. */
interface Found {
  readonly operation: Operation | "same";
  readonly properties: readonly PropertyChange[];
  readonly replacedWith: readonly string[];
}

const SAME: Found = { operation: "same", properties: [], replacedWith: [] };

class Comparer {
  private readonly olds: ReadonlyMap<string, PlannedResource>;
  private readonly news: ReadonlyMap<string, PlannedResource>;
  private readonly found = new Map<string, Found>();
  /** By URN of the base, what a resource is called in the head. */
  private readonly successors: ReadonlyMap<string, string>;

  constructor(
    private readonly base: Plan,
    private readonly head: Plan,
  ) {
    this.olds = matched(base, head);
    this.successors = new Map([...this.olds].map(([urn, old]) => [old.urn, urn]));
    this.news = new Map(head.resources.map((resource) => [resource.urn, resource]));
  }

  changes(): ResourceChange[] {
    const kept = this.head.resources.filter(isManaged).flatMap((resource) => {
      const { operation, ...found } = this.find(resource);
      return operation === "same" ? [] : [this.changeOf(resource, { operation, ...found })];
    });
    const stay = new Set([...this.olds.values()].map(({ urn }) => urn));
    const gone = this.base.resources
      .filter((resource) => isManaged(resource) && !stay.has(resource.urn))
      .map(deletionOf);
    return withRenames([...kept, ...gone], this.base, this.head).sort((a, b) =>
      a.urn < b.urn ? -1 : 1,
    );
  }

  private changeOf(
    resource: PlannedResource,
    { operation, properties, replacedWith }: Found & { readonly operation: Operation },
  ): ResourceChange {
    const { urn, type, name } = resource;
    const old = this.olds.get(urn);
    const replaces = operation === "replace" || operation === "may-replace";
    const first = replaces && old ? this.firstOf(old, resource, replacedWith) : undefined;
    const change = {
      urn,
      ...(old && old.urn !== urn && { oldUrn: old.urn }),
      type,
      name,
      label: "",
      operation,
      properties,
      replacedWith,
      ...(first && { first }),
      refused: operation === "replace" && (old?.protect ?? false),
    };
    return { ...change, disruptions: disruptionsOf(change) };
  }

  private find(resource: PlannedResource): Found {
    const known = this.found.get(resource.urn);
    if (known) return known;
    // A resource never waits for itself: the program could not have made it.
    this.found.set(resource.urn, SAME);
    const found = this.work(resource);
    this.found.set(resource.urn, found);
    return found;
  }

  private work(resource: PlannedResource): Found {
    const old = this.olds.get(resource.urn);
    if (resource.read === true || isComponent(resource.type)) return SAME;
    if (!old) return { ...SAME, operation: "create" };
    const properties = changedProperties({
      old,
      new: resource,
      oldTraces: this.traces(this.base, old.urn),
      newTraces: this.traces(this.head, resource.urn),
      traced: this.base.comparison !== undefined,
      oldUrn: (urn) => this.olds.get(urn)?.urn ?? "",
      moves: (output) => this.moves(output),
    });
    const { certain, possible } = this.companions(resource, old);
    const verdicts = properties.map(({ verdict }) => verdict);
    const operation =
      certain.length > 0 || verdicts.includes("replace")
        ? "replace"
        : possible.length > 0 || verdicts.includes("may-replace")
          ? "may-replace"
          : verdicts.length > 0
            ? "update"
            : old.urn === resource.urn
              ? "same"
              : "rename";
    return { operation, properties, replacedWith: certain.length > 0 ? certain : possible };
  }

  /**
   * What the resource is replaced with: its `replaceWith`, its provider, and what goes before its
   * successor comes, where an input that replaces it is made of that. The engine deletes it first
   * then, whatever the input will be (calculateDependentReplacements, in step_generator.go).
   */
  private companions(
    { replaceWith = [], provider = "", type }: PlannedResource,
    old: PlannedResource,
  ) {
    const madeOf = Object.entries(this.base.comparison?.dependencies[old.urn] ?? {})
      .filter(([property]) => canReplace(type, property))
      .flatMap(([, urns]) => urns.map((urn) => this.successors.get(urn) ?? ""))
      .filter((urn) => this.isFirstToGo(urn));
    const asked = [...replaceWith, provider];
    const operations = [...asked, ...madeOf].flatMap((urn) => {
      const other = this.news.get(urn);
      return other ? [{ urn, operation: this.find(other).operation }] : [];
    });
    const of = (wanted: Operation): string[] => {
      const found = operations.flatMap(({ urn, operation }) => (operation === wanted ? [urn] : []));
      // The one that is asked for says enough.
      const first = found.filter((urn) => asked.includes(urn));
      return [...new Set(first.length > 0 ? first : found)];
    };
    return { certain: of("replace"), possible: of("may-replace") };
  }

  /** Whether a resource of the head is replaced, or may be, after the old one is gone. */
  private isFirstToGo(urn: string): boolean {
    const [old, now] = [this.olds.get(urn), this.news.get(urn)];
    if (!old || !now) return false;
    const { operation, replacedWith } = this.find(now);
    if (operation !== "replace" && operation !== "may-replace") return false;
    return this.firstOf(old, now, replacedWith) === "old";
  }

  private firstOf(
    old: PlannedResource,
    now: PlannedResource,
    replacedWith: readonly string[],
  ): "old" | "new" {
    // What is replaced with something that goes first goes before that.
    return replacedWith.some((urn) => this.isFirstToGo(urn)) ? "old" : goesFirst(old, now);
  }

  private traces(plan: Plan, urn: string): Readonly<Record<string, Trace>> {
    return plan.comparison?.traces[urn] ?? {};
  }

  /** Whether an output of a resource of the head has another value after `pulumi up`. */
  private moves(output: string): Sureness {
    const [urn = "", path = ""] = output.split("#");
    const resource = this.news.get(urn);
    if (!resource) return "no";
    const { operation, properties } = this.find(resource);
    if (operation === "replace" || operation === "create") return "yes";
    if (operation === "may-replace") return "maybe";
    if (operation !== "update") return "no";
    if (isVolatile(resource.type, path)) return "yes";
    const touched = properties.some((change) =>
      path === "*" ? change.later === true : change.path === path,
    );
    return touched ? "yes" : "no";
  }
}

function deletionOf(resource: PlannedResource): ResourceChange {
  const { urn, type, name, protect, retainOnDelete } = resource;
  const change = {
    urn,
    type,
    name,
    label: "",
    operation: "delete" as const,
    properties: [],
    replacedWith: [],
    refused: protect && retainOnDelete !== true,
    ...(retainOnDelete && { kept: true as const }),
  };
  return { ...change, disruptions: disruptionsOf(change) };
}

/** Components exist in the state only, and what is only read is not the stack's. */
function isManaged({ type, read }: PlannedResource): boolean {
  return !isComponent(type) && read !== true;
}
