import type { Conversation } from "./conversation";

/** What the store needs of the browser's `Storage`. */
export interface Box {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = "chatscale.conversation.";

const ROLES: readonly unknown[] = ["user", "assistant"];

/** More than a person looks through; older ones make room. */
const MOST_CONVERSATIONS = 100;

/** The conversations of this browser, in its local storage. */
export class ConversationStore {
  private conversations = new Map<string, Conversation>();

  constructor(private readonly box: Box) {
    this.reload();
  }

  /** Reads all anew: another tab may have written. */
  reload(): void {
    const keys = Array.from({ length: this.box.length }, (_, index) => this.box.key(index));
    this.conversations = new Map();
    for (const key of keys) {
      if (!key?.startsWith(PREFIX)) continue;
      const conversation = parse(this.box.getItem(key));
      if (conversation) this.conversations.set(conversation.id, conversation);
      else this.box.removeItem(key);
    }
  }

  /** The last changed first. */
  list(): Conversation[] {
    return [...this.conversations.values()].sort((a, b) => b.updated - a.updated);
  }

  /** @param id the page's, or the gateway's */
  find(id: string): Conversation | undefined {
    return this.conversations.get(id) ?? this.list().find(({ server }) => server === id);
  }

  /**
   * Keeps a conversation. When storage is full the oldest others go, one by one; one that does not
   * fit by itself stays in memory until the page closes.
   */
  put(conversation: Conversation): void {
    this.conversations.set(conversation.id, conversation);
    const oldest = (): Conversation | undefined =>
      this.list().findLast(({ id }) => id !== conversation.id);
    while (this.conversations.size > MOST_CONVERSATIONS) this.remove(oldest()?.id ?? "");
    while (this.write(conversation) === "full") {
      const other = oldest();
      if (!other) return;
      this.remove(other.id);
    }
  }

  remove(id: string): void {
    this.conversations.delete(id);
    this.box.removeItem(PREFIX + id);
  }

  private write(conversation: Conversation): "written" | "full" | "refused" {
    try {
      this.box.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
      return "written";
    } catch (error) {
      return (error as Error).name === "QuotaExceededError" ? "full" : "refused";
    }
  }
}

/** A conversation, unless another version of the page, or another page, wrote something else. */
function parse(text: string | null): Conversation | undefined {
  try {
    const value = JSON.parse(text ?? "") as Conversation;
    const isSound =
      typeof value.id === "string" &&
      typeof value.updated === "number" &&
      value.messages.every(
        ({ role, content }) => ROLES.includes(role) && typeof content === "string",
      );
    return isSound ? value : undefined;
  } catch {
    return undefined;
  }
}
