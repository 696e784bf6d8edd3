import type { Message, ReplyEvent } from "../api/api";
import { conversationOf } from "../api/ids";
import { spacing } from "./rate";
import type { RedisConnection } from "./redisConnection";
import {
  ACQUIRE,
  APPEND,
  BEGIN,
  CONVERSATION,
  COUNT_CHAT,
  READ,
  RELEASE,
  STOP,
} from "./redisScripts";
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

/**
 * Sessions in Redis or Valkey, which all replicas share. A reply's events are a list, where an
 * event's index is its number: none can be stored twice, and a missing one shows. The braces put
 * all keys of a conversation into one slot of a clustered store.
 */
export class RedisStore implements SessionStore {
  constructor(private readonly redis: Pick<RedisConnection, "run" | "remove" | "close">) {}

  async begin({ conversation, isNew, principal, ...request }: Begin): Promise<Begun> {
    const answer = (await this.redis.run(
      BEGIN,
      [key(conversation), messagesKey(conversation)],
      [
        isNew ? 1 : 0,
        principal,
        request.keep ?? -1,
        request.reply,
        request.owner,
        LEASE,
        CONVERSATION_SECONDS,
        REPLY_SECONDS,
        MOST_MESSAGES,
        LARGEST_CONVERSATION,
        ...request.messages.map((message) => JSON.stringify(message)),
      ],
    )) as ["begun", string[]] | ["pending", string, number] | ["missing" | "tooLarge"];
    switch (answer[0]) {
      case "begun":
        return { kind: "begun", messages: answer[1].map(messageOf) };
      case "pending":
        return { kind: "pending", reply: answer[1], expired: answer[2] === 1 };
      default:
        return { kind: answer[0] };
    }
  }

  async append({ reply, owner, first, events, final }: Append): Promise<Appended> {
    const conversation = conversationOf(reply) ?? "";
    const text = final?.text ?? "";
    const answer = (await this.redis.run(
      APPEND,
      [key(conversation), messagesKey(conversation), eventsKey(reply)],
      [
        reply,
        owner,
        first,
        LEASE,
        CONVERSATION_SECONDS,
        REPLY_SECONDS,
        final ? 1 : 0,
        text === "" ? "" : JSON.stringify({ role: "assistant", content: text } satisfies Message),
        ...events.map((event) => JSON.stringify(event)),
      ],
    )) as ["stored", number, number] | ["behind", number] | ["lost" | "gone"];
    switch (answer[0]) {
      case "stored":
        return { kind: "stored", stop: answer[1] === 1, unseen: answer[2] };
      case "behind":
        return { kind: "behind", length: answer[1] };
      default:
        return { kind: answer[0] };
    }
  }

  async acquire(reply: string, owner: string): Promise<Acquired | undefined> {
    const conversation = conversationOf(reply) ?? "";
    const answer = (await this.redis.run(
      ACQUIRE,
      [key(conversation), messagesKey(conversation)],
      [reply, owner, LEASE],
    )) as [number, string[]] | null;
    return answer ? { stop: answer[0] === 1, messages: answer[1].map(messageOf) } : undefined;
  }

  async release(reply: string, owner: string): Promise<void> {
    await this.redis.run(RELEASE, [key(conversationOf(reply) ?? "")], [reply, owner]);
  }

  async read(reply: string, from: number, touch: boolean): Promise<ReplyState | undefined> {
    const conversation = conversationOf(reply) ?? "";
    const answer = (await this.redis.run(
      READ,
      [key(conversation), eventsKey(reply)],
      [reply, from, touch ? 1 : 0],
    )) as [string, number, number, string[]] | null;
    if (!answer) return undefined;
    const [principal, isLive, isExpired, events] = answer;
    return {
      conversation,
      principal,
      done: isLive === 0,
      expired: isExpired === 1,
      events: events.map(eventOf),
    };
  }

  async stop(reply: string): Promise<void> {
    await this.redis.run(STOP, [key(conversationOf(reply) ?? "")], [reply]);
  }

  async conversation(id: string): Promise<StoredConversation | undefined> {
    const answer = (await this.redis.run(
      CONVERSATION,
      [key(id), messagesKey(id)],
      [REPLY_SECONDS],
    )) as [string, string[], string | null] | null;
    if (!answer) return undefined;
    const [principal, messages, pending] = answer;
    return { principal, messages: messages.map(messageOf), pending: pending ?? undefined };
  }

  /** Events of earlier replies end by themselves; without their conversation nobody can read them. */
  async remove(id: string): Promise<void> {
    const found = await this.conversation(id);
    const events = found?.pending === undefined ? [] : [eventsKey(found.pending)];
    await this.redis.remove([key(id), messagesKey(id), ...events]);
  }

  async countChat(client: string, perMinute: number): Promise<number> {
    const { space, burst } = spacing(perMinute);
    const wait = await this.redis.run(COUNT_CHAT, [`chatscale:client:${client}`], [space, burst]);
    return Number(wait);
  }

  close(): Promise<void> {
    this.redis.close();
    return Promise.resolve();
  }
}

const key = (conversation: string): string => `chatscale:{${conversation}}`;
const messagesKey = (conversation: string): string => `${key(conversation)}:messages`;
const eventsKey = (reply: string): string => `${key(conversationOf(reply) ?? "")}:events:${reply}`;

const messageOf = (text: string): Message => JSON.parse(text) as Message;
const eventOf = (text: string): ReplyEvent => JSON.parse(text) as ReplyEvent;
