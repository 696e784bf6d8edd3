import assert from "node:assert/strict";
import { scaleOf, ticksOf, type Axis } from "../../plot/axes";
import { drawFigure } from "../../plot/figure";
import { element, pathOf, text } from "../../plot/svg";

const linear: Axis = { label: "s", kind: "linear", domain: [0, 10], format: String };
const log: Axis = { label: "ms", kind: "log", domain: [1, 1000], format: String };

describe("SVG elements", () => {
  it("escape what is written into them", () => {
    assert.equal(text(`<a> & "b"`, { x: 1 }), `<text x="1">&lt;a&gt; &amp; &quot;b&quot;</text>`);
    assert.equal(element("g", { id: `"><x`, fill: undefined }), `<g id="&quot;&gt;&lt;x"/>`);
  });

  it("draw a path that breaks where a point is missing, to a hundredth of a pixel", () => {
    assert.equal(pathOf([[0, 1.23456], [2, 3], undefined, [4, 5]]), "M0,1.23L2,3M4,5");
    assert.equal(pathOf([]), "");
  });
});

describe("an axis", () => {
  it("places values in proportion, and those beyond it at its edge", () => {
    const scale = scaleOf(linear, [100, 200]);
    assert.deepEqual([0, 5, 10, 20, -1].map(scale), [100, 150, 200, 200, 100]);
    const upwards = scaleOf(log, [300, 0]);
    assert.deepEqual(
      [1, 10, 1000].map((value) => Math.round(upwards(value))),
      [300, 200, 0],
    );
  });

  it("has round ticks, few enough to read", () => {
    assert.deepEqual(ticksOf(linear), [0, 2, 4, 6, 8, 10]);
    assert.deepEqual(ticksOf({ ...log, domain: [3, 80] }), [5, 10, 20, 50]);
    assert.deepEqual(ticksOf(log), [1, 10, 100, 1000]);
    assert.deepEqual(ticksOf({ ...log, domain: [0.01, 0.1] }), [0.01, 0.02, 0.05, 0.1]);
    assert.deepEqual(ticksOf({ ...linear, ticks: [1, 7] }), [1, 7]);
  });
});

describe("a figure", () => {
  const figure = drawFigure({
    title: "Two & two",
    notes: ["first", "second"],
    charts: [
      {
        title: "One",
        x: linear,
        y: { ...linear, label: "count" },
        marks: [
          {
            kind: "area",
            label: "all",
            colour: "#111111",
            points: [
              [0, 0, 5],
              [10, 0, 10],
            ],
          },
          {
            kind: "line",
            label: "some",
            colour: "#222222",
            dashed: true,
            points: [
              [0, 10],
              [5, undefined],
              [10, 0],
            ],
          },
        ],
      },
    ],
  });

  it("is one document that asks nothing of others", () => {
    assert.match(figure, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 /);
    assert.match(figure, /<title>Two &amp; two<\/title><desc>first second<\/desc>/);
    assert.doesNotMatch(figure, /<script|<style|href=|url\(|NaN|undefined/);
    // The chart's box is 464 wide from 16 on: less the margins, 70 to 466 across and 132 to 314 down.
    assert.match(figure, /d="M70,223L466,132L466,314L70,314Z" fill="#111111"/);
    assert.match(figure, /d="M70,132M466,314" [^>]*stroke="#222222"[^>]*stroke-dasharray="5 4"/);
  });

  it("names its marks once each", () => {
    for (const name of ["all", "some", "count", "One"]) {
      assert.equal(figure.split(`>${name}</text>`).length, 2, name);
    }
  });
});
