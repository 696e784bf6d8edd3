import assert from "node:assert/strict";
import { Bench } from "./support/browser";
import { ChatPage, eventually } from "./support/chatPage";

/** Each would set `hacked`, load something, or lead somewhere if anything read it as HTML. */
const HOSTILE = [
  "<script>hacked = 1</script>",
  "<img src=x onerror='hacked = 1'>",
  '<img src="https://example.com/beacon.png">',
  "![beacon](https://example.com/beacon.png)",
  "<svg onload='hacked = 1'><animate onbegin='hacked = 1' attributeName=x></svg>",
  '<iframe src="javascript:parent.hacked = 1"></iframe>',
  "<iframe srcdoc='<script>parent.hacked = 1</script>'></iframe>",
  "<style>@import 'https://example.com/x.css'; * { display: none }</style>",
  "<link rel=stylesheet href=https://example.com/x.css>",
  "<base href=https://example.com/><meta http-equiv=refresh content='0;https://example.com'>",
  "<form action=https://example.com><button>Send</button></form>",
  "[click](javascript:hacked=1) [click](&#106;avascript:hacked=1) <javascript:hacked=1>",
  "[click](data:text/html;base64,PHNjcmlwdD5oYWNrZWQ9MTwvc2NyaXB0Pg==)",
  "[a](https://example.com 'x\" onmouseover=\"hacked=1')",
  '```"><img/src=x/onerror=hacked=1>\n</code></pre><script>hacked = 1</script>\n```',
  "| <img src=x onerror=hacked=1> |\n|---|\n| <script>hacked=1</script> |",
  "<a href='javascript:hacked=1' onclick='hacked=1'>x</a> <div style='position:fixed'>y</div>",
  "<template><script>hacked=1</script></template><!--><script>hacked=1</script>-->",
  "[id]: javascript:hacked=1\n\n[id] and ![id]",
].join("\n\n");

/** All that a message may be made of. */
const ELEMENTS =
  "A ARTICLE BLOCKQUOTE BR BUTTON CODE DEL DIV EM H2 H3 H4 H5 H6 HR LI OL P PATH PRE S SPAN STRONG SVG TABLE TBODY TD TH THEAD TR UL";

describe("the page, with hostile text", function () {
  this.timeout(300_000);
  const bench = Bench.use();

  it("shows it as text, runs nothing, and loads nothing", async () => {
    const site = await bench.site();
    const chat = new ChatPage(await bench.open(site));
    await chat.send(HOSTILE);
    const turn = await site.model.turn();
    // Each prefix of a text is read as Markdown too.
    for (const letter of HOSTILE) turn.say(letter);
    await chat.page.locator(".text").getByText("and ![id]").waitFor();
    turn.end();
    await chat.button("Send message").waitFor();
    assert.equal(await chat.page.locator(".bubble").textContent(), HOSTILE);
    const found = await chat.value<string[]>(
      "[...new Set([...document.querySelectorAll('#messages *')].map((e) => e.tagName.toUpperCase()))]",
    );
    assert.deepEqual(
      found.filter((name) => !ELEMENTS.split(" ").includes(name)),
      [],
    );
    const addresses = await chat.value<string[]>(
      "[...document.querySelectorAll('#messages a')].map((a) => a.href)",
    );
    assert.ok(addresses.length > 0);
    assert.deepEqual(
      addresses.filter((address) => !address.startsWith("https://example.com/")),
      [],
    );
    const attributes = await chat.value<string[]>(
      "[...new Set([...document.querySelectorAll('#messages .text *')].flatMap((e) => e.getAttributeNames()))].sort()",
    );
    assert.deepEqual(attributes, [
      "aria-hidden",
      "aria-label",
      "class",
      "d",
      "href",
      "rel",
      "role",
      "scope",
      "tabindex",
      "target",
      "title",
      "type",
      "viewBox",
    ]);
    for (const link of await chat.page.locator("#messages a").all()) {
      assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
    }
    // Once more from storage.
    await chat.page.reload();
    await chat.page.locator(".text").getByText("and ![id]").waitFor();
    assert.equal(await chat.value("typeof hacked"), "undefined");
  });

  it("has a policy that stops what the page itself would never do", async () => {
    const site = await bench.site();
    const page = await bench.open(site);
    const response = await page.request.get(site.url);
    const policy = response.headers()["content-security-policy"] ?? "";
    assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/);
    const tried = await page.evaluate<string>(`(async () => {
      const results = [];
      // What the debugger itself runs may call eval; what comes later is as the page's own code.
      await new Promise((resolve) => setTimeout(resolve));
      const attempt = (name, action) => {
        try { action(); results.push(name + " was let through"); } catch (error) { results.push(error.name); }
      };
      attempt("innerHTML", () => { document.createElement("div").innerHTML = "<b>x</b>"; });
      attempt("eval", () => { (0, eval)("1"); });
      const script = document.createElement("script");
      attempt("script", () => { script.text = "hacked = 1"; });
      await fetch("https://example.com/").then(() => results.push("fetch was let through"), (error) => results.push(error.name));
      return results.join();
    })()`);
    assert.equal(tried, "TypeError,EvalError,TypeError,TypeError");
    const breaches: string[] = [];
    const directives = (): Promise<string[]> => {
      const told = bench.takeProblems().filter((problem) => problem.startsWith("breach of"));
      breaches.push(...told.map((breach) => breach.split(" ")[2]!));
      return Promise.resolve([...breaches].sort());
    };
    await eventually(directives, [
      "connect-src",
      "require-trusted-types-for",
      "require-trusted-types-for",
      "require-trusted-types-for",
    ]);
  });
});
