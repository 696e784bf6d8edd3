import { MOST_MESSAGES } from "../store/store";
import type { ChatRequest, Message } from "./api";
import { badRequest } from "./errors";
import { isConversation } from "./ids";
import { fieldsOf, tooLarge } from "./json";

/** Longest message, in bytes of UTF-8: some ten thousand words. */
export const LONGEST_MESSAGE = 64 * 1024;

/**
 * Reads a chat. Every level is checked key by key, and copied, so that nothing else gets in.
 * @throws ApiError that names the rule, and repeats nothing of the chat
 */
export function parseChat(value: unknown): ChatRequest {
  const { conversation, messages, replaceFrom } = fieldsOf(value, [
    "conversation",
    "messages",
    "replaceFrom",
  ]);
  if (conversation !== undefined && !isId(conversation)) {
    throw badRequest("conversation must be the id of a conversation.");
  }
  if (replaceFrom !== undefined && (conversation === undefined || !isIndex(replaceFrom))) {
    throw badRequest("replaceFrom must be a whole number from 0, beside conversation.");
  }
  return {
    ...(conversation !== undefined && { conversation }),
    ...(replaceFrom !== undefined && { replaceFrom }),
    messages: parseMessages(messages),
  };
}

function parseMessages(value: unknown): Message[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw badRequest("messages must be a list of { role, content }.");
  }
  if (value.length > MOST_MESSAGES) throw tooLarge("The conversation");
  const messages = value.map(parseMessage);
  if (messages.at(-1)?.role !== "user") throw badRequest("The last message must be the user's.");
  return messages;
}

function parseMessage(value: unknown): Message {
  const { role, content } = fieldsOf(value, ["role", "content"]);
  if (role !== "user" && role !== "assistant") {
    throw badRequest("role must be user or assistant.");
  }
  if (typeof content !== "string" || content.trim() === "") {
    throw badRequest("content must be a text that is not empty.");
  }
  if (/\p{Surrogate}/u.test(content)) throw badRequest("content must be whole Unicode.");
  if (Buffer.byteLength(content) > LONGEST_MESSAGE) throw tooLarge("A message");
  return { role, content };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && isConversation(value);
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST_MESSAGES;
}
