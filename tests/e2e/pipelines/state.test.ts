import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { usePulumi } from "../engine/pulumi";
import { Checkout, SECRET } from "./checkout";

const UP = "pulumi up --stack dev --yes --skip-preview";
const NO_CHANGE = "pulumi preview --stack dev --expect-no-changes";
const SET_NODES = "pulumi config set --path chatscale:nodes.max --stack dev";
/** How the CLI ends when something was found that nobody expected. */
const CHANGES = 7;
const STATE = "/.pulumi/stacks/chatscale/dev.json";

/** What docs/state.md says of the state can be done. */
describe("on the engine, the state", () => {
  const pulumi = usePulumi();

  it("gets another key, moves to another place, and the next preview has no change", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      await checkout.succeed(UP);
      const { operations } = checkout.account;
      const [done, before] = [operations.length, checkout.state()[STATE]!];
      const sealed = (text: string): string[] =>
        [...text.matchAll(/"ciphertext": ?"([^"]+)"/g)].map(([, value]) => value!);
      assert.ok(sealed(before).length > 0);

      await checkout.succeed(
        "pulumi stack change-secrets-provider passphrase --stack dev <<<another",
      );
      const key = { PULUMI_CONFIG_PASSPHRASE: "another" };
      const after = checkout.state()[STATE]!;
      assert.equal(sealed(after).length, sealed(before).length);
      assert.deepEqual(
        sealed(after).filter((value) => before.includes(value)),
        [],
      );
      await checkout.succeed(NO_CHANGE, key);

      mkdirSync(join(checkout.folder, "elsewhere"));
      const there = { ...key, PULUMI_BACKEND_URL: `file://${join(checkout.folder, "elsewhere")}` };
      await checkout.succeed("pulumi stack export --stack dev --file moved.json", key);
      await checkout.succeed("pulumi stack init dev", there);
      await checkout.succeed("pulumi stack import --stack dev --file moved.json", there);
      await checkout.succeed(NO_CHANGE, there);
      assert.equal(operations.length, done);
      const model = await checkout.succeed("pulumi config get modelApiKey --stack dev", there);
      assert.equal(model.trim(), SECRET);
      for (const file of ["moved.json", `elsewhere${STATE}`]) {
        assert.ok(checkout.read(file).includes("chatscale-dev-nodes"));
        assert.ok(!checkout.read(file).includes(SECRET));
      }
    }));

  it("moves by one command, and the old place is left as it is", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      await checkout.succeed(UP);
      const [done, before] = [checkout.account.operations.length, checkout.state()];
      mkdirSync(join(checkout.folder, "elsewhere"));
      const there = { PULUMI_BACKEND_URL: `file://${join(checkout.folder, "elsewhere")}` };
      await checkout.succeed('pulumi stack migrate "file://$PWD/state" dev --yes', there);
      await checkout.succeed(NO_CHANGE, there);
      assert.equal(checkout.account.operations.length, done);
      assert.deepEqual(checkout.state(), before);
      assert.ok(!checkout.read(`elsewhere${STATE}`).includes(SECRET));
    }));

  it("cannot be imported with the key of another stack", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      await checkout.succeed(UP);
      await checkout.succeed("pulumi stack export --stack dev --file moved.json");
      const { code, stderr } = await checkout.run(
        "pulumi stack import --stack dev --file moved.json",
        {
          PULUMI_CONFIG_PASSPHRASE: "another",
        },
      );
      assert.notEqual(code, 0);
      assert.match(stderr, /incorrect passphrase/);
    }));

  it("is locked by a run that was killed, until that is cancelled, and the next up finishes", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      const { account } = checkout;
      account.failure = ({ kind, type }) => {
        if (kind !== "create" || type !== "aws:eks/cluster:Cluster") return undefined;
        checkout.kill();
        return "nobody is there to hear this";
      };
      // One operation at a time: the state is at rest while the cloud works.
      assert.notEqual((await checkout.run(`exec ${UP} --parallel 1`)).code, 0);
      account.failure = () => undefined;
      const locks = Object.keys(checkout.state()).filter(
        (path) => path.includes("/locks/") && path.endsWith(".json"),
      );
      assert.equal(locks.length, 1);
      const { code, stderr } = await checkout.run(UP);
      assert.notEqual(code, 0);
      assert.match(stderr, /currently locked by 1 lock/);
      assert.equal((await checkout.run(NO_CHANGE)).code, CHANGES); // a preview needs no lock
      await checkout.succeed("pulumi cancel --stack dev --yes");
      await checkout.succeed(UP);
      await checkout.succeed(NO_CHANGE);
      const made = account.operations.filter(({ kind }) => kind === "create");
      assert.equal(made.length, account.resources.length);
    }));

  it("comes back from a backup after it was lost", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      await checkout.succeed(UP);
      await checkout.succeed("pulumi stack export --stack dev --file backup.json");
      await checkout.succeed("rm -r state/.pulumi/stacks && pulumi stack init dev");
      await checkout.succeed("pulumi stack import --stack dev --file backup.json");
      await checkout.succeed(NO_CHANGE);
    }));

  it("may start elsewhere than where a saved plan began, and the plan is followed all the same", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      const { operations } = checkout.account;
      await checkout.succeed(UP);
      await checkout.succeed(`${SET_NODES} 4 && pulumi preview --stack dev --save-plan plan.json`);
      await checkout.succeed(`${SET_NODES} 5`);
      const done = operations.length;
      const { code, stdout, stderr } = await checkout.run(`${UP} --plan plan.json`);
      assert.notEqual(code, 0);
      assert.match(stdout + stderr, /violates plan/);
      assert.equal(operations.length, done);
      await checkout.succeed(`${UP} && ${SET_NODES} 4`);
      await checkout.succeed(`${UP} --plan plan.json`); // 5 → 4, where 3 → 4 was planned
    }));
});
