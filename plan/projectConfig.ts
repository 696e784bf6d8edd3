import type { ConfigValue } from "./configValue";

/**
 * Adds what the `config` of Pulumi.yaml gives a stack that has no value of its own, as the engine
 * does: a `default` or a `value`, or the plain value itself. A stack's value replaces it whole.
 * @param declared the `config` of Pulumi.yaml
 */
export function applyProjectConfig(
  { name: project, config: declared }: { readonly name: string; readonly config: unknown },
  stack: string,
  values: Map<string, ConfigValue>,
  problems: string[],
): void {
  if (!isGroup(declared)) return;
  for (const [name, declaration] of Object.entries(declared)) {
    const own = !name.includes(":");
    const key = own ? `${project}:${name}` : name;
    if (values.has(key)) continue;
    const value = isGroup(declaration)
      ? (declaration["default"] ?? declaration["value"])
      : declaration;
    if (value !== undefined && value !== null) values.set(key, { tree: value });
    else if (own || name.startsWith(`${project}:`)) problems.push(missing(key, stack));
  }
}

function missing(key: string, stack: string): string {
  return (
    `The stack "${stack}" has no ${key}, which Pulumi.yaml asks of every stack. ` +
    `Add it to Pulumi.${stack}.yaml, or a default to Pulumi.yaml.`
  );
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
