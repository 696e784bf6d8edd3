import type { ChatMessage } from "./event";

/** Answers a chat. */
export interface Model {
  /**
   * @param until when the reply must be there, in milliseconds since 1970
   * @throws ModelError when there is none
   */
  reply(messages: readonly ChatMessage[], until: number): Promise<string>;
}

export class ModelError extends Error {
  /**
   * @param reason in words of this program, without any of the chat
   * @param permanent whether the same chat would fail again
   */
  constructor(
    readonly reason: string,
    readonly permanent: boolean,
  ) {
    super(reason);
    this.name = "ModelError";
  }
}

/** Answers by itself, always the same to the same chat, and says so. */
export const demoModel: Model = {
  reply: (messages) => {
    const text = messages.at(-1)?.content ?? "";
    const words = text.trim().split(/\s+/).length;
    const start = Array.from(text.trim()).slice(0, 80).join("");
    return Promise.resolve(
      `This is the demo model, which thinks nothing. Your ${words} words began: "${start}"`,
    );
  },
};

export interface ModelApi {
  /** Base URL, such as `https://api.openai.com/v1`. */
  readonly url: string;
  /** Name of the model; left out of requests when undefined, for servers that have only one. */
  readonly name: string | undefined;
  readonly apiKey: () => Promise<string>;
}

/** What a test replaces. */
export interface ModelTools {
  readonly fetch: typeof fetch;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** Largest reply that is read, in bytes: a hundred pages. */
const LARGEST_REPLY = 1024 * 1024;

/** Mean wait before the one retry, in milliseconds. */
const RETRY_AFTER = 1000;

/** A retry needs at least this long to be worth its cost, in milliseconds. */
const LEAST_TIME = 2000;

/** These say something of the chat itself, which will be the same the next time. */
const PERMANENT = [400, 404, 413, 415, 422];

/** Any API like OpenAI's `/chat/completions`, asked for whole replies. */
export function apiModel(api: ModelApi, tools: ModelTools): Model {
  return {
    reply: async (messages, until) => {
      try {
        return await ask(api, tools, messages, until);
      } catch (error) {
        const wait = RETRY_AFTER * (0.5 + tools.random());
        const isFinal = !(error instanceof ModelError) || error.permanent;
        if (isFinal || until - tools.now() < wait + LEAST_TIME) throw error;
        await tools.sleep(wait);
        return ask(api, tools, messages, until);
      }
    },
  };
}

async function ask(
  api: ModelApi,
  { fetch, now }: ModelTools,
  messages: readonly ChatMessage[],
  until: number,
): Promise<string> {
  const key = await api.apiKey();
  const signal = AbortSignal.timeout(Math.max(1, Math.floor(until - now())));
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${api.url.replace(/\/+$/, "")}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({
        ...(api.name !== undefined && { model: api.name }),
        messages,
        stream: false,
      }),
      // A redirect would take the key somewhere else.
      redirect: "error",
      signal,
    });
    text = await textOf(response);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(signal.aborted ? "the model took too long" : "no connection", false);
  }
  if (!response.ok) {
    const permanent = PERMANENT.includes(response.status);
    throw new ModelError(`the model's API answered ${response.status}`, permanent);
  }
  return replyIn(text);
}

async function textOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > LARGEST_REPLY) throw new ModelError("the model's reply is too large", true);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function replyIn(text: string): string {
  let completion: Completion | null;
  try {
    completion = JSON.parse(text) as Completion | null;
  } catch {
    throw new ModelError("the model's API answered no JSON", false);
  }
  const content = completion?.choices?.[0]?.message?.content;
  if (typeof content === "string") return content;
  throw new ModelError("the model's API answered no message", false);
}

interface Completion {
  readonly choices?: readonly { readonly message?: { readonly content?: unknown } }[];
}
