import { TimeHistogram, type Times } from "../load/histogram";
import type { Miss } from "./client";
import type { SideName } from "./nameSwitch";
import { longestOutage, type RehearsalSettings } from "./settings";
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
  readonly interrupted: boolean;
}

export function reportOf(seen: Seen): RehearsalReport {
  const { settings, phases, interrupted } = seen;
  return {
    settings,
    phases: phases.map((name, index) => countsOf(name, ofPhase(seen.turns, index))),
    outages: seen.events
      .filter(({ kind }) => kind === "killed")
      .map((killed) => outageOf(killed, seen)),
    misled: seen.misses.filter((miss) => isMisled(miss, seen.events)).length,
    interrupted,
  };
}

/** What went against the promise; empty when it was kept. */
export function problemsOf({ settings, phases, outages, misled }: RehearsalReport): string[] {
  const bound = longestOutage(settings);
  const lost = phases.reduce((sum, phase) => sum + phase.lost, 0);
  const planned = phases.at(-1)?.resumed ?? 0;
  const problems: string[] = [];
  if (lost > 0) problems.push(`${lost} chats were lost, or their replies were not whole.`);
  if (misled > 0) problems.push(`${misled} tries were led to a side that was known to be dead.`);
  if (planned > 0) problems.push(`${planned} chats were cut off by a planned switch.`);
  for (const { side, clients, unserved, served } of outages) {
    if (clients === 0) problems.push(`Nobody noticed the end of ${side}: raise --rate.`);
    if (unserved > 0)
      problems.push(`${unserved} clients were not served again after ${side} died.`);
    if (served && served.max > bound * 1000) {
      problems.push(`A client was served again after ${(served.max / 1000).toFixed(1)} s.`);
    }
  }
  return problems;
}

function ofPhase(turns: readonly Turn[], index: number): readonly Turn[] {
  return turns.filter(({ phase }) => phase === index);
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

function outageOf(killed: SideEvent, { turns, events }: Seen): Outage {
  const { side, at } = killed;
  const next = (kind: SideEvent["kind"], from: number): number | undefined =>
    events.find((event) => event.kind === kind && event.side === side && event.at >= from)?.at;
  const started = next("started", at);
  const until = (started && next("healthy", started)) ?? Infinity;
  const cut = turns.filter(({ cutAt = -1 }) => cutAt >= at && cutAt < until);
  const clients = new Set(cut.map(({ client }) => client));
  const served = new TimeHistogram();
  let unserved = 0;
  for (const client of clients) {
    const theirs = cut.filter((turn) => turn.client === client);
    const last = Math.max(...theirs.map(({ servedAt }) => servedAt ?? Infinity));
    if (last === Infinity) unserved += 1;
    else served.record(last - at);
  }
  const unhealthy = next("unhealthy", at);
  return {
    side,
    clients: clients.size,
    unserved,
    served: served.times(),
    unhealthy: unhealthy && unhealthy - at,
    healthy: until === Infinity || started === undefined ? undefined : until - started,
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
