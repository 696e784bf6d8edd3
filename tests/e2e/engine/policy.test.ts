import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readStack } from "../../../plan/stackFile";
import { violationsOf } from "../../../policy/evaluate";
import { planOf, PROJECT_DIR } from "../../support/plans";
import { addPolicyHost } from "./policyHost";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";
import { IMAGE } from "./workspace";

const PACK = join(PROJECT_DIR, "policy");

describe("on the engine, the policy pack", () => {
  const pulumi = usePulumi();
  const path = process.env["PATH"];
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-policy-"));
    addPolicyHost(folder);
    process.env["PATH"] = `${folder}${delimiter}${path ?? ""}`;
  });
  after(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });

  /** What the offline run finds, in the form of `under`. */
  async function offline(stack: string, ...set: string[]): Promise<string[]> {
    const plan = await planOf(stack, IMAGE, ...set);
    const { config } = readStack(PROJECT_DIR, stack, set);
    const isProd = config["chatscale:size"] === "prod";
    return violationsOf(plan.resources, { isProd })
      .map(({ level, policy, urn }) => `${level} ${policy} ${urn.split("::").at(-1) ?? ""}`)
      .sort();
  }

  const short = (said: readonly string[]): string[] =>
    said.map((line) => line.split(":")[0] ?? "").sort();

  for (const name of ["dev", "dev-ecs", "dev-azure", "prod-aws", "prod-azure", "local"]) {
    it(`says of ${name} what the offline run says, in a first preview and in up`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        const preview = await stack.under(PACK, "preview");
        assert.equal(preview.error, undefined);
        assert.deepEqual(short(preview.said), await offline(name));
        const up = await stack.under(PACK, "up");
        assert.equal(up.error, undefined);
        assert.deepEqual(short(up.said), await offline(name));
      }));
  }

  /** What the config's own rules let pass, and a policy does not. */
  const FIXED_SIZE = "nodes.min=30";

  it("stops a preview by a mandatory policy, and an up without one before that resource", () =>
    StackUnderTest.use(pulumi(), "prod-aws", [FIXED_SIZE], async (stack) => {
      for (const run of ["preview", "up"] as const) {
        const { said, error } = await stack.under(PACK, run);
        assert.ok(error, run);
        assert.deepEqual(
          said.filter((line) => line.startsWith("mandatory")),
          [
            "mandatory autoscalers-can-scale chatscale-prod-aws-nodes: Every autoscaler has room " +
              "between its fewest and its most.\nmaxSize must be more than minSize. Raise its " +
              "most, or lower its fewest.\n",
          ],
        );
        if (run === "preview") assert.deepEqual(stack.account.operations, []);
      }
      const made = stack.account.operations.map(({ type }) => type);
      assert.ok(made.length > 0 && !made.includes("aws:autoscaling/group:Group"));
    }));

  it("lets be what is exempt, and does not start with an exemption that is over", () =>
    StackUnderTest.use(pulumi(), "prod-aws", [FIXED_SIZE], async (stack) => {
      const later = new Date(Date.now() + 48 * 60 * 60 * 1000).toISOString().slice(0, 10);
      const { said, error } = await stack.under(packWith(later), "preview");
      assert.equal(error, undefined);
      assert.deepEqual(
        said.filter((line) => line.startsWith("mandatory")),
        [],
      );
      const over = await stack.under(packWith("2020-01-01"), "preview");
      assert.match(over.error?.message ?? "", /policy\/exemptions\.yaml has 1 problem/);
      assert.match(over.error?.message ?? "", /\[0\]\.until: "2020-01-01"\s+must not be over/);
    }));

  /** The project's pack in a folder of its own, with one exemption. */
  function packWith(until: string): string {
    const copy = mkdtempSync(join(folder, "pack-"));
    cpSync(PACK, join(copy, "policy"), { recursive: true });
    for (const needed of ["node_modules", "plan", "shared"]) {
      symlinkSync(join(PROJECT_DIR, needed), join(copy, needed));
    }
    assert.ok(readdirSync(join(copy, "policy")).includes("exemptions.yaml"));
    const entry = {
      policy: "autoscalers-can-scale",
      stack: "prod-aws",
      resource: "chatscale-prod-aws-nodes",
      reason: "A load test of thirty machines.",
      until,
    };
    writeFileSync(join(copy, "policy", "exemptions.yaml"), JSON.stringify([entry]));
    return join(copy, "policy");
  }
});
