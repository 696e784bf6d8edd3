import { createHash } from "node:crypto";

/** The longest name that `environmentName` returns; leaves room for suffixes within 32 characters. */
export const MAX_ENVIRONMENT_NAME = 20;

/**
 * The prefix of every name in one stack: lower-case letters, digits and single hyphens, starting
 * with a letter, at most 20 characters. A project and stack that do not fit this form are shortened
 * and told apart by a hash, so that two stacks never share a prefix.
 */
export function environmentName(project: string, stack: string): string {
  const full = `${project}-${stack}`;
  const clean = full
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  if (clean === full && clean.length <= MAX_ENVIRONMENT_NAME) return clean;
  const hash = createHash("sha256").update(`${project}/${stack}`).digest("hex").slice(0, 6);
  const head = clean.slice(0, MAX_ENVIRONMENT_NAME - hash.length - 1).replace(/-+$/, "");
  return `${head || "env"}-${hash}`;
}
