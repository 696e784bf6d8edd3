import assert from "node:assert/strict";
import type { WireObject } from "../../../plan/values";
import { scriptOf } from "../../deep/workflows/steps";
import type { Held } from "../engine/account";
import { usePulumi } from "../engine/pulumi";
import { Checkout } from "./checkout";

const LOOK = scriptOf("drift.yml", "Look");
const GROUP = "aws:autoscaling/group:Group";
const CLUSTER = "aws:eks/cluster:Cluster";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const GROUP_CHANGED = `- changed \`${GROUP}\` \`chatscale-dev-nodes\`: \`maxSize\`\n`;
/** How the CLI ends when something was found that nobody expected. */
const CHANGES = 7;

describe("on the engine, the look for drift", () => {
  const pulumi = usePulumi();

  const on = (type: string, drift: WireObject) => (held: Held) => (held.type === type ? drift : {});

  /** Exit codes of the two ways that Pulumi's CLI has, drift of the step, or undefined. */
  async function look(checkout: Checkout) {
    const before = checkout.state();
    await checkout.succeed("rm -rf drift");
    const { code } = await checkout.run(LOOK, { STACK: "dev" });
    const { code: byPreview } = await checkout.run(
      "pulumi preview --stack dev --refresh --expect-no-changes",
    );
    assert.deepEqual(checkout.state(), before); // it only reads
    assert.equal(checkout.has("drift/dev.drift"), !checkout.has("drift/dev.same"));
    const drift = checkout.has("drift/dev.drift") ? checkout.read("drift/dev.drift") : undefined;
    return { code, byPreview, drift };
  }

  it("tells what others changed or removed from what an autoscaler moved and what waits for its up", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      const { account } = checkout;
      await checkout.succeed("pulumi up --stack dev --yes --skip-preview");
      const none = { code: 0, byPreview: 0, drift: undefined };
      assert.deepEqual(await look(checkout), none);

      account.drift = on(GROUP, { desiredCapacity: 3 });
      assert.deepEqual(await look(checkout), none);
      account.drift = on(CLUSTER, { platformVersion: "eks.99" });
      assert.deepEqual(await look(checkout), none);

      account.drift = on(GROUP, { maxSize: 9 });
      const changed = { code: 0, byPreview: CHANGES, drift: GROUP_CHANGED };
      assert.deepEqual(await look(checkout), changed);

      account.drift = () => ({});
      await checkout.succeed("pulumi config set --path chatscale:nodes.max 4");
      // A preview, even one that refreshes, cannot tell this from drift.
      assert.deepEqual(await look(checkout), { ...none, byPreview: CHANGES });
      await checkout.succeed("pulumi config set --path chatscale:nodes.max 3");

      const alarm = account.resources.find(({ type }) => type === ALARM)!;
      account.remove({ ...alarm, name: "" }, alarm.id);
      const gone = `- gone \`${ALARM}\` \`${alarm.urn.split("::").at(-1)!}\`\n`;
      assert.deepEqual(await look(checkout), { ...changed, drift: gone });
    }));

  it("fails, and leaves nothing, where it could not look", () =>
    Checkout.use(pulumi(), "dev", async (checkout) => {
      const { code } = await checkout.run(LOOK, { STACK: "dev-ecs" });
      assert.equal(code, 6); // the CLI's for a stack that is not there
      assert.deepEqual(
        [checkout.has("drift/dev-ecs.drift"), checkout.has("drift/dev-ecs.same")],
        [false, false],
      );
    }));
});
