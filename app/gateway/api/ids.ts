import { createHash, randomBytes } from "node:crypto";

/**
 * Ids are what lets somebody in to a conversation where clients have no names, so that they cannot
 * be guessed: 128 bits for a conversation. A reply's id begins with its conversation's, so that
 * the keys of both are in one slot of a clustered store.
 */
const CONVERSATION = /^[\w-]{22}$/;
const REPLY = /^([\w-]{22})\.[\w-]{11}$/;

export const newConversation = (): string => randomBytes(16).toString("base64url");

export const newReply = (conversation: string): string =>
  `${conversation}.${randomBytes(8).toString("base64url")}`;

export const isConversation = (text: string): boolean => CONVERSATION.test(text);

/** The conversation of a reply; undefined when it is no reply's id. */
export const conversationOf = (reply: string): string | undefined => REPLY.exec(reply)?.[1];

/** What stands for an id, a client or a person where the thing itself must not be seen, as in logs. */
export function digest(text: string, length = 12): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
