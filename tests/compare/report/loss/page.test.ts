import assert from "node:assert/strict";

import { lossJson } from "../../../../compare/report/loss/json";
import { lossFigure } from "../../../../compare/report/loss/charts";
import { lossSection } from "../../../../compare/report/loss/page";
import { reportPage } from "../../../../compare/report/page";
import { resultOf, studyOf, SUBJECT } from "../studies";
import { lossStudyOf } from "./studies";

const turns = [{ key: "staleSeconds", value: 1800, shares: [50] }] as const;
const study = lossStudyOf({ 100: { aws: 4, azure: 1 }, 50: { aws: 3, azure: 4 } }, { turns });

describe("the section of a loss in the page", () => {
  const section = lossSection(study, "<svg>loss</svg>");
  const rowsOf = (text: string): string[][] =>
    (text.split("<tbody>")[1] ?? "")
      .split("</tbody>")[0]!
      .split("\n")
      .map((row) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell ?? ""));

  it("has a row for each share and cloud, the plots, and each assumption", () => {
    const [shares = "", assumptions = ""] = section.split("<h2>Assumptions on the loss</h2>");
    assert.deepEqual(
      rowsOf(shares).map((row) => [row[0], row[2], row[7], row.at(-1)]),
      [
        ["100 %", "AWS", "46.7\u00a0%", "no"],
        ["100 %", "Azure", "0.0\u00a0%", "no"],
        ["50 %", "AWS", "0.0\u00a0%", "yes"],
        ["50 %", "Azure", "0.0\u00a0%", "yes"],
      ],
    );
    const found = rowsOf(assumptions);
    assert.equal(found.length, study.keys.length);
    const turning = found.filter((row) => row.at(-1) !== "no");
    assert.deepEqual(
      turning.map((row) => [row[1], row.at(-1)]),
      [["300\u00a0s", "at 1,800: 50 %"]],
    );
    assert.ok(shares.includes("<svg>loss</svg>"));
  });

  it("stands before the assumptions of the comparison", () => {
    const page = reportPage(SUBJECT, studyOf([resultOf("aws-ecs")]), "<svg></svg>", section);
    const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    assert.deepEqual(headings.slice(-3), [
      "One cloud gone",
      "Assumptions on the loss",
      "Assumptions",
    ]);
  });
});

describe("the plots of a loss", () => {
  const titlesOf = (svg: string): string[] =>
    [...svg.matchAll(/font-size="13"[^>]*>(.*?)</g)].map(([, title]) => title ?? "");

  it("show each loss over time, what the survivor had, and the shares", () => {
    assert.deepEqual(titlesOf(lossFigure(study)), [
      "AWS lost: chats by the time they asked",
      "AKS meanwhile: chats, and places for them",
      "Azure lost: chats by the time they asked",
      "ECS meanwhile: chats, and places for them",
      "Refused or late, at the worst",
      "Cost of both sides, when both are well",
    ]);
  });

  it("show one loss alone where only one is asked for", () => {
    const question = { ...study.question, clouds: ["azure"] } as const;
    const titles = titlesOf(lossFigure({ ...study, question }));
    assert.deepEqual(titles.slice(0, 2), [
      "Azure lost: chats by the time they asked",
      "ECS meanwhile: chats, and places for them",
    ]);
    assert.equal(titles.length, 4);
  });
});

describe("a loss as JSON", () => {
  it("has every figure of each share, cloud and phase, and every assumption", () => {
    const found = JSON.parse(JSON.stringify(lossJson(study))) as ReturnType<typeof lossJson>;
    assert.deepEqual(found.pair, { aws: "aws-ecs", azure: "azure-aks" });
    assert.deepEqual(Object.keys(found.assumptions), study.keys);
    assert.equal(found.assumptions["staleSeconds"]?.changesShares, true);
    const [full] = found.shares;
    assert.deepEqual([full?.share, full?.month, full?.keeps], [100, 1100, false]);
    const { timeline, capacity, resumedAfter: _none, ...figures } = full!.lost["aws"]![0]!;
    assert.deepEqual(figures, {
      detected: 35,
      started: 410,
      complete: 200,
      resumed: 0,
      retried: 0,
      refused: 175,
      failed: 35,
      tooLong: 0,
      cut: 10,
      errors: 35,
      asked: 375,
      late: 0,
      worstWait: 0.5,
      wellAfter: 199.5,
      refusedOrLate: 175 / 375,
    });
    assert.equal(timeline["broken"]?.length, 120);
    assert.equal(capacity.replicas?.peak, 1);
  });
});
