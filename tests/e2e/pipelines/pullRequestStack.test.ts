import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { scriptOf } from "../../deep/workflows/steps";
import { usePulumi } from "../engine/pulumi";
import { Checkout, SECRET } from "./checkout";

const UP = scriptOf("pull-request-stack.yml", "Up");
const DESTROY = scriptOf("pull-request-stack.yml", "Destroy");
const ENV = { NUMBER: "7", PULL_REQUEST_STACK_FROM: "dev" };

describe("on the engine, the stack of a pull request", () => {
  const pulumi = usePulumi();

  const stacks = async (checkout: Checkout): Promise<string[]> =>
    (JSON.parse(await checkout.succeed("pulumi stack ls --json")) as { name: string }[])
      .map(({ name }) => name)
      .sort();

  it("comes up with the config of another, secrets too, changes, and goes without a trace", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      const { account } = checkout;
      await checkout.succeed(UP, ENV);
      assert.deepEqual(await stacks(checkout), ["dev", "pr-7"]);
      assert.ok(account.resources.length > 50);
      assert.ok(account.resources.every(({ urn }) => urn.startsWith("urn:pulumi:pr-7::")));
      const key = await checkout.succeed("pulumi config get modelApiKey --stack pr-7");
      assert.equal(key.trim(), SECRET);
      assert.equal(checkout.read("npm.log"), "npm run --silent doctor -- --stack pr-7\n");

      // Each run has a new checkout, without the stack's file.
      const done = account.operations.length;
      rmSync(join(checkout.folder, "Pulumi.pr-7.yaml"));
      await checkout.succeed(UP, ENV);
      assert.equal(account.operations.length, done);
      rmSync(join(checkout.folder, "Pulumi.pr-7.yaml"));
      await checkout.succeed("pulumi config set --path chatscale:nodes.max 4 --stack dev");
      await checkout.succeed(UP, ENV);
      const changed = account.operations.slice(done).map(({ kind, type }) => `${kind} ${type}`);
      assert.ok(changed.includes("update aws:autoscaling/group:Group"), changed.join("\n"));

      rmSync(join(checkout.folder, "Pulumi.pr-7.yaml"));
      await checkout.succeed(DESTROY, ENV);
      assert.deepEqual(await stacks(checkout), ["dev"]);
      const left = account.resources.filter(({ type }) => !type.startsWith("kubernetes:"));
      assert.deepEqual(left, []);
      assert.equal(await checkout.succeed(DESTROY, ENV), 'There is no stack "pr-7".\n');
    }));

  it("is made of no stack for people, and of none that is not there", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      for (const from of ["prod-aws", "prod-azure", "nothing"]) {
        const { code, stderr } = await checkout.run(UP, { ...ENV, PULL_REQUEST_STACK_FROM: from });
        assert.equal(code, 1, from);
        assert.match(stderr, new RegExp(`"${from}" is no stack of size dev`));
      }
      assert.deepEqual(await stacks(checkout), ["dev"]);
    }));

  it("is the only one that can be destroyed so", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      for (const name of ["dev", "pr-", "pr-7x", "xpr-7", "pr-7 dev"]) {
        const { code, stderr } = await checkout.run(
          'pipelines/pull-request-stack.sh destroy "$NAME"',
          { NAME: name },
        );
        assert.equal(code, 1, name);
        assert.match(stderr, /is no stack of a pull request/);
      }
      assert.deepEqual(await stacks(checkout), ["dev"]);
    }));

  it("is destroyed by the sweep when its pull request is closed, and only then", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      for (const name of ["pr-1", "pr-2", "pr-30", "pr-x"]) {
        await checkout.succeed(`pulumi stack init ${name} --no-select`);
      }
      checkout.program("gh", "case $2 in */pulls/2) echo open ;; *) echo closed ;; esac");
      const list = scriptOf("pull-request-sweep.yml", "List the orphans");
      const env = { REPOSITORY: "o/r", GITHUB_OUTPUT: join(checkout.folder, "output") };
      await checkout.succeed(list, env);
      assert.equal(checkout.read("output"), 'orphans=["pr-1","pr-30"]\n');
      await checkout.succeed(scriptOf("pull-request-sweep.yml", "Destroy"), { STACK: "pr-30" });
      assert.deepEqual(await stacks(checkout), ["dev", "pr-1", "pr-2", "pr-x"]);

      // Where GitHub does not answer, nothing is an orphan.
      checkout.program("gh", "exit 1");
      rmSync(join(checkout.folder, "output"));
      assert.notEqual((await checkout.run(list, env)).code, 0);
      assert.equal(checkout.has("output"), false);
    }));
});
