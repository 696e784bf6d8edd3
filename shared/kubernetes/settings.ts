import { mebibytes, seconds } from "../units";
import type { Gateway, Model } from "../workload";

/** Where the model's key is mounted: a file, since environments leak into logs and child processes. */
export const MODEL_KEY_MOUNT = "/var/run/secrets/chatbot";
export const MODEL_KEY_FILE = "model-api-key";

/** Share of the container's memory that Node.js may use as heap; the rest is buffers and code. */
const HEAP_SHARE = 0.75;

/** The environment of the gateway container, by name; the same on every platform. */
export function gatewayEnvironment(
  gateway: Gateway,
  model: Model,
): Readonly<Record<string, string>> {
  return {
    PORT: String(gateway.port),
    CONCURRENT_CHATS: String(gateway.concurrentChats),
    LONGEST_REPLY_SECONDS: String(seconds(gateway.longestReply)),
    HEARTBEAT_SECONDS: String(seconds(gateway.heartbeat)),
    DRAIN_SECONDS: String(seconds(gateway.drain)),
    MODEL_BACKEND: model.backend,
    NODE_OPTIONS: `--max-old-space-size=${Math.floor(mebibytes(gateway.memory) * HEAP_SHARE)}`,
    ...(model.url === undefined ? {} : { MODEL_URL: model.url }),
    ...(model.apiKey === undefined
      ? {}
      : { MODEL_API_KEY_FILE: `${MODEL_KEY_MOUNT}/${MODEL_KEY_FILE}` }),
  };
}
