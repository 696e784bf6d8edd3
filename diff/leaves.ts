import type { Json } from "../plan/types";
import { isList, isObject, joinPath } from "../plan/values";

const NOWHERE: ReadonlySet<string> = new Set();

/**
 * The values of inputs by property path.
 * @param whole paths of values that are not taken apart
 */
export function leavesOf(inputs: Json, whole = NOWHERE): ReadonlyMap<string, Json> {
  const leaves = new Map<string, Json>();
  const visit = (value: Json, path: string): void => {
    if (whole.has(path)) leaves.set(path, value);
    else if (isList(value) && value.length > 0) {
      value.forEach((item, index) => visit(item, `${path}[${index}]`));
    } else if (isObject(value) && (path === "" || Object.keys(value).length > 0)) {
      for (const [key, item] of Object.entries(value)) visit(item, joinPath(path, key));
    } else leaves.set(path, value);
  };
  visit(inputs, "");
  return leaves;
}

/** Whether an option's path, like `tags` or `pools[*].count`, covers a property. */
export function covers(option: string, path: string): boolean {
  if (option === "*") return true;
  const pattern = option
    .replaceAll(/[.+?^${}()|\\[\]]/g, "\\$&")
    .replaceAll("\\[\\*\\]", "\\[[^\\]]*\\]")
    .replaceAll("*", "[^.[]*");
  return new RegExp(`^${pattern}(?=[.[]|$)`).test(path);
}
