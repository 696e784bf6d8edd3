import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "../api/api";
import type { Model } from "./model";

/** Longest part of the user's message that is repeated, in characters. */
const LONGEST_QUOTE = 80;

/**
 * The embedded model: it answers by itself, always the same to the same chat, and says so. That it
 * is always the same is what lets any replica go on with a reply.
 * @param tokensPerSecond speed of one reply; 0 for no wait at all
 */
export function demoModel(tokensPerSecond: number): Model {
  return {
    name: "demo",
    demo: true,
    generate: async ({ messages, prefix, signal, oneToken }, onText) => {
      for (const token of tokensAfter(demoReply(messages), prefix.length)) {
        if (tokensPerSecond > 0) await sleep(1000 / tokensPerSecond, undefined, { signal });
        signal.throwIfAborted();
        onText(token);
        if (oneToken) return "length";
      }
      return "stop";
    },
  };
}

/** What the demo model answers to a chat. */
export function demoReply(messages: readonly Message[]): string {
  const text = (messages.at(-1)?.content ?? "").trim();
  const words = text.split(/\s+/).length;
  const quote = Array.from(text.replace(/[\s`*_#<>[\]()|\\]+/g, " "))
    .slice(0, LONGEST_QUOTE)
    .join("")
    .trim();
  const turn = messages.filter(({ role }) => role === "user").length;
  return [
    `This is the **demo model**: it thinks nothing, and needs no key. You wrote ${words} ` +
      `${words === 1 ? "word" : "words"} in message ${turn} of this chat, and they began: ` +
      `“${quote}”`,
    "What you see is real all the same:",
    [
      "- each word came as an event of its own, over one open connection",
      "- if the connection breaks, the page takes the reply up where it stopped",
      "- if the replica dies, another one goes on with it",
    ].join("\n"),
    "To chat with a language model, name any OpenAI-compatible API:",
    "```sh\nMODEL_BACKEND=openai MODEL_URL=https://api.example.com/v1 MODEL_API_KEY_FILE=key.txt\n```",
    "Until then, ask me anything: I shall answer just this.",
  ].join("\n\n");
}

/** Words with the space behind them, from a place in the text on. */
function tokensAfter(text: string, sent: number): string[] {
  const tokens: string[] = [];
  let end = 0;
  for (const [token] of text.matchAll(/\S+\s*|\s+/g)) {
    end += token.length;
    if (end > sent) tokens.push(token.slice(Math.max(0, token.length - (end - sent))));
  }
  return tokens;
}
