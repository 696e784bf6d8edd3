import assert from "node:assert/strict";
import { readOptions, type RawOptions } from "../../rehearsal/options";
import { progressLine } from "../../rehearsal/progress";
import { checkTimeout, longestOutage } from "../../rehearsal/settings";
import { SETTINGS } from "./seen";

const GOOD = Object.fromEntries(
  Object.entries(SETTINGS).map(([key, value]) => [key, String(value)]),
) as unknown as RawOptions;

describe("the options of a rehearsal", () => {
  it("are read into settings", () => {
    assert.deepEqual(readOptions(GOOD), { settings: SETTINGS });
  });

  it("are refused all at once, each with its rule and what to write", () => {
    const read = readOptions({ ...GOOD, clients: "0", interval: "fast", ttl: "-1", share: "50.5" });
    assert.ok("problems" in read);
    assert.deepEqual(read.problems, [
      {
        key: "--clients",
        value: '"0"',
        rule: "must be a whole number from 1 to 1000 (clients)",
        fix: "Write for example --clients 1.",
      },
      {
        key: "--interval",
        value: '"fast"',
        rule: "must be a number from 0.2 to 60 (seconds)",
        fix: "Write for example --interval 1.",
      },
      {
        key: "--ttl",
        value: '"-1"',
        rule: "must be a number from 0 to 600 (seconds)",
        fix: "Write for example --ttl 1.",
      },
      {
        key: "--share",
        value: '"50.5"',
        rule: "must be a whole number from 1 to 100 (percent)",
        fix: "Write for example --share 1.",
      },
    ]);
  });
});

describe("a rehearsal of a side with every client", () => {
  const keys = (changes: Partial<RawOptions>): string[] => {
    const read = readOptions({ ...GOOD, ...changes });
    return "problems" in read ? read.problems.map(({ key }) => key) : [];
  };

  it("kills that side, and not the one without clients", () => {
    assert.deepEqual(keys({ share: "100" }), []);
    assert.deepEqual(keys({ share: "100", rounds: "2" }), ["--rounds"]);
  });
});

describe("the promise to clients", () => {
  it("is all checks, the last one's timeout, the time to live and the wait for a try", () => {
    assert.equal(longestOutage(SETTINGS), 3 + 1 + 2 + 1);
    const route53 = { ...SETTINGS, interval: 10, ttl: 60, retry: 10 };
    assert.equal(checkTimeout(route53), 4);
    assert.equal(longestOutage(route53), 30 + 4 + 60 + 10);
  });
});

describe("the progress of a rehearsal", () => {
  it("is one line", () => {
    const progress = { phase: "A is killed", seconds: 7.9, chats: 1200, open: 13, cutOff: 4 };
    assert.equal(
      progressLine(progress),
      "   7 s  A is killed         1,200 chats · 13 open · 4 cut off",
    );
    assert.match(progressLine({ ...progress, cutOff: 0 }), /13 open$/);
  });
});
