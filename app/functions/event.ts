import { callbackProblem } from "./callbackUrl";

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** One event: what to answer, and where the answer goes. */
export interface ChatEvent {
  /** Chosen by the sender; an event that is sent twice has the same id, and is answered once. */
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly callbackUrl: string;
}

/** An event, or what is wrong with it in words that repeat nothing of it. */
export type ParsedEvent = { readonly event: ChatEvent } | { readonly problem: string };

/** More than a long chat has; the size of the body bounds the rest. */
const MOST_MESSAGES = 200;

const ROLES: readonly unknown[] = ["system", "user", "assistant"];

/**
 * Reads an event: `{ id, message | messages, callbackUrl }` and nothing else. The shape is three
 * levels deep and each level is copied key by key, so neither deep nesting nor `__proto__` gets in.
 * @param callbackHosts host names that replies may go to
 */
export function parseEvent(text: string, callbackHosts: readonly string[]): ParsedEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "The body is not JSON." };
  }
  return checkEvent(value, callbackHosts);
}

/** Checks an event that is parsed already. */
export function checkEvent(value: unknown, callbackHosts: readonly string[]): ParsedEvent {
  const fields = fieldsOf(value, ["id", "message", "messages", "callbackUrl"]);
  if (!fields) {
    return { problem: "The event must be an object of id, message or messages, and callbackUrl." };
  }
  const { id, callbackUrl } = fields;
  if (typeof id !== "string" || !/^[\w.:-]{1,128}$/.test(id)) {
    return {
      problem: "id must be 1 to 128 letters, digits, dots, colons, hyphens or underscores.",
    };
  }
  const messages = chatOf(fields);
  if (!messages) {
    return {
      problem:
        "Give message, a text, or messages, a list of { role, content } that ends with the user's.",
    };
  }
  if (typeof callbackUrl !== "string") return { problem: "callbackUrl must be a text." };
  const problem = callbackProblem(callbackUrl, callbackHosts);
  return problem === undefined ? { event: { id, messages, callbackUrl } } : { problem };
}

/** The text of an event on the queue. */
export function eventText(event: ChatEvent): string {
  // SQS refuses the two characters that XML lacks; everything below a space is escaped by JSON.
  return JSON.stringify(event).replace(/[\ufffe\uffff]/g, (sign) =>
    sign === "\ufffe" ? "\\ufffe" : "\\uffff",
  );
}

function chatOf({
  message,
  messages,
}: Readonly<Record<string, unknown>>): ChatMessage[] | undefined {
  if (messages === undefined) {
    return isText(message) ? [{ role: "user", content: message }] : undefined;
  }
  if (message !== undefined || !Array.isArray(messages)) return undefined;
  if (messages.length > MOST_MESSAGES) return undefined;
  const chat = messages.map(messageOf);
  if (!chat.every((item) => item !== undefined)) return undefined;
  return chat.at(-1)?.role === "user" ? chat : undefined;
}

function messageOf(value: unknown): ChatMessage | undefined {
  const fields = fieldsOf(value, ["role", "content"]);
  if (!fields || !ROLES.includes(fields["role"]) || !isText(fields["content"])) return undefined;
  return { role: fields["role"] as ChatMessage["role"], content: fields["content"] };
}

/** The object's own fields, if it is an object that has none but these. */
function fieldsOf(
  value: unknown,
  names: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const own = value as Readonly<Record<string, unknown>>;
  return Object.keys(own).every((name) => names.includes(name)) ? own : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}
