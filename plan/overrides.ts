import { parseDocument } from "yaml";

import { isSecure, valueOf, type ConfigValue } from "./configValue";

type Tree = Record<string, unknown>;

/**
 * Applies `key=value` overrides in order: `cloud=azure`, `gateway.maxReplicas=10`, `aws:region=…`.
 * Values are YAML; an empty one removes the key. A key that is encrypted in the stack file stays
 * the placeholder, so that its new value can be shown nowhere. Problems never repeat a value.
 */
export function applyOverrides(
  project: string,
  values: Map<string, ConfigValue>,
  overrides: readonly string[],
  problems: string[],
): void {
  for (const override of overrides) {
    const problem = applyOverride(project, values, override);
    if (problem !== undefined) problems.push(problem);
  }
}

function applyOverride(
  project: string,
  values: Map<string, ConfigValue>,
  override: string,
): string | undefined {
  const split = override.indexOf("=");
  if (split < 0) return `--set ${override} has no value. Write --set key=value.`;
  const path = override.slice(0, split).trim();
  const [first = "", ...rest] = path.split(".");
  if (first === "" || rest.includes("")) {
    return `--set "${path}=…" has no valid key. Write --set key=value or --set group.key=value.`;
  }
  const document = parseDocument(override.slice(split + 1), { prettyErrors: false });
  if (document.errors.length > 0) {
    return `--set ${path}: the value is not YAML. Quote it, like --set '${path}="text"'.`;
  }
  const key = first.includes(":") ? first : `${project}:${first}`;
  const value = valueOf(document.contents, document);
  if (rest.length === 0) {
    setWhole(values, key, value);
    return undefined;
  }
  return setNested(values, key, rest, document.toJS() as unknown, path);
}

function setWhole(values: Map<string, ConfigValue>, key: string, value: ConfigValue): void {
  const before = values.get(key);
  if ("source" in value && value.source === "") values.delete(key);
  else if (before === undefined || !("tree" in before) || !isSecure(before.tree)) {
    values.set(key, value);
  }
}

function setNested(
  values: Map<string, ConfigValue>,
  key: string,
  path: readonly string[],
  value: unknown,
  shownPath: string,
): string | undefined {
  const before = values.get(key);
  const root = before === undefined ? {} : "tree" in before ? before.tree : before.source;
  if (isSecure(root)) return undefined;
  const changed = withValue(root, path, value);
  if (changed === undefined) {
    return `--set ${shownPath}: ${key} is not a group of keys. Set the whole of it instead.`;
  }
  values.set(key, { tree: changed });
  return undefined;
}

/** A copy of the tree with the value at the path, or undefined where the path meets a scalar. */
function withValue(tree: unknown, path: readonly string[], value: unknown): Tree | undefined {
  const [name, ...rest] = path;
  if (name === undefined || typeof tree !== "object" || tree === null || Array.isArray(tree)) {
    return undefined;
  }
  const group = tree as Tree;
  if (rest.length === 0 && value === null) {
    const { [name]: _removed, ...others } = group;
    return others;
  }
  if (isSecure(group[name])) return group;
  if (rest.length === 0) return { ...group, [name]: value };
  const child = withValue(group[name] ?? {}, rest, value);
  return child === undefined ? undefined : { ...group, [name]: child };
}
