import assert from "node:assert/strict";
import fc from "fast-check";
import { legendOf, pictureMermaid } from "../../picture/mermaid";
import type { Part, Picture } from "../../picture/types";
import { picturedStack } from "../support/pictures";

const part = (id: string, more: Partial<Part> = {}): Part => ({
  id,
  kind: "compute",
  title: id,
  lines: [],
  own: [],
  urns: [],
  ...more,
});

const PICTURE: Picture = {
  title: "s on AWS",
  areas: [
    { id: "cloud", title: "AWS", own: [], urns: [] },
    { id: "net", title: "VPC", area: "cloud", own: [], urns: [], mark: "updated" },
  ],
  parts: [
    part("people", { kind: "people", title: "People" }),
    part("a b", { area: "net", title: 'gate"way', lines: ["1–6 pods"], mark: "replaced" }),
    part("db", { kind: "data", area: "cloud", title: "Redis" }),
  ],
  links: [
    { from: "people", to: "a b", label: "HTTPS", kind: "traffic" },
    { from: "a b", to: "db", label: "sessions", kind: "help" },
  ],
};

/** The text that Mermaid shows for what stands between quotes. */
function read(quoted: string): string {
  return quoted.replaceAll(/#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
}

describe("a picture in Mermaid", () => {
  it("has areas, boxes, arrows, kinds and changes", () => {
    assert.equal(
      pictureMermaid(PICTURE),
      `flowchart TB
  n2(["People"])
  subgraph n0 ["AWS"]
    n4[("Redis")]
    subgraph n1 ["#126; VPC"]
      n3["± gate#34;way<br/>1–6 pods"]
    end
  end
  n2 -->|"HTTPS"| n3
  n3 -.->|"sessions"| n4
  classDef people stroke:#6e7781
  classDef data stroke:#1f9d7a
  class n2 people
  class n4 data
  classDef updated fill:#fff8c5,stroke:#9a6700,color:#3f2a00
  classDef replaced fill:#ffe2d1,stroke:#bc4c00,color:#4d1f00
  class n1 updated
  class n3 replaced
`,
    );
    assert.equal(legendOf(PICTURE), "~ updated, ± replaced");
    assert.equal(legendOf({ ...PICTURE, areas: [], parts: [] }), "");
  });

  it("has nothing that a name could bring in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (title) => {
        const text = pictureMermaid({
          ...PICTURE,
          areas: [],
          parts: [part("p", { title })],
          links: [],
        });
        const [, inside = ""] = /^ {2}n0\["([^\n]*)"\]$/m.exec(text ?? "") ?? [];
        assert.match(inside, /^(#\d+;|[\p{L}\p{N} .,:/()·–×+~±?-])*$/u);
        assert.equal(read(inside), title.replaceAll(/[\p{Cc}\p{Cs}]/gu, " "));
      }),
    );
  });

  it("is left out where GitHub would not draw it", () => {
    const many = (count: number) => ({
      ...PICTURE,
      links: Array.from({ length: count }, () => PICTURE.links[0]!),
    });
    assert.ok(pictureMermaid(many(500)));
    assert.equal(pictureMermaid(many(501)), undefined);
    const long = part("long", { lines: ["x".repeat(50_000)] });
    assert.equal(pictureMermaid({ ...PICTURE, parts: [...PICTURE.parts, long] }), undefined);
  });

  it("is short for the largest stacks", async () => {
    for (const stack of ["prod-aws", "prod-azure"]) {
      const text = pictureMermaid(await picturedStack(stack)) ?? "";
      assert.ok(text.length > 1000 && text.length < 5000, String(text.length));
    }
  });
});
