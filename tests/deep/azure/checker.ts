import type { Json, JsonObject } from "../../../plan/types";
import { NoPackages } from "../support/npmPackages";
import { MAPPINGS, NOT_COVERED, type Mapping } from "./mappings";
import type { AzureResource } from "./planned";
import { Sdks, type Call } from "./sdk";
import { isObject, shaped, type Shaped } from "./shape";
import { breaches, type Breach } from "./strict";

/** Something that an SDK's model does not accept, or that no mapping knows. */
export interface Problem {
  readonly resource: string;
  readonly type: string;
  /** The member or parameter, without indices; empty where the whole request is meant. */
  readonly path: string;
  readonly why: string;
}

/** What came of a plan; numbers are of resources, by type. */
export interface Report {
  readonly problems: readonly Problem[];
  readonly checked: Readonly<Record<string, number>>;
  readonly notCovered: Readonly<Record<string, number>>;
  /** What was let through as newer than the SDK: `type path`. */
  readonly newer: readonly string[];
}

/** Makes of each resource the request that creates it, and holds it to the SDK's models. */
export async function check(sdks: Sdks, resources: readonly AzureResource[]): Promise<Report> {
  const problems: Problem[] = [];
  const checked: Record<string, number> = {};
  const notCovered: Record<string, number> = {};
  const newer = new Set<string>();
  for (const resource of resources) {
    const { type, urn } = resource;
    const mapping = MAPPINGS[type];
    const counts = mapping ? checked : notCovered;
    counts[type] = (counts[type] ?? 0) + 1;
    if (!mapping) {
      if (type in NOT_COVERED) continue;
      problems.push({ resource: urn, type, path: "", why: "no mapping, and no reason for none" });
      continue;
    }
    for (const { path, rule, unlisted } of await checkOne(sdks, mapping, resource)) {
      if (unlisted === true && mapping.newer?.[path] !== undefined) newer.add(`${type} ${path}`);
      else problems.push({ resource: urn, type, path, why: rule });
    }
  }
  return { problems, checked, notCovered, newer: [...newer] };
}

async function checkOne(
  sdks: Sdks,
  { sdk, operation, path, bodyIsOption }: Mapping,
  { inputs, location }: AzureResource,
): Promise<Breach[]> {
  const args = path.map((key) => inputs[key]);
  const rest = Object.entries(inputs).filter(([key]) => !path.includes(key));
  // An empty body tells what body the operation takes.
  const { body: mapper, models } = await sdks.call(
    sdk,
    operation,
    withBody(args, {}, bodyIsOption),
  );
  const inBody = Object.fromEntries(rest);
  const located = shaped(models, mapper, { location });
  const hasPlace = located.unknown.length + located.readOnly.length === 0;
  const form = shaped(models, mapper, { ...(hasPlace && { location }), ...inBody });
  const call = await sdks.call(sdk, operation, withBody(args, form.body, bodyIsOption));
  return [
    ...call.parameters.flatMap(({ name, mapper: rules, value }) =>
      value === undefined
        ? [{ path: name, rule: "is required" }]
        : breaches(models, rules, value, name),
    ),
    ...form.unknown.map((at) => ({ path: at, rule: "is no member", unlisted: true as const })),
    ...form.readOnly.map((at) => ({ path: at, rule: "is set by Azure alone" })),
    ...breaches(models, mapper, form.body),
    ...(call.refusal === undefined ? [] : [{ path: "", rule: call.refusal }]),
    ...lost(call, form, inBody),
  ];
}

function withBody(args: readonly unknown[], body: Json, isOption = false): unknown[] {
  return [...args, isOption ? { body } : body];
}

/** Inputs that the request does not hold, though they were given to the SDK. */
function lost({ request }: Call, { unknown, readOnly }: Shaped, inputs: JsonObject): Breach[] {
  if (!request) return [];
  const sent = new Set(leaves(request.body ?? null).map(({ leaf }) => leaf));
  const known = [...unknown, ...readOnly];
  return leaves(inputs)
    .filter(({ path }) => !known.some((at) => path === at || path.startsWith(`${at}.`)))
    .filter(({ leaf }) => !sent.has(leaf))
    .map(({ path, leaf }) => ({ path, rule: `${leaf} is not in the request` }));
}

/** Every plain value, and every key: ids may become keys. */
function leaves(value: Json, path = ""): { path: string; leaf: string }[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => leaves(item, path));
  if (!isObject(value)) return value === null ? [] : [{ path, leaf: JSON.stringify(value) }];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [
      ...leaves(item, at),
      ...(key.startsWith("/") ? [{ path, leaf: JSON.stringify(key) }] : []),
    ];
  });
}

/** The SDKs for the tests of the suite, which are left out where npm cannot install them. */
export function useSdks(): () => Sdks {
  let sdks: Sdks | undefined;

  before(async function () {
    try {
      sdks = await Sdks.load();
    } catch (error) {
      // CI can always install packages, so there a check that is left out would be a mistake.
      if (!(error instanceof NoPackages) || process.env["CI"]) throw error;
      process.stderr.write(
        `chatscale: the check against Azure's SDKs is left out: ${error.message}\n`,
      );
      this.skip();
    }
  });

  return () => {
    if (sdks === undefined) throw new Error("the SDKs are there only while tests run");
    return sdks;
  };
}
