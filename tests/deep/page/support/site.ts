import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bearerAuth, noAuth } from "../../../../app/gateway/admission/auth";
import { Gateway } from "../../../../app/gateway/gateway";
import { jsonLog } from "../../../../app/gateway/log";
import { MemoryStore } from "../../../../app/gateway/store/memoryStore";
import type { Model } from "../../../../app/gateway/model/model";
import { readSettings } from "../../../../app/gateway/settings";
import { writePage } from "../../../../app/image/page";
import { ScriptedModel } from "./scriptedModel";

interface SiteOptions {
  /** Asked of every user, when it is given. */
  readonly token?: string;
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

  async close(): Promise<void> {
    await this.gateway.close();
    rmSync(this.folder, { recursive: true });
  }

  private build(): Gateway {
    const { token, model = this.model } = this.options;
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
      auth: token === undefined ? noAuth : bearerAuth(token),
      log: jsonLog(() => undefined),
    });
  }
}
