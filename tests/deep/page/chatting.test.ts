import assert from "node:assert/strict";
import { demoModel } from "../../../app/gateway/model/demoModel";
import { ModelError } from "../../../app/gateway/model/model";
import { Bench } from "./support/browser";
import { ChatPage, eventually } from "./support/chatPage";

const said = (role: "user" | "assistant", content: string) => ({ role, content });

describe("the page, chatting", function () {
  this.timeout(300_000);
  const bench = Bench.use();

  it("sends, thinks, and shows the reply as it comes", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    const turn = await site.model.turn();
    await chat.page.getByText("Thinking …").waitFor();
    turn.say("Hello **you");
    await chat.shows("hi", "Hello **you");
    assert.equal(await chat.page.getByText("Thinking …").isVisible(), false);
    turn.say("**, at last.");
    await chat.shows("hi", "Hello you, at last.");
    assert.equal(await chat.page.locator(".text strong").innerText(), "you");
    turn.end();
    await chat.hasMessages("hi", "Hello you, at last.");
    assert.equal(await chat.value("document.activeElement.id"), "input");
    assert.equal(await chat.input.inputValue(), "");
    assert.equal(await chat.page.title(), "hi – chatscale");
  });

  it("says that it is the demo model, or which one it is", async () => {
    const demo = await bench.open(await bench.site({ model: demoModel(0) }));
    await demo.getByText("It only shows how the service streams.").waitFor();
    const chat = new ChatPage(demo);
    await chat.send("hi");
    await demo.locator(".text").getByText("it thinks nothing, and needs no key").waitFor();
    const other = await bench.open(await bench.site());
    await other.getByText("scripted", { exact: true }).waitFor();
    assert.equal(await other.locator("#banner").isVisible(), false);
  });

  it("stops a reply, keeps the part that came, and goes on from there", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    const turn = await site.model.turn();
    turn.say("Half");
    await chat.shows("hi", "Half");
    await chat.button("Stop the reply").click();
    await turn.aborted();
    await chat.hasMessages("hi", "Half");
    await chat.page.getByText("Stopped.").waitFor();
    assert.equal(await chat.value("document.activeElement.id"), "input");
    await chat.send("more");
    await site.model.answer("Whole");
    await chat.hasMessages("hi", "Half", "more", "Whole");
    assert.deepEqual(site.model.asked[1], [
      said("user", "hi"),
      said("assistant", "Half"),
      said("user", "more"),
    ]);
  });

  it("regenerates a reply in the place of the old one", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    await site.model.answer("first");
    await chat.hasMessages("hi", "first");
    await chat.button("Regenerate reply").click();
    await site.model.answer("second");
    await chat.hasMessages("hi", "second");
    assert.deepEqual(site.model.asked, [[said("user", "hi")], [said("user", "hi")]]);
  });

  it("edits a message and sends it again, without what stood behind it", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    for (const text of ["one", "two"]) {
      await chat.send(text);
      await site.model.answer(`to ${text}`);
      await chat.button("Send message").waitFor();
    }
    await chat.hasMessages("one", "to one", "two", "to two");
    await chat.button("Edit message").first().click();
    const field = chat.page.getByLabel("Edit message").and(chat.page.locator("textarea"));
    await field.fill("other");
    await chat.page.locator(".edit").getByRole("button", { name: "Send" }).click();
    await site.model.answer("to other");
    await chat.hasMessages("other", "to other");
    assert.deepEqual(site.model.asked[2], [said("user", "other")]);
  });

  it("copies messages and code", async () => {
    const site = await bench.site();
    const permissions = ["clipboard-read", "clipboard-write"];
    const chat = new ChatPage(await bench.open(site, { permissions }));
    await chat.send("hi there");
    const reply = "Run **this**:\n\n```sh\nnpm start\n```";
    await site.model.answer(reply);
    await chat.button("Send message").waitFor();
    for (const [name, text] of [
      ["Copy code", "npm start"],
      ["Copy reply", reply],
      ["Copy message", "hi there"],
    ] as const) {
      await chat.button(name).click();
      await eventually(() => chat.value<string>("navigator.clipboard.readText()"), text);
    }
    assert.ok((await chat.announced()).includes("Copied"));
  });

  it("shows what failed, and tries again when told to", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    const turn = await site.model.turn();
    turn.say("Half");
    turn.fail(new ModelError("model_failed", "The model broke off."));
    await chat.notice.getByText("The model broke off.").waitFor();
    await chat.page.getByText("The reply broke off.").waitFor();
    await chat.button("Try again").click();
    await site.model.answer("Whole");
    await chat.hasMessages("hi", "Whole");
    assert.equal(await chat.notice.isVisible(), false);
  });

  it("waits as long as a full service asks, says so, and then sends again by itself", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    const sent: number[] = [];
    await chat.page.route("**/api/chats", async (route) => {
      sent.push(Date.now());
      const error = { code: "full", message: "Every place is taken.", retryAfterSeconds: 2 };
      if (sent.length > 1) await route.continue();
      else await route.fulfill({ status: 503, json: { error }, headers: { "Retry-After": "2" } });
    });
    await chat.send("hi");
    await chat.notice.getByText("Every place is taken. Trying again in").waitFor();
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    assert.equal(sent.length, 2);
    assert.ok(sent[1]! - sent[0]! >= 1900, "not before its time");
  });

  it("takes no message that is longer than the gateway does, and says how long it is", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.page.getByText("scripted").waitFor();
    await chat.send("ü".repeat(32_769));
    await chat.page.getByText("65,538 of 65,536 bytes").waitFor();
    assert.equal(await chat.input.getAttribute("aria-invalid"), "true");
    assert.equal(await chat.messages.count(), 0);
    await chat.send("ü".repeat(32_768));
    await site.model.answer("Long.");
    await chat.hasMessages("ü".repeat(32_768), "Long.");
  });

  it("says that the service is away, and goes on when it is there", async () => {
    const site = await bench.site();
    const page = await bench.open(site);
    let asked = 0;
    await page.route("**/api/info", (route) => {
      asked += 1;
      return asked === 1 ? route.abort() : route.continue();
    });
    await page.reload();
    const chat = new ChatPage(page);
    await chat.notice.getByText("The chat service cannot be reached.").waitFor();
    await page.getByText("scripted").waitFor();
    assert.equal(await chat.notice.isVisible(), false);
    assert.equal(asked, 2);
  });

  it("reads finished sentences aloud, and never the tokens", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    const turn = await site.model.turn();
    turn.say("The **first** sentence. The second");
    await eventually(() => chat.announced(), ["Thinking.", "The first sentence."]);
    turn.say(" one.\n\n```sh\nrm\n```");
    turn.end();
    await eventually(
      () => chat.announced(),
      ["Thinking.", "The first sentence.", "The second one. Code block."],
    );
    const live = "[...document.querySelectorAll('[aria-live], [role=status], [role=log]')]";
    assert.deepEqual(await chat.value(`${live}.map(({ id }) => id)`), ["announcer"]);
  });

  it("follows the reply, until the user scrolls away, and again from the button on", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site, { viewport: { width: 800, height: 500 } }));
    const box = "document.getElementById('scroll')";
    const left = (): Promise<number> =>
      chat.value(`Math.round(${box}.scrollHeight - ${box}.clientHeight - ${box}.scrollTop)`);
    await chat.send("hi");
    const turn = await site.model.turn();
    const grow = async (word: string): Promise<void> => {
      turn.say(`${word}\n\n`.repeat(30));
      await chat.page.locator(".text p", { hasText: word }).nth(29).waitFor();
    };
    await grow("one");
    await eventually(left, 0);
    await chat.page.locator("#scroll").hover();
    await chat.page.mouse.wheel(0, -200);
    await chat.button("Jump to the latest message").waitFor();
    const top = await chat.value(`${box}.scrollTop`);
    await grow("two");
    assert.equal(await chat.value(`${box}.scrollTop`), top);
    await chat.button("Jump to the latest message").click();
    await eventually(left, 0);
    await grow("three");
    await eventually(left, 0);
    turn.end();
  });
});
