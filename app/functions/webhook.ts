import { eventText, parseEvent } from "./event";
import { errorName, type Log } from "./log";
import { refusal, SIGNATURE_HEADER, TIMESTAMP_HEADER } from "./signature";

/** Largest body that is read, in bytes: well within a message of SQS or Service Bus. */
export const LARGEST_BODY = 64 * 1024;

export interface WebhookRequest {
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
}

export interface WebhookReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the webhook needs of its cloud. */
export interface WebhookCloud {
  /** The keys that senders may sign with: the current one, and the one before it if it still counts. */
  readonly keys: () => Promise<readonly string[]>;
  /** Puts an event on the queue; it is there for good when this resolves. */
  readonly enqueue: (text: string) => Promise<void>;
  readonly callbackHosts: readonly string[];
  /** Whether one more event may pass now. Default: always, where a gateway in front limits the rate. */
  readonly admit?: () => boolean;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/** Takes an event: 202 once it is on the queue, otherwise a problem in JSON (RFC 9457). */
export async function receive(request: WebhookRequest, cloud: WebhookCloud): Promise<WebhookReply> {
  const { log } = cloud;
  const { body } = request;
  // First, so that a stranger cannot make this program hash a large body.
  if (body.byteLength > LARGEST_BODY) {
    log.warn("refused", { status: 413 });
    return problem(413, "Content Too Large", `The body may have ${LARGEST_BODY} bytes.`);
  }
  const refused = await checkSignature(request, cloud);
  if (refused) return refused;
  if (cloud.admit?.() === false) {
    log.warn("refused", { status: 429 });
    return problem(429, "Too Many Requests", "Send it again in a second.", 1);
  }
  const text = decoded(body);
  const parsed =
    text === undefined
      ? { problem: "The body is not UTF-8." }
      : parseEvent(text, cloud.callbackHosts);
  if ("problem" in parsed) {
    log.warn("refused", { status: 400 });
    return problem(400, "Bad Request", parsed.problem);
  }
  const { event } = parsed;
  try {
    await cloud.enqueue(eventText(event));
  } catch (error) {
    log.error("not enqueued", { id: event.id, error: errorName(error) });
    return unavailable();
  }
  log.info("enqueued", { id: event.id });
  return reply(202, "application/json", { id: event.id });
}

async function checkSignature(
  { header, body }: WebhookRequest,
  { keys, now, log }: WebhookCloud,
): Promise<WebhookReply | undefined> {
  let valid: readonly string[];
  try {
    valid = await keys();
  } catch (error) {
    log.error("no keys", { error: errorName(error) });
    return unavailable();
  }
  const signed = { timestamp: header(TIMESTAMP_HEADER), signature: header(SIGNATURE_HEADER), body };
  const reason = refusal(signed, valid, now());
  if (reason === undefined) return undefined;
  log.warn("refused", { status: 401, reason });
  const detail = `Sign the body as ${SIGNATURE_HEADER} asks, with a ${TIMESTAMP_HEADER} of now.`;
  return problem(401, "Unauthorized", detail);
}

function decoded(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function unavailable(): WebhookReply {
  return problem(503, "Service Unavailable", "The event was not taken. Send it again.", 5);
}

function problem(status: number, title: string, detail: string, retryAfter?: number): WebhookReply {
  const { headers, body } = reply(status, "application/problem+json", { title, status, detail });
  if (retryAfter === undefined) return { status, headers, body };
  return { status, headers: { ...headers, "retry-after": String(retryAfter) }, body };
}

function reply(status: number, contentType: string, content: object): WebhookReply {
  const headers = { "content-type": contentType, "cache-control": "no-store" };
  return { status, headers, body: JSON.stringify(content) };
}
