import type { Plan, PlannedResource } from "../plan/types";

/**
 * Which resource of the base each one of the head is: by its URN, else by an alias, its own or one
 * that comes from its parent's.
 */
export function matched(base: Plan, head: Plan): ReadonlyMap<string, PlannedResource> {
  const olds = new Map(base.resources.map((resource) => [resource.urn, resource]));
  const news = new Map(head.resources.map((resource) => [resource.urn, resource]));
  const found = new Map<string, PlannedResource | null>();
  const find = (resource: PlannedResource): PlannedResource | null => {
    const known = found.get(resource.urn);
    if (known !== undefined) return known;
    const parent = news.get(resource.parent ?? "");
    const candidates = [resource.urn, ...aliasesOf(resource, parent, parent && find(parent))];
    const old = candidates.map((urn) => olds.get(urn)).find((each) => each !== undefined) ?? null;
    found.set(resource.urn, old);
    return old;
  };
  return new Map(
    head.resources.flatMap((resource) => {
      const old = find(resource);
      return old === null ? [] : [[resource.urn, old] as const];
    }),
  );
}

/** The URNs that a resource may have had, as the engine makes them out (step_generator.go). */
function aliasesOf(
  resource: PlannedResource,
  parent: PlannedResource | undefined,
  oldParent: PlannedResource | null | undefined,
): string[] {
  const own = (resource.aliases ?? []).map((alias) => urnOf(alias, resource));
  if (!parent || !oldParent || oldParent.urn === parent.urn) return own;
  const inherited = [resource.urn, ...own].map((urn) => {
    const [, , types = "", name = ""] = urn.split("::");
    const rest = name.startsWith(parent.name)
      ? oldParent.name + name.slice(parent.name.length)
      : name;
    return childUrn(oldParent.urn, types.split("$").at(-1) ?? "", rest);
  });
  return [...own, ...inherited];
}

/** What the SDK tells of an alias that is no URN. */
interface AliasSpec {
  readonly name?: string;
  readonly type?: string;
  readonly stack?: string;
  readonly project?: string;
  readonly parenturn?: string;
  readonly noparent?: boolean;
}

function urnOf(alias: string, resource: PlannedResource): string {
  if (!alias.startsWith("{")) return alias;
  const { name = resource.name, type = resource.type, ...rest } = JSON.parse(alias) as AliasSpec;
  const [start = "", project = ""] = resource.urn.split("::");
  const stack = rest.stack === undefined ? start : `urn:pulumi:${rest.stack}`;
  const none = `${stack}::${rest.project ?? project}::`;
  const parent = rest.noparent === true ? none : (rest.parenturn ?? resource.parent ?? none);
  const [, , ...path] = childUrn(parent, type, name).split("::");
  return [stack, rest.project ?? project, ...path].join("::");
}

/** The URN of a child: the types of all parents but the stack, then its own, and its name. */
function childUrn(parent: string, type: string, name: string): string {
  const [stack = "", project = "", types = ""] = parent.split("::");
  const path = types === "" || types === "pulumi:pulumi:Stack" ? type : `${types}$${type}`;
  return [stack, project, path, name].join("::");
}
