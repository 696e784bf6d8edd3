import { randomUUID } from "node:crypto";
import { ForbiddenAddress } from "./addresses";
import type { Deliver } from "./deliver";
import { checkEvent, parseEvent, type ChatEvent } from "./event";
import type { Ledger } from "./ledger";
import { errorName, type Log } from "./log";
import { ModelError, type Model } from "./model";
import { sign } from "./signature";

/** What the worker needs of its cloud. */
export interface WorkerCloud {
  readonly ledger: Ledger;
  readonly model: Model;
  readonly deliver: Deliver;
  /** The key that replies are signed with comes first. */
  readonly keys: () => Promise<readonly string[]>;
  readonly callbackHosts: readonly string[];
  /** In milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/** What became of a message. A poison message would fail each time: it belongs in the dead letters. */
export type Outcome =
  { readonly kind: "done" } | { readonly kind: "retry" | "poison"; readonly reason: string };

/** Longest delivery of a reply, in milliseconds. */
const LONGEST_DELIVERY = 10_000;

/** With less time left, in milliseconds, a message is better left to the next call. */
const LEAST_TIME = 3000;

/** Answers that are no fault of the reply, so that the next delivery may succeed. */
const PASSING = [408, 425, 429];

/**
 * Answers one message of the queue, and logs what became of it.
 * @param message its text, or what the cloud has parsed it to
 * @param until when the call is cut off, in milliseconds since 1970
 */
export async function work(message: unknown, cloud: WorkerCloud, until: number): Promise<Outcome> {
  const { callbackHosts, log } = cloud;
  const parsed =
    typeof message === "string"
      ? parseEvent(message, callbackHosts)
      : checkEvent(message, callbackHosts);
  if ("problem" in parsed) {
    log.error("failed", { kind: "poison", reason: parsed.problem });
    return { kind: "poison", reason: parsed.problem };
  }
  const { event } = parsed;
  const outcome = await once(event, cloud, until);
  if (outcome.kind === "done") log.info("done", { id: event.id });
  else log.warn("failed", { id: event.id, ...outcome });
  return outcome;
}

async function once(event: ChatEvent, cloud: WorkerCloud, until: number): Promise<Outcome> {
  const { ledger, log, now } = cloud;
  const { id } = event;
  if (until - now() < LEAST_TIME) return { kind: "retry", reason: "too little time is left" };
  const holder = randomUUID();
  try {
    const claim = await ledger.claim(id, holder);
    if (claim === "done") {
      log.info("duplicate", { id });
      return { kind: "done" };
    }
    // Not done: if the other worker dies, this delivery is what brings the event back.
    if (claim === "busy") return { kind: "retry", reason: "another worker has it" };
  } catch (error) {
    return { kind: "retry", reason: `the ledger failed: ${errorName(error)}` };
  }
  const outcome = await answer(event, cloud, until);
  try {
    if (outcome.kind === "done") await ledger.complete(id);
    else await ledger.release(id, holder);
  } catch (error) {
    // The reply is out: to fail now would send it again. The receiver can tell by its key.
    log.warn("ledger not written", { id, error: errorName(error) });
  }
  return outcome;
}

async function answer(event: ChatEvent, cloud: WorkerCloud, until: number): Promise<Outcome> {
  const { model, keys, now } = cloud;
  const reserved = Math.min(LONGEST_DELIVERY, Math.floor((until - now()) / 3));
  try {
    // Before the model is paid for: without a key, its reply could not be sent.
    const [key] = await keys();
    if (key === undefined) return { kind: "retry", reason: "there is no key to sign with" };
    const reply = await model.reply(event.messages, until - reserved);
    return await callBack(event, reply, key, cloud, until);
  } catch (error) {
    if (error instanceof ModelError) {
      return { kind: error.permanent ? "poison" : "retry", reason: error.reason };
    }
    return { kind: "retry", reason: errorName(error) };
  }
}

async function callBack(
  { id, callbackUrl }: ChatEvent,
  reply: string,
  key: string,
  { deliver, now }: WorkerCloud,
  until: number,
): Promise<Outcome> {
  const body = Buffer.from(JSON.stringify({ id, reply }));
  const headers = {
    "content-type": "application/json",
    "idempotency-key": id,
    ...sign(key, body, now()),
  };
  const signal = AbortSignal.timeout(
    Math.max(1, Math.floor(Math.min(LONGEST_DELIVERY, until - now()))),
  );
  let status: number;
  try {
    status = await deliver({ url: callbackUrl, headers, body, signal });
  } catch (error) {
    if (error instanceof ForbiddenAddress) return { kind: "poison", reason: error.message };
    return { kind: "retry", reason: `the callback failed: ${errorName(error)}` };
  }
  if (status >= 200 && status < 300) return { kind: "done" };
  const reason = `the callback answered ${status}`;
  const isPassing = status >= 500 || PASSING.includes(status);
  return { kind: isPassing ? "retry" : "poison", reason };
}
