import assert from "node:assert/strict";
import { recurrence } from "../../aws/businessHours";
import type { Plan } from "../../plan/types";
import { input, ofType, only, planOf } from "../support/plans";

const SCHEDULE = "aws:autoscaling/schedule:Schedule";
const GROUP = "aws:autoscaling/group:Group";

const hours = (values: object): string =>
  `nodes.businessHours=${JSON.stringify({ timeZone: "Asia/Tokyo", min: 3, ...values })}`;

function schedulesOf(plan: Plan): Readonly<Record<string, unknown>>[] {
  return ofType(plan, SCHEDULE).map(({ inputs }) => {
    const { autoscalingGroupName, ...rest } = inputs;
    assert.match(autoscalingGroupName as string, /^chatscale-dev(-ecs)?-nodes-[0-9a-f]{7}$/);
    return rest;
  });
}

describe("business hours", () => {
  it("move the fewest nodes of a group at two times, and no other number", async () => {
    const set = hours({ days: ["Sun", "Sat"], start: "09:30", end: "21:05" });
    const dev = await planOf("dev", set);
    const ecs = await planOf("dev-ecs", "capacity=asg", set);
    for (const plan of [dev, ecs]) {
      assert.deepEqual(schedulesOf(plan), [
        {
          scheduledActionName: "business-end",
          recurrence: "5 21 * * 0,6",
          timeZone: "Asia/Tokyo",
          minSize: 1,
          maxSize: -1,
          desiredCapacity: -1,
        },
        {
          scheduledActionName: "business-start",
          recurrence: "30 9 * * 0,6",
          timeZone: "Asia/Tokyo",
          minSize: 3,
          maxSize: -1,
          desiredCapacity: -1,
        },
      ]);
    }
  });

  it("are the days of work from 8 to 18, unless a stack says more", async () => {
    const recurrences = schedulesOf(await planOf("dev", hours({}))).map((one) => one["recurrence"]);
    assert.deepEqual(recurrences, ["0 18 * * 1,2,3,4,5", "0 8 * * 1,2,3,4,5"]);
  });

  it("own the fewest nodes: neither `up` nor Cluster Autoscaler takes them back", async () => {
    const plan = await planOf("dev", hours({}));
    const group = only(plan, GROUP);
    assert.deepEqual(group.ignoreChanges, ["desiredCapacity", "minSize"]);
    assert.equal(input(group, "minSize"), 1);
    const autoscaler = only(plan, "kubernetes:apps/v1:Deployment", "chatscale-dev-autoscaler");
    const args = input(autoscaler, "spec.template.spec.containers.0.args") as string[];
    // Found by its tags, a group keeps its own bounds; `--nodes` would fix them.
    assert.ok(args.some((arg) => arg.startsWith("--node-group-auto-discovery=asg:tag=")));
    assert.ok(!args.some((arg) => arg.startsWith("--nodes")));
  });

  it("are nobody's where a stack names none", async () => {
    const plan = await planOf("dev");
    assert.deepEqual(ofType(plan, SCHEDULE), []);
    assert.deepEqual(only(plan, GROUP).ignoreChanges, ["desiredCapacity"]);
  });
});

describe("a time of the week", () => {
  it("counts days from Sunday, once each, in order", () => {
    assert.equal(recurrence("00:00", ["Sat", "Mon", "Mon", "Sun"]), "0 0 * * 0,1,6");
    assert.equal(recurrence("23:09", ["Wed"]), "9 23 * * 3");
  });
});
