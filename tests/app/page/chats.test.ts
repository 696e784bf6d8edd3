import assert from "node:assert/strict";
import type { Chat } from "../../../app/page/chat";
import { Chats } from "../../../app/page/chats";
import { newConversation, type Conversation } from "../../../app/page/conversation";
import { ConversationStore, type Box } from "../../../app/page/conversationStore";
import { MemoryBox } from "../../../app/page/memoryBox";
import { FakeGateway, replyOf, said, stream, wire } from "./fakeGateway";

/** One tab's view of storage that all tabs share; each write is noted with the tab's name. */
class TabBox implements Box {
  constructor(
    private readonly name: string,
    private readonly shared: Box,
    private readonly writers: string[],
  ) {}

  get length(): number {
    return this.shared.length;
  }

  key(index: number): string | null {
    return this.shared.key(index);
  }

  getItem(key: string): string | null {
    return this.shared.getItem(key);
  }

  setItem(key: string, value: string): void {
    this.writers.push(this.name);
    this.shared.setItem(key, value);
  }

  removeItem(key: string): void {
    this.shared.removeItem(key);
  }
}

/** The chats of one tab, with each state that it showed. */
function tabOf(box: Box) {
  const shown: Conversation[] = [];
  const { http, timing } = new FakeGateway(() => stream(wire(replyOf(["well"]))));
  const store = new ConversationStore(box);
  let check = (): void => undefined;
  const changed = (chat: Chat): void => {
    shown.push(chat.conversation);
    check();
  };
  const chats = new Chats(store, { http, timing, now: () => 1000, changed });
  const whenIdle = (chat: Chat): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (!chat.busy) resolve();
      };
    });
  return { chats, store, shown, whenIdle };
}

describe("the chats of two tabs", () => {
  it("are shown in one as the other wrote them, and not written back", async () => {
    const shared = new MemoryBox();
    const writers: string[] = [];
    const start = newConversation(1);
    const one = tabOf(new TabBox("one", shared, writers));
    const other = tabOf(new TabBox("other", shared, writers));
    const shown = one.chats.open(start);
    const asked = other.chats.open(start);
    const idle = other.whenIdle(asked);
    asked.ask("how?");
    one.chats.reload();
    assert.deepEqual(shown.conversation, asked.conversation);
    await idle;
    one.chats.reload();
    assert.deepEqual(shown.conversation.messages, [
      said("user", "how?"),
      said("assistant", "well"),
    ]);
    assert.equal(one.shown.length, 2);
    assert.deepEqual([...new Set(writers)], ["other"]);
  });

  it("are written by the tab that asks", async () => {
    const box = new MemoryBox();
    const { chats, whenIdle } = tabOf(box);
    const chat = chats.open(newConversation(1));
    const idle = whenIdle(chat);
    chat.ask("how?");
    await idle;
    const again = new ConversationStore(box);
    assert.deepEqual(again.list(), [chat.conversation]);
  });
});
