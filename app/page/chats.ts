import { Chat, type Surroundings } from "./chat";
import type { Conversation } from "./conversation";
import type { ConversationStore } from "./conversationStore";

/** Time between two writes of a reply that grows, in milliseconds. */
const WRITE_PAUSE = 500;

/** The chats of this page, of which several may have a reply under way; each is kept as it changes. */
export class Chats {
  private readonly chats = new Map<string, Chat>();
  private readonly unsaved = new Set<Chat>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: ConversationStore,
    private readonly around: Surroundings,
  ) {}

  /** The chat of a conversation, which goes on where it was left. */
  open(conversation: Conversation): Chat {
    const known = this.chats.get(conversation.id);
    if (known) return known;
    const changed = (chat: Chat): void => this.changed(chat);
    const chat = new Chat(conversation, { ...this.around, changed });
    this.chats.set(conversation.id, chat);
    chat.resume();
    return chat;
  }

  /** Ids of the conversations with a reply under way. */
  get busy(): ReadonlySet<string> {
    return new Set([...this.chats].filter(([, { busy }]) => busy).map(([id]) => id));
  }

  /** Ends a chat and forgets its conversation. */
  async remove(id: string): Promise<void> {
    const chat = this.chats.get(id);
    const server = (chat?.conversation ?? this.store.find(id))?.server;
    if (chat?.busy) await chat.stop();
    this.chats.delete(id);
    if (chat) this.unsaved.delete(chat);
    this.store.remove(id);
    if (server === undefined) return;
    const path = `api/conversations/${encodeURIComponent(server)}`;
    // The gateway forgets by itself what it could not be told to forget.
    await this.around.http.request("DELETE", path).catch(() => undefined);
  }

  /** Takes over what other tabs have written. */
  reload(): void {
    this.store.reload();
    for (const [id, chat] of this.chats) {
      const written = this.store.find(id);
      if (written) chat.replace(written);
    }
  }

  /** Writes what is not written yet: the page may end at any time. */
  save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const { conversation } of this.unsaved) this.store.put(conversation);
    this.unsaved.clear();
  }

  private changed(chat: Chat): void {
    const { conversation } = chat;
    if (this.chats.get(conversation.id) !== chat) return;
    // What another tab wrote is not written back: that tab may have gone on meanwhile.
    if (this.store.find(conversation.id) !== conversation) this.unsaved.add(chat);
    if (chat.phase.kind === "streaming") this.timer ??= setTimeout(() => this.save(), WRITE_PAUSE);
    else this.save();
    this.around.changed(chat);
  }
}
