import assert from "node:assert/strict";

import { lossTable } from "../../../../compare/report/loss/table";
import { lossStudyOf } from "./studies";

const BOTH = { aws: 4, azure: 1 };

describe("the table of a loss", () => {
  const table = lossTable(lossStudyOf({ 100: BOTH, 50: { aws: 3, azure: 4 } }));

  it("has a row for each share and each cloud that is lost", () => {
    const rows = table.split("\n").filter((line) => /^\d+ % /.test(line));
    // 45 of 410 chats were cut or in error; 175 of the 375 that asked AKS were refused.
    assert.deepEqual(
      rows.map((row) => row.trim().split(/\s{2,}/)),
      [
        ["100 %", "$1,100", "AWS", "10", "–", "8.5 %", "46.7 %", "0.0 %", "0.5 s", "3 min", "no"],
        [
          "100 %",
          "$1,100",
          "Azure",
          "10",
          "36 s",
          "8.5 %",
          "0.0 %",
          "0.0 %",
          "0.5 s",
          "0.0 s",
          "no",
        ],
        ["50 %", "$1,050", "AWS", "10", "36 s", "8.5 %", "0.0 %", "0.0 %", "0.5 s", "0.0 s", "yes"],
        [
          "50 %",
          "$1,050",
          "Azure",
          "10",
          "36 s",
          "8.5 %",
          "0.0 %",
          "0.0 %",
          "0.5 s",
          "0.0 s",
          "yes",
        ],
      ],
    );
  });

  it("fits 80 columns, with large numbers too", () => {
    const study = lossStudyOf({ 100: BOTH });
    const [row] = study.rows;
    const large = { cut: 123_456, errors: 1, worstWait: 36_000, wellAfter: 3599 };
    const losses = { aws: row!.losses.aws!.map((loss) => ({ ...loss, ...large })) };
    const rows = [{ ...row!, month: 1_234_567, losses }];
    for (const text of [table, lossTable({ ...study, rows })]) {
      const long = text.split("\n").filter((line) => Array.from(line).length > 80);
      assert.deepEqual(long, []);
    }
  });
});
