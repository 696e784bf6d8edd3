import type { Json, PlannedResource } from "../plan/types";
import { valueAt } from "../plan/valueAt";

/**
 * Where a resource has its name, by provider. A replacement of the same name can only come when the
 * old one is gone: so do pulumi-terraform-bridge (for names that the program gives) and
 * pulumi-kubernetes (for names that it does not generate).
 */
const NAME: Readonly<Record<string, string>> = { aws: "name", kubernetes: "metadata.name" };

/**
 * Which of the two goes first in a replacement: the old one where the program says so, where azure-native
 * is the provider, and where both have the name that the program gives them.
 */
export function goesFirst(old: PlannedResource, now: PlannedResource): "old" | "new" {
  const [pkg = ""] = now.type.split(":");
  if (now.deleteBeforeReplace === true || pkg === "azure-native") return "old";
  const path = NAME[pkg];
  if (path === undefined) return "new";
  const names: (Json | undefined)[] = [old, now].map(({ inputs }) => valueAt(inputs, path));
  return names[0] !== undefined && names[0] === names[1] ? "old" : "new";
}
