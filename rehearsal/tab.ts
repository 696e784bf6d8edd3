import { setTimeout as sleep } from "node:timers/promises";
import { demoReply } from "../app/gateway/model/demoModel";
import { Chat } from "../app/page/chat";
import { newConversation, type Conversation } from "../app/page/conversation";
import { Http } from "../app/page/http";
import { backoff } from "../app/page/backoff";
import type { Turn } from "./turn";

/** What a tab is given of the world. */
export interface TabParts {
  /** Sends a request of a turn to the side that the name leads to. */
  readonly send: (turn: Turn) => typeof fetch;
  readonly token: string;
  /** In milliseconds. */
  readonly now: () => number;
  readonly random: () => number;
  /** Longest wait between two tries, in milliseconds. */
  readonly retry: number;
}

/** Questions of a conversation, before its client begins another one. */
const TURNS = 4;

/** As the page's own: a stream that is silent for so long is dead, in milliseconds. */
const SILENCE = 75_000;

/**
 * One conversation on the page, by the page's own code. What the page leaves to its user, the tab does:
 * it tries again when the page has given up.
 */
export class Tab {
  private readonly chat: Chat;
  private turn: Turn | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private turns = 0;

  constructor(private readonly parts: TabParts) {
    const { random, retry, token } = parts;
    const send: typeof fetch = (...request) => {
      if (!this.turn) throw new Error("a tab sends nothing without a question");
      return parts.send(this.turn)(...request);
    };
    this.chat = new Chat(newConversation(Date.now()), {
      http: new Http(() => token, send),
      timing: {
        random,
        silence: SILENCE,
        sleep: (milliseconds, signal) =>
          sleep(Math.min(milliseconds, retry), undefined, { signal }),
      },
      now: Date.now,
      changed: (chat) => this.look(chat),
    });
  }

  /** Whether it takes another question: one reply is under way at a time. */
  get isFree(): boolean {
    return this.turn === undefined && this.turns < TURNS;
  }

  /** Whether it has had all its questions and replies. */
  get isOver(): boolean {
    return this.turn === undefined && this.turns === TURNS;
  }

  ask(turn: Turn): void {
    this.turn = turn;
    this.turns += 1;
    this.chat.ask(`Question ${this.turns}: what becomes of this chat?`);
  }

  /** Gives up what is under way. */
  close(): void {
    clearTimeout(this.retryTimer);
    this.turn = undefined;
    void this.chat.stop();
  }

  private look({ phase, conversation }: Chat): void {
    const { turn } = this;
    if (!turn) return;
    const now = this.parts.now();
    switch (phase.kind) {
      case "reconnecting":
        turn.cut(now);
        break;
      case "failed":
        turn.cut(now);
        if (phase.problem.retryAt === undefined) this.tryAgain();
        break;
      case "streaming":
        if (conversation.messages.at(-1)?.content !== "") turn.token(now);
        break;
      case "idle":
        turn.token(now);
        turn.isComplete = isWhole(conversation, this.turns);
        this.turn = undefined;
    }
  }

  private tryAgain(): void {
    const { retry, random } = this.parts;
    this.retryTimer = setTimeout(() => this.chat.retry(), backoff(1, retry, random()));
  }
}

/**
 * Whether every reply is what the demo model answers to what was said before it. It counts the
 * questions that it was given, so that a history that was not carried over whole shows.
 */
function isWhole({ messages }: Conversation, turns: number): boolean {
  if (messages.length !== 2 * turns) return false;
  return messages.every(
    ({ role, content, ended }, index) =>
      role === "user" || (ended === undefined && content === demoReply(messages.slice(0, index))),
  );
}
