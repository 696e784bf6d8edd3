import assert from "node:assert/strict";
import fc from "fast-check";
import { GrowingMarkdown } from "../../../app/page/growingMarkdown";
import { parseMarkdown } from "../../../app/page/markdown";
import { spokenText, TAGS, type Node, type Tree } from "../../../app/page/tree";

const treeOf = (text: string): Node[] => parseMarkdown(text).map(({ node }) => node);
const p = (...children: Tree): Node => ({ tag: "p", children });

/** Every node of a tree. */
function all(tree: Tree): Node[] {
  return tree.flatMap((node) =>
    typeof node === "string" || node.tag === "codeBlock" ? [node] : [node, ...all(node.children)],
  );
}

/** Every text of a tree, one after the other. */
function texts(tree: Tree): string {
  return all(tree)
    .map((node) => (typeof node === "string" ? node : node.tag === "codeBlock" ? node.text : ""))
    .join("");
}

describe("parseMarkdown", () => {
  it("knows headings, lists, quotes, tables and code", () => {
    const text =
      "# Title\n\n- a\n- b\n\n3. c\n\n   d\n\n> *e* **f** ~~g~~ `h`\n\n---\n\n```ts title=x\ni\n```\n\n    j";
    assert.deepEqual(treeOf(text), [
      { tag: "h3", children: ["Title"] },
      {
        tag: "ul",
        children: [
          { tag: "li", children: ["a"] },
          { tag: "li", children: ["b"] },
        ],
      },
      { tag: "ol", start: 3, children: [{ tag: "li", children: [p("c"), p("d")] }] },
      {
        tag: "blockquote",
        children: [
          p(
            { tag: "em", children: ["e"] },
            " ",
            { tag: "strong", children: ["f"] },
            " ",
            { tag: "s", children: ["g"] },
            " ",
            { tag: "code", children: ["h"] },
          ),
        ],
      },
      { tag: "hr", children: [] },
      { tag: "codeBlock", language: "ts", text: "i" },
      { tag: "codeBlock", language: "", text: "j" },
    ]);
    assert.deepEqual(treeOf("| a | b |\n|---|--:|\n| 1 | 2 |"), [
      {
        tag: "table",
        children: [
          {
            tag: "thead",
            children: [
              {
                tag: "tr",
                children: [
                  { tag: "th", children: ["a"] },
                  { tag: "th", children: ["b"], align: "right" },
                ],
              },
            ],
          },
          {
            tag: "tbody",
            children: [
              {
                tag: "tr",
                children: [
                  { tag: "td", children: ["1"] },
                  { tag: "td", children: ["2"], align: "right" },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  it("moves headings below those of the page and of the message, to level 6 at most", () => {
    const tags = treeOf("# a\n## b\n### c\n#### d\n##### e\n###### f").map((node) =>
      typeof node === "string" ? node : node.tag,
    );
    assert.deepEqual(tags, ["h3", "h4", "h5", "h6", "h6", "h6"]);
  });

  it("shows HTML as the text that it is", () => {
    for (const html of [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "a <b onclick=alert(1)>b</b> c",
      "<style>*{display:none}</style>",
    ]) {
      assert.deepEqual(treeOf(html), [p(html)]);
    }
  });

  it("links only to absolute addresses of http, https and mailto", () => {
    const href = (text: string): string | undefined => {
      const found = all(treeOf(text)).find(
        (node) => typeof node !== "string" && node.tag === "link",
      );
      return (found as { href?: string } | undefined)?.href;
    };
    assert.equal(href("[a](https://example.com/b?c=d)"), "https://example.com/b?c=d");
    assert.equal(href("https://example.com"), "https://example.com/");
    assert.equal(href("<mailto:a@example.com>"), "mailto:a@example.com");
    for (const address of [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "&#106;avascript:alert(1)",
      "java%0Ascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:x",
      "file:///etc/passwd",
      "blob:https://example.com/1",
      "/api/conversations",
      "//example.com",
      "#x",
      "",
    ]) {
      assert.equal(href(`[a](${address})`), undefined, address);
      assert.equal(href(`[a]\n\n[a]: ${address}`), undefined, address);
    }
  });

  it("loads no image: its address is a link", () => {
    assert.deepEqual(treeOf("![a cat](https://example.com/cat.png)"), [
      p({ tag: "link", href: "https://example.com/cat.png", children: ["a cat"] }),
    ]);
    assert.deepEqual(treeOf("![](data:image/png;base64,AAAA)"), [p("Image")]);
  });

  it("makes nothing but known elements and safe links of any text", () => {
    const piece = fc.constantFrom(
      ..."<script>|<img src=x onerror=y>|[a](|javascript:x|)|**|*|_|`|```\n|\n|\n\n|- |1. |> |# || a |\n|-|-|\n|&lt;|&#x6a;|![|]|\\|https://a.b|<!--|-->|<![CDATA[|\0|\u202e|x ".split(
        "|",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const node of all(treeOf(pieces.join("")))) {
          if (typeof node === "string" || node.tag === "codeBlock") continue;
          if (node.tag === "link") assert.match(node.href, /^(https?|mailto):/);
          else assert.ok(TAGS.includes(node.tag), node.tag);
        }
      }),
    );
  });

  it("takes text that is nested or repeated without end", () => {
    for (const text of [
      ">",
      "- ",
      "[",
      "![",
      "*a **b ",
      "`",
      "<a ",
      "|a\n|-\n",
      "1. ",
      "~~",
      "(((",
    ]) {
      const tree = treeOf(text.repeat(20_000 / text.length));
      assert.ok(all(tree).length > 0 || text === ">", text);
    }
  });
});

describe("GrowingMarkdown", () => {
  it("ends with what the whole text gives, however it comes, and changes only the last block", () => {
    const block = fc.constantFrom(
      "A *line* of `text`.",
      "two\nlines",
      "# Head",
      "- a\n- b\n\n  more\n- c",
      "1. x\n2. y",
      "> quote\n> on",
      "```js\nlet a;\n\nlet b;\n```",
      "    indented\n\n    code",
      "| a | b |\n|---|---|\n| 1 | 2 |",
      "Set\n===",
      "---",
      "<div>\n*x*\n</div>",
      "CR\r\nLF\rCR",
      "  ",
    );
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 8 }),
        fc.constantFrom("\n\n", "\n"),
        fc.array(fc.nat(400), { maxLength: 20 }),
        (blocks, between, places) => {
          const text = blocks.join(between);
          const cuts = places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b);
          const growing = new GrowingMarkdown();
          const settled: Node[] = [];
          let open: readonly Node[] = [];
          for (const end of [...cuts, text.length]) {
            const next = growing.update(text.slice(0, end));
            settled.push(...next.settled);
            open = next.open;
          }
          assert.deepEqual([...settled, ...open], treeOf(text));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("spokenText", () => {
  it("reads a table by rows, and names code without reading it", () => {
    const text = "Look:\n\n```sh\nrm -rf x\n```\n\n- one\n- two [link](https://example.com)";
    assert.equal(spokenText(treeOf(text)), "Look:\nCode block.\none\ntwo link\n\n");
    assert.equal(texts(treeOf(text)).includes("rm -rf x"), true);
  });
});
