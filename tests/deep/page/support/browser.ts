import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { Site } from "./site";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Nothing but the page goes over the network. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What the browser says when a server is away, which is part of some tests. */
const AWAY = /^Failed to load resource: (net::|the server responded with a status of [45])/;

/** Tells the console of every breach of the Content-Security-Policy. */
const REPORT_BREACHES = `addEventListener("securitypolicyviolation", (event) =>
  console.error("breach of", event.violatedDirective, event.blockedURI));`;

/** Path of the browser; undefined where there is none. */
export function findChromium(): string | undefined {
  const { CHROMIUM, CI } = process.env;
  const program = [...(CHROMIUM === undefined ? [] : [CHROMIUM]), ...PROGRAMS].find(existsSync);
  if (program === undefined && CI === "true") throw new Error("Chromium is not installed.");
  return program;
}

export function launch(program: string): Promise<Browser> {
  return chromium.launch({ executablePath: program, args: FLAGS });
}

/** A tab that a test has opened, and all that went wrong in it. */
interface Tab {
  readonly page: Page;
  readonly problems: string[];
}

/** A browser and a site for the tests of one file; each test has storage of its own. */
export class Bench {
  private browser: Browser | undefined;
  private tabs: Tab[] = [];
  private sites: Site[] = [];

  /** To be called inside of `describe`. */
  static use(): Bench {
    const bench = new Bench();
    before(async function () {
      const program = findChromium();
      if (program === undefined) {
        process.stdout.write(
          "    skipped: there is no Chromium here (Debian's package chromium)\n",
        );
        this.skip();
      }
      bench.browser = await launch(program);
    });
    afterEach(() => bench.clear());
    after(() => bench.browser?.close());
    return bench;
  }

  async site(options?: Parameters<typeof Site.start>[0]): Promise<Site> {
    const site = await Site.start(options);
    this.sites.push(site);
    return site;
  }

  /** A tab with the site, its page loaded. */
  async open(site: Site, options: BrowserContextOptions = {}, path = ""): Promise<Page> {
    assert.ok(this.browser);
    const context = await this.browser.newContext({ reducedMotion: "reduce", ...options });
    await context.addInitScript(REPORT_BREACHES);
    const page = await context.newPage();
    const problems: string[] = [];
    this.tabs.push({ page, problems });
    page.on("pageerror", (error) => problems.push(String(error.stack)));
    page.on("dialog", (dialog) => problems.push(`dialog: ${dialog.message()}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !AWAY.test(message.text())) problems.push(message.text());
    });
    page.on("request", (request) => {
      if (!site.isOwn(request.url())) problems.push(`request to ${request.url()}`);
    });
    await page.goto(site.url + path);
    return page;
  }

  /** What went wrong so far, which the test expects. */
  takeProblems(): string[] {
    return this.tabs.flatMap(({ problems }) => problems.splice(0));
  }

  /** Whatever a test does: no error of the page, no breach of its policy, no request elsewhere. */
  private async clear(): Promise<void> {
    const problems = this.takeProblems();
    await Promise.all(this.tabs.map(({ page }) => page.context().close()));
    await Promise.all(this.sites.map((site) => site.close()));
    this.tabs = [];
    this.sites = [];
    assert.deepEqual(problems, []);
  }
}
