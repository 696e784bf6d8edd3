import assert from "node:assert/strict";
import { newConversation, newReply } from "../../app/gateway/api/ids";
import type { Message, ReplyEvent } from "../../app/gateway/api/api";
import { LEASE, type SessionStore } from "../../app/gateway/store/store";

const token = (text: string): ReplyEvent => ({ event: "token", data: { text } });
const END: ReplyEvent = { event: "end", data: { reason: "stop" } };
const user = (content: string): Message => ({ role: "user", content });

/**
 * What every session store must hold to.
 * @param open a store, and a way to let its owners' leases run out
 */
export function describeStore(
  open: () => Promise<{ store: SessionStore; passLease: () => Promise<void> }>,
): void {
  let store: SessionStore;
  let passLease: () => Promise<void>;
  let conversation: string;
  let reply: string;

  before(async () => {
    ({ store, passLease } = await open());
  });

  after(() => store.close());

  beforeEach(async () => {
    conversation = newConversation();
    reply = newReply(conversation);
    assert.deepEqual(await begin({ isNew: true }), { kind: "begun", messages: [user("one")] });
  });

  function begin(options: Partial<Parameters<SessionStore["begin"]>[0]> = {}) {
    const messages = [user("one")];
    const common = { conversation, isNew: false, principal: "", messages, reply, owner: "a" };
    return store.begin({ ...common, ...options });
  }

  const append = (
    first: number,
    events: readonly ReplyEvent[],
    options: { owner?: string; final?: { text: string } } = {},
  ) => store.append({ reply, owner: "a", first, events, ...options });

  const finish = (text: string) => append(0, [END], { final: { text } });

  it("has a conversation with its pending reply, and the reply with its events", async () => {
    assert.deepEqual(await store.conversation(conversation), {
      principal: "",
      messages: [user("one")],
      pending: reply,
    });
    const stored = await append(0, [token("a"), token("b")]);
    assert.equal(stored.kind, "stored");
    assert.deepEqual(await store.read(reply, 1, false), {
      conversation,
      principal: "",
      events: [token("b")],
      done: false,
      expired: false,
    });
  });

  it("knows nothing of what was never there", async () => {
    const other = newConversation();
    assert.equal(await store.conversation(other), undefined);
    assert.equal(await store.read(newReply(other), 0, true), undefined);
    assert.deepEqual(await begin({ conversation: other }), { kind: "missing" });
    assert.equal(await store.acquire(newReply(other), "b"), undefined);
    const gone = { reply: newReply(other), owner: "a", first: 0, events: [END] };
    assert.deepEqual(await store.append(gone), { kind: "gone" });
  });

  it("shows a conversation to nobody but its principal", async () => {
    await finish("");
    assert.deepEqual(await begin({ principal: "somebody" }), { kind: "missing" });
  });

  it("stores an event once, however often it is sent, and says where it is behind", async () => {
    await append(0, [token("a"), token("b")]);
    await append(0, [token("a"), token("b")]);
    await append(1, [token("b"), token("c")]);
    assert.deepEqual((await store.read(reply, 0, false))?.events, ["a", "b", "c"].map(token));
    assert.deepEqual(await append(5, [token("f")]), { kind: "behind", length: 3 });
  });

  it("remembers the whole reply at its end, and only then takes the next message", async () => {
    const next = newReply(conversation);
    assert.deepEqual(await begin({ reply: next }), { kind: "pending", reply, expired: false });
    await finish("yes");
    const assistant: Message = { role: "assistant", content: "yes" };
    assert.deepEqual(await store.conversation(conversation), {
      principal: "",
      messages: [user("one"), assistant],
      pending: undefined,
    });
    assert.deepEqual((await store.read(reply, 0, false))?.done, true);
    assert.deepEqual(await begin({ reply: next, messages: [user("two")] }), {
      kind: "begun",
      messages: [user("one"), assistant, user("two")],
    });
  });

  it("remembers no empty reply", async () => {
    await finish("");
    assert.deepEqual((await store.conversation(conversation))?.messages, [user("one")]);
  });

  it("cuts the history where a message is replaced", async () => {
    await finish("yes");
    const again = { reply: newReply(conversation), messages: [user("edited")], keep: 0 };
    assert.deepEqual(await begin(again), { kind: "begun", messages: [user("edited")] });
    assert.deepEqual((await store.conversation(conversation))?.messages, [user("edited")]);
    const path = newConversation();
    const second = { ...again, conversation: path, isNew: true, keep: undefined };
    assert.equal((await begin({ ...second, reply: newReply(path) })).kind, "begun");
  });

  it("takes no conversation beyond its limits", async () => {
    await finish("");
    const many = Array.from({ length: 200 }, () => user("x"));
    assert.deepEqual(await begin({ messages: many }), { kind: "tooLarge" });
    const long = Array.from({ length: 20 }, () => user("x".repeat(64 * 1024)));
    assert.deepEqual(await begin({ messages: long }), { kind: "tooLarge" });
    assert.deepEqual((await store.conversation(conversation))?.messages, [user("one")]);
  });

  it("gives a reply to another owner only when the lease is over, and shuts the old one out", async () => {
    await append(0, [token("a")]);
    assert.equal(await store.acquire(reply, "b"), undefined);
    await passLease();
    assert.equal((await store.read(reply, 0, false))?.expired, true);
    const next = { reply: newReply(conversation) };
    assert.deepEqual(await begin(next), { kind: "pending", reply, expired: true });
    assert.deepEqual(await store.acquire(reply, "b"), { messages: [user("one")], stop: false });
    assert.equal(await store.acquire(reply, "c"), undefined);
    assert.deepEqual(await append(1, [token("b")]), { kind: "lost" });
    assert.equal((await append(1, [END], { owner: "b", final: { text: "a" } })).kind, "stored");
    assert.deepEqual(await append(1, [token("b")]), { kind: "lost" });
    assert.deepEqual((await store.read(reply, 0, false))?.events, [token("a"), END]);
  });

  it("renews the lease with each write, even one of nothing", async () => {
    await passLease();
    assert.equal((await append(0, [])).kind, "stored");
    assert.equal(await store.acquire(reply, "b"), undefined);
  });

  it("gives a reply away at once when its owner releases it", async () => {
    await store.release(reply, "somebody else");
    assert.equal(await store.acquire(reply, "b"), undefined);
    await store.release(reply, "a");
    assert.ok(await store.acquire(reply, "b"));
  });

  it("tells the owner of a stop, and of those who listen elsewhere", async () => {
    await passLease();
    const before = await append(0, []);
    assert.ok(before.kind === "stored" && !before.stop && before.unseen >= LEASE);
    await store.read(reply, 0, true);
    await store.stop(reply);
    const after = await append(0, []);
    assert.ok(after.kind === "stored" && after.stop && after.unseen < before.unseen);
    await passLease();
    assert.deepEqual(await store.acquire(reply, "b"), { messages: [user("one")], stop: true });
  });

  it("forgets a conversation with all of its parts", async () => {
    await append(0, [token("a")]);
    await store.remove(conversation);
    assert.equal(await store.conversation(conversation), undefined);
    assert.equal(await store.read(reply, 0, false), undefined);
    assert.deepEqual(await append(1, [END]), { kind: "gone" });
    await store.remove(conversation);
  });

  it("counts the chats of each client", async () => {
    const client = newConversation();
    assert.equal(await store.countChat(client, 2), 0);
    const wait = await store.countChat(client, 2);
    assert.ok(wait > 20_000 && wait <= 30_000, String(wait));
    assert.equal(await store.countChat(newConversation(), 2), 0);
  });
}
