import type { Assumed } from "../options/assumptions";
import type { OptionKind } from "../options/kinds";
import { runOption, type Deployment } from "../options/run";
import type { LossAssumed } from "./assumptions";
import type { Failover } from "./failover";
import type { Chats } from "../simulate/chats";
import { Ledger } from "../simulate/ledger";
import { loseSide, type Serve } from "./lose";
import { overShare, type Loss } from "./tally";
import { pick, type Around } from "./window";

export type Cloud = OptionKind["cloud"];

export const CLOUDS = ["aws", "azure"] as const satisfies readonly Cloud[];

/** The options behind one host name. */
export type Pair = Readonly<Record<Cloud, Deployment>>;

/** Percent of the new chats that the primary gets while both are well. */
export const SHARES: readonly number[] = [100, 90, 80, 70, 60, 50];

/** What each loss makes of a share. */
export interface Losses {
  /** In percent. */
  readonly share: number;
  /** By the cloud that is lost, and then by the phase of the health checks. */
  readonly losses: Readonly<Partial<Record<Cloud, readonly Loss[]>>>;
}

export interface Sweep {
  readonly pair: Pair;
  /** The clouds that are lost, each by itself. */
  readonly clouds: readonly Cloud[];
  readonly primary: Cloud;
  readonly failover: Failover;
  readonly around: Around;
  readonly values: Assumed;
  readonly lossValues: LossAssumed;
  /** What becomes of each side's chats without a loss; filled as it is needed. */
  readonly known: Map<string, Ledger>;
}

/** Loses each cloud with each share. @param phases of the health checks: see `detectedAfter` */
export function sweepShares(
  { pair, clouds, primary, failover, around, values, lossValues, known }: Sweep,
  shares: readonly number[],
  phases: readonly number[],
): Losses[] {
  const { chats, draws } = around;
  const places = Array.from({ length: chats.count }, (_, place) => place);
  return shares.map((share) => {
    const losses = clouds.map((cloud) => {
      const isLost = (place: number): boolean => isOf(cloud, primary, share, draws.side[place]!);
      const key = `${cloud} ${share}`;
      const before =
        known.get(key) ?? ledgerOf(pair[cloud], pick(chats, places.filter(isLost)), values);
      known.set(key, before);
      const survivor: Serve = (asked, ledger) =>
        runOption(pair[otherThan(cloud)], asked, values, ledger);
      const scene = { ...around, isLost, failover, values: lossValues, before, survivor };
      return [cloud, phases.map((phase) => loseSide(scene, phase))] as const;
    });
    return { share, losses: Object.fromEntries(losses) };
  });
}

function ledgerOf(deployment: Deployment, chats: Chats, values: Assumed): Ledger {
  const ledger = new Ledger(chats.count);
  runOption(deployment, chats, values, ledger);
  return ledger;
}

/** Whether a chat is a cloud's. @param draw the chat's, from 0 to 1 */
export function isOf(cloud: Cloud, primary: Cloud, share: number, draw: number): boolean {
  return draw * 100 < share === (cloud === primary);
}

export function otherThan(cloud: Cloud): Cloud {
  return cloud === "aws" ? "azure" : "aws";
}

/** The phase in which the most chats are refused or late; of equal ones the latest. */
export function worstOf(losses: readonly Loss[]): Loss | undefined {
  return losses.reduce<Loss | undefined>(
    (worst, loss) => (worst && overShare(worst) > overShare(loss) ? worst : loss),
    undefined,
  );
}

/** Whether no loss, in no phase, has a larger share refused or late than the limit. */
export function keepsLimit({ losses }: Losses, limit: number): boolean {
  return Object.values(losses).every((all) => all.every((loss) => overShare(loss) <= limit));
}
