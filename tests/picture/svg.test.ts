import assert from "node:assert/strict";
import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { layoutOf } from "../../picture/layout";
import { cut, widthOf, wrapped } from "../../picture/letters";
import { pictureSvg } from "../../picture/svg";
import type { Picture } from "../../picture/types";
import { picturedStack } from "../support/pictures";

async function drawn(picture: Picture): Promise<string> {
  return pictureSvg(picture, await layoutOf(picture));
}

describe("a picture in SVG", () => {
  it("says in words what it shows, for light and dark, and names no other file", async () => {
    const svg = await drawn(await picturedStack("prod-azure"));
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*role="img"/);
    assert.match(svg, /aria-labelledby="title desc"/);
    assert.match(svg, /<title id="title">prod-azure on Azure \(AKS, eastus\)<\/title>/);
    assert.match(svg, /<desc id="desc">People to Azure Load Balancer: HTTPS\. /);
    assert.match(svg, /@media \(prefers-color-scheme:dark\)/);
    assert.doesNotMatch(
      svg.replace("http://www.w3.org/2000/svg", ""),
      /https?:|url\(|href|@import/,
    );
  });

  it("is XML, whatever names are in it", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
        const all = { own: [], urns: [] };
        const svg = await drawn({
          title: text,
          areas: [{ id: "a", title: text, ...all }],
          parts: [
            { id: "p", kind: "data", title: text, lines: [text], area: "a", ...all },
            { id: "q", kind: "entry", title: "q", lines: [], ...all },
          ],
          links: [{ from: "q", to: "p", label: text, kind: "traffic" }],
        });
        // Its parser refuses what is no XML.
        assert.doesNotThrow(() => new Resvg(svg));
      }),
      { numRuns: 30 },
    ));
});

describe("a text of known width", () => {
  const font = { size: 10 };

  it("breaks at spaces and after hyphens", () => {
    assert.deepEqual(wrapped("aws-node-termination-handler", 70, font), [
      "aws-node-",
      "termination-",
      "handler",
    ]);
    assert.deepEqual(wrapped("one two", 200, font), ["one two"]);
    assert.deepEqual(wrapped("", 200, font), []);
    assert.deepEqual(wrapped("a b c d", 1, font).length, 3);
  });

  it("never is wider than its room", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 20, max: 200 }),
        (text, room) => {
          const lines = wrapped(text, room, font);
          assert.ok(lines.length <= 3);
          for (const line of lines) assert.ok(widthOf(line, font) <= room, line);
          if (widthOf(text, font) <= room) assert.equal(cut(text, room, font), text);
        },
      ),
    );
  });
});
