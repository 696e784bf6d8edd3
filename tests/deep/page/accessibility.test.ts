import assert from "node:assert/strict";
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { ModelError } from "../../../app/gateway/model/model";
import { Bench } from "./support/browser";
import { ChatPage, eventually } from "./support/chatPage";

const PHONE = { width: 360, height: 720 };

const RICH = [
  "# Title\n\nA [link](https://example.com/), `code`, **strong** and ~~struck~~ text.",
  "- one\n- two\n\n1. three\n\n> A quote",
  `\`\`\`ts\nconst line = "${"wide ".repeat(60)}";\n\`\`\``,
  `| ${"a | ".repeat(12)}\n|${"---|".repeat(12)}\n| ${"a_long_cell | ".repeat(12)}`,
  "word".repeat(100),
  `https://example.com/${"path/".repeat(60)}`,
].join("\n\n");

interface Finding {
  readonly impact: string | null;
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds that hinders people: its two gravest kinds. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: Finding[] }>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`),
    );
}

describe("the page, for everybody", function () {
  this.timeout(300_000);
  const bench = Bench.use();

  for (const [name, options] of [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["light on a phone", { colorScheme: "light", viewport: PHONE, hasTouch: true, isMobile: true }],
    ["dark on a phone", { colorScheme: "dark", viewport: PHONE, hasTouch: true, isMobile: true }],
  ] as const satisfies readonly (readonly [string, BrowserContextOptions])[]) {
    it(`has no serious or critical finding of axe in any state, ${name}`, async () => {
      const site = await bench.site();
      const chat = new ChatPage(await bench.open(site, options));
      const { page } = chat;
      const check = async (state: string): Promise<void> => {
        assert.deepEqual(await findings(page), [], state);
        const wide = "document.documentElement.scrollWidth > innerWidth";
        assert.equal(await chat.value(wide), false, `${state}: wider than the screen`);
      };
      await page.getByText("scripted").waitFor();
      await check("empty");
      await chat.send(`hi ${"long".repeat(100)}`);
      const turn = await site.model.turn();
      await check("thinking");
      turn.say(RICH);
      await page.locator(".table-box").waitFor();
      await check("streaming");
      turn.end();
      await chat.button("Regenerate reply").waitFor();
      await check("done");
      await chat.button("Edit message").click();
      await check("editing");
      await chat.button("Cancel").click();
      await chat.send("again");
      (await site.model.turn()).fail(new ModelError("model_failed", "The model broke off."));
      await chat.button("Try again").waitFor();
      await check("failed");
      if (await chat.button("Chats").isVisible()) {
        await chat.button("Chats").click();
        await check("list of chats");
      }
      await page.locator("#conversations .action").first().click();
      await check("question");
    });
  }

  it("has no serious or critical finding where it asks for a token", async () => {
    const site = await bench.site({ token: "the-token-of-this-test-0123456789" });
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await bench.open(site, { colorScheme });
      await page.getByLabel("Access token").waitFor();
      assert.deepEqual(await findings(page), [], colorScheme);
    }
  });

  it("can be used with the keyboard alone", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    const { keyboard } = chat.page;
    const focused = (): Promise<string> =>
      chat.value(`(({ activeElement: e }) =>
        e.getAttribute("aria-label") ?? (e.labels?.[0]?.textContent || e.textContent.trim()))(document)`);
    const tabTo = async (name: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> => {
      const passed: string[] = [];
      while ((await focused()) !== name) {
        assert.ok(passed.length < 40, `${name} is not among ${passed.join(", ")}`);
        await keyboard.press(key);
        passed.push(await focused());
      }
    };
    await eventually(focused, "Message");
    await keyboard.type("one");
    await keyboard.press("Shift+Enter");
    await keyboard.type("two");
    await keyboard.press("Enter");
    await site.model.answer("Reply\n\n```sh\nx\n```");
    await chat.hasMessages("one\ntwo", "Reply\n\nsh\nx");
    assert.equal(await focused(), "Message");

    await tabTo("Regenerate reply", "Shift+Tab");
    await keyboard.press("Enter");
    const turn = await site.model.turn();
    assert.equal(await focused(), "Message");
    await tabTo("Stop the reply");
    await keyboard.press("Space");
    await turn.aborted();
    await chat.page.getByText("Stopped.").waitFor();
    assert.equal(await focused(), "Message");

    await tabTo("Edit message", "Shift+Tab");
    await keyboard.press("Enter");
    assert.equal(await focused(), "Edit message");
    await keyboard.press("Escape");
    assert.equal(await focused(), "Edit message");
    await keyboard.press("Enter");
    await keyboard.press("Control+A");
    await keyboard.type("other");
    await keyboard.press("Enter");
    await site.model.answer("To other");
    await chat.hasMessages("other", "To other");
    assert.equal(await focused(), "Message");

    await tabTo("New chat", "Shift+Tab");
    await keyboard.press("Enter");
    await chat.shows();
    assert.equal(await focused(), "Message");
    await tabTo("Delete other", "Shift+Tab");
    await keyboard.press("Enter");
    await tabTo("Delete");
    await keyboard.press("Enter");
    await chat.page.locator("#conversations li").waitFor({ state: "detached" });
    assert.equal(await focused(), "Message");
  });

  it("opens and closes the list of chats on a phone by keyboard, and hides it from it else", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site, { viewport: PHONE }));
    const menu = chat.button("Chats");
    assert.equal(await menu.getAttribute("aria-expanded"), "false");
    assert.equal(await chat.page.getByRole("navigation").count(), 0);
    await menu.focus();
    await chat.page.keyboard.press("Enter");
    assert.equal(await menu.getAttribute("aria-expanded"), "true");
    assert.equal(await chat.value("document.activeElement.id"), "new-chat");
    await chat.page.keyboard.press("Escape");
    assert.equal(await menu.getAttribute("aria-expanded"), "false");
    assert.equal(await chat.value("document.activeElement.id"), "menu");
  });

  it("does not take the Enter of an input method for the end of a message", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.input.fill("にほん");
    await chat.input.dispatchEvent("keydown", { key: "Enter", isComposing: true });
    assert.equal(await chat.input.inputValue(), "にほん");
    await chat.input.press("Enter");
    await site.model.answer("はい");
    await chat.hasMessages("にほん", "はい");
  });

  it("moves nothing for who asks for reduced motion", async () => {
    const site = await bench.site();
    for (const [reducedMotion, moving] of [
      ["reduce", 0],
      ["no-preference", 1],
    ] as const) {
      const chat = new ChatPage(await bench.open(site, { reducedMotion }));
      await chat.send("hi");
      const turn = await site.model.turn();
      await chat.page.getByText("Thinking …").waitFor();
      assert.equal(await chat.value("document.getAnimations().length"), moving);
      turn.end();
    }
  });
});
