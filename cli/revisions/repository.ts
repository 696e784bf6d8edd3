import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { PlanError } from "../../plan/errors";

const run = promisify(execFile);

/** A revision, checked out. */
export interface Side {
  /** For people: `main (1a2b3c4)`. */
  readonly name: string;
  /** The project's folder in it. */
  readonly folder: string;
}

/** Signals that end the program; its worktrees must not stay behind. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The git repository of the project, and the worktrees that a command makes of it. */
export class Repository {
  private readonly worktrees: string[] = [];
  private readonly end = (signal: NodeJS.Signals): void => {
    this.remove();
    process.off(signal, this.end);
    process.kill(process.pid, signal);
  };

  private constructor(
    private readonly projectDir: string,
    /** The project's folder in the repository: empty, or `some/folder/`. */
    private readonly prefix: string,
  ) {
    for (const signal of ENDING) process.on(signal, this.end);
  }

  /** @throws PlanError where there is no git or no repository */
  static async open(projectDir: string): Promise<Repository> {
    try {
      const { stdout } = await run("git", ["rev-parse", "--show-prefix"], { cwd: projectDir });
      return new Repository(projectDir, stdout.trim());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        throw new PlanError(
          "There is no git on the PATH. Install git: diff reads both revisions by it.",
        );
      }
      throw new PlanError("This is no git repository. Run this in a clone of the project.");
    }
  }

  /**
   * Both sides, checked out.
   * @param head the working tree, when undefined
   * @throws PlanError with all that is wrong with the names
   */
  async sides(base: string, head: string | undefined): Promise<{ base: Side; head: Side }> {
    const asked = [{ flag: "--base", name: base }];
    if (head !== undefined) asked.push({ flag: "--head", name: head });
    const found = await Promise.all(asked.map((each) => this.resolve(each.flag, each.name)));
    const problems = found.flatMap((each) => ("problem" in each ? [each.problem] : []));
    if (problems.length > 0) throw new PlanError(problems.join("\n"));
    const commits = found.flatMap((each) => ("commit" in each ? [each.commit] : []));
    const [old = "", now] = commits;
    return {
      base: { name: titleOf(base, old), folder: await this.checkOut(old) },
      head:
        head === undefined || now === undefined
          ? { name: await this.workingTree(), folder: this.projectDir }
          : { name: titleOf(head, now), folder: await this.checkOut(now) },
    };
  }

  /** Removes the worktrees. */
  async close(): Promise<void> {
    for (const signal of ENDING) process.off(signal, this.end);
    this.remove();
    await Promise.resolve();
  }

  private async resolve(
    flag: string,
    name: string,
  ): Promise<{ readonly commit: string } | { readonly problem: string }> {
    try {
      const commit = await this.git(
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        `${name}^{commit}`,
      );
      return { commit };
    } catch {
      const shallow = (await this.git("rev-parse", "--is-shallow-repository")) === "true";
      const fix = shallow
        ? "This clone is shallow: get the history by `git fetch --unshallow` (fetch-depth: 0 on GitHub)."
        : "Name a branch, tag or commit that is here, or run `git fetch` first.";
      return { problem: `${flag}: there is no revision "${name}". ${fix}` };
    }
  }

  private async workingTree(): Promise<string> {
    const changes = await this.git("status", "--porcelain", "--", ".");
    return changes === "" ? "the working tree" : "the working tree with its uncommitted changes";
  }

  private async checkOut(commit: string): Promise<string> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "chatscale-diff-")));
    this.worktrees.push(folder);
    // Hooks are for a person's own checkouts.
    const flags = ["-c", "core.hooksPath=/dev/null"];
    await this.git(...flags, "worktree", "add", "--detach", "--force", folder, commit);
    const project = join(folder, this.prefix);
    this.reuseModules(project);
    return project;
  }

  /** What the same lock file installs need not be installed twice; else cli/run.mjs runs `npm ci`. */
  private reuseModules(project: string): void {
    const [mine, theirs] = [this.projectDir, project].map((folder) => lockOf(folder));
    const [modules, link] = [this.projectDir, project].map((folder) =>
      join(folder, "node_modules"),
    );
    if (modules === undefined || link === undefined) return;
    if (mine === undefined || mine !== theirs || !existsSync(modules) || existsSync(link)) return;
    symlinkSync(realpathSync(modules), link, "junction");
  }

  private remove(): void {
    for (const folder of this.worktrees.splice(0)) {
      rmSync(folder, { recursive: true, force: true });
    }
    try {
      execFileSync("git", ["worktree", "prune"], { cwd: this.projectDir, stdio: "ignore" });
    } catch {
      // The folders are gone; git forgets them at its next housekeeping.
    }
  }

  private async git(...args: string[]): Promise<string> {
    const { stdout } = await run("git", args, { cwd: this.projectDir, maxBuffer: 1 << 26 });
    return stdout.trim();
  }
}

function titleOf(name: string, commit: string): string {
  return commit.startsWith(name) ? commit.slice(0, 7) : `${name} (${commit.slice(0, 7)})`;
}

function lockOf(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, "package-lock.json"), "utf8");
  } catch {
    return undefined;
  }
}
