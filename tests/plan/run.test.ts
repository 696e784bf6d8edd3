import assert from "node:assert/strict";
import { join } from "node:path";
import { planStack } from "../../plan/run";
import type { Plan } from "../../plan/types";
import { input, only } from "../support/plans";

const plan = (fixture: string): Promise<Plan> =>
  planStack({ projectDir: join(__dirname, "fixtures", fixture), stack: "dev" });

const THING = "aws:test/thing:Thing";
const GROUP = "urn:pulumi:dev::fixture::chatbot:test:Group::group";
const urnOf = (name: string): string =>
  `urn:pulumi:dev::fixture::chatbot:test:Group$${THING}::${name}`;

describe("planStack", () => {
  it("captures each resource as the engine would see it", async () => {
    const first = await plan("first");
    const a = only(first, THING, "a");
    assert.equal(a.urn, urnOf("a"));
    assert.equal(a.parent, GROUP);
    assert.equal(a.protect, true);
    assert.deepEqual(a.ignoreChanges, ["size"]);
    assert.deepEqual(a.inputs, { password: "[secret]", size: 3 });
    const b = only(first, THING, "b");
    assert.deepEqual(b.dependsOn, [urnOf("a")]);
    assert.equal(b.deletedWith, urnOf("a"));
  });

  it("follows references, and lists what a first preview would not know", async () => {
    const first = await plan("first");
    const b = only(first, THING, "b");
    assert.match(String(input(b, "of")), /^arn:aws:/);
    assert.equal(input(b, "list.1"), `${String(input(b, "of"))}/y`);
    assert.deepEqual(b.unknown, ["list[1]", "of"]);
    assert.equal(first.outputs["known"], "yes");
    assert.deepEqual(first.unknown, ["arn"]);
  });

  it("never shows a secret", async () => {
    const first = await plan("first");
    assert.equal(first.outputs["secret"], "[secret]");
    assert.ok(!JSON.stringify(first).includes("hunter2"));
  });

  it("is the same each time, also in one process", async () => {
    assert.deepEqual(await plan("first"), await plan("first"));
  });

  it("refuses a resource that a preview would hide, and names it", async () => {
    await assert.rejects(plan("hidden"), /Thing::b/);
  });

  it("fails when any output of the program fails", async () => {
    await assert.rejects(plan("failing"), /no such region/);
    assert.ok(await plan("first"), "and leaves the next plan alone");
  });
});
