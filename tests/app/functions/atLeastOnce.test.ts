import assert from "node:assert/strict";
import fc from "fast-check";
import { memoryLedger } from "../../../app/functions/ledger";
import type { Log } from "../../../app/functions/log";
import { ModelError } from "../../../app/functions/model";
import { work, type WorkerCloud } from "../../../app/functions/worker";

const MOST_DELIVERIES = 5;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What goes wrong at one delivery of one message. */
type Fault = "none" | "model" | "callback" | "crash before" | "crash after" | "ledger";
const FAULTS: readonly Fault[] = [
  ...["none", "none", "none", "model", "callback"],
  ...["crash before", "crash after", "ledger"],
] as readonly Fault[];

class Crash extends Error {}

interface Story {
  /** Whether each event can be answered at all. */
  readonly good: readonly boolean[];
  /** Which event each message carries: one that is sent twice has two. */
  readonly sent: readonly number[];
  readonly faults: readonly Fault[];
  /** Chooses what happens next. */
  readonly choices: readonly number[];
}

const story: fc.Arbitrary<Story> = fc.integer({ min: 1, max: 6 }).chain((events) =>
  fc.record({
    good: fc.array(fc.boolean(), { minLength: events, maxLength: events }),
    sent: fc
      .array(fc.nat(events - 1), { maxLength: 6 })
      .map((again) => [...Array.from({ length: events }, (_, index) => index), ...again]),
    faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 60 }),
    choices: fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }),
  }),
);

/** A queue that delivers in any order and sometimes twice, several workers, and a receiver. */
async function play({ good, sent, faults, choices }: Story) {
  let time = 0;
  let step = 0;
  const posts: string[] = [];
  const crashed = new Set<string>();
  const dead: number[] = [];
  let finished: number[] = [];
  const ledger = memoryLedger(35, () => time);
  const choose = (size: number): number => (choices[step % choices.length] ?? 0) % size;

  const deliver = async (event: number): Promise<boolean> => {
    const fault = faults[step++] ?? "none";
    const id = `event-${event}`;
    const cloud: WorkerCloud = {
      ledger: {
        ...ledger,
        claim: (...args) =>
          fault === "ledger" ? Promise.reject(new Error("down")) : ledger.claim(...args),
        complete: (done) =>
          // The instance dies between the reply and the note of it.
          fault === "crash after" ? new Promise<never>(() => undefined) : ledger.complete(done),
      },
      model: {
        reply: () => {
          if (fault === "crash before") return new Promise<never>(() => undefined);
          if (fault === "model") return Promise.reject(new ModelError("busy", false));
          if (good[event] !== true) return Promise.reject(new ModelError("refused", true));
          return Promise.resolve("Hello.");
        },
      },
      deliver: () => {
        if (fault === "callback") return Promise.resolve(503);
        posts.push(id);
        if (fault === "crash after") crashed.add(id);
        return Promise.resolve(200);
      },
      keys: () => Promise.resolve(["key"]),
      callbackHosts: ["hooks.example.com"],
      now: () => time,
      log: silent,
    };
    const message = { id, message: "Hi", callbackUrl: "https://hooks.example.com/" };
    const outcome = work(message, cloud, time + 30_000);
    const dies = fault.startsWith("crash");
    const end = new Promise<never>((_, reject) => setImmediate(() => reject(new Crash())));
    end.catch(() => undefined);
    try {
      return (await (dies ? Promise.race([outcome, end]) : outcome)).kind === "done";
    } catch (error) {
      assert.ok(error instanceof Crash);
      return false;
    }
  };

  const queue = sent.map((event) => ({ event, deliveries: 0 }));
  while (queue.length > 0) {
    const index = choose(queue.length);
    const message = queue[index]!;
    message.deliveries += 1;
    const [one, two] = await Promise.all([
      deliver(message.event),
      // Now and then two workers get the same message at once.
      choose(3) === 0 ? deliver(message.event) : undefined,
    ]);
    if (one || two === true) {
      queue.splice(index, 1);
      finished = [...finished, message.event];
    } else if (message.deliveries >= MOST_DELIVERIES) {
      queue.splice(index, 1);
      dead.push(message.event);
    }
    // The rest of the visibility time-out passes.
    time += 180_000;
  }
  return { posts, crashed, dead, finished };
}

describe("delivery at least once", () => {
  it("answers each event once, and loses none, whatever fails", async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { posts, crashed, dead, finished } = await play(told);
        told.good.forEach((isGood, event) => {
          const id = `event-${event}`;
          const count = posts.filter((post) => post === id).length;
          // Only an instance that dies after the post has it repeated; the id tells the receiver.
          if (!crashed.has(id)) assert.ok(count <= 1, `${id} was posted ${count} times`);
          if (!isGood) assert.equal(count, 0, `${id} cannot be answered`);
          if (finished.includes(event)) assert.ok(count >= 1, `${id} is done without a reply`);
          assert.ok(finished.includes(event) || dead.includes(event), `${id} is lost`);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("answers every event in the end when nothing fails for good", async () => {
    const faults = fc.array(fc.constantFrom<Fault>("none", "model", "callback"), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(story, faults, async (told, few) => {
        const good = told.good.map(() => true);
        const { posts, dead } = await play({ ...told, good, faults: few });
        assert.deepEqual(
          [...new Set(posts)].sort(),
          good.map((_, event) => `event-${event}`),
        );
        assert.equal(posts.length, good.length);
        assert.deepEqual(dead, []);
      }),
      { numRuns: 100 },
    );
  });
});
