import assert from "node:assert/strict";
import {
  newConversation,
  requestOf,
  titleOf,
  withEnd,
  withQuestion,
  type ChatMessage,
  type Conversation,
} from "../../../app/page/conversation";
import { addressOf, namedBy } from "../../../app/page/location";
import { withStored } from "../../../app/page/serverHistory";

const user = (content: string): ChatMessage => ({ role: "user", content });
const assistant = (content: string, ended?: ChatMessage["ended"]): ChatMessage => ({
  role: "assistant",
  content,
  ...(ended && { ended }),
});
const of = (...messages: ChatMessage[]): Conversation => ({ id: "a", updated: 1, messages });

describe("a conversation of the page", () => {
  it("is named by its first message, in one line of 60 characters", () => {
    assert.equal(titleOf(of()), "New chat");
    assert.equal(titleOf(of(user("  one\n\n two "))), "one two");
    assert.equal(titleOf(of(user("👋🏽".repeat(60)))), `${"👋🏽".repeat(29)}👋…`);
    assert.equal(Array.from(titleOf(of(user("x".repeat(61))))).length, 60);
  });

  it("has an id of its own", () => {
    const ids = Array.from({ length: 50 }, () => newConversation(0).id);
    assert.equal(new Set(ids).size, 50);
    assert.ok(ids.every((id) => /^[0-9a-f]{32}$/.test(id)));
  });

  it("asks with all its messages while the gateway does not know it", () => {
    const asked = withQuestion(of(user("1"), assistant("2")), 2, "3", 9);
    assert.deepEqual(asked, {
      id: "a",
      updated: 9,
      messages: [user("1"), assistant("2"), user("3"), assistant("")],
      pending: { last: -1 },
    });
    assert.deepEqual(requestOf(asked), { messages: [user("1"), assistant("2"), user("3")] });
  });

  it("asks with the question alone, and tells where it stands, once the gateway knows it", () => {
    const known = { ...of(user("1"), assistant("2"), user("3"), assistant("4")), server: "s" };
    assert.deepEqual(requestOf(withQuestion(known, 4, "5", 0)), {
      conversation: "s",
      messages: [user("5")],
      replaceFrom: 4,
    });
    assert.deepEqual(requestOf(withQuestion(known, 2, "other", 0)), {
      conversation: "s",
      messages: [user("other")],
      replaceFrom: 2,
    });
  });

  it("counts no reply that the gateway does not remember: one that failed, or an empty one", () => {
    const messages = [user("1"), assistant("half", "failed"), user("2"), assistant("", "stopped")];
    const request = requestOf(withQuestion({ ...of(...messages), server: "s" }, 4, "3", 0));
    assert.deepEqual(request, { conversation: "s", messages: [user("3")], replaceFrom: 2 });
    const stopped = [user("1"), assistant("half", "stopped")];
    assert.equal(
      requestOf(withQuestion({ ...of(...stopped), server: "s" }, 2, "2", 0)).replaceFrom,
      2,
    );
  });

  it("marks a reply that is given up for another question", () => {
    const left = { ...of(user("1"), assistant("ha")), pending: { reply: "r", last: 3 } };
    assert.deepEqual(withQuestion(left, 2, "2", 0).messages[1], assistant("ha", "failed"));
  });

  it("keeps why a reply is not whole", () => {
    const pending = { ...of(user("1"), assistant("2")), pending: { last: 4 } };
    assert.deepEqual(withEnd(pending, "stop", 5), { ...of(user("1"), assistant("2")), updated: 5 });
    assert.deepEqual(withEnd(pending, "length", 5).messages[1], assistant("2", "length"));
  });

  it("has an address once it has messages", () => {
    assert.equal(addressOf(of()), "#");
    assert.equal(addressOf(of(user("1"))), "#/a");
    assert.equal(addressOf({ ...of(user("1")), server: "s_1-x" }), "#/s_1-x");
    assert.equal(namedBy("#/s_1-x"), "s_1-x");
    for (const hash of ["", "#", "#/", "#a", "#/a/b", "#/<script>", `#/${"a".repeat(129)}`]) {
      assert.equal(namedBy(hash), undefined, hash);
    }
  });
});

describe("withStored", () => {
  const stored = (...messages: ChatMessage[]) => ({ conversation: "s", messages });
  const asked = {
    ...of(user("1"), assistant("ha")),
    server: "s",
    pending: { reply: "r", last: 2 },
  };

  it("takes a reply that has ended meanwhile", () => {
    assert.deepEqual(withStored(asked, stored(user("1"), assistant("half"))), {
      ...of(user("1"), assistant("half")),
      server: "s",
    });
  });

  it("follows the reply under way from its start", () => {
    const live = { ...stored(user("1"), user("2")), pending: { reply: "r2" } };
    assert.deepEqual(withStored({ ...of(user("1")), server: "s" }, live), {
      ...of(user("1"), user("2"), assistant("")),
      server: "s",
      pending: { reply: "r2", last: -1 },
    });
  });

  it("takes nothing that answers another question than the last one", () => {
    const edited = withQuestion(asked, 0, "other", 1);
    assert.equal(withStored(edited, stored(user("1"), assistant("old"))), undefined);
    const live = { ...stored(user("1")), pending: { reply: "r" } };
    assert.equal(withStored(edited, live), undefined);
  });

  it("takes nothing when the gateway has no reply, or no more than the page", () => {
    assert.equal(withStored(asked, stored(user("1"))), undefined);
    const known = { ...of(user("1"), assistant("2", "stopped")), server: "s" };
    assert.equal(withStored(known, stored(user("1"), assistant("2"))), undefined);
    const more = stored(user("1"), assistant("2"), user("3"), assistant("4"));
    assert.deepEqual(withStored(known, more)?.messages, more.messages);
  });
});
