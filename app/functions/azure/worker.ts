import type { InvocationContext } from "@azure/functions";
import { setTimeout as sleep } from "node:timers/promises";
import { workerParts } from "../parts";
import { readWorkerSettings, SettingsReader, type Environment } from "../settings";
import { work, type WorkerCloud } from "../worker";
import { logOf } from "./host";
import { identityToken, readIdentity, REDIS } from "./identityToken";

export type QueueHandler = (message: unknown, context: InvocationContext) => Promise<void>;

/** Time to fail in before the host's time-out, in milliseconds. */
const MARGIN = 1000;

/** Longest wait before a failed message goes back, in milliseconds. */
const LONGEST_WAIT = 30_000;

/**
 * The worker, as the app's settings say. Secrets are among the settings: the platform puts the
 * values there from Key Vault.
 * @param replaced parts to use instead, for tests
 * @param wait for so many milliseconds, replaced by tests
 */
export function createWorker(
  environment: Environment,
  replaced: Partial<WorkerCloud> = {},
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): QueueHandler {
  const reader = new SettingsReader(environment);
  const key = reader.text("WEBHOOK_KEY");
  const settings = readWorkerSettings(reader, "entra");
  const modelKey = settings.model.backend === "openai" ? reader.text("MODEL_API_KEY") : "";
  const identity = settings.ledger && readIdentity(reader);
  reader.check();
  const { callbackHosts, timeoutSeconds } = settings;
  const parts = workerParts(settings, {
    modelApiKey: () => Promise.resolve(modelKey),
    sessionStorePassword: identity
      ? identityToken(identity, REDIS, { fetch, now: Date.now })
      : () => Promise.reject(new Error("There is no session store.")),
  });
  const cloud = { keys: () => Promise.resolve([key]), callbackHosts, now: Date.now, ...parts };
  return async (message, context) => {
    const until = Date.now() + timeoutSeconds * 1000 - MARGIN;
    const outcome = await work(message, { ...cloud, log: logOf(context), ...replaced }, until);
    if (outcome.kind === "done") return;
    if (outcome.kind === "retry") await wait(backOff(context, until));
    // Service Bus takes the message back, and puts it into the dead letters after five times.
    throw new Error(outcome.reason);
  };
}

/** Service Bus would deliver a failed message again at once, and spend its five times in a second. */
function backOff({ triggerMetadata }: InvocationContext, until: number): number {
  const deliveries = Number(triggerMetadata?.["deliveryCount"] ?? 1);
  const left = Math.max(0, until - Date.now());
  return Math.min(LONGEST_WAIT, 2 ** deliveries * 1000, left);
}
