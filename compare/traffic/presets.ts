import { arrivals, expectedArrivals, type Segment } from "../../load/arrivals";
import type { Random } from "../../load/random";
import type { Traffic } from "./traffic";

/** A day in points of time, in hours, and of rate, in any unit; between them it changes evenly. */
interface Preset {
  readonly title: string;
  readonly hours: number;
  readonly points: readonly (readonly [hour: number, rate: number])[];
}

const PRESETS = {
  flat: {
    title: "flat day",
    hours: 24,
    points: [
      [0, 1],
      [24, 1],
    ],
  },
  office: {
    title: "office day",
    hours: 24,
    points: [
      [0, 1],
      [7, 1],
      [9, 20],
      [12, 20],
      [13, 12],
      [14, 20],
      [17, 18],
      [19, 3],
      [24, 1],
    ],
  },
  world: {
    title: "world-wide day",
    hours: 24,
    points: [
      [0, 7],
      [4, 5],
      [9, 9],
      [15, 11],
      [20, 10],
      [24, 7],
    ],
  },
  viral: {
    title: "day with a viral spike of 20 times the rate",
    hours: 24,
    points: [
      [0, 1],
      [12, 1],
      [12.05, 20],
      [12.55, 20],
      [13.5, 2],
      [24, 1],
    ],
  },
  bursts: {
    title: "events in bursts: two minutes of every hour",
    hours: 24,
    points: Array.from(
      { length: 24 },
      (_, hour) =>
        [
          [hour, 0.1],
          [hour + 0.5, 0.1],
          [hour + 0.501, 30],
          [hour + 0.534, 30],
          [hour + 0.535, 0.1],
        ] as const,
    )
      .flat()
      .concat([[24, 0.1]]),
  },
  launch: {
    title: "launch: nothing, then a crowd that stays",
    hours: 24,
    points: [
      [0, 0.02],
      [10, 0.02],
      [10.1, 20],
      [12, 15],
      [18, 8],
      [24, 6],
    ],
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/**
 * A preset's chats: a Poisson process of its rate.
 * @param chats in the whole day, on average
 */
export function presetTraffic(name: PresetName, chats: number, random: Random): Traffic {
  const { title, hours, points }: Preset = PRESETS[name];
  const shape = segments(points, 1);
  const factor = chats / expectedArrivals(shape);
  const at = Float64Array.from(arrivals(segments(points, factor), random));
  return { title, at, duration: hours * 3600 };
}

function segments(points: Preset["points"], factor: number): Segment[] {
  return points.slice(1).flatMap(([hour, rate], index) => {
    const [before, from] = points[index] ?? [hour, rate];
    const segment = {
      start: before * 3600,
      end: hour * 3600,
      from: from * factor,
      to: rate * factor,
    };
    return segment.end > segment.start ? [segment] : [];
  });
}
