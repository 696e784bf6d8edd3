import type { Random } from "../../load/random";
import { NAME_TTL_SECONDS } from "../../shared/failover/nameTtl";
import type { LossAssumed } from "./assumptions";

/** What sends new clients only to the sides that answer; times in seconds. */
export interface Failover {
  /** Between two health checks. */
  readonly checkSeconds: number;
  /** Failed checks in a row until a side counts as lost. */
  readonly failures: number;
  /** For which clients keep what the name led to. */
  readonly ttl: number;
}

/** What the config has by default under `failover.dns`. */
export const FAILOVER: Failover = { checkSeconds: 10, failures: 3, ttl: NAME_TTL_SECONDS };

/**
 * Chance, one number from 0 to 1 a chat: the same for every share and both directions, so that what
 * differs is what was changed.
 */
export interface Draws {
  /** Below the primary's share, the chat is the primary's. */
  readonly side: Float64Array;
  /** How much of the time to live, and of the browser's, is left when the name changes. */
  readonly ttl: Float64Array;
  readonly browser: Float64Array;
  /** Whether the resolver keeps answers for longer. */
  readonly resolver: Float64Array;
  /** Whether, and when after it may, who was turned away comes again. */
  readonly again: Float64Array;
  readonly pause: Float64Array;
}

const DRAWS = ["side", "ttl", "browser", "resolver", "again", "pause"] as const;

function drawsBy(of: (name: keyof Draws) => Float64Array): Draws {
  return Object.fromEntries(DRAWS.map((name) => [name, of(name)])) as unknown as Draws;
}

export function drawsOf(count: number, random: Random): Draws {
  return drawsBy(() => Float64Array.from({ length: count }, random));
}

/** The draws of the chats from one place to another, which is not among them. */
export function drawsBetween(draws: Draws, from: number, to: number): Draws {
  return drawsBy((name) => draws[name].subarray(from, to));
}

/**
 * Seconds from the loss until the name no longer leads there.
 * @param phase of the checks when the side is lost: 0, just before one, is soonest; 1, just after
 *   one, latest
 */
export function detectedAfter(
  { checkSeconds, failures }: Failover,
  { checkLimitSeconds, publishSeconds }: LossAssumed,
  phase: number,
): number {
  return (failures - 1 + phase) * checkSeconds + checkLimitSeconds + publishSeconds;
}

/** Seconds from then until the client of a chat asks for the name anew. */
export function keptFor(
  { ttl }: Failover,
  { browserCacheSeconds, staleResolverPercent, staleSeconds }: LossAssumed,
  draws: Draws,
  place: number,
): number {
  const isStale = draws.resolver[place]! * 100 < staleResolverPercent;
  return (
    draws.ttl[place]! * ttl +
    draws.browser[place]! * browserCacheSeconds +
    (isStale ? staleSeconds : 0)
  );
}
