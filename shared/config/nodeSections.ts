import { z } from "zod";
import { INSTANCE_TYPES, type InstanceType } from "../machines";
import { bySize } from "./sections";
import { bytes, count, percent, timeOfDay, timeZone, type Size } from "./types";

/** The keys of `nodes` on every platform with machines of its own. */
export function nodeCounts(size: Size) {
  const pick = bySize(size);
  return {
    min: count(1).default(pick(1, 3)).describe("Fewest nodes"),
    max: count(1).default(pick(3, 30)).describe("Most nodes"),
    disk: bytes.default(pick("30Gi", "64Gi")).describe("Disk of one node"),
  };
}

export const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

const businessHours = z.strictObject({
  timeZone: timeZone.describe(
    "Time zone of hours with more nodes at the least, by its IANA name; the section is optional",
  ),
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default(["Mon", "Tue", "Wed", "Thu", "Fri"])
    .describe("Days of the hours"),
  start: timeOfDay.default("08:00").describe("When they start"),
  end: timeOfDay.default("18:00").describe("When they end, on the same day"),
  min: count(1).describe("Fewest nodes in the hours"),
});

/** Times of the week with more nodes at the least. */
export type BusinessHours = z.infer<typeof businessHours>;

/** The keys of `nodes` of every Auto Scaling Group. */
function awsNodes(size: Size) {
  const pick = bySize(size);
  const instanceTypes = Object.keys(INSTANCE_TYPES) as [InstanceType, ...InstanceType[]];
  return {
    instanceType: z
      .enum(instanceTypes)
      .default(pick("t4g.medium", "m7g.large"))
      .describe("EC2 instance type of the nodes"),
    ...nodeCounts(size),
    onDemandBase: count().default(pick(0, 3)).describe("Nodes that are never spot"),
    onDemandPercent: z
      .int()
      .min(0)
      .max(100)
      .default(pick(0, 25))
      .describe("Share of the nodes above onDemandBase that is not spot"),
    businessHours: businessHours.optional(),
  };
}

export function eksNodes(size: Size) {
  const pick = bySize(size);
  return z
    .strictObject({
      ...awsNodes(size),
      terminationHandler: z
        .boolean()
        .default(pick(false, true))
        .describe("Drain nodes before AWS ends them: for spot, for maintenance, by their group"),
    })
    .prefault({});
}

export function ecsNodes(size: Size) {
  const pick = bySize(size);
  return z
    .strictObject({
      ...awsNodes(size),
      // Only two tasks fit a node of the default types without trunking.
      max: count(1).default(pick(4, 40)).describe("Most nodes"),
      trunking: z
        .boolean()
        .default(false)
        .describe(
          "The account has ECS's setting awsvpcTrunking: more tasks fit a node. The program does not change it",
        ),
      targetCapacity: percent
        .default(pick(100, 90))
        .describe("Share of the nodes that tasks fill; below 100, spare nodes wait for tasks"),
    })
    .prefault({});
}

/** What `nodes` says of every Auto Scaling Group. */
export type AwsNodes = z.infer<z.ZodObject<ReturnType<typeof awsNodes>>>;
