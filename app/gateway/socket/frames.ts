import type { ChatRequest } from "../api/api";
import { parseChat } from "../api/chatRequest";
import { badRequest } from "../api/errors";
import { fieldsOf, parseJson } from "../api/json";

/** A client's frame, checked. */
export type Frame =
  | { readonly type: "auth"; readonly token: string }
  | { readonly type: "chat"; readonly id: string; readonly chat: ChatRequest }
  | {
      readonly type: "resume";
      readonly id: string;
      readonly reply: string;
      readonly after: number;
    }
  | { readonly type: "stop"; readonly reply: string };

/** Longest name that a client may give a stream. */
const LONGEST_ID = 64;

/**
 * Reads what a client sent over its socket.
 * @throws ApiError
 */
export function parseFrame(bytes: Uint8Array): Frame {
  const value = parseJson(bytes);
  const { type, id, ...rest } = fieldsOf(value, [
    "type",
    "id",
    "token",
    "reply",
    "after",
    "conversation",
    "messages",
    "replaceFrom",
  ]);
  switch (type) {
    case "auth":
      return { type, token: textOf(fieldsOf(rest, ["token"]), "token") };
    case "chat":
      return { type, id: nameOf(id), chat: parseChat(rest) };
    case "resume": {
      const { after = -1, ...fields } = fieldsOf(rest, ["reply", "after"]);
      if (!Number.isInteger(after) || (after as number) < -1) {
        throw badRequest("after must be the number of an event.");
      }
      return { type, id: nameOf(id), reply: textOf(fields, "reply"), after: after as number };
    }
    case "stop":
      return { type, reply: textOf(fieldsOf(rest, ["reply"]), "reply") };
    default:
      throw badRequest("type must be auth, chat, resume or stop.");
  }
}

function nameOf(id: unknown): string {
  if (typeof id === "string" && id !== "" && id.length <= LONGEST_ID) return id;
  throw badRequest(`id must be a text of 1 to ${LONGEST_ID} characters.`);
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  throw badRequest(`${name} must be a text.`);
}
