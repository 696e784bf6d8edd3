import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import { rateLimit } from "../rateLimit";
import { SettingsReader, type Environment } from "../settings";
import { receive } from "../webhook";
import { logOf } from "./host";

/** @param enqueue gives an event's text to the queue */
export type WebhookHandler = (
  request: HttpRequest,
  context: InvocationContext,
  enqueue: (text: string) => void,
) => Promise<HttpResponseInit>;

/**
 * The webhook, as the app's settings say. Keys are among the settings: the platform puts the values
 * there from Key Vault.
 */
export function createWebhook(environment: Environment): WebhookHandler {
  const reader = new SettingsReader(environment);
  const callbackHosts = reader.list("CALLBACK_HOSTS");
  const current = reader.text("WEBHOOK_KEY");
  const previous = reader.optional("WEBHOOK_KEY_PREVIOUS");
  const admit = rateLimit(reader.count("REQUESTS_PER_SECOND"), Date.now);
  reader.check();
  const keys = previous === undefined ? [current] : [current, previous];
  return async (request, context, enqueue) => {
    const body = new Uint8Array(await request.arrayBuffer());
    const header = (name: string): string | undefined => request.headers.get(name) ?? undefined;
    return receive(
      { header, body },
      {
        keys: () => Promise.resolve(keys),
        callbackHosts,
        now: Date.now,
        admit,
        // The host sends what the binding was given after this call, and before it answers 202.
        enqueue: (text) => {
          enqueue(text);
          return Promise.resolve();
        },
        log: logOf(context),
      },
    );
  };
}
