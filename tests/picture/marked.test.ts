import assert from "node:assert/strict";
import { withCosts } from "../../picture/costs";
import { markedPicture, type Marks } from "../../picture/marked";
import type { Area, Link, Part, Picture } from "../../picture/types";

const part = (id: string, more: Partial<Part> = {}): Part => ({
  id,
  kind: "compute",
  title: id,
  lines: [],
  own: [`${id}-own`],
  urns: [`${id}-own`, `${id}-other`],
  ...more,
});

const area = (id: string, inside?: string): Area => ({
  id,
  title: id,
  own: [`${id}-own`],
  urns: [`${id}-own`],
  ...(inside !== undefined && { area: inside }),
});

const link = (from: string, to: string): Link => ({ from, to, label: "l", kind: "traffic" });

const picture = (parts: Part[], areas: Area[] = [], links: Link[] = []): Picture => ({
  title: "t",
  areas,
  parts,
  links,
});

/** The marks by id, of what has one. */
function marksOf(base: Picture | undefined, head: Picture | undefined, marks: Marks = new Map()) {
  const { areas, parts } = markedPicture(base, head, marks);
  return Object.fromEntries(
    [...areas, ...parts].flatMap(({ id, mark }) => (mark ? [[id, mark]] : [])),
  );
}

describe("a picture with marks", () => {
  it("marks what comes and what goes, with their links and areas", () => {
    const base = picture(
      [part("stays"), part("goes", { area: "old" })],
      [area("old")],
      [link("stays", "goes")],
    );
    const head = picture([part("stays"), part("comes")], [], [link("stays", "comes")]);
    assert.deepEqual(marksOf(base, head), { old: "deleted", comes: "created", goes: "deleted" });
    const { links } = markedPicture(base, head, new Map());
    assert.deepEqual(links, [link("stays", "comes"), link("stays", "goes")]);
    assert.deepEqual(marksOf(undefined, picture([part("a")])), { a: "created" });
    assert.deepEqual(marksOf(picture([part("a")]), undefined), { a: "deleted" });
  });

  it("is replaced where its own resource is, and else only updated", () => {
    const same = picture([part("a")]);
    const marked = (urn: string, mark: "created" | "updated" | "replaced" | "perhaps replaced") =>
      marksOf(same, same, new Map([[urn, mark]]))["a"];
    assert.equal(marked("a-own", "replaced"), "replaced");
    assert.equal(marked("a-own", "perhaps replaced"), "perhaps replaced");
    assert.equal(marked("a-other", "replaced"), "updated");
    assert.equal(marked("a-other", "created"), "updated");
    assert.equal(marked("b-own", "replaced"), undefined);
  });

  it("takes the worst of several, and one that comes for an update of their box", () => {
    const all = picture([part("a", { own: ["1", "2"], urns: ["1", "2"] })]);
    const marks = (one: "created" | "replaced"): Marks =>
      new Map([
        ["1", "updated"],
        ["2", one],
      ]);
    assert.deepEqual(marksOf(all, all, marks("replaced")), { a: "replaced" });
    assert.deepEqual(marksOf(all, all, marks("created")), { a: "updated" });
  });

  it("has areas before what stands in them", () => {
    const base = picture([part("a", { area: "inner" })], [area("outer"), area("inner", "outer")]);
    const head = picture([part("a", { area: "inner" })], [area("inner", "outer"), area("outer")]);
    const ids = markedPicture(base, head, new Map()).areas.map(({ id }) => id);
    assert.deepEqual(ids, ["outer", "inner"]);
  });
});

describe("a picture with costs", () => {
  it("says what each part costs, and each area with all in it", () => {
    const bare = picture(
      [part("a", { area: "inner" }), part("free")],
      [area("outer"), area("inner", "outer")],
    );
    const { areas, parts } = withCosts(bare, (urns) =>
      urns.includes("a-own") ? `$${urns.length}` : "",
    );
    assert.deepEqual(
      areas.map(({ title }) => title),
      ["outer · $4", "inner · $3"],
    );
    assert.deepEqual(
      parts.map(({ lines }) => lines),
      [["$2"], []],
    );
  });
});
