import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the mock answers one request. */
export interface Behaviour {
  /** An HTTP status of failure instead of a stream. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Never answers. */
  readonly hang?: boolean;
  /** After so many tokens: is silent for ever, resets the connection, or ends without an end. */
  readonly after?: number;
  readonly then?: "hang" | "reset" | "end";
  /** Text that is sent instead of the first token's event. */
  readonly raw?: string;
  /** Whether it starts from the first token when it is given the start of its own reply. */
  readonly repeats?: boolean;
}

export interface MockModelOptions {
  /** Tokens of each reply. */
  readonly tokens: number;
  /** Pace of each stream; 0 sends all at once. */
  readonly tokensPerSecond: number;
  /** @param index of the request, from 0 */
  readonly behave?: (request: MockRequest, index: number) => Behaviour;
  /** A free one by default. */
  readonly port?: number;
}

/** What was asked of the mock. */
export interface MockRequest {
  readonly headers: IncomingMessage["headers"];
  readonly body: {
    readonly model?: string;
    readonly stream?: boolean;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
  };
}

/** An API like OpenAI's `/chat/completions`, whose streams have a fixed pace. */
export interface MockModel {
  /** Base URL, to be given to the gateway. */
  readonly url: string;
  readonly received: readonly MockRequest[];
  /** Number of streams that are open now. */
  readonly open: () => number;
  close(): Promise<void>;
}

/** The text of one token of each reply: all are different, so that a lost or doubled one shows. */
export function mockToken(index: number): string {
  return index === 0 ? "t0" : ` t${index}`;
}

/** The whole reply. */
export function mockReply(tokens: number): string {
  return Array.from({ length: tokens }, (_, index) => mockToken(index)).join("");
}

const DONE = `${eventOf({ delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`;

/** Starts the mock on this machine. */
export async function startMockModel(options: MockModelOptions): Promise<MockModel> {
  const events = Array.from({ length: options.tokens }, (_, index) =>
    eventOf({ delta: { content: mockToken(index) }, finish_reason: null }),
  );
  const received: MockRequest[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    // Only chats are known: some clients ask for a list of models first.
    if (request.method !== "POST") {
      response.writeHead(404).end();
      return;
    }
    void bodyOf(request).then((body) => {
      const got = { headers: request.headers, body };
      const behaviour = options.behave?.(got, received.length) ?? {};
      received.push(got);
      answer(response, got, behaviour);
    });
  });
  const answer = (response: ServerResponse, request: MockRequest, behaviour: Behaviour): void => {
    open.add(response);
    response.on("close", () => open.delete(response));
    if (behaviour.hang) return;
    if (behaviour.status !== undefined) {
      const { status, retryAfterSeconds: wait } = behaviour;
      response.writeHead(status, wait === undefined ? {} : { "retry-after": String(wait) });
      response.end(JSON.stringify({ error: { message: "refused by the mock" } }));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    const start = behaviour.repeats ? 0 : sentTokens(request);
    if (behaviour.raw !== undefined) response.write(behaviour.raw);
    stream(response, start, behaviour);
  };
  const stream = (response: ServerResponse, start: number, behaviour: Behaviour): void => {
    let index = start;
    const { after = Infinity } = behaviour;
    const step = (): boolean => {
      if (index - start >= after) {
        if (behaviour.then === "reset") response.destroy();
        if (behaviour.then === "end") response.end();
        return false;
      }
      const event = events[index];
      index += 1;
      if (event !== undefined) response.write(event);
      else response.end(DONE);
      return event !== undefined;
    };
    if (options.tokensPerSecond === 0) {
      while (step());
      return;
    }
    const timer = setInterval(() => {
      if (!step()) clearInterval(timer);
    }, 1000 / options.tokensPerSecond);
    response.on("close", () => clearInterval(timer));
  };
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    open: () => open.size,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Number of tokens that the request's last message has already, when it is the assistant's. */
function sentTokens({ body }: MockRequest): number {
  const last = body.messages.at(-1);
  if (last?.role !== "assistant" || last.content === "") return 0;
  return last.content.split(" ").length;
}

function eventOf(choice: object): string {
  const event = { object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] };
  return `data: ${JSON.stringify(event)}\n\n`;
}

async function bodyOf(request: IncomingMessage): Promise<MockRequest["body"]> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString()) as MockRequest["body"];
}
