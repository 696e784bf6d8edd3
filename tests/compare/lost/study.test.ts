import assert from "node:assert/strict";

import type { Line } from "../../../cost/types";
import type { Price } from "../../../compare/options/bill";
import type { OptionId } from "../../../compare/options/kinds";
import { studyLoss, type LossQuestion } from "../../../compare/lost/study";
import { lossKeysOf } from "../../../compare/lost/assumptions";
import { FAILOVER } from "../../../compare/lost/failover";
import { pairWith } from "./pairs";

/** A price that is the same whatever runs. */
const costs =
  (month: number): Price =>
  () => [{ urn: "chatbot:x$y", monthly: { least: month, most: month } } as Line];

const PRICES = new Map<OptionId, Price>([
  ["aws-ecs", costs(70)],
  ["azure-aks", costs(30)],
]);

/** A chat each two seconds for twenty minutes, of ten seconds and a half each: six at once. */
function questionOf(own: Partial<LossQuestion> = {}): LossQuestion {
  const at = Float64Array.from({ length: 600 }, (_, place) => 2 * place);
  return {
    traffic: { title: "even", at, duration: 1200 },
    length: { kind: "fixed", seconds: 10 },
    seed: 1,
    clouds: ["aws", "azure"],
    primary: "aws",
    share: 75,
    failover: FAILOVER,
    lostAt: 600,
    limit: 0.01,
    ...own,
  };
}

/** Replicas of few places: six of them, or one. */
const ROOM = { gateway: '{"minReplicas":6,"concurrentChats":6}' };
const LITTLE = { gateway: '{"minReplicas":1,"concurrentChats":6}' };

describe("the study of a loss", () => {
  it("has a row for each share, the one that was asked for among them, and its cost", () => {
    const study = studyLoss(pairWith({ aws: ROOM, azure: ROOM }), PRICES, questionOf());
    assert.deepEqual(
      study.rows.map(({ share, month, keeps }) => [share, month, keeps]),
      [100, 90, 80, 75, 70, 60, 50].map((share) => [share, 100, true]),
    );
    assert.deepEqual([study.lostAt, study.atOnce], [600, 6]);
    assert.deepEqual(study.detection, { soonest: 31, latest: 41 });
    assert.deepEqual(study.keys, lossKeysOf([study.kinds.aws, study.kinds.azure]));
    assert.deepEqual(study.turns, []);
    for (const { losses } of study.rows) {
      assert.deepEqual(
        losses.azure?.map(({ detected }) => detected),
        [31, 36, 41],
      );
    }
  });

  it("finds the shares that keep the limit, and what would change them", () => {
    // Six places and a queue of three, for whom the six that were cut are already enough.
    const question = questionOf({ clouds: ["aws"], share: 100 });
    const study = studyLoss(pairWith({ aws: ROOM, azure: LITTLE }), PRICES, question);
    const refused = study.rows.map(({ losses }) => losses.aws?.[2]?.refused ?? 0);
    assert.ok(refused[0]! > 0);
    assert.equal(study.rows[0]?.keeps, false);
    const turn = study.turns.find(({ key, value }) => key === "askAgainPercent" && value === 0);
    assert.deepEqual(turn?.shares, [100, 90, 80, 70, 60, 50]);
    const all = studyLoss(pairWith({ aws: ROOM, azure: LITTLE }), PRICES, {
      ...question,
      limit: 1,
    });
    assert.ok(all.rows.every(({ keeps }) => keeps));
  });

  it("loses at the time of the most chats where none is given", () => {
    const at = Float64Array.from([...Array<number>(5).fill(100), 200, 300]);
    const { lostAt: _none, ...rest } = questionOf();
    const traffic = { title: "few", at, duration: 600 };
    const study = studyLoss(pairWith(), PRICES, { ...rest, clouds: ["aws"], traffic });
    assert.deepEqual([study.lostAt, study.atOnce], [100, 5]);
    assert.equal(study.rows[0]?.losses.aws?.[0]?.cut, 5);
  });

  it("tells how far it is", () => {
    const told: number[] = [];
    studyLoss(pairWith(), PRICES, questionOf({ clouds: ["aws"] }), (done) => told.push(done));
    assert.equal(told.at(-1), 1);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
  });
});
