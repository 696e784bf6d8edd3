import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { PROJECT_DIR } from "../../support/plans";

type Config = Record<string, unknown>;

/** A repository with this program in it, as it is in the working tree, and a history of its own. */
export class History {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "chatscale-history-")));
  readonly base: string;

  /** @param prepare what is different in it from the start */
  constructor(prepare: (history: History) => void) {
    const files = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"], {
      cwd: PROJECT_DIR,
      encoding: "utf8",
    });
    for (const file of files
      .split("\0")
      .filter((name) => name !== "" && !name.startsWith("tests/"))) {
      cpSync(join(PROJECT_DIR, file), join(this.folder, file));
    }
    symlinkSync(join(PROJECT_DIR, "node_modules"), join(this.folder, "node_modules"), "junction");
    this.git("init", "--quiet");
    // A pattern for a folder alone would take the link into the history.
    writeFileSync(join(this.folder, ".git", "info", "exclude"), "node_modules\n");
    prepare(this);
    this.base = this.commit();
  }

  /** Makes a change on top of the base, and commits it. */
  change(edit: (history: History) => void): string {
    this.git("checkout", "--quiet", this.base);
    edit(this);
    return this.commit();
  }

  /** Changes keys of a stack's file; `a.b` is `b` in `chatscale:a`, and undefined takes a key away. */
  configure(stack: string, values: Readonly<Record<string, unknown>>): void {
    const file = join(this.folder, `Pulumi.${stack}.yaml`);
    const { config } = parse(readFileSync(file, "utf8")) as { config: Config };
    for (const [path, value] of Object.entries(values)) {
      const [first = "", second] = path.split(".");
      const key = `chatscale:${first}`;
      if (second === undefined) config[key] = value;
      else config[key] = { ...(config[key] as Config | undefined), [second]: value };
    }
    writeFileSync(file, stringify({ config }));
  }

  replace(file: string, text: string, by: string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, "utf8");
    if (!before.includes(text)) throw new Error(`${file} has no ${text}`);
    writeFileSync(path, before.replaceAll(text, by));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private commit(): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "a change");
    return this.git("rev-parse", "HEAD");
  }

  private git(...args: string[]): string {
    const own = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    return execFileSync("git", [...own, ...args], { cwd: this.folder, encoding: "utf8" }).trim();
  }
}
