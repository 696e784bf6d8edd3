import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix, relative } from "node:path";
import { parseDockerIgnore } from "../../../shared/dockerIgnore";

/** A stage of a Dockerfile that was executed: its own root folder, and what it says of the container. */
export interface Stage {
  readonly image: string;
  readonly root: string;
  readonly environment: Record<string, string>;
  folder: string;
  user: string | undefined;
  command: readonly string[];
}

/** An instruction, and what follows it. */
type Instruction = readonly [name: string, text: string];

/**
 * Executes a Dockerfile without Docker: every instruction is carried out in bare folders on this
 * machine, and one that is not known here is an error. Base images are taken for granted.
 * @param context the folder that Docker would be given
 * @returns the last stage, and a way to remove all
 */
export function executeDockerfile(context: string): { stage: Stage; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), "chatscale-image-"));
  const stages = new Map<string, Stage>();
  const args = new Map<string, string>();
  let stage: Stage | undefined;
  for (const [name, text] of instructionsOf(readFileSync(join(context, "Dockerfile"), "utf8"))) {
    const value = text.replace(/\$\{(\w+)\}/g, (_, arg: string) => args.get(arg) ?? "");
    if (name === "ARG") {
      const [arg = "", byDefault = ""] = value.split("=");
      args.set(arg, byDefault);
    } else if (name === "FROM") {
      const [image = "", , alias] = value.split(/\s+/);
      const root = join(home, String(stages.size));
      mkdirSync(root);
      stage = { image, root, environment: {}, folder: "/", user: undefined, command: [] };
      stages.set(alias ?? String(stages.size), stage);
    } else if (stage) {
      execute(stage, name, value, context, stages);
    } else {
      throw new SyntaxError(`${name} stands before FROM.`);
    }
  }
  if (!stage) throw new SyntaxError("The Dockerfile has no stage.");
  return { stage, remove: () => rmSync(home, { recursive: true, force: true }) };
}

function instructionsOf(text: string): Instruction[] {
  return text
    .replace(/^\s*#.*$/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
      return [name, rest] as const;
    });
}

function execute(
  stage: Stage,
  name: string,
  text: string,
  context: string,
  stages: ReadonlyMap<string, Stage>,
): void {
  switch (name) {
    case "ENV":
      for (const [, key = "", value = ""] of text.matchAll(/(\w+)=(\S+)/g)) {
        stage.environment[key] = value;
      }
      return;
    case "WORKDIR":
      stage.folder = posix.resolve(stage.folder, text);
      mkdirSync(join(stage.root, stage.folder), { recursive: true });
      return;
    case "COPY":
      copy(stage, text, context, stages);
      return;
    case "RUN":
      run(stage, text);
      return;
    case "USER":
      stage.user = text;
      return;
    case "EXPOSE":
      return;
    case "CMD":
      stage.command = JSON.parse(text) as string[];
      return;
    default:
      throw new SyntaxError(`${name} is not known here.`);
  }
}

function copy(
  stage: Stage,
  text: string,
  context: string,
  stages: ReadonlyMap<string, Stage>,
): void {
  const words = text.split(/\s+/);
  const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : undefined;
  const source = from === undefined ? context : stages.get(from)?.root;
  if (source === undefined) throw new SyntaxError(`There is no stage ${from}.`);
  const to = join(stage.root, posix.resolve(stage.folder, words.pop() ?? ""));
  const ignored = parseDockerIgnore(readFileSync(join(context, ".dockerignore"), "utf8"));
  const filter = (path: string): boolean =>
    from !== undefined || path === context || !ignored.ignores(relative(context, path));
  for (const word of words) {
    const path = join(source, word);
    // A folder's content is copied, and a file under its own name.
    const isFolder = word.endsWith(".") || from !== undefined;
    cpSync(path, isFolder ? to : join(to, posix.basename(word)), { recursive: true, filter });
  }
}

function run(stage: Stage, command: string): void {
  const { status, stderr } = spawnSync("sh", ["-c", command], {
    cwd: join(stage.root, stage.folder),
    env: { ...process.env, ...stage.environment },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`RUN ${command} ended with ${status}: ${stderr}`);
}
