import type { Message, ReplyEvent } from "../api/api";
import { conversationOf } from "../api/ids";
import { Expiring } from "./expiring";
import { takeTurn } from "./rate";
import {
  CONVERSATION_SECONDS,
  LARGEST_CONVERSATION,
  LEASE,
  MOST_MESSAGES,
  REPLY_SECONDS,
  type Acquired,
  type Append,
  type Appended,
  type Begin,
  type Begun,
  type ReplyState,
  type SessionStore,
  type StoredConversation,
} from "./store";

interface Conversation {
  readonly principal: string;
  messages: Message[];
  pending: string | undefined;
}

interface Reply {
  readonly principal: string;
  /** The events; as JSON once there are no more, since thousands of replies wait to be forgotten. */
  events: ReplyEvent[] | string;
  /** In bytes. */
  weight: number;
  owner: string;
  /** End of the owner's lease, in milliseconds since 1970. */
  until: number;
  seen: number;
  stop: boolean;
}

/** Largest memory of all conversations, and of all replies, in bytes; the longest idle go first. */
const LARGEST_CONVERSATIONS = 64 * 1024 * 1024;
const LARGEST_REPLIES = 128 * 1024 * 1024;

/** What an entry or an event takes beside its text, in bytes: a few objects of Node.js (estimate). */
const OVERHEAD = 150;

/** Most clients whose rate is known. */
const MOST_CLIENTS = 100_000;

/** Sessions in the memory of the one replica: they end with it. */
export class MemoryStore implements SessionStore {
  private readonly conversations: Expiring<Conversation>;
  private readonly replies: Expiring<Reply>;
  private readonly clients: Expiring<number>;

  /** @param now in milliseconds since 1970 */
  constructor(private readonly now: () => number) {
    this.conversations = new Expiring(LARGEST_CONVERSATIONS, CONVERSATION_SECONDS * 1000, now);
    this.replies = new Expiring(LARGEST_REPLIES, REPLY_SECONDS * 1000, now);
    this.clients = new Expiring(MOST_CLIENTS, 60_000, now);
  }

  begin(request: Begin): Promise<Begun> {
    return Promise.resolve(this.beginNow(request));
  }

  private beginNow({ conversation: id, isNew, principal, ...request }: Begin): Begun {
    const old = isNew
      ? { principal, messages: [], pending: undefined }
      : this.conversations.get(id);
    if (old?.principal !== principal) return { kind: "missing" };
    const pending = old.pending === undefined ? undefined : this.replies.get(old.pending);
    if (old.pending !== undefined && pending) {
      return { kind: "pending", reply: old.pending, expired: pending.until < this.now() };
    }
    const messages = [...old.messages.slice(0, request.keep ?? Infinity), ...request.messages];
    if (messages.length > MOST_MESSAGES || weightOf(messages) > LARGEST_CONVERSATION) {
      return { kind: "tooLarge" };
    }
    this.keep(id, { principal, messages, pending: request.reply });
    const reply: Reply = {
      principal,
      events: [],
      weight: OVERHEAD,
      owner: request.owner,
      until: this.now() + LEASE,
      seen: this.now(),
      stop: false,
    };
    this.replies.set(request.reply, reply, reply.weight);
    return { kind: "begun", messages };
  }

  append({ reply: id, owner, first, events, final }: Append): Appended {
    const reply = this.replies.get(id);
    if (!reply) return { kind: "gone" };
    const known = reply.events;
    if (reply.owner !== owner || typeof known === "string") return { kind: "lost" };
    reply.until = this.now() + LEASE;
    if (known.length < first) return { kind: "behind", length: known.length };
    for (const event of events.slice(known.length - first)) {
      known.push(event);
      reply.weight += OVERHEAD + (event.event === "token" ? 2 * event.data.text.length : 0);
    }
    if (final) {
      reply.events = JSON.stringify(known);
      reply.weight = OVERHEAD + 2 * reply.events.length;
      this.remember(id, final.text);
    }
    this.replies.grow(id, reply.weight);
    return { kind: "stored", stop: reply.stop, unseen: this.now() - reply.seen };
  }

  private remember(reply: string, content: string): void {
    const id = conversationOf(reply) ?? "";
    const conversation = this.conversations.get(id);
    if (conversation?.pending !== reply) return;
    conversation.pending = undefined;
    if (content !== "") conversation.messages.push({ role: "assistant", content });
    this.keep(id, conversation);
  }

  private keep(id: string, conversation: Conversation): void {
    this.conversations.set(id, conversation, OVERHEAD + weightOf(conversation.messages));
  }

  acquire(id: string, owner: string): Promise<Acquired | undefined> {
    const reply = this.replies.get(id);
    const conversation = this.conversations.get(conversationOf(id) ?? "");
    if (!reply || isDone(reply) || reply.until >= this.now() || conversation?.pending !== id) {
      return Promise.resolve(undefined);
    }
    reply.owner = owner;
    reply.until = this.now() + LEASE;
    return Promise.resolve({ messages: [...conversation.messages], stop: reply.stop });
  }

  release(id: string, owner: string): Promise<void> {
    const reply = this.replies.get(id);
    if (reply?.owner === owner) reply.until = 0;
    return Promise.resolve();
  }

  read(id: string, from: number, touch: boolean): Promise<ReplyState | undefined> {
    const reply = this.replies.get(id);
    const conversation = conversationOf(id);
    if (!reply || conversation === undefined) return Promise.resolve(undefined);
    if (touch) reply.seen = this.now();
    const { principal } = reply;
    const done = isDone(reply);
    const expired = !done && reply.until < this.now();
    const events = eventsOf(reply).slice(from);
    return Promise.resolve({ conversation, principal, events, done, expired });
  }

  stop(id: string): Promise<void> {
    const reply = this.replies.get(id);
    if (reply) reply.stop = true;
    return Promise.resolve();
  }

  conversation(id: string): Promise<StoredConversation | undefined> {
    const found = this.conversations.get(id);
    if (!found) return Promise.resolve(undefined);
    const { principal, messages } = found;
    const pending =
      found.pending !== undefined && this.replies.get(found.pending) ? found.pending : undefined;
    return Promise.resolve({ principal, messages: [...messages], pending });
  }

  remove(id: string): Promise<void> {
    const pending = this.conversations.get(id)?.pending;
    if (pending !== undefined) this.replies.delete(pending);
    this.conversations.delete(id);
    return Promise.resolve();
  }

  countChat(client: string, perMinute: number): Promise<number> {
    const turn = takeTurn(this.clients.get(client), this.now(), perMinute);
    this.clients.set(client, turn.next);
    return Promise.resolve(turn.wait);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function isDone({ events }: Reply): boolean {
  return typeof events === "string";
}

function eventsOf({ events }: Reply): readonly ReplyEvent[] {
  return typeof events === "string" ? (JSON.parse(events) as ReplyEvent[]) : events;
}

/** Of texts, as many bytes as UTF-16 takes at most. */
function weightOf(messages: readonly Message[]): number {
  let bytes = 0;
  for (const { content } of messages) bytes += OVERHEAD + 2 * content.length;
  return bytes;
}
