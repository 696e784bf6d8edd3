import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from "yaml";

import { isSecure, valueOf, type ConfigValue } from "./configValue";
import { digest } from "./digest";
import { PlanError } from "./errors";
import { applyOverrides } from "./overrides";
import { applyProjectConfig } from "./projectConfig";

/** What stands in for an encrypted value while a program is planned. Never shown: it is secret. */
export const SECRET_PLACEHOLDER = "offline-plan-secret-placeholder";

/** A project and the config of one of its stacks, ready for the program. */
export interface StackConfig {
  readonly project: string;
  readonly stack: string;
  /** The program's file, relative to the project. */
  readonly main: string;
  /** Values by full key (`chatscale:cloud`), structured ones as JSON, like the engine passes them. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** A stack file or an override that cannot be read; the message has one line and its fix each. */
class StackFileError extends PlanError {
  override readonly name = "StackFileError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

const STACK_FILE = /^Pulumi\.([^.]+)\.ya?ml$/;

/** Names of the stacks that have a file in the project, sorted. */
export function listStacks(projectDir: string): string[] {
  return readdirSync(projectDir)
    .flatMap((file) => STACK_FILE.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * Reads a stack's config, applies overrides (`key=value`), then the project's defaults. Needs no
 * passphrase: encrypted values become a placeholder, which differs with the encrypted text where there
 * is a digest key.
 * @throws StackFileError with every problem of the stack name, its file and the overrides at once;
 * without any of these, with every key that Pulumi.yaml asks for and nothing sets.
 */
export function readStack(
  projectDir: string,
  stack: string,
  overrides: readonly string[] = [],
  digestKey?: string,
): StackConfig {
  const problems: string[] = [];
  const project = readProject(projectDir);
  const values = readValues(projectDir, stack, problems);
  const secretKeys = new Set<string>();
  applyOverrides(project.name, values, overrides, problems);
  if (problems.length === 0) applyProjectConfig(project, stack, values, problems);
  const config: Record<string, string> = {};
  for (const [key, value] of values) {
    config[key] =
      "source" in value
        ? value.source
        : asText(hideSecrets(key, value.tree, secretKeys, digestKey));
  }
  if (problems.length > 0) throw new StackFileError(problems);
  return { project: project.name, stack, main: project.main, config, secretKeys: [...secretKeys] };
}

interface Project {
  readonly name: string;
  readonly main: string;
  readonly config: unknown;
}

function readProject(projectDir: string): Project {
  const problems: string[] = [];
  const document = parse(projectDir, "Pulumi.yaml", problems);
  const { name, main, config } = (document?.toJS() ?? {}) as Record<string, unknown>;
  if (problems.length === 0 && typeof name !== "string") {
    problems.push("Pulumi.yaml has no name. Add a line `name: chatscale`.");
  }
  if (problems.length > 0) throw new StackFileError(problems);
  return { name: String(name), main: typeof main === "string" ? main : "index.ts", config };
}

function readValues(
  projectDir: string,
  stack: string,
  problems: string[],
): Map<string, ConfigValue> {
  const values = new Map<string, ConfigValue>();
  const stacks = listStacks(projectDir);
  if (!stacks.includes(stack)) {
    const known =
      stacks.length > 0 ? `Choose one of: ${stacks.join(", ")}.` : "Add a file Pulumi.dev.yaml.";
    problems.push(`There is no stack "${stack}". ${known}`);
    return values;
  }
  const file = `Pulumi.${stack}.yaml`;
  const document = parse(projectDir, file, problems);
  const config = isMap(document?.contents) ? document.get("config", true) : document?.contents;
  if (document === undefined || config === undefined || config === null || isNull(config)) {
    return values;
  }
  if (!isMap(config)) {
    problems.push(`${file}: config is not a map. Write \`config:\` and below it one key per line.`);
    return values;
  }
  for (const { key, value } of config.items) {
    values.set(String(isScalar(key) ? key.value : key), valueOf(value as Node | null, document));
  }
  return values;
}

function parse(projectDir: string, file: string, problems: string[]): Document | undefined {
  const lines = new LineCounter();
  const document = parseDocument(readText(projectDir, file), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const error = document.errors[0];
  if (error === undefined) return document;
  const { line, col } = lines.linePos(error.pos[0]);
  problems.push(
    `${file}:${line}:${col} is not YAML: ${firstLine(error.message)}. Correct that line.`,
  );
  return undefined;
}

function readText(projectDir: string, file: string): string {
  try {
    return readFileSync(join(projectDir, file), "utf8");
  } catch {
    throw new StackFileError([`${file} cannot be read. Run this in the project's folder.`]);
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
}

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function hideSecrets(
  key: string,
  value: unknown,
  secretKeys: Set<string>,
  digestKey: string | undefined,
): unknown {
  const hide = (item: unknown): unknown => hideSecrets(key, item, secretKeys, digestKey);
  if (isSecure(value)) {
    secretKeys.add(key);
    if (digestKey === undefined) return SECRET_PLACEHOLDER;
    // Two plans of one key see by it whether the encrypted text is another one.
    return `${SECRET_PLACEHOLDER}-${digest(digestKey, JSON.stringify(value))}`;
  }
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hide(item)]));
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
