import assert from "node:assert/strict";
import { Bench } from "./support/browser";
import { ChatPage, eventually } from "./support/chatPage";

describe("the page, after an interruption", function () {
  this.timeout(300_000);
  const bench = Bench.use();

  it("goes on with the reply when the server restarts, without a lost or doubled word", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("count");
    const first = await site.model.turn();
    first.say("one ");
    first.say("two ");
    await chat.shows("count", "one two");
    await site.restart("kept");
    const second = await site.model.turn();
    assert.equal(second.prefix, "one two ");
    second.say("three ");
    await chat.shows("count", "one two three");
    second.say("four");
    second.end();
    await chat.hasMessages("count", "one two three four");
  });

  it("asks again when the restarted server has lost everything", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    await chat.send("count");
    const first = await site.model.turn();
    first.say("one ");
    await chat.shows("hi", "Hello", "count", "one");
    await site.restart("lost");
    await site.model.answer("one two");
    await chat.hasMessages("hi", "Hello", "count", "one two");
    const asked = site.model.asked.at(-1)?.map(({ content }) => content);
    assert.deepEqual(asked, ["hi", "Hello", "count"]);
  });

  it("shows history after a reload, and goes on with the reply that was under way", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    await chat.page.reload();
    await chat.hasMessages("hi", "Hello");
    await chat.send("count");
    const turn = await site.model.turn();
    turn.say("one ");
    await chat.shows("hi", "Hello", "count", "one");
    await chat.page.reload();
    turn.say("two");
    await chat.shows("hi", "Hello", "count", "one two");
    turn.end();
    await chat.hasMessages("hi", "Hello", "count", "one two");
    await chat.page.reload();
    await chat.hasMessages("hi", "Hello", "count", "one two");
    assert.equal(site.model.asked.length, 2);
  });

  it("has the conversation from the server when the browser has forgotten it", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    const address = new URL(chat.page.url()).hash;
    assert.match(address, /^#\/[\w-]+$/);
    const other = new ChatPage(await bench.open(site, {}, address));
    await other.hasMessages("hi", "Hello");
  });

  it("lists the chats, leads back to each, and forgets one everywhere when told to", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    for (const text of ["first", "second"]) {
      await chat.button("New chat").click();
      await chat.send(text);
      await site.model.answer(`to ${text}`);
      await chat.hasMessages(text, `to ${text}`);
    }
    const titles = chat.page.locator("#conversations .title");
    await eventually(() => titles.allInnerTexts(), ["second", "first"]);
    await chat.button("first").click();
    await chat.hasMessages("first", "to first");
    const address = new URL(chat.page.url()).hash;
    await chat.page.goBack();
    await chat.hasMessages("second", "to second");
    await chat.button("Delete first").click();
    await chat.button("Cancel").click();
    await eventually(() => titles.allInnerTexts(), ["second", "first"]);
    await chat.button("Delete first").click();
    await chat.button("Delete").click();
    await eventually(() => titles.allInnerTexts(), ["second"]);
    const response = await chat.page.request.get(
      `${site.url}api/conversations/${address.slice(2)}`,
    );
    assert.equal(response.status(), 404);
    await chat.page.reload();
    await chat.hasMessages("second", "to second");
    await eventually(() => titles.allInnerTexts(), ["second"]);
  });

  it("lets a reply go on while another chat is shown", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("slow");
    const turn = await site.model.turn();
    turn.say("one ");
    await chat.shows("slow", "one");
    await chat.button("New chat").click();
    await chat.shows();
    turn.say("two");
    turn.end();
    await chat.page.locator("#conversations .busy").waitFor({ state: "detached" });
    await chat.button("slow").click();
    await chat.hasMessages("slow", "one two");
  });
});
