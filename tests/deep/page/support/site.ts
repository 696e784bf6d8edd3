import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bearerAuth, noAuth, type Auth } from "../../../../app/gateway/admission/auth";
import { oidcAuth } from "../../../../app/gateway/admission/oidcAuth";
import { SignIn } from "../../../../app/gateway/admission/signIn";
import { Gateway } from "../../../../app/gateway/gateway";
import { jsonLog } from "../../../../app/gateway/log";
import { MemoryStore } from "../../../../app/gateway/store/memoryStore";
import type { Model } from "../../../../app/gateway/model/model";
import { readSettings } from "../../../../app/gateway/settings";
import { writePage } from "../../../../app/image/page";
import { CLIENT, type TestIssuer } from "../../../support/signInIssuer";
import { ScriptedModel } from "./scriptedModel";

interface SiteOptions {
  /** Asked of every user, when it is given. */
  readonly token?: string;
  /** Where every user signs in, when it is given; it ends with the site. */
  readonly issuer?: TestIssuer;
  /** Default: one that the test scripts. */
  readonly model?: Model;
}

/** The real gateway with the real page, and a model that the test scripts. */
export class Site {
  readonly model = new ScriptedModel();
  private store = new MemoryStore(Date.now);
  private gateway: Gateway;
  private port = 0;

  private constructor(
    private readonly folder: string,
    private readonly options: SiteOptions,
  ) {
    this.gateway = this.build();
  }

  static async start(options: SiteOptions = {}): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "chatscale-page-"));
    await writePage(folder);
    const site = new Site(folder, options);
    site.port = (await site.gateway.listen("machine")).port;
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /**
   * Ends the gateway in the middle of what it does, and starts another one in its place.
   * @param sessions `kept` as in Redis, or `lost` as in memory
   */
  async restart(sessions: "kept" | "lost"): Promise<void> {
    await this.gateway.close();
    if (sessions === "lost") this.store = new MemoryStore(Date.now);
    this.gateway = this.build();
    await this.gateway.listen("machine");
  }

  /** Whether the page may send a request there: to its gateway, or away to sign in. */
  isOwn(address: string): boolean {
    const { issuer } = this.options;
    if (address.startsWith(this.url)) return true;
    return issuer !== undefined && address.startsWith(`${issuer.url}/authorize?`);
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.options.issuer?.close();
    rmSync(this.folder, { recursive: true });
  }

  private build(): Gateway {
    const { issuer, model = this.model } = this.options;
    return new Gateway({
      settings: readSettings({
        PORT: String(this.port),
        METRICS_PORT: "0",
        ASSETS_DIR: this.folder,
        CHATS_PER_MINUTE: "1000",
      }),
      model,
      store: this.store,
      isShared: true,
      auth: authOf(this.options),
      signIn: issuer && new SignIn({ ...CLIENT, issuer: issuer.url }),
      log: jsonLog(() => undefined),
    });
  }
}

function authOf({ token, issuer }: SiteOptions): Auth {
  if (issuer) return oidcAuth(issuer.url, CLIENT.audience);
  return token === undefined ? noAuth : bearerAuth(token);
}
