import assert from "node:assert/strict";

import {
  lossRows,
  lossSubject,
  lossTimes,
  lossVerdict,
  sharesOf,
} from "../../../../compare/report/loss/words";
import { lossStudyOf } from "./studies";

const WELL = { aws: 4, azure: 4 };
const CALM = "No assumption changes these shares, taken one at a time.";

describe("the words on a loss", () => {
  it("name the pair, the primary, and when it is lost", () => {
    const study = lossStudyOf({ 100: WELL });
    assert.deepEqual(lossSubject(study), [
      "aws-ecs and azure-aks behind one host name; AWS is the primary.",
      "A cloud is lost after 10:22 h, with 1,234 chats in the works, the most.",
    ]);
    const question = { ...study.question, primary: "azure", lostAt: 65 } as const;
    assert.deepEqual(lossSubject({ ...study, question, lostAt: 65, atOnce: 1 }), [
      "azure-aks and aws-ecs behind one host name; Azure is the primary.",
      "A cloud is lost after 0:01 h, with 1 chat in the works.",
    ]);
  });

  it("tell how long it takes until clients are led to the other side", () => {
    assert.equal(
      lossTimes(lossStudyOf({ 100: WELL })),
      "The name leads to the other side after 31 to 41 s (a check each 10 s, 3 failures). Half of the clients know within 62 s of that, 95 % within 6 min (time to live 60 s).",
    );
  });

  it("have a row for each share and each cloud that is lost", () => {
    const study = lossStudyOf({ 100: WELL, 50: { aws: 4 } });
    assert.deepEqual(
      lossRows(study).map(({ row, cloud }) => [row.share, cloud]),
      [
        [100, "aws"],
        [100, "azure"],
        [50, "azure"],
      ],
    );
  });

  it("name the shares that keep the limit, and the cheapest of them", () => {
    const study = lossStudyOf({ 100: { aws: 4, azure: 1 }, 80: WELL, 60: WELL });
    assert.deepEqual(lossVerdict(study), [
      "Shares of the primary that keep refused and late chats within 1 %: 80 and 60 %. At 60 % both sides cost least, $1,060 a month.",
      CALM,
    ]);
  });

  it("name one cost where no share costs less", () => {
    const study = lossStudyOf({ 100: WELL, 60: WELL });
    const rows = study.rows.map((row) => ({ ...row, month: 999.9 + row.share / 1000 }));
    assert.equal(
      lossVerdict({ ...study, rows })[0],
      "Shares of the primary that keep refused and late chats within 1 %: all. Both sides cost $1,000 a month.",
    );
  });

  it("name the best share and who refuses where none keeps it", () => {
    const study = lossStudyOf({ 100: { aws: 4, azure: 1 }, 80: { aws: 2, azure: 2 } });
    assert.deepEqual(lossVerdict(study), [
      "No share keeps refused and late chats within 1 %. The best is 80 %: 2.7 % of the chats that ask azure-aks when AWS is lost. More replicas at the least (gateway.minReplicas) are there at once.",
      CALM,
    ]);
  });

  it("name what would change the shares", () => {
    const turns = [
      { key: "staleSeconds", value: 1800, shares: [100] },
      { key: "publishSeconds", value: 60, shares: [] },
    ] as const;
    assert.equal(
      lossVerdict(lossStudyOf({ 100: WELL, 50: WELL }, { turns })).at(-1),
      "It would be 100 %, if 1,800 s that such a resolver adds to the time to live; none, if 60 s from the last failed check until name servers answer otherwise.",
    );
  });

  it("list shares", () => {
    const study = lossStudyOf({ 100: WELL, 80: WELL, 60: WELL, 50: WELL });
    const read = [[], [80], [80, 60], [100, 80, 50], [100, 80, 60, 50]];
    assert.deepEqual(
      read.map((shares) => sharesOf(study, shares)),
      ["none", "80 %", "80 and 60 %", "100, 80 and 50 %", "all"],
    );
  });
});
