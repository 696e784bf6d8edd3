import assert from "node:assert/strict";
import { Feed } from "../../../../app/gateway/reply/feed";
import { Writer, type Notice } from "../../../../app/gateway/reply/writer";
import type { Append, Appended, SessionStore } from "../../../../app/gateway/store/store";
import { END, START, token, until } from "../../../support/replyParts";

const STORED: Appended = { kind: "stored", stop: false, unseen: 0 };

/** A store that answers each write when and as the test says. */
class SlowStore {
  readonly writes: Append[] = [];
  private answers: ((answer: Appended | Error) => void)[] = [];
  /** Answers at once, without a promise. */
  instant: Appended | undefined;

  append = (write: Append): Promise<Appended> | Appended => {
    this.writes.push(write);
    if (this.instant) return this.instant;
    return new Promise((resolve, reject) => {
      this.answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  };

  /** Answers the write that waits, as soon as there is one. */
  async answer(answer: Appended | Error = STORED): Promise<void> {
    await until(() => this.answers.length > 0);
    this.answers.shift()?.(answer);
    await new Promise(setImmediate);
  }
}

describe("the writing of a reply", () => {
  let now: number;
  let store: SlowStore;
  let feed: Feed;
  let notices: Notice[];
  let writer: Writer;

  beforeEach(() => {
    now = 1_000_000;
    store = new SlowStore();
    feed = new Feed(() => now);
    notices = [];
    const heed = (notice: Notice): void => void notices.push(notice);
    writer = new Writer(store as unknown as SessionStore, "r", "o", feed, heed, () => now);
  });

  it("shows an event when it is stored, and takes those that came meanwhile along", async () => {
    writer.add(START);
    writer.add(token("a"));
    writer.add(token("b"));
    assert.deepEqual([feed.length, feed.visible, store.writes.length], [3, 0, 1]);
    await store.answer();
    assert.deepEqual([feed.visible, store.writes.length], [1, 2]);
    await store.answer();
    assert.equal(feed.visible, 3);
    assert.deepEqual(
      store.writes.map(({ first, events }) => [first, events]),
      [
        [0, [START]],
        [1, [token("a"), token("b")]],
      ],
    );
    assert.equal(feed.closed, undefined);
  });

  it("waits for nothing with a store that answers at once", () => {
    store.instant = STORED;
    for (const text of ["a", "b", "c"]) {
      writer.add(token(text));
      assert.equal(feed.visible, feed.length);
    }
    assert.equal(store.writes.length, 3);
  });

  it("ends with its last event, and the text to be remembered", async () => {
    writer.add(token("a"));
    const finished = writer.finish(END, "a");
    await store.answer();
    await store.answer();
    assert.equal(await finished, "stored");
    assert.deepEqual(store.writes.at(-1)?.final, { text: "a" });
    assert.equal(feed.closed, "ended");
    writer.renew();
    assert.equal(feed.visible, 2);
  });

  it("writes again what a store has lost that broke down", async () => {
    writer.add(START);
    await store.answer();
    writer.add(token("a"));
    await store.answer({ kind: "behind", length: 0 });
    await store.answer();
    assert.deepEqual(
      store.writes.map(({ first, events }) => [first, events.length]),
      [
        [0, 1],
        [1, 1],
        [0, 2],
      ],
    );
    assert.equal(feed.visible, 2);
  });

  it("writes nothing more when another replica owns the reply, and shows nothing of its own", async () => {
    writer.add(token("a"));
    await store.answer({ kind: "lost" });
    writer.add(token("b"));
    writer.renew();
    assert.equal(await writer.finish(END, "ab"), "lost");
    assert.ok(writer.isLost);
    assert.deepEqual([store.writes.length, feed.visible], [1, 0]);
  });

  it("goes on for its own clients when the store has forgotten the reply", async () => {
    writer.add(token("a"));
    await store.answer({ kind: "gone" });
    assert.equal(feed.visible, 1);
    writer.add(token("b"));
    assert.equal(feed.visible, 2);
    assert.equal(await writer.finish(END, "ab"), "detached");
    assert.deepEqual([feed.visible, feed.closed, store.writes.length], [3, "ended", 1]);
  });

  it("tries again while the store is away, hides what is not stored, but not for long", async () => {
    writer.add(token("a"));
    await store.answer(new Error("away"));
    await store.answer(new Error("away"));
    assert.equal(feed.visible, 0);
    now += 2001;
    writer.add(token("b"));
    await store.answer(new Error("away"));
    assert.equal(feed.visible, 2);
    await store.answer();
    assert.deepEqual(
      store.writes.map(({ first, events }) => [first, events.length]),
      [
        [0, 1],
        [0, 1],
        [0, 2],
        [0, 2],
      ],
    );
  });

  it("gives the end up after a minute without the store", async () => {
    const finished = writer.finish(END, "");
    await store.answer(new Error("away"));
    now += 60_001;
    await store.answer(new Error("away"));
    assert.equal(await finished, "detached");
    assert.equal(feed.closed, "ended");
  });

  it("passes on what the store says of stops and listeners, and renews with nothing to write", async () => {
    writer.renew();
    await store.answer({ kind: "stored", stop: true, unseen: 7 });
    assert.deepEqual(store.writes[0]?.events, []);
    assert.deepEqual(
      notices.map(({ stop, unseen }) => ({ stop, unseen })),
      [{ stop: true, unseen: 7 }],
    );
    await writer.settle();
  });
});
