import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { Bench } from "./support/browser";
import { ChatPage, eventually } from "./support/chatPage";

const IMAGE = "<img src=x onerror=hacked=1>";

/** Ways past a filter of HTML or of addresses, each a reply of its own. */
const VECTORS = [
  // Elements that parsers read differently from what they print (mutation XSS).
  `<svg></p><style><a id="</style>${IMAGE}">`,
  `<math><mtext><table><mglyph><style><!--</style>${IMAGE}`,
  `<noscript><p title="</noscript>${IMAGE}">`,
  `<textarea></textarea>${IMAGE}<xmp></xmp>`,
  `<!--[if gte IE 4]>${IMAGE}<![endif]--><?xml ?>${IMAGE}<![CDATA[${IMAGE}]]>`,
  // Events that need no click.
  "<details open ontoggle=hacked=1><video><source onerror=hacked=1></video>",
  "<body onload=hacked=1><input autofocus onfocus=hacked=1><marquee onstart=hacked=1>",
  "<object data=javascript:hacked=1><embed src=javascript:hacked=1>",
  // Schemes in disguise.
  "[a](java\tscript:hacked=1) [b](JaVaScRiPt:hacked=1) [c](\x01javascript:hacked=1)",
  "[a](javascript&colon;hacked=1) [b](&#x6A;avascript&#58;hacked=1) [c](javascript%3Ahacked=1)",
  "[a](<javascript:hacked=1>) [b](vbscript:hacked) [c](view-source:x) [d](blob:x) [e](filesystem:x)",
  "<JAVASCRIPT:hacked=1> <data:text/html,hacked> ![x](javascript:hacked=1)",
  "[a](//example.com/x) [b](/api/info) [c](?x) [d](#/x) [e](file:///etc/passwd) [f](\\\\x)",
  "[a]: javascript:hacked=1\n\n[a] [x][a] ![x][a]",
  // Attributes that would be broken out of.
  `[a](https://example.com/"onmouseover="hacked=1) [b](https://example.com/'><img>)`,
  `![" onerror="hacked=1](https://example.com/x.png "a' onload='hacked=1")`,
  `https://example.com/<img/src=x/onerror=hacked=1> https://example.com/"onclick=hacked=1`,
  // Where a language or an alignment is named.
  '```"onmouseover=hacked=1 class=x\ncode\n```\n\n~~~<img/src=x/onerror=hacked=1>\ncode\n~~~',
  `| a |\n|:-"onmouseover=hacked=1-:|\n| ${IMAGE} |\n\n| ${IMAGE} |\n|:-:|\n| <b>x</b> |`,
  // Keys of a prototype, as texts and as names.
  "[__proto__]: https://example.com/\n\n[__proto__] [constructor]\n\n```__proto__\nx\n```",
  // Signs that turn or hide text.
  "\u202e<script>hacked=1</script>\u2066 \u0000<script>hacked=1</script>\ufeff",
];

/** What text may have become: anything that loads, frames, submits or styles. */
const BAD =
  "script,img,iframe,object,embed,style,link,base,form,input,video,svg [onbegin],[onerror]";

/** No script of a message ran, and nothing of one is an element. */
async function isHarmless(page: Page, where: string): Promise<void> {
  assert.equal(await page.evaluate("typeof hacked"), "undefined", where);
  const bad = `[...document.querySelectorAll("#messages, #conversations")].flatMap((box) =>
    [...box.querySelectorAll("${BAD}")].map((e) => e.outerHTML))`;
  assert.deepEqual(await page.evaluate(bad), [], where);
}

describe("the page, with text that wants to be more", function () {
  this.timeout(300_000);
  const bench = Bench.use();

  it("shows every vector as text, and its links lead to the web or nowhere", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    for (const [index, vector] of VECTORS.entries()) {
      await chat.send(`vector ${index}`);
      await site.model.answer(vector);
      await chat.button("Send message").waitFor();
      await eventually(() => chat.messages.count(), 2 * (index + 1));
      await isHarmless(chat.page, vector);
    }
    const schemes = await chat.value<string[]>(
      "[...new Set([...document.querySelectorAll('#messages a')].map((a) => a.protocol))]",
    );
    assert.deepEqual(schemes, ["https:"]);
    const hosts = await chat.value<string[]>(
      "[...new Set([...document.querySelectorAll('#messages a')].map((a) => a.host))]",
    );
    assert.deepEqual(hosts, ["example.com"]);
    const handlers = `[...document.querySelectorAll("#messages *")].flatMap((e) =>
      e.getAttributeNames().filter((name) => name.startsWith("on") || name === "style"))`;
    assert.deepEqual(await chat.value(handlers), []);
    await chat.page.reload();
    await eventually(() => chat.messages.count(), 2 * VECTORS.length);
    await isHarmless(chat.page, "after a reload");
  });

  it("shows a title as text, in the list, in the tab, and in the question before it goes", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    const title = `"><script>hacked=1</script>${IMAGE}`;
    await chat.send(title);
    await site.model.answer("Hello");
    await chat.hasMessages(title, "Hello");
    const titles = chat.page.locator("#conversations .title");
    await eventually(() => titles.allInnerTexts(), [title]);
    assert.ok((await chat.page.title()).startsWith(title.slice(0, 20)));
    await chat.button("Edit message").click();
    await chat.button("Cancel").click();
    await chat.page.locator("#conversations .action").first().click();
    await chat.button("Cancel").waitFor();
    await isHarmless(chat.page, "the question");
  });

  it("follows no address that is no conversation's", async () => {
    const site = await bench.site();
    for (const address of [
      `#/${encodeURIComponent(IMAGE)}`,
      `#/"><img src=x onerror=hacked=1>`,
      "#/javascript:hacked=1",
      "#javascript:hacked=1",
      "#/__proto__",
      "#/constructor",
      "#/../../healthz",
      "?x=<script>hacked=1</script>",
    ]) {
      const chat = new ChatPage(await bench.open(site, {}, address));
      await chat.page.getByText("scripted").waitFor();
      await isHarmless(chat.page, address);
      await chat.send("hi");
      await site.model.answer("Hello");
      await chat.hasMessages("hi", "Hello");
    }
  });

  it("takes what others wrote to its storage for text, or for nothing", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send("hi");
    await site.model.answer("Hello");
    await chat.hasMessages("hi", "Hello");
    const message = (content: unknown) => ({ role: "user", content });
    const sound = { id: IMAGE, updated: 1, messages: [message(IMAGE)] };
    const values = [
      sound,
      { ...sound, id: "b", messages: [message({ toString: IMAGE })] },
      { ...sound, id: "c", messages: [{ role: IMAGE, content: "x" }] },
      { ...sound, id: 7 },
      { __proto__: { hacked: 1 } },
      null,
      [],
      IMAGE,
    ];
    const texts = [...values.map((value) => JSON.stringify(value)), IMAGE, "{", ""];
    for (const [index, text] of texts.entries()) {
      const pair = [`chatscale.conversation.x${index}`, text].map((one) => JSON.stringify(one));
      await chat.value(`localStorage.setItem(${pair.join()})`);
    }
    await chat.page.reload();
    await chat.hasMessages("hi", "Hello");
    const titles = chat.page.locator("#conversations .title");
    await eventually(() => titles.allInnerTexts(), ["hi", IMAGE]);
    await titles.nth(1).click();
    await chat.shows(IMAGE);
    await isHarmless(chat.page, "a stored conversation");
  });
});
