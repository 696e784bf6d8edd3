import assert from "node:assert/strict";
import { OPTION_IDS } from "../../../compare/options/kinds";
import { comparisonTable } from "../../../compare/report/table";
import { resultOf, studyOf, SUBJECT } from "./studies";

describe("the table of the comparison", () => {
  it("has a row of service and one of cost for each option", () => {
    const table = comparisonTable(
      SUBJECT,
      studyOf([
        resultOf("aws-ecs", { month: 90, refused: 50, delayed: 20, p95: 3 }),
        resultOf("aws-lambda", { month: 2, cold: 31, p95: undefined }),
      ]),
    );
    const rows = table.split("\n").filter((line) => /^(aws|azure)-\S+ {2,}/.test(line));
    assert.deepEqual(
      rows.map((row) => row.split(/\s{2,}/)),
      [
        ["aws-ecs", "95.0 %", "2.0 %", "5.0 %", "0.0 %", "1.5 s", "3.0 s", "6.0 s"],
        ["aws-lambda", "100.0 %", "0.0 %", "0.0 %", "3.1 %", "–", "–", "–"],
        ["aws-ecs", "$90", "$9.00", "$45", "1.5", "3", "1.0/2", "30 s"],
        ["aws-lambda", "$2.00", "$0.20", "$1.00", "1.5", "3", "–", "30 s"],
      ],
    );
    assert.match(table, /^1,000 chats in 60 min: a <spike> & more\. Config of dev, dev-azure\.\n/);
    assert.match(table, /\naws-eks is left out: no stack runs it\.\n$/);
  });

  it("fits 80 columns with every option and large numbers", () => {
    const large = { month: 1_234_567, refused: 999, late: 1, p95: 36_000 };
    const table = comparisonTable(SUBJECT, studyOf(OPTION_IDS.map((id) => resultOf(id, large))));
    assert.deepEqual(
      table.split("\n").filter((line) => Array.from(line).length > 80),
      [],
    );
  });
});
