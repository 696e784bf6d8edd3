import type { PlannedResource } from "../plan/types";
import type { Areas } from "./areas";
import type { Parts } from "./parts";
import type { Resources } from "./resources";

/**
 * Where each resource belongs that is no part or area by itself: to the first of what stands in the same
 * component, else to what it is made of, else to the outermost area. So no change of a resource is
 * without a place in the picture.
 */
export function homesOf(resources: Resources, parts: Parts, areas: Areas) {
  const own = (urn: string): string | undefined => parts.idOf(urn) ?? areas.idOf(urn);
  const components = new Map<string, string>();
  for (const resource of [...resources.all].sort(byRank(own, parts))) {
    const id = own(resource.urn);
    let parent = resources.get(resource.parent);
    while (id !== undefined && parent && parent.type !== "pulumi:pulumi:Stack") {
      if (!components.has(parent.urn)) components.set(parent.urn, id);
      parent = resources.get(parent.parent);
    }
  }
  const homes = new Map<string, string>();
  const find = (resource: PlannedResource): string | undefined => {
    const [owner] = resources.madeOf(resource, OWNERS[resource.type] ?? NOTHING);
    const owned = owner && own(owner.urn);
    if (owned !== undefined) return owned;
    const known = own(resource.urn) ?? homes.get(resource.urn) ?? components.get(resource.urn);
    if (known !== undefined) return known;
    const parent = resources.get(resource.parent);
    if (parent && parent.type !== "pulumi:pulumi:Stack") {
      const home = find(parent);
      if (home !== undefined) return home;
    }
    for (const other of resources.madeOf(resource)) {
      const home = own(other.urn) ?? components.get(other.parent ?? "");
      if (home !== undefined) return home;
    }
    return undefined;
  };
  for (const resource of resources.all) {
    const home = find(resource) ?? areas.all[0]?.id;
    if (home !== undefined) homes.set(resource.urn, home);
  }
  return homes;
}

/** Types that belong to what one of their inputs names, whatever component has made them. */
const OWNERS: Readonly<Record<string, string>> = {
  "aws:autoscaling/attachment:Attachment": "autoscalingGroupName",
  "aws:secretsmanager/secretVersion:SecretVersion": "secretId",
  "azure-native:keyvault:Secret": "vaultName",
};
/** No input has this name. */
const NOTHING = "";

/** What a component is first of all: traffic before what watches it, and areas before parts. */
const RANKS = ["entry", "compute", "machines", "data", "messages", "secrets", "images", "network"];

function byRank(own: (urn: string) => string | undefined, parts: Parts) {
  const rank = ({ urn }: PlannedResource): number => {
    const id = own(urn);
    const kind = parts.get(id)?.kind;
    if (id === undefined) return RANKS.length + 1;
    if (kind === undefined) return -1;
    const index = RANKS.indexOf(kind);
    return index < 0 ? RANKS.length : index;
  };
  return (a: PlannedResource, b: PlannedResource): number => rank(a) - rank(b);
}
