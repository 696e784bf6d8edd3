import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { markedPicture } from "../../../picture/marked";
import { pictureMermaid } from "../../../picture/mermaid";
import { layoutOf } from "../../../picture/layout";
import { pictureSvg } from "../../../picture/svg";
import type { Mark, Picture } from "../../../picture/types";
import { FUNCTIONS } from "../../support/awsStacks";
import { FRONT_DOOR } from "../../support/azureStacks";
import { picturedStack } from "../../support/pictures";
import { findChromium, launch } from "../page/support/browser";
import { NoPackages, packagesOf } from "../support/npmPackages";

/** All shipped stacks, and the options that change a picture most. */
const STACKS: readonly (readonly [stack: string, ...set: string[]])[] = [
  ["dev"],
  ["dev-azure"],
  ["dev-ecs"],
  ["local"],
  ["prod-aws"],
  ["prod-azure"],
  ["prod-aws", ...FUNCTIONS],
  ["prod-azure", ...FUNCTIONS],
  ["dev-azure", FRONT_DOOR],
  ["dev-ecs", "capacity=asg"],
];

/**
 * Words and signs that Mermaid or HTML could take for their own. What Mermaid shows as mathematics (`$$`),
 * an icon (`fa:`) or a line's end (`\\n`) is harmless, and no name has it.
 */
const HOSTILE = [
  "end",
  "graph TD; a-->b",
  '"] --> x["',
  "%% comment",
  "click n0 callback",
  "`**bold**`",
  "<img src=x onerror=alert(1)>",
  "#quot; &amp; ;",
  "::: --- |a|",
  "- list",
  "1. one",
  "{{}} [[]] (( ))",
];

function hostilePicture(): Picture {
  const marks: readonly Mark[] = ["created", "updated", "replaced", "perhaps replaced", "deleted"];
  return {
    title: HOSTILE.join(" "),
    areas: [{ id: "area", title: HOSTILE[2]!, own: [], urns: [] }],
    parts: HOSTILE.map((title, index) => ({
      id: title,
      kind: "compute",
      title,
      lines: [title],
      own: [],
      urns: [],
      ...(index % 2 === 0 && { area: "area" }),
      ...(index < marks.length && { mark: marks[index]! }),
    })),
    links: HOSTILE.slice(1).map((title, index) => ({
      from: HOSTILE[index]!,
      to: title,
      label: title,
      kind: "help",
    })),
  };
}

describe("pictures as a browser shows them", () => {
  let browser: Browser | undefined;
  let page: Page;
  before(async function () {
    const program = findChromium();
    if (program === undefined) {
      process.stdout.write("    skipped: there is no Chromium here (Debian's package chromium)\n");
      this.skip();
    }
    browser = await launch(program);
    page = await browser.newPage();
  });
  after(() => browser?.close());

  it("have every text inside of its box, and no text on another", async () => {
    for (const [stack, ...set] of STACKS) {
      const picture = await picturedStack(stack, ...set);
      await show(picture);
      assert.deepEqual(await page.evaluate("checks.misplaced()"), [], [stack, ...set].join(" "));
    }
  });

  it("are readable on a light page and on a dark one", async () => {
    const picture = await picturedStack("prod-aws");
    await show(picture);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await page.evaluate("checks.faint()"), [], colorScheme);
    }
  });

  describe("in Mermaid", () => {
    before(async function () {
      this.timeout(300_000);
      try {
        const folder = await packagesOf(join(__dirname, "mermaid"));
        await load("<!doctype html><title>Mermaid</title>");
        await page.addScriptTag({ path: `${folder}/node_modules/mermaid/dist/mermaid.min.js` });
      } catch (error) {
        if (!(error instanceof NoPackages) || process.env["CI"] === "true") throw error;
        process.stdout.write(`    skipped: ${error.message}\n`);
        this.skip();
      }
    });

    it("are drawn, with each text as it is", async () => {
      for (const [stack, ...set] of STACKS) {
        await assertDrawn(await picturedStack(stack, ...set));
      }
    });

    it("are drawn with the marks of a change of clouds", async () => {
      const [base, head] = [await picturedStack("prod-aws"), await picturedStack("prod-azure")];
      const picture = markedPicture(base, head, new Map());
      assert.ok(picture.parts.length > 25);
      await assertDrawn(picture);
    });

    it("are drawn where names are words of Mermaid's own, and run nothing", async () => {
      await assertDrawn(hostilePicture());
      assert.equal(await page.locator("img").count(), 0);
    });
  });

  async function show(picture: Picture): Promise<void> {
    await load(pictureSvg(picture, await layoutOf(picture)));
  }

  async function load(content: string): Promise<void> {
    await page.setContent(content);
    await page.addScriptTag({ path: join(__dirname, "inBrowser.js") });
  }

  async function assertDrawn(picture: Picture): Promise<void> {
    const text = pictureMermaid(picture);
    assert.ok(text);
    const shown: { readonly boxes: string[]; readonly labels: string[] } = await page.evaluate(
      `checks.rendered(${JSON.stringify(text)})`,
    );
    const marks = new Map<Mark | undefined, string>([
      ["created", "+ "],
      ["updated", "~ "],
      ["replaced", "± "],
      ["perhaps replaced", "? "],
      ["deleted", "- "],
    ]);
    const wanted = [
      ...picture.areas.map(({ title, mark }) => (marks.get(mark) ?? "") + title),
      ...picture.parts.map(({ title, mark, lines }) =>
        [(marks.get(mark) ?? "") + title, ...lines].join(""),
      ),
    ];
    const plain = (all: readonly string[]): string[] =>
      all.map((each) => each.replaceAll(/\s+/g, " ").trim()).sort();
    assert.deepEqual(plain(shown.boxes), plain(wanted));
    assert.deepEqual(plain(shown.labels), plain(picture.links.map(({ label }) => label)));
  }
});
