import type { Message, ReplyEvent } from "../api/api";

/**
 * Where conversations and replies under way live. What is in it survives a replica; every replica
 * can go on with what another one has left.
 *
 * A reply under way has one owner, who holds a lease and renews it. When the lease has run out,
 * anyone may become the owner; from then on the store refuses what the old one writes.
 *
 * Every method throws when the store cannot be reached.
 */
export interface SessionStore {
  /** Appends a message to a conversation, old or new, and opens the reply to it. */
  begin(request: Begin): Promise<Begun>;
  /**
   * Appends events to a reply, renews its lease, and may end it. It is called for each token, so a
   * store that need not wait answers at once.
   */
  append(request: Append): Promise<Appended> | Appended;
  /** Takes the reply of an owner whose lease has run out. */
  acquire(reply: string, owner: string): Promise<Acquired | undefined>;
  /** Ends the own lease, so that any replica may go on with the reply at once. */
  release(reply: string, owner: string): Promise<void>;
  /**
   * A reply and its events from a number on.
   * @param touch tells its owner that somebody listens
   */
  read(reply: string, from: number, touch: boolean): Promise<ReplyState | undefined>;
  /** Asks the owner of a reply to end it. */
  stop(reply: string): Promise<void>;
  conversation(conversation: string): Promise<StoredConversation | undefined>;
  /** Forgets a conversation with its reply. */
  remove(conversation: string): Promise<void>;
  /**
   * Counts a chat of a client.
   * @returns how long the client must wait, in milliseconds; 0 when it may chat now
   */
  countChat(client: string, perMinute: number): Promise<number>;
  close(): Promise<void>;
}

export interface Begin {
  readonly conversation: string;
  /** Whether the conversation is made now; an old one must exist. */
  readonly isNew: boolean;
  /** Whose conversation it is; empty where clients have no names. */
  readonly principal: string;
  /** Cuts the history to its first so many messages. */
  readonly keep?: number | undefined;
  readonly messages: readonly Message[];
  readonly reply: string;
  readonly owner: string;
}

export type Begun =
  | { readonly kind: "begun"; readonly messages: readonly Message[] }
  | { readonly kind: "missing" | "tooLarge" }
  /** Another reply is under way; `expired` when its owner is gone. */
  | { readonly kind: "pending"; readonly reply: string; readonly expired: boolean };

export interface Append {
  readonly reply: string;
  readonly owner: string;
  /** Number of the first of the events: the store must have all those before it. */
  readonly first: number;
  readonly events: readonly ReplyEvent[];
  /** Given with the last event: the whole reply, to be remembered unless it is empty. */
  readonly final?: { readonly text: string } | undefined;
}

export type Appended =
  | {
      readonly kind: "stored";
      /** Whether a client has asked to stop. */
      readonly stop: boolean;
      /** How long ago a listener was last seen on another replica, in milliseconds. */
      readonly unseen: number;
    }
  /** The store has only so many events, since it lost the last ones when it broke down. */
  | { readonly kind: "behind"; readonly length: number }
  /** Another replica owns the reply by now. */
  | { readonly kind: "lost" }
  /** The store knows nothing of the reply. */
  | { readonly kind: "gone" };

export interface Acquired {
  /** What the reply answers to. */
  readonly messages: readonly Message[];
  readonly stop: boolean;
}

export interface ReplyState {
  readonly conversation: string;
  readonly principal: string;
  readonly events: readonly ReplyEvent[];
  readonly done: boolean;
  /** Whether its owner's lease has run out. */
  readonly expired: boolean;
}

export interface StoredConversation {
  readonly principal: string;
  readonly messages: readonly Message[];
  readonly pending: string | undefined;
}

/** How long an owner is believed to live without a sign of it, in milliseconds. */
export const LEASE = 5000;

/** Time between two signs of life, in milliseconds: one may be lost. */
export const RENEWAL = LEASE / 3;

/** How long a conversation is remembered after its last message, in seconds: a week. */
export const CONVERSATION_SECONDS = 7 * 24 * 60 * 60;

/** How long a reply can be resumed after its last event, in seconds. */
export const REPLY_SECONDS = 10 * 60;

/** Most messages of a conversation. */
export const MOST_MESSAGES = 200;

/** Largest conversation, in bytes of its messages as JSON. */
export const LARGEST_CONVERSATION = 1024 * 1024;
