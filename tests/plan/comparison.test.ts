import assert from "node:assert/strict";
import { knownOrigin, origin, type Source } from "../../plan/origin";
import { planStack } from "../../plan/run";
import type { Plan } from "../../plan/types";
import { PROJECT_DIR } from "../support/plans";

const planned = (digestKey?: string): Promise<Plan> =>
  planStack({
    projectDir: PROJECT_DIR,
    stack: "dev-ecs",
    ...(digestKey !== undefined && { digestKey }),
  });

describe("a plan that is made to be compared", () => {
  it("says what its values are made of, and knows secrets by digests of its key alone", async () => {
    const [plain, plan, again, other] = [
      await planned(),
      await planned("one key"),
      await planned("one key"),
      await planned("another key"),
    ];
    assert.equal(plain.comparison, undefined);
    const { comparison, ...rest } = plan;
    assert.deepEqual(rest, plain);
    assert.deepEqual(again.comparison, comparison);
    const traces = Object.entries(comparison?.traces ?? {});
    const [urn, secret] = traces.find(([name]) => name.includes("SecretVersion")) ?? [];
    const value = secret?.["secretStringWo"];
    assert.match(value?.digest ?? "", /^[0-9a-f]{32}$/);
    assert.equal(value?.text, undefined);
    assert.match(value?.from[0] ?? "", /ReplicationGroup::chatscale-dev-ecs#authToken$/);
    const under = other.comparison?.traces[urn ?? ""]?.["secretStringWo"];
    assert.deepEqual(under?.from, value?.from);
    assert.notEqual(under?.digest, value?.digest);
    const [, service] = traces.find(([name]) => name.includes("ecs/service")) ?? [];
    assert.deepEqual(service?.["taskDefinition"]?.text, "{0}");
    const made = Object.entries(comparison?.dependencies ?? {});
    const [, subnet] = made.find(([name]) => name.includes("Subnet::")) ?? [];
    assert.match(subnet?.["vpcId"]?.[0] ?? "", /Vpc::chatscale-dev-ecs$/);
  });
});

describe("the origin of a value", () => {
  const source = (name: string, value: string | number, more: Partial<Source> = {}): Source => ({
    name,
    value,
    later: true,
    ambiguous: false,
    ...more,
  });
  const ANY: Source = { name: "a#*", later: true, ambiguous: false };
  const SOURCES = [
    source("a#arn", "arn:aws:x:name-of-it"),
    source("a#generated", "name-of-it", { later: false }),
    source("a#version", 7),
    source("a#id", "given-name", { ambiguous: true }),
    ANY,
  ];

  it("is the output itself, or what is spelled out in it, the longest first", () => {
    assert.deepEqual(origin("arn:aws:x:name-of-it", SOURCES), { from: ["a#arn"], text: "{0}" });
    assert.deepEqual(origin("7", SOURCES), { from: ["a#version"], text: "{0}" });
    assert.deepEqual(origin({ a: "arn:aws:x:name-of-it/*", b: "name-of-it" }, SOURCES), {
      from: ["a#arn", "a#generated"],
      text: '{"a":"{0}/*","b":"{1}"}',
    });
    const inside = Buffer.from("start arn:aws:x:name-of-it end").toString("base64");
    assert.deepEqual(origin(inside, SOURCES), { from: ["a#arn"], text: "start {0} end" });
  });

  it("is anything of the resource where it is not spelled out", () => {
    assert.deepEqual(origin("a digest", SOURCES), { from: ["a#*"], text: "a digest" });
    assert.deepEqual(origin("about given-name", SOURCES), {
      from: ["a#*"],
      text: "about given-name",
    });
  });

  it("is a generated name for what is known before, and nothing else", () => {
    assert.deepEqual(knownOrigin("x/name-of-it", SOURCES), {
      from: ["a#generated"],
      text: "x/{0}",
    });
    assert.deepEqual(knownOrigin("arn:aws:y", SOURCES), { from: [], text: "arn:aws:y" });
  });
});
