import type { Line } from "../../cost/types";
import type { Usage } from "../../cost/usage";
import { HOURS_PER_MONTH } from "../../cost/priceBook";
import type { Config } from "../../shared/config/schema";
import type { Chats } from "../simulate/chats";
import type { Assumed } from "./assumptions";
import type { Deployment, OptionOutcome } from "./run";

/** US dollars. */
export interface Bill {
  /** A month of such traffic, over and over. */
  readonly month: number;
  readonly perThousand: number;
  /** A month without a chat. */
  readonly idle: number;
  /** What the month is made of. */
  readonly parts: { readonly base: number; readonly machines: number; readonly functions: number };
}

/** Prices the option's plan with a use of it. */
export type Price = (usage: Partial<Usage>) => readonly Line[];

/** Time that the webhook takes for an event, in seconds (assumption: it signs and enqueues). */
const WEBHOOK_SECONDS = 0.05;

/** Calls to the queue for an event: it is sent, received and deleted. */
const QUEUE_CALLS = 3;

/** Bytes of a streamed token, with its event and headers' share (measured: `data:` and a short JSON). */
const BYTES_PER_TOKEN = 120;

/** Chats that one capacity unit of an ALB bears: new a second, and at once in a minute (AWS). */
const LCU = { newPerSecond: 25, active: 3000 };

/** What an option costs, from the lines of its plan and what ran in the simulation. */
export function billOf(
  deployment: Deployment,
  outcome: OptionOutcome,
  chats: Chats,
  price: Price,
  values: Assumed,
): Bill {
  const months = chats.duration / 3600 / HOURS_PER_MONTH;
  const perMonth = (count: number): number => count / months;
  const { capacity } = outcome;
  const events = capacity.calls === undefined ? 0 : outcome.overflow;
  const calls = Math.max(1, capacity.calls ?? 0);
  const served = Math.max(1, outcome.served);
  const meanSeconds =
    chats.seconds.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, chats.count);
  const tokens = perMonth(outcome.chats) * meanSeconds * deployment.workload.model.tokensPerSecond;
  const gigabytes = (tokens * BYTES_PER_TOKEN) / 1e9;
  const rate = outcome.chats / chats.duration;
  const usage: Partial<Usage> = {
    requests: perMonth(outcome.chats),
    dataGb: gigabytes,
    natGb: gigabytes,
    lcu: Math.max(rate / LCU.newPerSecond, (rate * meanSeconds) / LCU.active),
    queueRequests: QUEUE_CALLS * perMonth(events),
    spotDiscountPercent: values.spotDiscountPercent,
  };
  const worker = { events: perMonth(calls), eventSeconds: (capacity.callSeconds ?? 0) / calls };
  const webhook = { events: perMonth(events), eventSeconds: WEBHOOK_SECONDS };
  const lines = price({ ...usage, ...webhook });
  const ofWorker = price({ ...usage, ...worker });
  const parts = { base: 0, machines: 0, functions: 0 };
  for (const [index, line] of lines.entries()) {
    if (!isOf(deployment, line)) continue;
    const isWorker = line.usage === "events" && line.urn.endsWith("-worker");
    const used = isWorker ? (ofWorker[index] ?? line) : line;
    const amount = amountOf(used, shareOfMachines(deployment.config, outcome, line));
    if (line.usage === "events") parts.functions += amount * values.functionPriceFactor;
    else if (line.monthly.least === line.monthly.most) parts.base += amount;
    else parts.machines += amount;
  }
  const idle = price({ ...NOTHING, spotDiscountPercent: values.spotDiscountPercent })
    .filter((line) => isOf(deployment, line))
    .reduce((sum, { monthly }) => sum + monthly.least, 0);
  const month = parts.base + parts.machines + parts.functions;
  return { month, perThousand: (1000 * month) / perMonth(served), idle, parts };
}

const NOTHING: Partial<Usage> = {
  requests: 0,
  dataGb: 0,
  natGb: 0,
  lcu: 0,
  queueRequests: 0,
  events: 0,
  eventSeconds: 0,
};

/** Functions alone cost what their own component does; containers alone, all but that. */
function isOf({ kind }: Deployment, { urn }: Line): boolean {
  const isFunctions = /chatbot:(aws|azure):Functions\$/.test(urn);
  if (kind.containers === undefined) return isFunctions;
  return kind.functions || !isFunctions;
}

function amountOf({ monthly }: Line, share: number): number {
  return monthly.least + (monthly.most - monthly.least) * share;
}

/** How far the machines of a line stood between their fewest and their most, from 0 to 1. */
function shareOfMachines(config: Config, { capacity }: OptionOutcome, { urn }: Line): number {
  // The system nodes of AKS do not follow the chats.
  if (urn.includes("ManagedCluster")) return 0;
  // The spot pool is taken to stay empty: nobody knows when it has room.
  if (urn.includes("-spot")) return 0;
  const [mean, min, max] =
    "nodes" in config
      ? [capacity.nodes?.mean, config.nodes.min, config.nodes.max]
      : [capacity.replicas?.mean, config.gateway.minReplicas, config.gateway.maxReplicas];
  if (mean === undefined || max <= min) return 0;
  return Math.min(1, Math.max(0, (mean - min) / (max - min)));
}
