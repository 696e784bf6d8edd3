import assert from "node:assert/strict";
import { startIssuer } from "../../support/signInIssuer";
import { Bench } from "./support/browser";
import { ChatPage } from "./support/chatPage";

const TOKEN = "the-token-of-this-test-0123456789";

describe("the page, where the gateway asks for a token", function () {
  this.timeout(300_000);
  const bench = Bench.use();

  it("asks for it, tells when it is refused, and sends it with every request", async () => {
    const site = await bench.site({ token: TOKEN });
    const chat = new ChatPage(await bench.open(site));
    const token = chat.page.getByLabel("Access token");
    await token.waitFor();
    assert.equal(await chat.input.isVisible(), false);
    await token.fill("a-wrong-token-0123456789");
    await token.press("Enter");
    await chat.send("hi");
    await chat.page.getByText("The service did not take this token.").waitFor();
    assert.equal(await chat.value("document.activeElement.id"), "token");
    await token.fill(TOKEN);
    await chat.button("Sign in").click();
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    assert.equal(site.model.asked.length, 1);
  });

  it("keeps it in the tab, and nowhere else", async () => {
    const site = await bench.site({ token: TOKEN });
    const chat = new ChatPage(await bench.open(site));
    await chat.page.getByLabel("Access token").fill(TOKEN);
    await chat.button("Sign in").click();
    await chat.send("hi");
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    await chat.page.reload();
    await chat.hasMessages("hi", "Hello");
    assert.equal(
      await chat
        .value("document.cookie + JSON.stringify(localStorage)")
        .then((all) => String(all).includes(TOKEN)),
      false,
    );
    assert.equal(chat.page.url().includes(TOKEN), false);
    const other = await chat.page.context().newPage();
    await other.goto(site.url);
    await other.getByLabel("Access token").waitFor();
    await chat.button("Sign out").click();
    await chat.page.getByLabel("Access token").waitFor();
    assert.equal(await chat.value("JSON.stringify(sessionStorage)"), "{}");
  });
});

describe("the page, where people sign in with an issuer", function () {
  this.timeout(300_000);
  const bench = Bench.use();

  it("sends them there and back, to the conversation that they left", async () => {
    const site = await bench.site({ issuer: await startIssuer() });
    const chat = new ChatPage(await bench.open(site));
    await chat.button("Sign in").waitFor();
    assert.equal(await chat.page.getByLabel("Access token").isVisible(), false);
    assert.equal(await chat.input.isVisible(), false);
    assert.equal(await chat.value("document.activeElement.textContent"), "Sign in");
    await chat.page.keyboard.press("Enter");
    await chat.input.waitFor();
    assert.equal(chat.page.url(), site.url);
    await chat.send("hi");
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    const address = chat.page.url();
    await chat.button("Sign out").click();
    await chat.button("Sign in").click();
    await chat.input.waitFor();
    await chat.hasMessages("hi", "Hello");
    assert.equal(chat.page.url(), address);
  });

  it("keeps token and code out of all that outlives the tab", async () => {
    const site = await bench.site({ issuer: await startIssuer() });
    const chat = new ChatPage(await bench.open(site));
    await chat.button("Sign in").click();
    await chat.input.waitFor();
    const kept = await chat.value<string>("document.cookie + JSON.stringify(localStorage)");
    assert.equal(kept, "{}");
    assert.deepEqual(await chat.value("Object.keys(sessionStorage)"), ["chatscale.token"]);
    await chat.page.goBack();
    assert.equal(chat.page.url().includes("code="), false);
  });

  it("tells when the issuer lets nobody in, and when a sign-in has ended", async () => {
    const issuer = await startIssuer();
    const site = await bench.site({ issuer });
    const chat = new ChatPage(await bench.open(site));
    issuer.isWilling = false;
    await chat.button("Sign in").click();
    await chat.page.getByText("The sign-in failed. Try again.").waitFor();
    issuer.isWilling = true;
    await chat.button("Sign in").click();
    await chat.input.waitFor();
    assert.equal(await chat.page.getByText("The sign-in failed. Try again.").isVisible(), false);
    const old = issuer.token({ exp: 1 });
    await chat.value(`sessionStorage.setItem("chatscale.token", ${JSON.stringify(old)})`);
    await chat.send("hi");
    await chat.page.getByText("The sign-in has ended. Sign in again.").waitFor();
    await chat.button("Sign in").click();
    await chat.input.waitFor();
  });
});
