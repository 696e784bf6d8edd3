import { setTimeout as sleep } from "node:timers/promises";
import { guardedLookup, isPublicAddress } from "./addresses";
import { httpsDelivery, type Deliver } from "./deliver";
import { CLAIM_MARGIN_SECONDS, memoryLedger, type Ledger } from "./ledger";
import { apiModel, demoModel, type Model } from "./model";
import { Redis } from "./redis";
import { redisLedger } from "./redisLedger";
import type { WorkerSettings } from "./settings";

/** The secrets that a worker may need, read when they are needed. */
export interface WorkerSecrets {
  readonly modelApiKey: () => Promise<string>;
  readonly sessionStorePassword: () => Promise<string>;
}

/** The parts of a worker that are the same on every cloud, as its settings say. */
export function workerParts(
  settings: WorkerSettings,
  secrets: WorkerSecrets,
): { readonly model: Model; readonly ledger: Ledger; readonly deliver: Deliver } {
  return {
    model: modelOf(settings, secrets),
    ledger: ledgerOf(settings, secrets),
    deliver: httpsDelivery(guardedLookup(isPublicAddress)),
  };
}

function modelOf({ model }: WorkerSettings, secrets: WorkerSecrets): Model {
  if (model.backend === "demo") return demoModel;
  const { url, name } = model;
  return apiModel(
    { url, name, apiKey: secrets.modelApiKey },
    { fetch, now: Date.now, random: Math.random, sleep },
  );
}

function ledgerOf({ ledger, timeoutSeconds }: WorkerSettings, secrets: WorkerSecrets): Ledger {
  const claimSeconds = timeoutSeconds + CLAIM_MARGIN_SECONDS;
  if (!ledger) return memoryLedger(claimSeconds, Date.now);
  const redis = new Redis({ ...ledger, password: secrets.sessionStorePassword });
  return redisLedger(redis.command, claimSeconds);
}
