import assert from "node:assert/strict";
import type {
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { unknownCheckingProxy } from "@pulumi/policy";
import { isProd, packPolicies } from "../../policy/adapter";
import { POLICIES } from "../../policy/policies";

/** What the SDK's host has in place of a text that is not known yet. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const urn = (type: string, name: string): string => `urn:pulumi:s::p::a$${type}::${name}`;

function told(run: (tell: ReportViolation) => unknown): string[] {
  const said: string[] = [];
  run((message: string, of?: string) => said.push(`${of ?? ""} ${message}`));
  return said;
}

function resourceOf(type: string, props: Record<string, unknown>, more: object = {}) {
  // The SDK's types leave out what it exports for tests.
  const known = (unknownCheckingProxy as (of: object) => Record<string, unknown>)(props);
  const opts = { protect: false };
  return { urn: urn(type, "a"), type, name: "a", props: known, opts, ...more } as PolicyResource;
}

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const BUCKET = "aws:s3/bucket:Bucket";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

describe("the policies as a pack", () => {
  const find = (name: string, packed = packPolicies([], true)) =>
    packed.find((policy) => policy.name === name);
  /** What a policy says of one resource. */
  const validated = (
    name: string,
    resource: PolicyResource,
    packed = packPolicies([], true),
  ): string[] => {
    const { validateResource } = find(name, packed) as ResourceValidationPolicy;
    assert.ok(typeof validateResource === "function");
    const args = resource as unknown as ResourceValidationArgs;
    return told((tell) => validateResource(args, tell));
  };

  it("have the names, levels and words of the policies, those of prod in prod only", () => {
    const packed = packPolicies([], true);
    assert.deepEqual(
      packed.map(({ name, enforcementLevel, description, remediationSteps }) => [
        name,
        enforcementLevel,
        description,
        remediationSteps,
      ]),
      POLICIES.map(({ name, level, description, remediation }) => [
        name,
        level,
        description,
        remediation,
      ]),
    );
    assert.deepEqual(
      packPolicies([], false).map(({ name }) => name),
      POLICIES.filter(({ prodOnly }) => !prodOnly).map(({ name }) => name),
    );
  });

  it("tell the property, the rule and what to do, of values that are known", () => {
    const run = (metadataOptions: unknown): string[] =>
      validated("aws-imdsv2", resourceOf(TEMPLATE, { metadataOptions }));
    assert.deepEqual(run({ httpTokens: "optional", httpPutResponseHopLimit: 1 }), [
      `${urn(TEMPLATE, "a")} metadataOptions.httpTokens must be required. ` +
        "Require tokens, with a hop limit of 1.",
    ]);
    assert.deepEqual(run({ httpTokens: UNKNOWN_TEXT, httpPutResponseHopLimit: 1 }), []);
    assert.deepEqual(run(UNKNOWN_TEXT), []);
    const disks = resourceOf(TEMPLATE, {
      blockDeviceMappings: [{ ebs: { encrypted: UNKNOWN_TEXT } }, { ebs: { encrypted: "false" } }],
    });
    assert.deepEqual(
      validated("aws-data-encrypted", disks).map((line) => line.split(" ")[1]),
      ["blockDeviceMappings[1].ebs.encrypted"],
    );
  });

  it("say nothing of what is exempt, in that stack only", () => {
    const exemption = {
      policy: "aws-imdsv2",
      stack: "s",
      reason: "An image that is older than tokens.",
      until: "2099-01-01",
    };
    const run = (stack: string): number => {
      const packed = packPolicies([{ ...exemption, stack }], true);
      return validated("aws-imdsv2", resourceOf(TEMPLATE, {}), packed).length;
    };
    assert.deepEqual([run("s"), run("other")], [0, 2]);
  });

  it("judge all resources by what the program asked for, not by what the cloud answers", () => {
    const packed = packPolicies([], true);
    const closed = Object.fromEntries(
      ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map(
        (key) => [key, true],
      ),
    );
    const bucket = resourceOf(BUCKET, {}, { dependencies: [] });
    const asked = resourceOf(BLOCK, closed);
    const answered = resourceOf(BLOCK, {}, { dependencies: [bucket] });
    const all = (): string[] =>
      told((tell) => {
        const policy = find("aws-buckets-private", packed) as StackValidationPolicy;
        const args = { resources: [bucket, answered] } as Parameters<
          StackValidationPolicy["validateStack"]
        >[0];
        return policy.validateStack(args, tell);
      });
    assert.equal(all().length, 1);
    validated("logs-end", asked, packed);
    assert.deepEqual(all(), []);
  });

  it("take a stack for one of prod by its config, and where there is none", () => {
    const of = (config: object): boolean => isProd({ PULUMI_CONFIG: JSON.stringify(config) });
    assert.deepEqual(
      [of({ "chatscale:size": "prod" }), of({ "chatscale:size": "dev" }), of({}), isProd({})],
      [true, false, false, true],
    );
  });
});
