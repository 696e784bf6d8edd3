import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatRequest, ReplyEvent, StartData } from "../../app/gateway/api/api";

/** An event as it came, with the number it had; undefined for a start that is repeated. */
export type Got = ReplyEvent & { readonly n: number | undefined };

export interface StreamResult {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: readonly Got[];
  /** Lines that are comments or `retry`. */
  readonly notes: readonly string[];
  /** The body of a refusal. */
  readonly body: string;
  /** Whether the connection broke instead of ending. */
  readonly broken: boolean;
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Told of each event at once; returns false to leave. */
  readonly onEvent?: (event: Got) => boolean | undefined;
}

/** One request to a gateway; of an event stream, all its events. */
export async function call(base: string, { method, path, ...rest }: Call): Promise<StreamResult> {
  return await new Promise((resolve, reject) => {
    const sent = request(`${base}${path}`, {
      method: method ?? "GET",
      agent: false,
      headers: { ...(rest.body !== undefined && JSON_TYPE), ...rest.headers },
    });
    sent.on("response", (response) => resolve(read(response, rest.onEvent)));
    sent.on("error", reject);
    sent.end(rest.body);
  });
}

const JSON_TYPE = { "content-type": "application/json" };

async function read(
  response: IncomingMessage,
  onEvent: Call["onEvent"] = () => true,
): Promise<StreamResult> {
  const events: Got[] = [];
  const notes: string[] = [];
  let text = "";
  let broken = false;
  const isStream = response.headers["content-type"]?.startsWith("text/event-stream") === true;
  response.setEncoding("utf8");
  try {
    for await (const piece of response as AsyncIterable<string>) {
      text += piece;
      if (!isStream) continue;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parse(block, notes);
        if (!event) continue;
        events.push(event);
        if (onEvent(event) === false) response.destroy();
      }
    }
  } catch {
    broken = true;
  }
  const { statusCode: status = 0, headers } = response;
  return { status, headers, events, notes, body: text, broken };
}

function parse(block: string, notes: string[]): Got | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    fields.set(name, value);
  }
  const event = fields.get("event");
  if (event === undefined) {
    notes.push(block);
    return undefined;
  }
  const id = fields.get("id");
  const data: unknown = JSON.parse(fields.get("data") ?? "");
  return { event, data, n: id === undefined ? undefined : Number(id) } as Got;
}

/** A chat of one message. */
export function say(content: string): ChatRequest {
  return { messages: [{ role: "user", content }] };
}

/** The text of the tokens among some events. */
export function textOf(events: readonly Got[]): string {
  return events.map((got) => (got.event === "token" ? got.data.text : "")).join("");
}

export interface Talk {
  /** Every event that had a number, in the order in which it came. */
  readonly events: readonly Got[];
  readonly start: StartData | undefined;
  readonly text: string;
  readonly resumes: number;
  /** What was answered instead of a stream, as status and code. */
  readonly refusals: readonly string[];
  /** How the connections broke. */
  readonly errors: readonly string[];
}

/**
 * Chats as the page does: it resumes after each loss of the connection, until the reply has ended.
 * @param bases picks the replica for each try
 * @param until when to give up, in milliseconds since 1970
 */
export async function talk(
  bases: (attempt: number) => string,
  chat: ChatRequest,
  until: number,
): Promise<Talk> {
  const events: Got[] = [];
  const refusals: string[] = [];
  const errors: string[] = [];
  let start: StartData | undefined;
  let resumes = 0;
  const isOver = (): boolean => ["end", "error"].includes(events.at(-1)?.event ?? "");
  const onEvent = (got: Got): undefined => {
    if (got.event === "start") start = got.data;
    if (got.n !== undefined) events.push(got);
  };
  for (let attempt = 0; !isOver() && Date.now() < until; attempt += 1) {
    const last = events.at(-1)?.n ?? -1;
    try {
      const { status, body } = await call(bases(attempt), {
        ...(start
          ? { path: `/api/replies/${start.reply}`, headers: { "last-event-id": String(last) } }
          : { method: "POST", path: "/api/chats", body: JSON.stringify(chat) }),
        onEvent,
      });
      if (status !== 200) {
        const { error } = JSON.parse(body) as { error: { code: string } };
        refusals.push(`${status} ${error.code}`);
      }
    } catch (error) {
      errors.push((error as { code?: string }).code ?? String(error));
    }
    if (isOver()) break;
    if (start) resumes += 1;
    await sleep(50);
  }
  return { events, start, text: textOf(events), resumes, refusals, errors };
}
