import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { findChromium, launch } from "./support/browser";
import { ChatPage } from "./support/chatPage";
import { ScriptedModel } from "./support/scriptedModel";
import { Site } from "./support/site";

const FOLDER = join(__dirname, "..", "..", "..", "docs", "images");

const QUESTION = "Compare EKS and ECS for a streaming chat service";

const REPLY = `Both run the same gateway. What differs is what stands around it:

| | EKS | ECS |
|---|---|---|
| Control plane | $0.10 an hour | none |
| Scaling | pods, then nodes | tasks, then machines |
| Fits when | Kubernetes is there already | the team runs little else |

A reply streams for a minute, so **both drain before they end**:

\`\`\`yaml
gateway:
  longestReply: 120s
  drain: 150s
\`\`\`
`;

/** What README.md and docs/chat.md show, by file. */
const PICTURES = {
  "chat-light.png": { colorScheme: "light", viewport: { width: 1120, height: 780 } },
  "chat-dark.png": { colorScheme: "dark", viewport: { width: 1120, height: 780 } },
  "chat-phone.png": {
    colorScheme: "dark",
    viewport: { width: 390, height: 780 },
    isMobile: true,
    hasTouch: true,
  },
} as const;

async function take(
  browser: Browser,
  url: string,
  model: ScriptedModel,
  name: keyof typeof PICTURES,
): Promise<void> {
  const context = await browser.newContext({ ...PICTURES[name], reducedMotion: "reduce" });
  const chat = new ChatPage(await context.newPage());
  await chat.page.goto(url);
  for (const [question, reply] of [
    ["Why is the first token slow?", "Because."],
    ["Write a runbook for a full queue", "1. Look."],
    [QUESTION, REPLY],
  ] as const) {
    await chat.page.evaluate("document.getElementById('new-chat').click()");
    await chat.send(question);
    await model.answer(reply);
    await chat.button("Regenerate reply").waitFor();
  }
  await chat.page.screenshot({ path: join(FOLDER, name) });
  await context.close();
}

async function main(): Promise<void> {
  const program = findChromium();
  if (program === undefined)
    throw new Error("There is no Chromium here (Debian's package chromium).");
  mkdirSync(FOLDER, { recursive: true });
  const model = new ScriptedModel("gpt-oss-120b");
  const site = await Site.start({ model });
  const browser = await launch(program);
  try {
    for (const name of Object.keys(PICTURES))
      await take(browser, site.url, model, name as keyof typeof PICTURES);
  } finally {
    await browser.close();
    await site.close();
  }
}

void main();
