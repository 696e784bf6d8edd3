import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../support/command";
import { PROJECT_DIR } from "../support/plans";

const NOW = { now: () => new Date("2027-01-10T12:00:00Z") };
const STUCK = ["policy", "--stack", "prod-aws", "--set", "nodes.min=30"];

const ENTRY = {
  policy: "autoscalers-can-scale",
  stack: "prod-aws",
  resource: "chatscale-prod-aws-nodes",
  reason: "A load test of thirty machines.",
  until: "2027-01-31",
};

describe("the policy command", () => {
  let folder: string;
  /** The project with exemptions of the test's. */
  function projectWith(exemptions: string): { projectDir: string } {
    folder = mkdtempSync(join(tmpdir(), "chatscale-policy-test-"));
    for (const file of ["Pulumi.yaml", "Pulumi.prod-aws.yaml"]) {
      cpSync(join(PROJECT_DIR, file), join(folder, file));
    }
    symlinkSync(join(PROJECT_DIR, "index.ts"), join(folder, "index.ts"));
    cpSync(join(PROJECT_DIR, "policy"), join(folder, "policy"), { recursive: true });
    writeFileSync(join(folder, "policy", "exemptions.yaml"), exemptions);
    return { projectDir: folder };
  }
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it("passes every shipped stack, without an exemption", async () => {
    const { code, out, err } = await runCommand(["policy", "--json"], NOW);
    assert.deepEqual([code, err], [0, ""]);
    const { format, stacks } = JSON.parse(out) as {
      format: number;
      stacks: { stack: string; violations: { level: string }[]; exempt: []; unused: [] }[];
    };
    assert.equal(format, 1);
    assert.deepEqual(
      stacks.map(({ stack }) => stack),
      ["dev", "dev-azure", "dev-ecs", "local", "prod-aws", "prod-azure"],
    );
    for (const { violations, exempt, unused } of stacks) {
      assert.deepEqual([exempt, unused], [[], []]);
      assert.ok(violations.every(({ level }) => level === "advisory"));
    }
  });

  it("fails where a mandatory policy is broken, and says how to mend it, in 80 columns", async () => {
    const { code, out, err } = await runCommand(STUCK, NOW);
    assert.deepEqual([code, err], [1, ""]);
    const lines = out.split("\n");
    assert.deepEqual(lines.slice(0, 6), [
      "prod-aws on AWS (EKS, us-east-1): 1 mandatory, 5 advisory",
      "  Mandatory",
      "    autoscalers-can-scale: Every autoscaler has room between its fewest and its",
      "    most.",
      "      autoscaling.Group nodes: maxSize must be more than minSize",
      "      Fix: Raise its most, or lower its fewest.",
    ]);
    for (const line of lines) assert.ok(line.length <= 80, line);
    const quiet = await runCommand(["policy", "--stack", "dev-ecs"], NOW);
    assert.deepEqual(
      [quiet.code, quiet.out],
      [0, "dev-ecs on AWS (ECS, us-east-1): keeps every policy\n"],
    );
  });

  it("lets be what is exempt, says so, and says which exemption lets nothing be", async () => {
    const idle = { ...ENTRY, policy: "aws-imdsv2" };
    const project = projectWith(JSON.stringify([ENTRY, idle]));
    const { code, out } = await runCommand(STUCK, { ...project, ...NOW });
    assert.equal(code, 0);
    assert.match(out, /^prod-aws on AWS \(EKS, us-east-1\): 5 advisory, 1 exempt\n/);
    assert.ok(
      out.endsWith(
        "  Exempt\n" +
          "    autoscalers-can-scale, autoscaling.Group nodes, until 2027-01-31: A load\n" +
          "    test of thirty machines.\n" +
          "  The exemption of chatscale-prod-aws-nodes from aws-imdsv2 until 2027-01-31\n" +
          "  lets nothing be: remove it.\n",
      ),
      out,
    );
  });

  it("refuses an exemption that is over, has no reason, or is no YAML, before it plans", async () => {
    const { reason: _, ...mute } = { ...ENTRY, until: "2027-01-09" };
    const told = await runCommand(STUCK, { ...projectWith(JSON.stringify([mute])), ...NOW });
    assert.deepEqual([told.code, told.out], [1, ""]);
    assert.equal(
      told.err,
      [
        "policy/exemptions.yaml has 2 problems:",
        "  [0].reason\n    is required\n    Fix: Say why it is broken, and what will end that.",
        '  [0].until: "2027-01-09"\n    must not be over\n    Fix: Mend what breaks the policy and ' +
          "remove the exemption, or decide anew until when.\n",
      ].join("\n\n"),
    );
    rmSync(folder, { recursive: true });
    const garbled = await runCommand(STUCK, { ...projectWith("- a: [\n"), ...NOW });
    assert.equal(garbled.code, 1);
    assert.match(
      garbled.err,
      /policy\/exemptions\.yaml\n {4}must be YAML: .*\n {4}Fix: Correct it/,
    );
  });

  it("refuses --set for several stacks", async () => {
    const { code, err } = await runCommand(["policy", "--set", "nodes.min=3"]);
    assert.equal(code, 1);
    assert.match(err, /^--set is for one stack: name it by --stack\.\n\nUsage: /);
  });
});
