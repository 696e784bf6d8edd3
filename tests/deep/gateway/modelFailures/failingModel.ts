import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { call, say, textOf, type Call } from "../../../support/chatClient";
import { startReplica, stopReplicas, type Replica } from "../../../support/gatewayProcess";

/** Chats at once. */
export const CHATS = 40;

/** What each question carries, and no log may hold. */
const MARK = "marked-text-of-a-question";

/** Heap of the gateway, in MiB, and the most memory that it may have, in bytes. */
const HEAP = 128;
const LARGEST = (2 * HEAP + 64) * 1024 * 1024;

/**
 * How the model answers a request.
 * @param index of the request, from 0
 */
export type Behave = (response: ServerResponse, index: number, request: IncomingMessage) => void;

/** How one chat ended: the reason of its end or the code of its error, its text, and its wait. */
export interface Outcome {
  readonly end: string;
  readonly text: string;
  readonly retryAfterSeconds: number | undefined;
}

/** A gateway in a process of its own, before a model that fails as each test wants it. */
export class FailingModel {
  private behave: Behave = () => undefined;
  private server!: Server;
  private replica!: Replica;
  private asked = 0;
  private open = 0;

  static use(environment: Readonly<Record<string, string>> = {}): FailingModel {
    const model = new FailingModel();
    before(() => model.start(environment));
    after(() => model.stop());
    afterEach(() => model.isOver());
    return model;
  }

  /** Requests that the model got in this test. */
  get requests(): number {
    return this.asked;
  }

  /** From here on, the model answers so. */
  answers(behave: Behave): void {
    this.asked = 0;
    this.behave = behave;
  }

  /** Asks many things at once. */
  async chats(count = CHATS, options: Partial<Call> = {}): Promise<Outcome[]> {
    return await Promise.all(Array.from({ length: count }, () => this.chat(options)));
  }

  async chat(options: Partial<Call> = {}): Promise<Outcome> {
    const { status, events, body } = await call(this.replica.base, {
      method: "POST",
      path: "/api/chats",
      body: JSON.stringify(say(MARK)),
      ...options,
    });
    assert.equal(status, 200, body);
    const last = events.at(-1);
    const text = textOf(events);
    if (last?.event === "end") return { end: last.data.reason, text, retryAfterSeconds: undefined };
    if (last?.event !== "error") return { end: "left", text, retryAfterSeconds: undefined };
    const { code, retryAfterSeconds } = last.data;
    return { end: code, text, retryAfterSeconds };
  }

  /**
   * Asks many things at once, each of which must end so.
   * @param tries how often the model must be asked for each
   */
  async endsAll(behave: Behave, end: string, text: string, tries: number): Promise<void> {
    this.answers(behave);
    const ends = (await this.chats()).map((one) => `${one.end}: ${one.text}`);
    assert.deepEqual([...new Set(ends)], [`${end}: ${text}`]);
    assert.equal(this.asked, CHATS * tries);
  }

  /** Waits until no chat has a place any more, and the model is asked nothing. */
  async isIdle(): Promise<void> {
    const idle = 'chatbot_chats{state="in_flight"} 0\n';
    while (this.open > 0 || !(await this.metrics()).includes(idle)) await sleep(20);
  }

  private async metrics(): Promise<string> {
    return (await call(this.replica.metrics, { path: "/metrics" })).body;
  }

  private async start(environment: Readonly<Record<string, string>>): Promise<void> {
    this.server = createServer((request, response) => {
      const index = this.asked;
      this.asked += 1;
      this.open += 1;
      response.on("close", () => (this.open -= 1));
      request.resume().on("end", () => this.behave(response, index, request));
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const { port } = this.server.address() as AddressInfo;
    this.replica = await startReplica({
      NODE_OPTIONS: `--max-old-space-size=${HEAP}`,
      CHATS_PER_MINUTE: "100000",
      MODEL_BACKEND: "openai",
      MODEL_URL: `http://127.0.0.1:${port}/v1`,
      MODEL_API_KEY: "key-of-the-test",
      RESUME_GRACE_SECONDS: "0",
      ...environment,
    });
  }

  private async stop(): Promise<void> {
    await stopReplicas([this.replica]);
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Whatever the model did, every place is free, memory is bounded, and the model can be asked. */
  private async isOver(): Promise<void> {
    await this.isIdle();
    const [, resident = ""] =
      /process_resident_memory_bytes (\d+)/.exec(await this.metrics()) ?? [];
    assert.ok(Number(resident) < LARGEST, `${resident} bytes`);
    this.answers((response) => reply(response, ["all", " is", " well"]));
    assert.deepEqual(await this.chat(), OK("all is well"));
    const { log } = this.replica;
    const names = log.map((line) => (JSON.parse(line) as { event: string }).event);
    assert.deepEqual([...new Set(names)].sort(), ["listening", "reply"], log.join("\n"));
    assert.ok(!log.some((line) => line.includes(MARK) || line.includes("key-of")));
  }
}

export const OK = (text: string): Outcome => ({ end: "stop", text, retryAfterSeconds: undefined });

/** Begins a stream as a model does. */
export function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
}

export function tokenEvent(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
}

export const STOP = `data: ${JSON.stringify({
  choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
})}\n\n`;

export const DONE = "data: [DONE]\n\n";

/** A whole reply, as it must be. */
export function reply(response: ServerResponse, tokens: readonly string[]): void {
  begin(response);
  response.end(tokens.map(tokenEvent).join("") + STOP + DONE);
}

/** Writes one piece over and over, as fast as it is taken. */
export function pour(out: Writable, piece: string): void {
  let isOver = false;
  out.on("close", () => (isOver = true));
  out.on("error", () => (isOver = true));
  const more = (): void => {
    if (isOver) return;
    if (out.write(piece)) setImmediate(more);
    else out.once("drain", more);
  };
  more();
}
