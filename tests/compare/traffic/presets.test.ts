import assert from "node:assert/strict";

import { PRESET_NAMES, presetTraffic } from "../../../compare/traffic/presets";
import { chatsOf, readReplyLength } from "../../../compare/traffic/replies";
import { scaled } from "../../../compare/traffic/scale";
import { seededRandom } from "../../../load/random";
import type { Problem } from "../../../shared/problems";

describe("traffic presets", () => {
  for (const name of PRESET_NAMES) {
    it(`brings about as many chats as asked for, in order: ${name}`, () => {
      const { at, duration } = presetTraffic(name, 40_000, seededRandom(3));
      assert.ok(Math.abs(at.length - 40_000) < 1000);
      assert.ok(at.every((time, place) => time >= (at[place - 1] ?? 0) && time < duration));
    });
  }

  it("is the same for the same seed, and another for another", () => {
    const times = (seed: number) => [...presetTraffic("viral", 500, seededRandom(seed)).at];
    assert.deepEqual(times(1), times(1));
    assert.notDeepEqual(times(1), times(2));
  });

  it("has twenty times the rate in a viral spike", () => {
    const { at } = presetTraffic("viral", 200_000, seededRandom(1));
    const within = (from: number, to: number) =>
      at.filter((time) => time >= from * 3600 && time < to * 3600).length / (to - from);
    const ratio = within(12.05, 12.55) / within(2, 12);
    assert.ok(ratio > 19 && ratio < 21, String(ratio));
  });

  it("can be scaled up and down, and keeps its shape", () => {
    const base = presetTraffic("office", 10_000, seededRandom(1));
    for (const factor of [0.1, 2.5]) {
      const { at } = scaled(base, factor, seededRandom(2));
      assert.ok(Math.abs(at.length / base.at.length - factor) < 0.05 * factor + 0.01);
      assert.ok(at.every((time, place) => time >= (at[place - 1] ?? 0)));
    }
  });
});

describe("the length of replies", () => {
  const traffic = { title: "", at: new Float64Array(20_000), duration: 60 };
  const settings = { firstToken: 0.5, tokensPerSecond: 50 };
  const mean = (values: Float64Array) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  it("is what was asked for, after the first token", () => {
    const of = (text: string) => {
      const problems: Problem[] = [];
      const length = readReplyLength(text, problems);
      assert.deepEqual(problems, []);
      return chatsOf(traffic, { ...settings, length }, seededRandom(1)).seconds;
    };
    assert.ok(of("12").every((seconds) => seconds === 12.5));
    assert.ok(Math.abs(mean(of("exp:12")) - 12.5) < 0.3);
    const sorted = of("lognormal:3,0.86").sort();
    assert.ok(Math.abs(sorted[10_000]! - 3.5) < 0.1);
  });

  it("is the trace's own where it tells tokens", () => {
    const chats = chatsOf(
      { ...traffic, at: new Float64Array(2), outputTokens: Float64Array.of(100, 0) },
      { ...settings, length: undefined },
      seededRandom(1),
    );
    assert.deepEqual([...chats.seconds], [2.5, 0.5]);
  });

  for (const text of [
    "",
    "0",
    "-3",
    "exp",
    "exp:0",
    "lognormal:3",
    "lognormal:3,9",
    "1e9",
    "uniform:3",
  ]) {
    it(`is refused when it is "${text}"`, () => {
      const problems: Problem[] = [];
      readReplyLength(text, problems);
      assert.equal(problems.length, 1);
      assert.equal(problems[0]!.key, "--reply-seconds");
    });
  }
});
