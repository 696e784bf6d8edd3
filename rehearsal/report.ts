import { TimeHistogram, type Times } from "../load/histogram";
import type { Miss } from "./client";
import type { SideName } from "./nameSwitch";
import type { RehearsalSettings } from "./settings";
import type { Turn } from "./turn";

/** What happened to a side, in milliseconds of the rehearsal. */
export interface SideEvent {
  readonly kind: "killed" | "started" | "unhealthy" | "healthy";
  readonly side: SideName;
  readonly at: number;
}

/** All that was seen. */
export interface Seen {
  readonly settings: RehearsalSettings;
  /** Names of the phases, in order. */
  readonly phases: readonly string[];
  readonly turns: readonly Turn[];
  readonly misses: readonly Miss[];
  readonly events: readonly SideEvent[];
  readonly interrupted: boolean;
}

/** Chats by the phase in which they were asked. */
export interface PhaseCounts {
  readonly name: string;
  readonly started: number;
  readonly complete: number;
  /** Cut off, or not sent at the first try, and complete all the same. */
  readonly resumed: number;
  /** Asked again with the whole history, where the gateway did not know it. */
  readonly carried: number;
  /** Never over, or not what the model says. */
  readonly lost: number;
  /** By the side that served them in the end. */
  readonly served: Readonly<Record<SideName, number>>;
}

/** What the end of a side meant to clients; times in milliseconds after it. */
export interface Outage {
  readonly side: SideName;
  /** Clients that were cut off, or could not ask. */
  readonly clients: number;
  /** Those that were not served again. */
  readonly unserved: number;
  /** Until all chats of a client that were cut were served again. */
  readonly served: Times | undefined;
  /** Until the name led elsewhere, and, from its start on, led to it again. */
  readonly unhealthy: number | undefined;
  readonly healthy: number | undefined;
}

export interface RehearsalReport {
  readonly settings: RehearsalSettings;
  readonly phases: readonly PhaseCounts[];
  readonly outages: readonly Outage[];
  /** Tries at a dead side by an answer that was given when the side was known to be dead. */
  readonly misled: number;
  /** Chats that were cut off while both sides were there, as by a planned switch. */
  readonly stray: number;
  readonly interrupted: boolean;
}

export function reportOf(seen: Seen): RehearsalReport {
  const { settings, phases, turns, events, interrupted } = seen;
  const windows = windowsOf(events);
  const cuts = turns.filter(isCut);
  return {
    settings,
    phases: phases.map((name, phase) =>
      countsOf(
        name,
        turns.filter((turn) => turn.phase === phase),
      ),
    ),
    outages: windows.map((window) => outageOf(window, cuts, events)),
    misled: seen.misses.filter((miss) => isMisled(miss, events)).length,
    stray: cuts.filter(({ cutAt }) => !windows.some((window) => isWithin(window, cutAt))).length,
    interrupted,
  };
}

type CutTurn = Turn & { cutAt: number };

function isCut(turn: Turn): turn is CutTurn {
  return turn.cutAt !== undefined;
}

/** The time in which a side is away: from its end until the name leads to it again. */
interface Window {
  readonly side: SideName;
  readonly killed: number;
  readonly started: number | undefined;
  /** Infinity when it never was. */
  readonly healthy: number;
}

function windowsOf(events: readonly SideEvent[]): Window[] {
  const next = (kind: SideEvent["kind"], { side, at }: SideEvent): SideEvent | undefined =>
    events.find((event) => event.kind === kind && event.side === side && event.at >= at);
  return events
    .filter(({ kind }) => kind === "killed")
    .map((killed) => {
      const started = next("started", killed);
      const healthy = started && next("healthy", started);
      const { side, at } = killed;
      return { side, killed: at, started: started?.at, healthy: healthy?.at ?? Infinity };
    });
}

function isWithin({ killed, healthy }: Window, at: number): boolean {
  return at >= killed && at < healthy;
}

function countsOf(name: string, turns: readonly Turn[]): PhaseCounts {
  const count = (is: (turn: Turn) => boolean): number => turns.filter(is).length;
  return {
    name,
    started: turns.length,
    complete: count(({ isComplete }) => isComplete === true),
    resumed: count(({ isComplete, cutAt }) => isComplete === true && cutAt !== undefined),
    carried: count(({ isCarried }) => isCarried),
    lost: count(({ isComplete }) => isComplete !== true),
    served: {
      A: count(({ side }) => side === "A"),
      B: count(({ side }) => side === "B"),
    },
  };
}

function outageOf(window: Window, cuts: readonly CutTurn[], events: readonly SideEvent[]): Outage {
  const { side, killed, started, healthy } = window;
  const cut = cuts.filter(({ cutAt }) => isWithin(window, cutAt));
  const clients = new Set(cut.map(({ client }) => client));
  const served = new TimeHistogram();
  let unserved = 0;
  for (const client of clients) {
    const theirs = cut.filter((turn) => turn.client === client);
    const last = Math.max(...theirs.map(({ servedAt = Infinity }) => servedAt));
    if (last === Infinity) unserved += 1;
    else served.record(last - killed);
  }
  const unhealthy = events.find(
    (event) => event.kind === "unhealthy" && event.side === side && event.at >= killed,
  );
  return {
    side,
    clients: clients.size,
    unserved,
    served: served.times(),
    unhealthy: unhealthy && unhealthy.at - killed,
    healthy: started === undefined || healthy === Infinity ? undefined : healthy - started,
  };
}

/** Whether the name led to a side of which it was known, by then, that it is dead. */
function isMisled({ side, resolved }: Miss, events: readonly SideEvent[]): boolean {
  const decided = events.findLast(
    (event) =>
      event.side === side &&
      event.at <= resolved &&
      (event.kind === "unhealthy" || event.kind === "healthy"),
  );
  return decided?.kind === "unhealthy";
}
