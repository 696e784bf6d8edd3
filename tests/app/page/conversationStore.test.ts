import assert from "node:assert/strict";
import fc from "fast-check";
import type { Conversation } from "../../../app/page/conversation";
import { ConversationStore } from "../../../app/page/conversationStore";
import { MemoryBox } from "../../../app/page/memoryBox";

/** Storage that has room for so many characters, as a browser's has. */
class FakeBox extends MemoryBox {
  constructor(private readonly room = Infinity) {
    super();
  }

  get keys(): string[] {
    return [...this.items.keys()];
  }

  override setItem(key: string, value: string): void {
    const others = [...this.items].filter(([other]) => other !== key);
    const used = others.reduce((sum, [name, text]) => sum + name.length + text.length, 0);
    if (used + key.length + value.length > this.room) {
      throw new DOMException("full", "QuotaExceededError");
    }
    super.setItem(key, value);
  }
}

const conversation = (id: string, updated: number, content = "hello"): Conversation => ({
  id,
  updated,
  messages: [{ role: "user", content }],
});

describe("ConversationStore", () => {
  it("has what was put before a reload, the last changed first", () => {
    const change = fc.record({
      id: fc.constantFrom("a", "b", "c"),
      updated: fc.nat(),
      remove: fc.boolean(),
      content: fc.string({ unit: "binary" }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const box = new FakeBox();
        const store = new ConversationStore(box);
        const model = new Map<string, Conversation>();
        for (const { id, updated, remove, content } of changes) {
          if (remove) {
            store.remove(id);
            model.delete(id);
          } else {
            store.put(conversation(id, updated, content));
            model.set(id, conversation(id, updated, content));
          }
        }
        const again = new ConversationStore(box).list();
        assert.deepEqual(new Set(again), new Set(model.values()));
        const times = again.map(({ updated }) => updated);
        assert.deepEqual(
          times,
          [...times].sort((a, b) => b - a),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("finds a conversation by the page's name and by the gateway's", () => {
    const store = new ConversationStore(new FakeBox());
    const known = { ...conversation("a", 1), server: "s" };
    store.put(known);
    assert.equal(store.find("a"), known);
    assert.equal(store.find("s"), known);
    assert.equal(store.find("x"), undefined);
  });

  it("lets the oldest others go when storage is full", () => {
    const box = new FakeBox(1000);
    const store = new ConversationStore(box);
    for (const id of ["a", "b", "c", "d"]) {
      store.put(conversation(id, id.charCodeAt(0), "x".repeat(200)));
    }
    const kept = new ConversationStore(box).list().map(({ id }) => id);
    assert.deepEqual(kept, ["d", "c", "b"]);
  });

  it("keeps in memory what does not fit at all", () => {
    const box = new FakeBox(10);
    const store = new ConversationStore(box);
    store.put(conversation("a", 1));
    assert.equal(store.find("a")?.id, "a");
    assert.equal(box.length, 0);
  });

  it("loses nothing when the browser allows no storage", () => {
    const box = new FakeBox();
    box.setItem = () => {
      throw new DOMException("no", "SecurityError");
    };
    const store = new ConversationStore(box);
    for (const id of ["a", "b"]) store.put(conversation(id, 1));
    assert.equal(store.list().length, 2);
  });

  it("keeps 100 conversations", () => {
    const store = new ConversationStore(new FakeBox());
    for (let n = 0; n <= 100; n += 1) store.put(conversation(`c${n}`, n));
    assert.equal(store.list().length, 100);
    assert.equal(store.find("c0"), undefined);
    assert.equal(store.find("c100")?.id, "c100");
  });

  it("drops what it cannot read, and touches nothing of others", () => {
    const box = new FakeBox();
    box.setItem("other", "{");
    for (const [name, text] of [
      ["a", "{"],
      ["b", "null"],
      ["c", "[]"],
      ["d", '{"id":"d","updated":1,"messages":[{"role":"system","content":"x"}]}'],
      ["e", '{"id":"e","updated":1,"messages":[{"role":"user","content":{}}]}'],
    ] as const) {
      box.setItem(`chatscale.conversation.${name}`, text);
    }
    assert.deepEqual(new ConversationStore(box).list(), []);
    assert.deepEqual(box.keys, ["other"]);
  });
});
