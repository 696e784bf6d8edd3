import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript, type Ran } from "./steps";

/** A folder for the scripts of a suite, and programs that keep what they were called with. */
export class Recorded {
  folder = "";

  /** A new folder for each test of the suite that calls this. */
  static use(): Recorded {
    const recorded = new Recorded();
    beforeEach(() => {
      recorded.folder = mkdtempSync(join(tmpdir(), "chatscale-pipeline-"));
    });
    afterEach(() => {
      rmSync(recorded.folder, { recursive: true });
    });
    return recorded;
  }

  /**
   * @param programs by name what each does once it has noted its arguments, as lines of bash
   * @returns what the script said, and each call of a program, as `name arguments`
   */
  run(
    script: string,
    programs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Ran & { readonly calls: readonly string[] } {
    rmSync(join(this.folder, "calls"), { force: true });
    const scripts = Object.entries(programs).map(([name, does]) => {
      const calls = join(this.folder, "calls");
      return [
        name,
        `#!/usr/bin/env bash\nset -e\necho "${name} $*" >>'${calls}'\n${does}\n`,
      ] as const;
    });
    const paths = { GITHUB_OUTPUT: "output", GITHUB_STEP_SUMMARY: "summary" };
    const ran = runScript(script, this.folder, Object.fromEntries(scripts), { ...paths, ...env });
    return {
      ...ran,
      calls: this.read("calls")
        .split("\n")
        .filter((line) => line !== ""),
    };
  }

  /** A file of the folder; empty when there is none. */
  read(name: string): string {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }
}
