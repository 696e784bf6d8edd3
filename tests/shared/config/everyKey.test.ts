import assert from "node:assert/strict";
import { parseConfig } from "../../../shared/config/parse";
import { show } from "../../../shared/config/problems";
import { keysOf, type Property } from "../../../shared/config/reference";
import { PLATFORM_NAMES, platformSchema, type PlatformName } from "../../../shared/config/schema";

type Values = Readonly<Record<string, unknown>>;

/** The least that each platform asks for. */
const BASE: Readonly<Record<PlatformName, Values>> = {
  eks: { cloud: "aws", kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] } },
  "ecs (fargate)": { cloud: "aws", runtime: "ecs" },
  "ecs (asg)": { cloud: "aws", runtime: "ecs", capacity: "asg" },
  aks: { cloud: "azure", kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] } },
  kubernetes: { cloud: "kubernetes", kubeContext: "kind" },
};

/** Keys that tell which platform's schema is asked at all: config.test.ts has them. */
const CHOOSING = new Set(["cloud", "runtime", "capacity"]);

/** Keys that take any text; every other one has a form, and must refuse a question mark. */
const FREE = new Set([
  "gateway.image",
  "gateway.build.context",
  "gateway.build.dockerfile",
  "gateway.oidc.audience",
  "gateway.oidc.clientId",
  "gateway.oidc.scopes",
  "model.name",
  "ingress.certificate.name",
]);

describe("every config key", () => {
  const schemas = PLATFORM_NAMES.map((name) => [name, platformSchema(name, "dev")] as const);
  const seen = new Set<string>();
  for (const [platform, schema] of schemas) {
    for (const { key, property } of keysOf(schema)) {
      // Most keys are the same on every platform.
      const told = JSON.stringify([key, property]);
      if (CHOOSING.has(key) || seen.has(told)) continue;
      seen.add(told);
      it(`refuses what it cannot take: ${key} of ${platform}`, () => {
        const refused = wrongValues(key, property);
        assert.ok(refused.length > 0);
        for (const value of refused) assertRefused(platform, key, value);
      });
    }
  }

  it("that takes any text is known to", () => {
    for (const key of FREE) {
      const known = schemas.filter(([, schema]) =>
        [...keysOf(schema)].some((one) => one.key === key),
      );
      assert.ok(known.length > 0, key);
      for (const [platform] of known) assert.deepEqual(problemsOf(platform, key, "?"), [], key);
    }
  });
});

/** One wrong value or more for a key: of another type, out of range, and in no form that it has. */
function wrongValues(key: string, property: Property): unknown[] {
  switch (property.type) {
    case "boolean":
      return ["perhaps"];
    case "integer":
      return ["many", 1.5, ...outside(property)];
    case "array":
      return ["?", [7], ...(key === "addonVersions" ? [] : [["?"]])];
    case "object":
      return ["?", { team: 7 }];
    default: {
      // At the top, Pulumi gives every number as a text.
      const number = key.includes(".") ? [7] : [];
      return [...number, ...(FREE.has(key) ? [] : ["?"])];
    }
  }
}

function outside({ minimum, maximum }: Property): number[] {
  assert.notEqual(minimum, undefined);
  const isBound = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return [(minimum ?? 0) - 1, ...(isBound ? [maximum + 1] : [])];
}

/** The key, or the item of its list, is blamed; its value is shown, with a rule and a way out. */
function assertRefused(platform: PlatformName, key: string, value: unknown): void {
  const [problem, ...others] = problemsOf(platform, key, value);
  assert.ok(problem, `${key}: ${show(value)} is taken`);
  assert.deepEqual(others, []);
  const inner = problem.key === key ? value : Object.values(value as Record<string, unknown>).at(0);
  assert.equal(problem.value, show(inner), key);
  assert.match(problem.rule, /^(must|is) .{5,}$/, key);
  assert.match(problem.fix, /^[A-Z].{8,}$/, key);
}

/** The problems of a key with a value, without those of keys beside it that are missing. */
function problemsOf(platform: PlatformName, key: string, value: unknown) {
  const [section = "", ...rest] = key.split(".");
  const inside = rest.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
  const base: Values = { gateway: { image: "gateway:1" }, ...BASE[platform] };
  const whole =
    rest.length === 0 ? value : { ...(base[section] as Values | undefined), ...(inside as Values) };
  const texts = Object.entries({ ...base, [section]: whole }).map(([name, one]) => [
    name,
    typeof one === "string" ? one : JSON.stringify(one),
  ]);
  return parseConfig(Object.fromEntries(texts) as Record<string, string>).problems.filter(
    (problem) => problem.key === key || problem.key.startsWith(`${key}.`),
  );
}
