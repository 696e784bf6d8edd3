import assert from "node:assert/strict";
import { ASSUMPTION_KEYS } from "../../../compare/options/assumptions";
import { OPTION_IDS, OPTION_KINDS } from "../../../compare/options/kinds";
import { comparisonJson } from "../../../compare/report/json";
import { reportFigure, reportPage } from "../../../compare/report/page";
import { resultOf, studyOf, SUBJECT } from "./studies";

const study = studyOf(OPTION_IDS.map((id, at) => resultOf(id, { month: 10 * (at + 1) })));

describe("the page of the report", () => {
  const page = reportPage(SUBJECT, study, "<svg></svg>");
  const rowsOf = (heading: string): string[] => {
    const section = page.split(`<h2>${heading}</h2>`)[1]?.split("<h2>")[0] ?? "";
    return (section.split("<tbody>")[1] ?? "").match(/<tr>.*?<\/tr>/g) ?? [];
  };

  it("has a row for each option and each assumption, and the plots as they are", () => {
    for (const heading of ["Service", "Cost"]) {
      assert.deepEqual(
        rowsOf(heading).map((row) => /<td>(.*?)<\/td>/.exec(row)?.[1]),
        OPTION_KINDS.map(({ title }) => title),
      );
    }
    assert.equal(rowsOf("Assumptions").length, ASSUMPTION_KEYS.length);
    assert.equal(page.split("<svg></svg>").length, 2);
  });

  it("takes what the user wrote as text, in the page and in the plots", () => {
    for (const text of [page, reportFigure(SUBJECT, study)]) {
      assert.ok(text.includes("a &lt;spike&gt; &amp; more"));
      assert.doesNotMatch(text, /<spike>/);
    }
  });

  it("gives the verdict for the goal first, and for the others below", () => {
    const [first = "", others = ""] = /<div class="verdict">(.*?)<\/div>\s*<ul>(.*?)<\/ul>/s
      .exec(page)!
      .slice(1);
    assert.match(first, /^<p>EKS \(aws-eks\) costs least/);
    assert.deepEqual(
      [...others.matchAll(/<li>Preferring (\w+):/g)].map(([, goal]) => goal),
      ["latency", "simplicity"],
    );
  });
});

describe("the comparison as JSON", () => {
  it("has every option by its id, without the series, and every assumption", () => {
    const found = comparisonJson(SUBJECT, study);
    assert.deepEqual(Object.keys(found.options), [...OPTION_IDS]);
    assert.deepEqual(Object.keys(found.assumptions), [...ASSUMPTION_KEYS]);
    const text = JSON.parse(JSON.stringify(found)) as typeof found;
    assert.deepEqual(text.options["aws-eks"], {
      title: "EKS",
      chats: 1000,
      served: 1000,
      delayed: 0,
      late: 0,
      refused: 0,
      cut: 0,
      cold: 0,
      overflow: 0,
      firstWords: { mean: 1, p50: 0.5, p95: 1, p99: 2 },
      absorbSeconds: 30,
      capacity: { replicas: { mean: 1.5, peak: 3 }, nodes: { mean: 1, peak: 2 } },
      cost: { month: 10, perThousand: 1, idle: 5, parts: { base: 5, machines: 5, functions: 0 } },
      ranges: found.options["aws-eks"]?.ranges,
    });
    assert.deepEqual(
      [text.verdict.prefer, text.verdict.option, text.verdict.turns],
      ["cost", "aws-eks", []],
    );
    assert.deepEqual(
      text.byVolume.map(({ factor }) => factor),
      [0.1, 1, 10],
    );
  });
});
