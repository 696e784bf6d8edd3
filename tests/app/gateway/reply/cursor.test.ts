import assert from "node:assert/strict";
import fc from "fast-check";
import type { ReplyEvent } from "../../../../app/gateway/api/api";
import { Cursor, type Sink } from "../../../../app/gateway/reply/cursor";
import { END, feedOf, token } from "../../../support/replyParts";

/** A connection that takes so many batches, and then none until it is drained. */
class SlowSink implements Sink {
  readonly got: ReplyEvent[] = [];
  readonly batches: number[] = [];
  ended: string | undefined;

  constructor(public room: number) {}

  send(events: readonly ReplyEvent[], first: number): boolean {
    assert.equal(this.ended, undefined);
    assert.equal(first, this.start + this.got.length);
    assert.ok(this.room > 0, "sent to a connection that is full");
    this.got.push(...events);
    this.batches.push(events.length);
    this.room -= 1;
    return this.room > 0;
  }

  end(how: string): void {
    this.ended = how;
  }

  start = 0;
}

describe("the reading of a reply for one client", () => {
  it("hands over a long reply in parts, and no more than the client takes", () => {
    const feed = feedOf(1000);
    const sink = new SlowSink(2);
    const cursor = new Cursor(feed, 0, sink);
    cursor.pump();
    assert.deepEqual([sink.batches, cursor.full], [[256, 256], true]);
    feed.append([END]);
    cursor.pump();
    assert.deepEqual([sink.got.length, sink.ended], [512, undefined]);
    sink.room = 10;
    cursor.ready();
    assert.deepEqual(sink.batches, [256, 256, 256, 233]);
    assert.equal(sink.ended, "ended");
    assert.equal(feed.length, 1001);
  });

  it("gives each event once and in order, whenever the client takes some", () => {
    const steps = fc.array(
      fc.oneof(
        fc.nat({ max: 600 }).map((count) => ({ kind: "append" as const, count })),
        fc.integer({ min: 1, max: 3 }).map((count) => ({ kind: "drain" as const, count })),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.nat({ max: 50 }), steps, (from, all) => {
        const feed = feedOf(50);
        const sink = new SlowSink(1);
        sink.start = from;
        const cursor = new Cursor(feed, from, sink);
        cursor.pump();
        for (const { kind, count } of all) {
          if (kind === "append") {
            feed.append(Array.from({ length: count }, (_, n) => token(`${feed.length + n}`)));
          } else {
            sink.room = count;
            cursor.ready();
          }
        }
        feed.append([END]);
        sink.room = Infinity;
        cursor.ready();
        assert.deepEqual(sink.got, feed.slice(from, feed.length));
        assert.equal(sink.ended, "ended");
      }),
      { numRuns: 50 },
    );
  });

  it("shows nothing that is hidden, ends with a cut, and stops when it is closed", () => {
    const feed = feedOf(2);
    const sink = new SlowSink(Infinity);
    const cursor = new Cursor(feed, 0, sink);
    cursor.pump();
    feed.push(token("hidden"));
    cursor.pump();
    assert.equal(sink.got.length, 2);
    feed.dropHidden();
    feed.close("cut");
    assert.equal(sink.ended, "cut");

    const other = feedOf(1);
    const left = new SlowSink(Infinity);
    const closed = new Cursor(other, 0, left);
    closed.pump();
    closed.close();
    other.append([token("more"), END]);
    closed.ready();
    assert.deepEqual([left.got.length, left.ended], [1, undefined]);
  });
});
