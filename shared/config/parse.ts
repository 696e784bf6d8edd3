import type { z } from "zod";
import { show, type Problem } from "./problems";
import {
  PLATFORM_NAMES,
  platformSchema,
  platformTexts,
  type Config,
  type PlatformName,
} from "./schema";
import { RULE_FIX_SEPARATOR, type Size } from "./types";

type Values = Record<string, unknown>;
type Issue = z.core.$ZodIssue;

/** A parsed config, and what was wrong on the way to it. */
export interface ParsedConfig {
  /** Absent when it cannot be told; otherwise wrong values stand replaced by their defaults. */
  readonly config?: Config;
  readonly problems: readonly Problem[];
}

/**
 * Parses the values of the stack's config.
 * @param texts by key; Pulumi gives objects, lists and booleans as JSON, and all else as it stands
 */
export function parseConfig(texts: Readonly<Record<string, string>>): ParsedConfig {
  const values: Values = {};
  for (const [key, text] of Object.entries(texts)) values[key] = parseValue(text);

  const platform = choosePlatform(values);
  if ("problem" in platform) return { problems: [platform.problem] };
  const size: Size = values["size"] === "prod" ? "prod" : "dev";
  if (platform.name === "eks") values["runtime"] = "eks";

  const schema = platformSchema(platform.name, size);
  const first = schema.safeParse(values);
  if (first.success) return { config: first.data, problems: [] };

  const problems = first.error.issues.flatMap((issue) => describe(issue, values, platform.name));
  // The rest of the config is checked too, so that one run shows every problem.
  const second = schema.safeParse(without(values, first.error.issues));
  return second.success ? { config: second.data, problems } : { problems };
}

function parseValue(text: string): unknown {
  if (!/^([[{]|true$|false$)/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function choosePlatform(values: Values): { name: PlatformName } | { problem: Problem } {
  const { cloud, runtime } = values;
  if ((cloud === "azure" || cloud === "kubernetes") && runtime !== undefined) {
    const where = cloud === "azure" ? "on AKS" : "in the cluster";
    const rule = `belongs to cloud aws; on ${cloud} the containers always run ${where}`;
    const fix = "Remove runtime, or set cloud: aws.";
    return { problem: { key: "runtime", value: show(runtime), rule, fix } };
  }
  if (cloud === "azure") return { name: "aks" };
  if (cloud === "kubernetes") return { name: "kubernetes" };
  if (cloud !== "aws") {
    const fix = "Set it to one of: aws, azure, kubernetes.";
    if (cloud === undefined) return { problem: { key: "cloud", rule: "is required", fix } };
    return {
      problem: { key: "cloud", value: show(cloud), rule: "must be aws, azure or kubernetes", fix },
    };
  }
  if (runtime === undefined || runtime === "eks") return { name: "eks" };
  if (runtime === "ecs") return chooseCapacity(values["capacity"]);
  const fix = "Set it to one of: eks, ecs.";
  return { problem: { key: "runtime", value: show(runtime), rule: "must be eks or ecs", fix } };
}

function chooseCapacity(capacity: unknown): { name: PlatformName } | { problem: Problem } {
  if (capacity === undefined || capacity === "fargate") return { name: "ecs (fargate)" };
  if (capacity === "asg") return { name: "ecs (asg)" };
  const fix = "Set it to one of: fargate, asg.";
  const rule = "must be fargate or asg";
  return { problem: { key: "capacity", value: show(capacity), rule, fix } };
}

function describe(issue: Issue, values: Values, platform: PlatformName): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path.map(String), key], values, platform));
  }
  const key = issue.path.join(".");
  const found = valueAt(values, issue.path);
  const { rule, fix } = ruleAndFix(issue);
  if (found === undefined) return [{ key, rule: `is required: it ${rule}`, fix }];
  return [{ key, value: show(found), rule, fix }];
}

function ruleAndFix(issue: Issue): { rule: string; fix: string } {
  const [rule, fix] = issue.message.split(RULE_FIX_SEPARATOR);
  if (rule !== undefined && fix !== undefined) return { rule, fix };
  switch (issue.code) {
    case "invalid_type":
      return {
        rule: `must be of type ${issue.expected}`,
        fix: `Set it to a value of type ${issue.expected}.`,
      };
    case "invalid_value":
      return {
        rule: `must be one of: ${issue.values.map(String).join(", ")}`,
        fix: "Choose one of these.",
      };
    case "too_small":
      return {
        rule: `must be at least ${issue.minimum}`,
        fix: `Set it to ${issue.minimum} or more.`,
      };
    case "too_big":
      return {
        rule: `must be at most ${issue.maximum}`,
        fix: `Set it to ${issue.maximum} or less.`,
      };
    default:
      return { rule: `must be valid: ${issue.message}`, fix: "See docs/config.md." };
  }
}

function unknownKey(path: readonly string[], values: Values, platform: PlatformName): Problem {
  const key = path.join(".");
  const value = show(valueAt(values, path));
  const elsewhere = platformTexts(platformsWith(path).filter((name) => name !== platform));
  if (elsewhere.length > 0) {
    const rule = `is a key of ${elsewhere.join(" and ")}, not of ${platform}`;
    return { key, value, rule, fix: `Remove it, or switch to ${elsewhere.join(" or ")}.` };
  }
  return {
    key,
    value,
    rule: "is not a key of this program",
    fix: "See docs/config.md for all keys.",
  };
}

function platformsWith(path: readonly string[]): PlatformName[] {
  return PLATFORM_NAMES.filter((name) => {
    // A schema that knows the key complains of its value, or of nothing, never of the key.
    const probe = path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), null);
    const issues = platformSchema(name, "dev").safeParse(probe).error?.issues ?? [];
    return !issues.some((issue) => issue.code === "unrecognized_keys");
  });
}

function without(values: Values, issues: readonly Issue[]): Values {
  const copy = structuredClone(values);
  for (const issue of issues) {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    const paths = keys.length > 0 ? keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) {
      const parent = valueAt(copy, path.slice(0, -1));
      const last = path.at(-1);
      // A list with a wrong member is dropped whole, or the others would move.
      if (Array.isArray(parent)) remove(copy, path.slice(0, -1));
      else if (last !== undefined) remove(copy, path);
    }
  }
  return copy;
}

function remove(values: Values, path: readonly PropertyKey[]): void {
  const parent = valueAt(values, path.slice(0, -1)) as Values | undefined;
  const last = path.at(-1);
  if (parent !== undefined && last !== undefined) Reflect.deleteProperty(parent, last);
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part],
    values,
  );
}
