import assert from "node:assert/strict";
import type { Feed } from "../../../../app/gateway/reply/feed";
import { Feed as NewFeed } from "../../../../app/gateway/reply/feed";
import { FOLLOW_GRACE, Follower, type Lease } from "../../../../app/gateway/reply/follower";
import type { Acquired, ReplyState } from "../../../../app/gateway/store/store";
import { END, START, token, until } from "../../../support/replyParts";

const MESSAGES = [{ role: "user", content: "hello" }] as const;

/** A store with one reply that another replica makes. */
class OtherReplica {
  state: ReplyState | undefined = {
    conversation: "c",
    principal: "",
    events: [START],
    done: false,
    expired: false,
  };
  lease: Acquired | undefined;
  isAway = false;
  readonly reads: { from: number; touch: boolean }[] = [];
  readonly owners: string[] = [];

  read = (_: string, from: number, touch: boolean): Promise<ReplyState | undefined> => {
    if (this.isAway) return Promise.reject(new Error("away"));
    this.reads.push({ from, touch });
    const { state } = this;
    return Promise.resolve(state && { ...state, events: state.events.slice(from) });
  };

  acquire = (_: string, owner: string): Promise<Acquired | undefined> => {
    if (this.isAway) return Promise.reject(new Error("away"));
    this.owners.push(owner);
    return Promise.resolve(this.lease);
  };

  change(changes: Partial<ReplyState>): void {
    if (this.state) this.state = { ...this.state, ...changes };
  }

  say(text: string): void {
    if (this.state) this.change({ events: [...this.state.events, token(text)] });
  }
}

describe("the following of a reply that another replica makes", () => {
  let now: number;
  let store: OtherReplica;
  let feed: Feed;
  let reports: unknown[];
  let leave: () => void;

  beforeEach(() => {
    now = 1_000_000;
    store = new OtherReplica();
    feed = new NewFeed(() => now);
    reports = [];
    leave = feed.subscribe(() => undefined);
  });

  const follow = (isExpired = false): Promise<Lease | undefined> => {
    const report = (error: unknown): void => void reports.push(error);
    return new Follower({ store, now: () => now, report }, "r", feed, isExpired).run();
  };

  it("brings each event once, and ends with the reply", async () => {
    const run = follow();
    for (const text of ["a", "b", "c"]) {
      const { length } = feed;
      store.say(text);
      await until(() => feed.length > Math.max(length, 1));
    }
    store.change({ events: [...store.state!.events, END], done: true });
    assert.equal(await run, undefined);
    assert.deepEqual(feed.slice(0, 99), [START, token("a"), token("b"), token("c"), END]);
    assert.equal(feed.closed, "ended");
    assert.deepEqual(store.owners, []);
  });

  it("tells the owner that somebody listens here, now and then, and only if so", async () => {
    const run = follow();
    await until(() => store.reads.length >= 3);
    assert.deepEqual(
      store.reads.slice(0, 3).map(({ touch }) => touch),
      [true, false, false],
    );
    now += 3001;
    const before = store.reads.length;
    await until(() => store.reads.length >= before + 3);
    assert.equal(store.reads.slice(before).filter(({ touch }) => touch).length, 1);
    leave();
    now += 3001;
    const later = store.reads.length + 1;
    await until(() => store.reads.length >= later + 2);
    assert.ok(!store.reads.slice(later).some(({ touch }) => touch));
    now += FOLLOW_GRACE;
    assert.equal(await run, undefined);
  });

  it("goes on for a moment while nobody listens, and not for longer", async () => {
    const run = follow();
    await until(() => feed.length === 1);
    leave();
    now += FOLLOW_GRACE;
    const { length } = store.reads;
    await until(() => store.reads.length > length + 1);
    assert.equal(feed.closed, undefined);
    now += 1;
    assert.equal(await run, undefined);
    assert.equal(feed.closed, "cut");
  });

  it("takes the reply over when its owner is gone, with all that it had written", async () => {
    const run = follow();
    await until(() => feed.length === 1);
    store.lease = { messages: MESSAGES, stop: false };
    // What is written between the two looks is the old owner's last.
    store.change({ expired: true, events: [START, token("last")] });
    const lease = await run;
    assert.deepEqual(lease, { owner: store.owners[0], acquired: store.lease });
    assert.deepEqual(feed.slice(0, 99), [START, token("last")]);
    assert.equal(feed.closed, undefined);
  });

  it("goes on following when another replica was faster", async () => {
    store.change({ expired: true });
    const run = follow(true);
    await until(() => store.owners.length >= 2);
    store.change({ expired: false });
    const asked = store.owners.length;
    store.say("from the other");
    await until(() => feed.length === 2);
    const { length } = store.reads;
    await until(() => store.reads.length > length + 2);
    assert.ok(store.owners.length <= asked + 1);
    assert.equal(new Set(store.owners).size, store.owners.length);
    store.change({ done: true });
    await run;
  });

  it("is cut when the store forgets the reply", async () => {
    const run = follow();
    await until(() => feed.length === 1);
    store.state = undefined;
    assert.equal(await run, undefined);
    assert.equal(feed.closed, "cut");
  });

  it("waits for a store that is away, tells of it once, and loses nothing", async () => {
    const run = follow();
    await until(() => feed.length === 1);
    store.isAway = true;
    await until(() => reports.length === 1);
    store.say("meanwhile");
    now += 29_000;
    store.isAway = false;
    await until(() => feed.length === 2);
    // The next time is another one.
    store.isAway = true;
    await until(() => reports.length === 2);
    now += 30_001;
    assert.equal(await run, undefined);
    assert.equal(feed.closed, "cut");
    assert.equal(reports.length, 2);
  });
});
