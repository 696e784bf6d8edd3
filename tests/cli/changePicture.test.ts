import assert from "node:assert/strict";
import { changePicture } from "../../cli/changePicture";
import { diffMarkdown } from "../../diff/markdown";
import { stackDiff, type Yardstick } from "../../diff/stack";
import type { Plan } from "../../plan/types";
import { drawablePlan } from "../support/pictures";

const FREE: Yardstick = {
  costOf: () => ({ cost: { least: 0, most: 0 }, unpriced: 0 }),
  violationsOf: () => [],
  notes: [],
};

/** A comment on a change from one plan to another, and its picture. */
function comment(before: Plan | undefined, after: Plan) {
  const diff = stackDiff("prod-aws", before && { plan: before }, { plan: after }, FREE);
  const picture = changePicture(diff, before, after);
  assert.ok(picture);
  const stacks = [diff];
  const text = diffMarkdown(
    { format: 1, base: "main", head: "the working tree", stacks },
    new Map([["prod-aws", picture]]),
  );
  return { diff, picture, text };
}

/** The titles with a sign in front, of boxes and frames. */
function marked(mermaid: string | undefined): string[] {
  const boxes = [...(mermaid ?? "").matchAll(/"((?:[+±]|#\d+;) [^"<]*)/g)].map(
    ([, text = ""]) => text,
  );
  return boxes
    .map((text) => text.replaceAll(/#(\d+);/g, (_, point: string) => String.fromCodePoint(+point)))
    .sort();
}

describe("the picture of a change", () => {
  it("marks a turn from AWS to Azure: all of one goes, all of the other comes", async () => {
    const before = await drawablePlan("prod-aws");
    const azure = await drawablePlan("prod-azure");
    // The same stack: what both clouds have keeps its URN.
    const renamed = JSON.parse(
      JSON.stringify(azure).replaceAll("urn:pulumi:prod-azure::", "urn:pulumi:prod-aws::"),
    ) as Plan;
    const { diff, picture, text } = comment(before, { ...renamed, stack: "prod-aws" });
    assert.ok(diff.changes.length > 200, String(diff.changes.length));
    assert.ok(text.length < 65_000, String(text.length));
    assert.match(text, /```mermaid\nflowchart TB\n/);
    for (const part of ["**Refused:**", "**Disrupts**", "**Deleted**", "**Created**"]) {
      assert.ok(text.includes(part), part);
    }
    const marks = marked(picture.mermaid);
    for (const mark of [
      "- AWS · us-east-1",
      "- Application Load Balancer",
      "- EKS cluster 1.36",
      "- ElastiCache Valkey",
      "+ AKS cluster 1.36",
      "+ Azure Load Balancer",
      "+ Azure · eastus",
      "+ edge-proxy",
    ]) {
      assert.ok(marks.includes(mark), `${mark} in\n${marks.join("\n")}`);
    }
  });

  it("marks what an address range replaces, and only updates what hangs on it", async () => {
    const before = await drawablePlan("prod-aws");
    const after = await drawablePlan("prod-aws", "network.serviceCidr=172.21.0.0/16");
    const { picture, text } = comment(before, after);
    const marks = marked(picture.mermaid);
    assert.ok(marks.includes("± EKS cluster 1.36"), marks.join("\n"));
    assert.ok(marks.includes("± gateway"));
    // Its rule for the cluster's security group.
    assert.ok(marks.includes("~ ElastiCache Valkey"));
    assert.ok(!marks.some((mark) => mark.endsWith("Load Balancer")));
    assert.match(text, /<summary>Picture: ~ updated, ± replaced<\/summary>/);
  });

  it("marks a whole new stack, and nothing where a side is not known", async () => {
    const after = await drawablePlan("local");
    const { picture } = comment(undefined, after);
    assert.deepEqual(marked(picture.mermaid), [
      "+ Kubernetes cluster kind-chatscale",
      "+ People",
      "+ gateway",
      "+ valkey",
    ]);
    const failed = stackDiff("local", { error: "no" }, { plan: after }, FREE);
    assert.equal(changePicture(failed, undefined, after), undefined);
    const gone = stackDiff("local", { plan: after }, undefined, FREE);
    assert.equal(changePicture(gone, after, undefined), undefined);
  });
});
