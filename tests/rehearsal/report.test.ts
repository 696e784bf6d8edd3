import assert from "node:assert/strict";
import { reportOf, type Seen } from "../../rehearsal/report";
import { rehearsalTable } from "../../rehearsal/table";
import { problemsOf } from "../../rehearsal/verdict";
import { EVENTS, SEEN, turn } from "./seen";

const report = (changes: Partial<Seen> = {}) => reportOf({ ...SEEN, ...changes });
const problems = (changes: Partial<Seen>): string[] => problemsOf(report(changes));
const withTurn = (...fate: Parameters<typeof turn>): Partial<Seen> => ({
  turns: [...SEEN.turns, turn(...fate)],
});

describe("the report of a rehearsal", () => {
  it("counts chats by the phase in which they were asked", () => {
    const [first, second] = report(withTurn(0, 1, { isComplete: undefined })).phases;
    assert.deepEqual(first, {
      name: "both sides",
      started: 2,
      complete: 2,
      resumed: 1,
      carried: 1,
      lost: 0,
      served: { A: 1, B: 1 },
    });
    assert.deepEqual(second, {
      name: "A is killed",
      started: 4,
      complete: 3,
      resumed: 2,
      carried: 0,
      lost: 1,
      served: { A: 0, B: 4 },
    });
  });

  it("tells of each kill how long clients waited: until the last of their chats was served", () => {
    const [{ served, ...outage } = assert.fail()] = report().outages;
    assert.deepEqual(outage, {
      side: "A",
      clients: 2,
      unserved: 0,
      unhealthy: 3000,
      healthy: 2500,
    });
    assert.equal(served?.count, 2);
    assert.ok(Math.abs(served.max - 5500) < 10, String(served.max));
  });

  it("finds nothing wrong with a rehearsal that went well", () => {
    assert.deepEqual(problems({}), []);
  });

  it("finds chats that were lost, or whose reply is not what it must be", () => {
    const lost = ["1 chats were lost, or their replies were not whole."];
    assert.deepEqual(problems(withTurn(0, 2, { isComplete: undefined })), lost);
    assert.deepEqual(problems(withTurn(0, 2, { isComplete: false })), lost);
  });

  it("finds chats that were cut off while both sides were there", () => {
    const stray = ["1 chats were cut off while both sides were there."];
    assert.deepEqual(problems(withTurn(0, 3, { cutAt: 30_000, servedAt: 30_100 })), stray);
    assert.deepEqual(problems(withTurn(0, 0, { cutAt: 9000, servedAt: 9100 })), stray);
  });

  it("finds clients that waited too long, or for ever", () => {
    assert.deepEqual(problems(withTurn(0, 1, { cutAt: 11_000, servedAt: 17_500 })), [
      "A client was served again after 7.5 s.",
    ]);
    assert.deepEqual(problems(withTurn(0, 1, { cutAt: 11_000, isComplete: undefined })), [
      "1 chats were lost, or their replies were not whole.",
      "1 clients were not served again after A died.",
    ]);
  });

  it("finds tries that the name led to a side that it knew to be away", () => {
    const miss = { side: "A", resolved: 13_100, at: 13_100 } as const;
    assert.deepEqual(problems({ misses: [miss] }), [
      "1 tries were led to a side that was known to be away.",
    ]);
    assert.deepEqual(problems({ misses: [{ ...miss, side: "B" }] }), []);
    assert.deepEqual(problems({ misses: [{ ...miss, resolved: 23_000 }] }), []);
  });

  it("finds that nobody noticed a kill, which proves nothing", () => {
    const turns = SEEN.turns.filter(({ cutAt }) => cutAt === undefined);
    assert.deepEqual(problems({ turns }), ["Nobody noticed the end of A: raise --rate."]);
  });
});

describe("the table of a rehearsal", () => {
  it("says all that the report holds, in 80 columns", () => {
    const { stray: _, ...rest } = report();
    const text = rehearsalTable({ ...rest, stray: 2 });
    assert.deepEqual(text.split("\n"), [
      "3 clients, 5 chats/s, 50 % to A, seed 1",
      "checks every 1 s, 3 in a row; time to live 2 s",
      "bound: 1 s × 3 + 1 s + 2 s + 1 s = 7 s",
      "  (checks, the last one's timeout, time to live, wait between two tries)",
      "",
      "Chats, by phase        started  complete   resumed   carried      lost     A / B",
      "  both sides                 2         2         1         1         0     1 / 1",
      "  A is killed                3         3         2         0         0     0 / 3",
      "  A is back                  1         1         0         0         0     1 / 0",
      "  planned: all to B          1         1         0         1         0     0 / 1",
      "",
      "Seconds after          clients    median      last     bound unhealthy   healthy",
      "  A is killed                2       3.5       5.5       7.0       3.0       2.5",
      "",
      "! 2 chats were cut off while both sides were there.",
      "",
    ]);
    for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  });

  it("has a dash for what never came, and says when it was stopped", () => {
    const events = EVENTS.slice(0, 1);
    const text = rehearsalTable(report({ events, turns: [], interrupted: true }));
    assert.match(text, /^ {2}A is killed +0 +– +– +7\.0 +– +–$/m);
    assert.match(text, /\n\n! Stopped before its end\.\n$/);
  });
});
