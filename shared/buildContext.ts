import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { parseDockerIgnore, type DockerIgnore } from "./dockerIgnore";
import type { ImageSource } from "./workload";

/** An image that the program builds. */
export type ImageBuild = Extract<ImageSource, { readonly kind: "build" }>;

/** What the tags of built images begin with; tags of other images must not. */
export const BUILD_TAG_PREFIX = "build-";

/** The folder of Pulumi.yaml, which paths in the config are relative to. */
export const PROJECT_DIR = resolve(__dirname, "..");

/** Sixteen hexadecimal digits: two builds of one stack never share them by chance. */
const TAG_DIGITS = 16;

/** The Dockerfile of a build, relative to the folder of Pulumi.yaml. */
export function dockerfilePath({ context, dockerfile }: ImageBuild): string {
  return posix.join(context, dockerfile);
}

/**
 * The tag of a build: it changes with every file that Docker is given, with the Dockerfile and with
 * the platform, and with nothing else. The same content has the same tag on every machine.
 * @param platform such as `linux/arm64`
 * @throws Error when the context or its Dockerfile cannot be read
 */
export function buildTag(
  build: ImageBuild,
  platform: string,
  projectDir: string = PROJECT_DIR,
): string {
  const context = join(projectDir, build.context);
  const hash = createHash("sha256").update(`${platform}\0${build.dockerfile}\0`);
  // Docker is given the Dockerfile even where it is ignored.
  hash.update(readFileSync(join(context, build.dockerfile)));
  for (const path of filesIn(context, ignoreFile(context, build.dockerfile))) {
    hash.update(`\0${path}\0${fingerprint(join(context, path))}`);
  }
  return `${BUILD_TAG_PREFIX}${hash.digest("hex").slice(0, TAG_DIGITS)}`;
}

/** Docker prefers the file that is named after the Dockerfile. */
function ignoreFile(context: string, dockerfile: string): DockerIgnore {
  const files = [`${dockerfile}.dockerignore`, ".dockerignore"].map((name) => join(context, name));
  const file = files.find((path) => existsSync(path));
  return parseDockerIgnore(file === undefined ? "" : readFileSync(file, "utf8"));
}

function filesIn(context: string, ignore: DockerIgnore): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(context, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      // A commit alone changes no image.
      if (path === ".git") continue;
      const ignored = ignore.ignores(path);
      if (entry.isDirectory()) {
        if (!ignored || ignore.hasExceptions) visit(path);
      } else if (!ignored) {
        found.push(path);
      }
    }
  };
  visit("");
  return found.sort();
}

/** What the build sees of a file: its content or target, and whether it can be run. */
function fingerprint(file: string): string {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) return `link ${readlinkSync(file)}`;
  if (!stats.isFile()) return "special";
  const content = createHash("sha256").update(readFileSync(file)).digest("hex");
  return `${(stats.mode & 0o111) === 0 ? "file" : "executable"} ${content}`;
}
