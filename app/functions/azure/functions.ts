import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import { setTimeout as sleep } from "node:timers/promises";
import { logTo, type Log } from "../log";
import { workerParts } from "../parts";
import { rateLimit } from "../rateLimit";
import { readWorkerSettings, SettingsReader, type Environment } from "../settings";
import { receive } from "../webhook";
import { work, type WorkerCloud } from "../worker";

export interface AzureFunctions {
  /** Where the events wait; the prefix of the settings that lead there by identity. */
  readonly queue: { readonly queueName: string; readonly connection: string };
  readonly webhook: (
    request: HttpRequest,
    context: InvocationContext,
    enqueue: (text: string) => void,
  ) => Promise<HttpResponseInit>;
  readonly worker: (message: unknown, context: InvocationContext) => Promise<void>;
}

/** Time to fail in before the host's time-out, in milliseconds. */
const MARGIN = 1000;

/** Longest wait before a failed message goes back, in milliseconds. */
const LONGEST_WAIT = 30_000;

/**
 * The functions, as the app's settings say. Secrets are among the settings: the platform puts the
 * values there from Key Vault.
 * @param replaced parts of the worker to use instead, for tests
 * @param wait for so many milliseconds, replaced by tests
 */
export function createFunctions(
  environment: Environment,
  replaced: Partial<WorkerCloud> = {},
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): AzureFunctions {
  const reader = new SettingsReader(environment);
  const queueName = reader.text("QUEUE_NAME");
  const current = reader.text("WEBHOOK_KEY");
  const previous = reader.optional("WEBHOOK_KEY_PREVIOUS");
  const admit = rateLimit(reader.count("REQUESTS_PER_SECOND"), Date.now);
  const settings = readWorkerSettings(reader);
  const modelKey = settings.model.backend === "openai" ? reader.text("MODEL_API_KEY") : "";
  const password = settings.ledger ? reader.text("SESSION_STORE_PASSWORD") : "";
  reader.check();
  const { callbackHosts, timeoutSeconds } = settings;
  const keys = previous === undefined ? [current] : [current, previous];
  const common = { keys: () => Promise.resolve(keys), callbackHosts, now: Date.now };
  const parts = workerParts(settings, {
    modelApiKey: () => Promise.resolve(modelKey),
    sessionStorePassword: () => Promise.resolve(password),
  });
  return {
    queue: { queueName, connection: "ServiceBusConnection" },
    webhook: async (request, context, enqueue) => {
      const body = new Uint8Array(await request.arrayBuffer());
      const header = (name: string): string | undefined => request.headers.get(name) ?? undefined;
      return receive(
        { header, body },
        {
          ...common,
          admit,
          // The host sends what the binding was given after this call, and before it answers 202.
          enqueue: (text) => {
            enqueue(text);
            return Promise.resolve();
          },
          log: logOf(context),
        },
      );
    },
    worker: async (message, context) => {
      const until = Date.now() + timeoutSeconds * 1000 - MARGIN;
      const log = logOf(context);
      const outcome = await work(message, { ...common, ...parts, log, ...replaced }, until);
      if (outcome.kind === "done") return;
      if (outcome.kind === "retry") await wait(backOff(context, until));
      // Service Bus takes the message back, and puts it into the dead letters after five times.
      throw new Error(outcome.reason);
    },
  };
}

/** Service Bus would deliver a failed message again at once, and spend its five times in a second. */
function backOff({ triggerMetadata }: InvocationContext, until: number): number {
  const deliveries = Number(triggerMetadata?.["deliveryCount"] ?? 1);
  const left = Math.max(0, until - Date.now());
  return Math.min(LONGEST_WAIT, 2 ** deliveries * 1000, left);
}

function logOf(context: InvocationContext): Log {
  return logTo({
    info: (entry) => context.log(JSON.stringify(entry)),
    warn: (entry) => context.warn(JSON.stringify(entry)),
    error: (entry) => context.error(JSON.stringify(entry)),
  });
}
