import assert from "node:assert/strict";
import { loadPlot } from "../../load/plot";
import { COLOURS, TEXT } from "../../plot/style";
import { REPORT } from "./reports";

/** The points of the first path that is drawn so. */
function points(svg: string, attributes: string): number[][] {
  const path = new RegExp(`<path d="([^"]*)"[^>]*${attributes}`).exec(svg)?.[1];
  assert.ok(path, `no path with ${attributes}`);
  return [...path.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe("the plot of a load", () => {
  const svg = loadPlot(REPORT);

  it("says in its title what came of the run", () => {
    assert.match(
      svg,
      /<title>96\.7 % of 3,000 chats complete, first token 12\.3 ms \(p50\), 20\.2 ms \(p99\)</,
    );
    assert.match(
      svg,
      /30 chats\/s with a spike of 150 for 4 s, seed 1, to http:\/\/127\.0\.0\.1:8080/,
    );
  });

  it("draws the chats that were due in proportion, step by step", () => {
    const due = points(svg, `fill="none" stroke="${TEXT}"`);
    assert.equal(due.length, 8);
    const [, zero] = due[4]!;
    const heights = due.map(([, y]) => Math.round((zero! - y!) * 10) / 10);
    const [thirty, , hundred, , none, , twenty] = heights;
    assert.equal(none, 0);
    assert.ok(Math.abs(thirty! / hundred! - 0.3) < 0.01);
    assert.ok(Math.abs(twenty! / hundred! - 0.2) < 0.01);
    const widths = due.map(([x]) => x! - due[0]![0]!);
    assert.ok(Math.abs(widths[3]! / widths[7]! - 0.5) < 0.001);
  });

  it("stacks what came of them up to what was due", () => {
    const due = points(svg, `fill="none" stroke="${TEXT}"`);
    const failed = points(svg, `fill="${COLOURS.red}"`);
    assert.deepEqual(failed.slice(0, 8), due);
    const complete = points(svg, `fill="${COLOURS.sky}"`);
    const refused = points(svg, `fill="${COLOURS.orange}"`);
    assert.deepEqual(refused.slice(8).reverse(), complete.slice(0, 8));
  });

  it("breaks the line of latencies where no chat had a token", () => {
    const line = new RegExp(`<path d="([^"]*)" fill="none" stroke="${COLOURS.orange}"`).exec(svg);
    assert.equal(line?.[1]?.match(/M/g)?.length, 2);
    assert.equal(line[1].match(/[ML]/g)?.length, 3);
  });

  it("gives each nine of the percentiles the same width", () => {
    const paths = svg.split(`stroke="${COLOURS.blue}"`).length - 1;
    assert.equal(paths, 3);
    const labels = ["0", "50", "90", "99"].map((label) => {
      const found = [
        ...svg.matchAll(new RegExp(`<text [^>]*x="([\\d.]+)"[^>]*>${label}</text>`, "g")),
      ];
      return Number(found.at(-1)?.[1]);
    });
    const [zero, , ninety, ninetyNine] = labels;
    assert.ok(Math.abs(ninetyNine! - ninety! - (ninety! - zero!)) < 0.1);
  });

  it("can be drawn of a run without a single token", () => {
    const steps = REPORT.series.steps.map((step) => ({ ...step, firstToken: undefined }));
    const none = { ...REPORT, firstToken: undefined, firstTokenCurve: [] };
    const empty = loadPlot({ ...none, series: { step: 1, steps } });
    assert.match(empty, /no token came/);
    assert.doesNotMatch(empty, /NaN|Infinity|undefined/);
  });
});
