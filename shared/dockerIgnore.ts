import { posix } from "node:path";

/** What a `.dockerignore` leaves out of a build. Paths are relative to the context, with slashes. */
export interface DockerIgnore {
  ignores(path: string): boolean;
  /** Whether something inside an ignored folder may be taken back by a `!` line. */
  readonly hasExceptions: boolean;
}

interface Pattern {
  readonly exception: boolean;
  readonly matches: RegExp;
}

/**
 * Reads the text of a `.dockerignore` as Docker does: the last line that matches decides.
 * @throws SyntaxError for a line that is no pattern, which Docker refuses too
 */
export function parseDockerIgnore(text: string): DockerIgnore {
  const patterns = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((line) => pattern(line));
  return {
    hasExceptions: patterns.some(({ exception }) => exception),
    ignores(path) {
      const parts = path.split("/");
      // A pattern that matches a folder matches all that is in it.
      const paths = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
      const deciding = patterns.findLast(({ matches }) => paths.some((part) => matches.test(part)));
      return deciding !== undefined && !deciding.exception;
    },
  };
}

function pattern(line: string): Pattern[] {
  if (line.startsWith("#")) return [];
  const trimmed = line.trim();
  const exception = trimmed.startsWith("!");
  const path = posix.normalize(exception ? trimmed.slice(1).trim() : trimmed);
  const clean = path.replace(/^\/+|\/+$/g, "");
  // Docker gives the context itself no meaning here.
  if (clean === "" || clean === ".") return [];
  return [{ exception, matches: regularExpression(clean) }];
}

/** One part of a pattern, and the regular expression that it stands for. */
const TOKENS = /\*\*\/|\*\*|\*|\?|\\.|\[\^?[^\]]+\]|./gs;

const WILDCARDS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

function regularExpression(glob: string): RegExp {
  const parts = [...glob.matchAll(TOKENS)].map(([token]) => WILDCARDS[token] ?? literal(token));
  try {
    return new RegExp(`^${parts.join("")}$`, "s");
  } catch {
    throw new SyntaxError(`.dockerignore: "${glob}" is not a pattern. Correct that line.`);
  }
}

/** A set of characters, an escaped character, or any other. */
function literal(token: string): string {
  if (token.startsWith("[") && token.length > 1) return token;
  const character = token.length > 1 ? token.slice(1) : token;
  return character.replace(/[.*+?^${}()|[\]\\/]/, "\\$&");
}
