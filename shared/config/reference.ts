import { z } from "zod";
import { PLATFORM_NAMES, platformSchema, platformTexts, type PlatformName } from "./schema";

/** One key, or a section of them, as JSON Schema tells of it. */
export interface Property {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

interface Key {
  readonly key: string;
  readonly platforms: PlatformName[];
  readonly description: string;
  readonly defaults: { dev: string; prod: string };
}

const HEAD = `# Config

Every key of a stack's config, in the namespace \`chatscale:\`. This page is made from the schema by
\`npm run docs\`; a test keeps it current.

Top-level keys are set with \`pulumi config set cloud aws\`, those inside a section with
\`pulumi config set --path gateway.maxReplicas 10\`; \`npm run plan -- --set gateway.maxReplicas=10\`
tries one out. Durations are written \`30s\`, \`2m\` or \`1h\`, memory \`512Mi\` or \`1Gi\`, CPU
\`0.5 vCPU\`.

Secrets are set with \`pulumi config set --secret\` and are refused in plain text:

| Secret | What it is |
| --- | --- |
| \`modelApiKey\` | Key of the model's API; required with \`model.backend: openai\` |
| \`gatewayToken\` | What clients show to chat, of 22 characters or more; required with \`gateway.auth: bearer\` |

## Keys

| Key | On | Default (dev / prod) | What it is |
| --- | --- | --- | --- |
`;

/** The documentation of every config key, as Markdown. */
export function configReference(): string {
  return HEAD + allKeys().map(row).join("");
}

function row({ key, platforms, description, defaults }: Key): string {
  const texts = platformTexts(platforms);
  const on = platforms.length === PLATFORM_NAMES.length ? "all" : texts.join(", ");
  const { dev, prod } = defaults;
  const value = prod === "" || dev === prod ? dev : `${dev} / ${prod}`;
  return `| \`${key}\` | ${on} | ${value} | ${description} |\n`;
}

function allKeys(): Key[] {
  const keys = new Map<string, Key>();
  for (const size of ["dev", "prod"] as const) {
    for (const platform of PLATFORM_NAMES) {
      // A cluster that is there already has no preset but dev.
      if (platform === "kubernetes" && size === "prod") continue;
      for (const { key, property, required } of keysOf(platformSchema(platform, size))) {
        const found = keys.get(key) ?? {
          key,
          platforms: [],
          description: property.description ?? "",
          defaults: { dev: "", prod: "" },
        };
        if (!found.platforms.includes(platform)) found.platforms.push(platform);
        // Each cloud has defaults of its own where a key is shared: all of them are shown.
        found.defaults[size] = merge(found.defaults[size], defaultText(property, required));
        keys.set(key, found);
      }
    }
  }
  return [...keys.values()];
}

function merge(before: string, value: string): string {
  return before === "" || before.split(" or ").includes(value)
    ? before || value
    : `${before} or ${value}`;
}

function defaultText(property: Property, required: boolean): string {
  if (property.default !== undefined) return `\`${JSON.stringify(property.default)}\``;
  return required ? "required" : "none";
}

/** Every key of a platform's schema, without the sections that hold them. */
export function keysOf(schema: z.ZodType) {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Property;
  return leaves(root, "");
}

function* leaves(
  parent: Property,
  prefix: string,
): Generator<{ key: string; property: Property; required: boolean }> {
  for (const [name, property] of Object.entries(parent.properties ?? {})) {
    const key = `${prefix}${name}`;
    if (property.properties) yield* leaves(property, `${key}.`);
    else yield { key, property, required: parent.required?.includes(name) ?? false };
  }
}
