import { Schedule } from "@pulumi/aws/autoscaling";
import type * as pulumi from "@pulumi/pulumi";
import { WEEKDAYS, type BusinessHours } from "../shared/config/nodeSections";

/** Means to a scheduled action: leave this number as it is. */
const UNCHANGED = -1;

/**
 * Raises the fewest machines of a group at the start of business hours, and lowers it at their end:
 * this number only, so that who scales the group stays free above it.
 */
export function createSchedules(
  name: string,
  args: {
    readonly groupName: pulumi.Input<string>;
    readonly hours: BusinessHours;
    /** Fewest machines outside business hours. */
    readonly min: number;
  },
  opts: pulumi.CustomResourceOptions,
): void {
  const { hours } = args;
  const turns = [
    { turn: "start", at: hours.start, minSize: hours.min },
    { turn: "end", at: hours.end, minSize: args.min },
  ];
  for (const { turn, at, minSize } of turns) {
    new Schedule(
      `${name}-business-${turn}`,
      {
        autoscalingGroupName: args.groupName,
        scheduledActionName: `business-${turn}`,
        recurrence: recurrence(at, hours.days),
        timeZone: hours.timeZone,
        minSize,
        maxSize: UNCHANGED,
        desiredCapacity: UNCHANGED,
      },
      opts,
    );
  }
}

/**
 * A time of day on some days of the week, as cron writes it: `30 8 * * 1,5`.
 * @param time as `08:30`
 */
export function recurrence(time: string, days: readonly (typeof WEEKDAYS)[number][]): string {
  const [hour, minute] = time.split(":").map(Number);
  // cron counts from Sunday.
  const numbers = WEEKDAYS.flatMap((day, index) => (days.includes(day) ? [index] : []));
  return `${minute} ${hour} * * ${numbers.join(",")}`;
}
