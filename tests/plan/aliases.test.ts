import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../plan/types";
import { only, planOf, planOfProgram } from "../support/plans";
import { Thing } from "./fixtures/resource";

const THING = "aws:test/thing:Thing";

const aliasesOf = (plan: Plan, type: string): unknown[] =>
  (only(plan, type).aliases ?? []).map((alias) => {
    const { type, name } = JSON.parse(alias) as Record<string, string>;
    return type ?? name;
  });

describe("aliases in a plan", () => {
  it("leave out the former versions that an SDK knows of its types", async () => {
    const plan = await planOf("dev-azure");
    assert.deepEqual(
      plan.resources.filter(({ aliases }) => aliases !== undefined),
      [],
    );
  });

  it("keep what the program says itself", async () => {
    const former = `urn:pulumi:s::p::${THING}::former`;
    const plan = await planOfProgram(() => {
      const aliases = [{ type: "aws:old/thing:Thing" }, { name: "old" }, former];
      new Thing("a", {}, { aliases });
      new pulumi.ComponentResource(
        "chatbot:x:Group",
        "group",
        {},
        { aliases: [{ type: "chatbot:y:Group" }] },
      );
    });
    assert.deepEqual(only(plan, THING).aliases?.length, 2);
    assert.ok(only(plan, THING).aliases?.includes(former));
    assert.deepEqual(aliasesOf(plan, "chatbot:x:Group"), ["chatbot:y:Group"]);
  });
});
