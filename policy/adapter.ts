import {
  UnknownValueError,
  type PolicyResourceOptions,
  type ReportViolation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";

import type { Json, JsonObject } from "../plan/types";
import { appliesTo, violationsOfPolicy } from "./evaluate";
import { withExemptions, type Exemption } from "./exemptions";
import { POLICIES } from "./policies";
import { UNKNOWN, type Policy, type Resource } from "./types";

/** A resource as the engine tells a pack of it, one at a time or all together. */
interface EngineResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: Pick<PolicyResourceOptions, "protect">;
  readonly dependencies?: readonly { readonly urn: string }[];
}

/** The policies as Pulumi's SDK takes them. */
export function packPolicies(
  exemptions: readonly Exemption[],
  isProd: boolean,
): (ResourceValidationPolicy | StackValidationPolicy)[] {
  // The engine tells of all resources at once by what the cloud answers, and of each alone by what the
  // program asks for: policies are asked of the latter, as in an offline plan.
  const asked = new Map<string, JsonObject>();
  return POLICIES.filter((policy) => appliesTo(policy, { isProd })).map((policy) => {
    const { name, description, level, remediation } = policy;
    const about = { name, description, enforcementLevel: level, remediationSteps: remediation };
    if ("check" in policy) {
      return {
        ...about,
        validateResource: (each, tell) => {
          const resource = seen(each, known(each.props) as JsonObject);
          asked.set(resource.urn, resource.inputs);
          report(policy, [resource], exemptions, tell);
        },
      };
    }
    return {
      ...about,
      validateStack: ({ resources }, tell) => {
        const all = resources.map((each) =>
          seen(each, asked.get(each.urn) ?? (known(each.props) as JsonObject)),
        );
        report(policy, all, exemptions, tell);
      },
    };
  });
}

function report(
  policy: Policy,
  resources: readonly Resource[],
  exemptions: readonly Exemption[],
  tell: ReportViolation,
): void {
  const found = violationsOfPolicy(policy, resources);
  const stack = resources[0]?.urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
  for (const { urn, property, rule } of withExemptions(found, exemptions, stack).violations) {
    tell(`${property === "" ? "" : `${property} `}${rule}. ${policy.remediation}`, urn);
  }
}

function seen(resource: EngineResource, inputs: JsonObject): Resource {
  const { urn, type, name, opts, dependencies } = resource;
  return {
    urn,
    type,
    name,
    inputs,
    protect: opts.protect,
    dependsOn: (dependencies ?? []).map((dependency) => dependency.urn),
  };
}

/** A copy of what the SDK gives, whose getters throw where a value is not known yet. */
function known(value: unknown): Json {
  if (typeof value !== "object" || value === null) return value as Json;
  const get = (key: string): Json => {
    let inner: unknown;
    try {
      inner = (value as Readonly<Record<string, unknown>>)[key];
    } catch (error) {
      if (error instanceof UnknownValueError) return UNKNOWN;
      throw error;
    }
    return known(inner);
  };
  if (Array.isArray(value)) return Array.from(value.keys(), (index) => get(String(index)));
  return Object.fromEntries(Object.keys(value).map((key) => [key, get(key)]));
}

/**
 * Whether the stack is one of `size: prod`, by its config, which the engine leaves in the environment
 * of the pack. Without it nobody knows, and the stricter answer is taken.
 */
export function isProd({ PULUMI_CONFIG: config }: NodeJS.ProcessEnv): boolean {
  if (config === undefined) return true;
  const values = JSON.parse(config) as Readonly<Record<string, unknown>>;
  const size = Object.entries(values).find(([key]) => key.endsWith(":size"));
  return size?.[1] === "prod";
}
