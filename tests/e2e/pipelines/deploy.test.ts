import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scriptOf } from "../../deep/workflows/steps";
import { usePulumi } from "../engine/pulumi";
import { Checkout, SECRET } from "./checkout";

const PREVIEW = scriptOf("deploy-stack.yml", "Preview");
const UP = scriptOf("deploy-stack.yml", "Up");
const SET_NODES = "pulumi config set --path chatscale:nodes.max";
const SET_IMAGE =
  "pulumi config set --path chatscale:gateway.image registry.example.com/chatbot/gateway";
const CONTEXT = "aws:iam/getSessionContext:getSessionContext";
const DEPLOYER = "arn:aws:iam::123456789012:role/deploy";

describe("on the engine, the steps that deploy a stack", () => {
  const pulumi = usePulumi();

  async function preview(checkout: Checkout): Promise<string> {
    const env = {
      STACK: "dev",
      GITHUB_OUTPUT: join(checkout.folder, "output"),
      GITHUB_STEP_SUMMARY: join(checkout.folder, "summary"),
    };
    for (const name of ["output", "summary"]) writeFileSync(join(checkout.folder, name), "");
    const said = await checkout.succeed(PREVIEW, env);
    await checkout.succeed("rm -rf approved && cp -r preview approved");
    return said;
  }

  const up = (checkout: Checkout) => checkout.run(UP, { STACK: "dev" });

  it("bring it up as approved, and find nothing to do afterwards", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      const before = checkout.state();
      await preview(checkout);
      assert.deepEqual(checkout.state(), before); // the role for previews need not write
      const steps = checkout.read("preview/dev.steps").trim().split("\n");
      assert.equal(checkout.read("output"), `changes=${steps.length - 1}\n`);
      assert.ok(steps.slice(0, -1).every((step) => step.startsWith("create\t")));
      assert.match(steps.at(-1)!, /^inputs [0-9a-f]{64}$/);
      assert.match(checkout.read("summary"), /<code>dev<\/code>: create \d+<[^]*\n- create `aws:/);

      const ran = await up(checkout);
      assert.equal(ran.code, 0, ran.stderr);
      const made = checkout.account.resources.map(({ urn }) => urn);
      const planned = steps.slice(0, -1).map((step) => step.split("\t")[1]!);
      const others = planned.filter((urn) => !made.includes(urn));
      assert.deepEqual(
        made.filter((urn) => !planned.includes(urn)),
        [],
      );
      // What no provider makes: the stack itself, the components and the providers.
      assert.deepEqual(
        others.filter((urn) => !/[:$](chatbot|pulumi):[^$]+::[^:]+$/.test(urn)),
        [],
      );

      const again = await up(checkout);
      assert.deepEqual([again.code, checkout.account.operations.length], [0, made.length]);
      assert.match(again.stdout, /"dev" is up already/);
      await preview(checkout);
      assert.equal(checkout.read("output"), "changes=0\n");
      assert.equal(checkout.read("summary"), "**`dev`**: no change.\n");

      await checkout.succeed(`${SET_NODES} 4`);
      await preview(checkout);
      assert.match(
        checkout.read("summary"),
        /\n- update `aws:autoscaling\/group:Group` `\S+`: `maxSize`\n/,
      );
      const said = [
        ran.stdout,
        ran.stderr,
        checkout.read("preview/dev.steps"),
        checkout.read("summary"),
      ];
      assert.ok(!said.join("\n").includes(SECRET));
    }));

  it("refuse what was not approved: other steps, other values, and another start", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      await preview(checkout);
      await up(checkout);
      await checkout.succeed(`${SET_NODES} 4`);
      await preview(checkout);
      const done = checkout.account.operations.length;

      await checkout.succeed(`${SET_NODES} 5`);
      const values = await up(checkout);
      assert.equal(values.code, 1);
      assert.match(values.stdout, /\n-inputs \w+\n\+inputs \w+\n/);
      assert.match(values.stderr, /no longer the one that was approved/);

      await checkout.succeed(`${SET_NODES} 3`);
      assert.equal((await up(checkout)).code, 0); // there is nothing to do
      await checkout.succeed(`${SET_IMAGE}:0.2.0`);
      const steps = await up(checkout);
      assert.equal(steps.code, 1);
      const said = steps.stdout + steps.stderr;
      assert.match(said, /\n-update\t\S+Group::\S+\tmaxSize\n/);
      assert.match(said, /\n\+update\t\S+Deployment::\S+\tspec\n/);
      await checkout.succeed(`${SET_IMAGE}:0.1.0`);
      assert.equal(checkout.account.operations.length, done);

      await checkout.succeed(`${SET_NODES} 5 && pulumi up --yes --skip-preview && ${SET_NODES} 4`);
      assert.equal((await up(checkout)).code, 1); // 5 → 4 now, where 3 → 4 was approved
      await checkout.succeed(`${SET_NODES} 3 && pulumi up --yes --skip-preview && ${SET_NODES} 4`);
      assert.equal((await up(checkout)).code, 0);
      assert.equal((await checkout.run("pulumi preview --expect-no-changes")).code, 0);
    }));

  it("may preview with another role than up's, once the config names that", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      const { account } = checkout;
      await checkout.succeed(
        `pulumi config set --path chatscale:kubernetesApi.deployerRoleArn ${DEPLOYER}`,
      );
      await checkout.succeed("pulumi up --yes --skip-preview");
      account.answers = { [CONTEXT]: { issuerArn: `${DEPLOYER}-preview` } };
      await preview(checkout);
      assert.equal(checkout.read("output"), "changes=0\n");

      // Without it, a preview by another role would move the rights to itself.
      await checkout.succeed("pulumi config rm --path chatscale:kubernetesApi.deployerRoleArn");
      await preview(checkout);
      assert.match(
        checkout.read("preview/dev.steps"),
        /^replace\t\S+AccessEntry::chatscale-dev-deployer\t/m,
      );
      account.answers = {};
      assert.equal((await up(checkout)).code, 1);
    }));

  it("fail, and approve nothing, where a mandatory policy is broken", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      await checkout.succeed(`${SET_IMAGE}:latest`);
      const { code, stdout, stderr } = await checkout.run("pipelines/preview.sh dev preview");
      assert.equal(code, 1);
      assert.match(stdout + stderr, /images-versioned/);
      assert.equal(checkout.has("preview/dev.steps"), false);
      assert.equal(
        checkout.read("preview/dev.md"),
        "**`dev`**: the preview breaks mandatory policies; see the log of its job.\n\n" +
          "- `images-versioned` by `chatscale-dev-gateway`\n",
      );
    }));

  it("fail, and approve nothing, where the program refuses its config", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      await checkout.succeed("pulumi config set --path chatscale:nodes.min 99");
      const { code, stdout, stderr } = await checkout.run("pipelines/preview.sh dev preview");
      assert.equal(code, 1);
      assert.match(stdout + stderr, /nodes[.]min: 99/);
      assert.equal(checkout.has("preview/dev.steps"), false);
      assert.equal(
        checkout.read("preview/dev.md"),
        "**`dev`**: the preview failed; see the log of its job.\n",
      );
    }));
});
