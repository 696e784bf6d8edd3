import type { Conversation } from "./conversation";

/**
 * The part of the page's address behind "#", which names the conversation that is shown. It is never
 * sent to a server.
 */
export function addressOf({ id, server, messages }: Conversation): string {
  return messages.length === 0 ? "#" : `#/${server ?? id}`;
}

/** The conversation that an address names. */
export function namedBy(hash: string): string | undefined {
  return /^#\/([\w-]{1,128})$/.exec(hash)?.[1];
}
