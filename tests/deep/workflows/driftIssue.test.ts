import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Recorded } from "./recorded";
import { needs, scriptOf } from "./steps";

const KEEP = scriptOf("drift.yml", "Keep the issue");

/** Stands for GitHub's CLI: knows of an open issue, or of none, and keeps the body that it gets. */
const gh = (issue: string): string => `
case "$1 $2" in
  "issue list") echo "${issue}" ;;
  "issue create" | "issue edit") cat >body ;;
esac`;

describe("the issue about drift", () => {
  needs("bash", "jq");
  const recorded = Recorded.use();
  beforeEach(() => mkdirSync(join(recorded.folder, "drift")));

  const keep = (issue: string, stacks = ["dev", "prod-aws"]) => {
    const { code, calls, stderr } = recorded.run(
      KEEP,
      { gh: gh(issue) },
      { STACKS: JSON.stringify(stacks) },
    );
    assert.equal(code, 0, stderr);
    assert.match(
      calls[0]!,
      /^gh issue list --state open --label drift --app github-actions --limit 1 /,
    );
    return { calls: calls.slice(1), stderr };
  };

  it("is opened, with what drifted in which stack", () => {
    recorded.write("drift/dev.drift", "- changed `aws:ec2/vpc:Vpc` `v`: `tags`\n");
    recorded.write("drift/prod-aws.same", "");
    assert.deepEqual(keep("").calls, [
      "gh label create drift --description Found by the drift workflow --color d93f0b --force",
      "gh issue create --title The cloud has drifted from its state --label drift --body-file -",
    ]);
    const body = recorded.read("body");
    assert.match(
      body,
      /^The cloud is not what[^]*#### `dev`\n\n- changed `aws:ec2\/vpc:Vpc` `v`: `tags`\n\nTo take back/,
    );
    assert.ok(!body.includes("prod-aws"));
  });

  it("is renewed as long as there is drift, also where a stack could not be looked at", () => {
    recorded.write("drift/dev.drift", "- gone `a` `b`\n".repeat(101));
    assert.deepEqual(keep("12").calls, ["gh issue edit 12 --body-file -"]);
    assert.match(
      recorded.read("body"),
      /- and 1 more, in the log of its job\n[^]*#### `prod-aws`\n\nCould not be looked at/,
    );
  });

  it("is closed when the drift is gone, and not opened without any", () => {
    recorded.write("drift/dev.same", "");
    recorded.write("drift/prod-aws.same", "");
    assert.deepEqual(keep("12").calls, ["gh issue close 12 --comment The drift is gone."]);
    assert.deepEqual(keep("").calls, []);
  });

  it("stays as it is while nobody knows", () => {
    recorded.write("drift/dev.same", "");
    for (const issue of ["12", ""]) {
      const { calls, stderr } = keep(issue);
      assert.deepEqual(calls, []);
      assert.match(stderr, /Not all stacks could be looked at/);
    }
  });
});
