import type { Seen, SideEvent } from "../../rehearsal/report";
import type { RehearsalSettings } from "../../rehearsal/settings";
import { Turn } from "../../rehearsal/turn";

export const SETTINGS: RehearsalSettings = {
  clients: 3,
  rate: 5,
  interval: 1,
  failures: 3,
  ttl: 2,
  retry: 1,
  share: 50,
  rounds: 1,
  seed: 1,
};

/** A chat with what became of it; complete when nothing else is said. */
export function turn(client: number, phase: number, fate: Partial<Turn> = {}): Turn {
  return Object.assign(new Turn(client, phase), { isComplete: true, side: "B", ...fate });
}

export const EVENTS: readonly SideEvent[] = [
  { kind: "killed", side: "A", at: 10_000 },
  { kind: "unhealthy", side: "A", at: 13_000 },
  { kind: "started", side: "A", at: 20_000 },
  { kind: "healthy", side: "A", at: 22_500 },
];

/** A rehearsal in which all went as it should. */
export const SEEN: Seen = {
  settings: SETTINGS,
  phases: ["both sides", "A is killed", "A is back", "planned: all to B"],
  turns: [
    turn(0, 0, { cutAt: 10_010, servedAt: 13_500, isCarried: true }),
    turn(1, 0, { side: "A" }),
    turn(1, 1, { cutAt: 12_000, servedAt: 14_000 }),
    turn(1, 1, { cutAt: 12_500, servedAt: 15_500 }),
    turn(2, 1),
    turn(2, 2, { side: "A" }),
    turn(2, 3, { isCarried: true }),
  ],
  misses: [{ side: "A", resolved: 12_900, at: 14_800 }],
  events: EVENTS,
  interrupted: false,
};
