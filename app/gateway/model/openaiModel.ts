import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { ModelError, type Model } from "./model";
import { ModelCall, Passing, type ModelApi } from "./modelCall";

/** What a test replaces. */
export interface RetryTools {
  /** From 0 to 1. */
  readonly random: () => number;
  /** @param milliseconds how long */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** Most tries of one reply, the first one included. */
const TRIES = 4;

/** Mean of the first wait between two tries, in milliseconds; each further one is twice as long. */
const FIRST_WAIT = 500;

/** Longest wait that the API may ask for, in milliseconds: a longer one is the client's to bear. */
const LONGEST_WAIT = 10_000;

/**
 * How to ask for one token. OpenAI's newer models refuse the older name, and some of them any number
 * that leaves no room to think: then there is no limit, and who asks leaves at the first token.
 */
const ONE_TOKEN = [{ max_tokens: 1 }, { max_completion_tokens: 1 }];

const TOOLS: RetryTools = {
  random: Math.random,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** Any API like OpenAI's `/chat/completions`, asked for a stream. */
export function openaiModel(api: ModelApi, tools = TOOLS): Model {
  // By default, Node closes all idle connections but 256, and the next chats open new ones.
  const options = { keepAlive: true, maxFreeSockets: Infinity };
  const agent = api.url.startsWith("https:") ? new HttpsAgent(options) : new HttpAgent(options);
  let understood = 0;
  /** One try for each way to ask for it, from the one on that was last understood. */
  const oneToken: Model["generate"] = async (generation, onText) => {
    for (let limit = understood; ; limit += 1) {
      const fields = ONE_TOKEN[limit] ?? {};
      try {
        const call = new ModelCall(api, agent, generation, onText, fields);
        const end = await call.run(Date.now() + api.firstToken);
        understood = limit;
        return end;
      } catch (error) {
        if (error instanceof Passing) throw error.failure;
        const isRefused = error instanceof ModelError && error.code === "model_refused";
        if (!isRefused || limit === ONE_TOKEN.length) throw error;
      }
    }
  };
  return {
    name: api.name ?? "default",
    demo: false,
    generate: async (generation, onText) => {
      if (generation.oneToken) return await oneToken(generation, onText);
      const until = Date.now() + api.firstToken;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await new ModelCall(api, agent, generation, onText).run(until);
        } catch (error) {
          if (!(error instanceof Passing)) throw error;
          const wait = waitBefore(attempt, error.wait, tools.random());
          const isFinal = attempt === TRIES || wait > LONGEST_WAIT || Date.now() + wait > until;
          if (isFinal) throw error.failure;
          await tools.sleep(wait, generation.signal);
        }
      }
    },
  };
}

/** Jittered, so that those who were refused at once do not come back at once. */
function waitBefore(attempt: number, asked: number | undefined, random: number): number {
  if (asked !== undefined) return asked + FIRST_WAIT * random;
  return FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + random);
}
