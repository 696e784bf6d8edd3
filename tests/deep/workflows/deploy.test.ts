import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Recorded } from "./recorded";
import { needs, scriptOf } from "./steps";

const REPORT = scriptOf("preview.yml", "Put them together");

/** A step of a preview, as the log of events has it. */
const step = (op: string, name: string, more: object = {}): string =>
  JSON.stringify({
    resourcePreEvent: {
      metadata: { op, urn: `urn:pulumi:dev::chatscale::a:b:C$aws:ec2/vpc:Vpc::${name}`, ...more },
    },
  });

/** The stand-in for a preview with the events of a file, which ends with a code. */
const previewing = (code: number): string => `
while (($# > 0)); do [[ $1 != --event-log ]] || cp "$HERE/events" "$2"; shift; done
exit ${code}`;

describe("the steps of a preview and of an up", () => {
  needs("bash", "jq");
  const recorded = Recorded.use();

  function preview(events: readonly string[], code = 0) {
    recorded.write("events", `${events.join("\n")}\n`);
    const script = scriptOf("preview.yml", "Preview");
    return recorded.run(
      script,
      { pulumi: previewing(code) },
      { STACK: "dev", HERE: recorded.folder },
    );
  }

  it("preview with the policies, and leave steps without any value", () => {
    const { code, calls } = preview([
      step("same", "kept"),
      step("update", "one", {
        detailedDiff: { "tags.Name": {}, cidr: {} },
        new: { inputs: { cidr: "10.0.0.0/8" } },
      }),
      step("replace", "two", { diffs: ["cidrBlock"] }),
      step("create-replacement", "two", { diffs: ["cidrBlock"] }),
      step("delete", "three"),
    ]);
    assert.equal(code, 0);
    assert.match(
      calls.join(),
      /^pulumi preview --stack dev --non-interactive .* --policy-pack policy --event-log \S+$/,
    );
    const steps = recorded.read("preview/dev.steps");
    assert.match(
      steps,
      /^delete\t\S+three\t\nreplace\t\S+two\tcidrBlock\nupdate\t\S+one\tcidr, tags.Name\ninputs \w{64}\n$/,
    );
    assert.ok(!steps.includes("10.0.0.0"));
    assert.equal(
      recorded.read("preview/dev.md"),
      `<details><summary><code>dev</code>: delete 1, replace 1, update 1</summary>

- delete \`aws:ec2/vpc:Vpc\` \`three\`
- replace \`aws:ec2/vpc:Vpc\` \`two\`: \`cidrBlock\`
- update \`aws:ec2/vpc:Vpc\` \`one\`: \`cidr, tags.Name\`

</details>
`,
    );
  });

  it("tell by the digest another value, old or new, and no order of events", () => {
    const digest = (events: readonly string[]): string => {
      preview(events);
      return recorded.read("preview/dev.steps").split("inputs ")[1]!;
    };
    const [one, two] = [step("update", "a", { new: { inputs: { b: 1 } } }), step("delete", "c")];
    const first = digest([one, two]);
    assert.equal(digest([two, one]), first);
    assert.notEqual(digest([step("update", "a", { new: { inputs: { b: 2 } } }), two]), first);
    assert.notEqual(
      digest([step("update", "a", { old: { inputs: { b: 0 } }, new: { inputs: { b: 1 } } }), two]),
      first,
    );
  });

  it("see outputs of the stack that change by themselves", () => {
    const outputs = (value: string) => ({ outputs: { functionApps: value } });
    const metadata = {
      op: "same",
      type: "pulumi:pulumi:Stack",
      urn: "urn:pulumi:dev::chatscale::pulumi:pulumi:Stack::chatscale-dev",
    };
    const event = (now: string): string =>
      JSON.stringify({
        resOutputsEvent: { metadata: { ...metadata, old: outputs("a"), new: outputs(now) } },
      });
    preview([event("a")]);
    assert.equal(recorded.read("preview/dev.md"), "**`dev`**: no change.\n");
    preview([event("b")]);
    assert.match(
      recorded.read("preview/dev.md"),
      /update 1<[^]*- update `pulumi:pulumi:Stack` `chatscale-dev`: `outputs`/,
    );
  });

  it("end as the preview does, and tell broken policies from another failure", () => {
    const policy = (enforcementLevel: string): string =>
      JSON.stringify({
        policyEvent: {
          enforcementLevel,
          policyName: "named",
          resourceUrn: "urn:pulumi:a::b::c::d",
        },
      });
    const end = " see the log of its job.\n";
    for (const [events, said] of [
      [[step("create", "one"), policy("advisory")], `failed;${end}`],
      [["cut off {"], `failed;${end}`],
      [
        [policy("mandatory"), policy("mandatory")],
        `breaks mandatory policies;${end}\n- \`named\` by \`d\`\n`,
      ],
    ] as const) {
      assert.equal(preview(events, 255).code, 255);
      assert.equal(recorded.read("preview/dev.md"), `**\`dev\`**: the preview ${said}`);
      assert.equal(recorded.read("preview/dev.steps"), "");
    }
  });

  it("shorten what is long, and put all stacks into one comment", () => {
    mkdirSync(join(recorded.folder, "previews"));
    preview(Array.from({ length: 150 }, (_, at) => step("create", `r-${at}`)));
    const long = recorded.read("preview/dev.md");
    assert.equal(long.match(/\n- create/g)?.length, 100);
    assert.match(long, /\n- and 50 more, in the log of its job\n/);
    recorded.write("previews/dev.md", long);
    const stacks = Array.from({ length: 20 }, (_, at) => `dev-${at}`);
    for (const stack of stacks) recorded.write(`previews/${stack}.md`, long);
    const { code } = recorded.run(REPORT, {}, { STACKS: JSON.stringify(["dev", "prod-aws"]) });
    assert.equal(code, 0);
    const report = recorded.read("preview.md");
    assert.ok(report.startsWith("<!-- chatscale-preview -->\n### What the engine would do\n"));
    assert.ok(report.includes(long.trim()));
    assert.ok(report.endsWith("**`prod-aws`**: not previewed; see its job.\n"));
    assert.equal(recorded.read("summary"), report);

    recorded.run(REPORT, {}, { STACKS: JSON.stringify(stacks) });
    const short = recorded.read("preview.md");
    assert.ok(short.length < 60_000);
    assert.ok(!short.includes("- create"));
    assert.match(short, /Shortened/);
    assert.equal(short.match(/create 150/g)?.length, 20);
  });

  it("look with doctor before an up", () => {
    const look = scriptOf("deploy-stack.yml", "Look before");
    const { code, calls } = recorded.run(look, { npm: "exit 3" }, { STACK: "dev" });
    assert.deepEqual([code, calls], [3, ["npm run --silent doctor -- --stack dev"]]);
  });

  const PUBLISH = "npm run --silent deploy:functions -- --stack dev-azure";
  const functions = (pulumi: string, npm: string) =>
    recorded.run(
      "pipelines/functions.sh dev-azure",
      { pulumi, npm },
      { FUNCTIONS_PAUSE_SECONDS: "0" },
    );

  it("bring functions to their apps only where a stack has some", () => {
    assert.deepEqual(functions("exit 1", "").calls, [
      "pulumi stack output functionApps --json --stack dev-azure",
    ]);
    const { code, calls } = functions("", "");
    assert.deepEqual([code, calls.slice(1)], [0, [PUBLISH]]);
  });

  it("wait for the roles of functions, but not without end", () => {
    const third = functions("", '[[ $(grep --count npm "$(dirname "$0")/../calls") == 3 ]]');
    assert.deepEqual([third.code, third.calls.slice(1)], [0, [PUBLISH, PUBLISH, PUBLISH]]);
    const never = functions("", "exit 1");
    assert.deepEqual([never.code, never.calls.length], [1, 11]);
    assert.match(never.stderr, /did not reach their apps/);
  });
});
