import assert from "node:assert/strict";
import fc from "fast-check";
import { Slots, type Release } from "../../../../app/gateway/admission/slots";

const PLACES = 2;
const QUEUE = 3;

/** One who asked for a place, as the test sees it. */
interface Asker {
  readonly number: number;
  readonly leave: AbortController;
  outcome: "waits" | "has" | "refused";
  release: Release | undefined;
}

/** Slots whose every promise is looked at, and a plain model of them. */
class Play {
  readonly slots = new Slots(PLACES, QUEUE, 60_000);
  readonly askers: Asker[] = [];
  readonly served: number[] = [];
  isClosed = false;
  forced: Release[] = [];

  ask(): void {
    const leave = new AbortController();
    const asker: Asker = {
      number: this.askers.length,
      leave,
      outcome: "waits",
      release: undefined,
    };
    this.askers.push(asker);
    this.slots.acquire(leave.signal).then(
      (release) => {
        asker.outcome = "has";
        asker.release = release;
        this.served.push(asker.number);
      },
      () => (asker.outcome = "refused"),
    );
  }

  /** @param which of those in that state */
  pick(outcome: Asker["outcome"], which: number): Asker | undefined {
    const all = this.askers.filter((asker) => asker.outcome === outcome);
    return all[which % Math.max(1, all.length)];
  }

  release(which: number): void {
    const asker = this.pick("has", which);
    // Twice, since that must do nothing.
    asker?.release?.();
    asker?.release?.();
    if (asker) asker.outcome = "refused";
  }

  leave(which: number): void {
    this.pick("waits", which)?.leave.abort(new Error("left"));
  }

  close(): void {
    this.slots.close();
    this.isClosed = true;
  }
}

/** Every promise that can be settled is. */
const settle = (): Promise<void> => new Promise(setImmediate);

type Step = (play: Play) => void;

const which = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>((play) => play.ask()) },
  {
    weight: 4,
    arbitrary: which.map(
      (n): Step =>
        (play) =>
          play.release(n),
    ),
  },
  {
    weight: 3,
    arbitrary: which.map(
      (n): Step =>
        (play) =>
          play.leave(n),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((play) => play.forced.push(play.slots.force())) },
  { weight: 1, arbitrary: fc.constant<Step>((play) => play.forced.pop()?.()) },
);

/** Steps that happen at once, before any promise is settled. */
const bursts = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 12 });

async function play(all: readonly (readonly Step[])[], closeAt: number): Promise<Play> {
  const game = new Play();
  for (const [index, burst] of all.entries()) {
    if (index === closeAt) game.close();
    const before = game.served.length;
    for (const one of burst) one(game);
    await settle();
    // Those who get a place in the same moment hear of it in any order.
    game.served.push(...game.served.splice(before).sort((a, b) => a - b));
    const holders = game.askers.filter(({ outcome }) => outcome === "has").length;
    assert.equal(game.slots.inFlight, holders + game.forced.length, "a place is lost");
    assert.ok(holders <= PLACES, "more chats than places");
    const waiting = game.askers.filter(({ outcome }) => outcome === "waits").length;
    assert.equal(game.slots.queued, waiting);
    assert.ok(waiting <= QUEUE);
    if (game.isClosed) assert.equal(waiting, 0);
    else if (waiting > 0) assert.ok(game.slots.inFlight >= PLACES, "somebody waits beside a place");
  }
  return game;
}

describe("the places for chats, whatever happens at once", () => {
  it("are never too many, never lost, and given in the order of asking", async () => {
    await fc.assert(
      fc.asyncProperty(bursts, async (all) => {
        const { served } = await play(all, -1);
        assert.deepEqual(
          served,
          [...served].sort((a, b) => a - b),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("are given to nobody once they are closed, and come back all the same", async () => {
    await fc.assert(
      fc.asyncProperty(bursts, fc.nat({ max: 11 }), async (all, closeAt) => {
        const game = await play(all, closeAt);
        for (const asker of game.askers) asker.release?.();
        for (const release of game.forced) release();
        await settle();
        if (game.isClosed) assert.equal(game.slots.inFlight, 0);
      }),
      { numRuns: 300 },
    );
  });

  it("are not lost to one who leaves in the moment in which a place is free", async () => {
    const slots = new Slots(1, 1, 60_000);
    const release = await slots.acquire(new AbortController().signal);
    const left = new AbortController();
    const waiting = slots.acquire(left.signal);
    left.abort(new Error("left"));
    release();
    await assert.rejects(waiting, /left/);
    assert.deepEqual([slots.inFlight, slots.queued], [0, 0]);
  });

  it("are not lost when all are closed in that moment", async () => {
    const slots = new Slots(1, 1, 60_000);
    const release = await slots.acquire(new AbortController().signal);
    const waiting = slots.acquire(new AbortController().signal);
    slots.close();
    release();
    await assert.rejects(waiting, { code: "draining" });
    assert.deepEqual([slots.inFlight, slots.queued], [0, 0]);
  });

  it("are not waited for by one who has left already", async () => {
    const slots = new Slots(1, 1, 60_000);
    await slots.acquire(new AbortController().signal);
    await assert.rejects(slots.acquire(AbortSignal.abort(new Error("left"))), /left/);
    assert.equal(slots.queued, 0);
  });
});
