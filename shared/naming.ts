import { createHash } from "node:crypto";

/** The longest name that `environmentName` returns; leaves room for suffixes within 32 characters. */
export const MAX_ENVIRONMENT_NAME = 20;

/**
 * Beginnings that AWS keeps for itself in names of load balancers, security groups, and capacity
 * providers of ECS.
 */
const RESERVED = /^(internal-|sg-|aws|ecs|fargate)/;

/**
 * Words that Azure keeps out of names, the last from their beginning only (Azure docs, "Resolve
 * errors for reserved resource names"). Some names leave the hyphens out.
 */
const TRADEMARKS = /microsoft|windows|^login/;

/** The shortest name: a Log Analytics workspace needs these characters (Azure docs, naming rules). */
const MIN_ENVIRONMENT_NAME = 4;

/** The end of a name that has a hash. */
const HASHED = /-[0-9a-f]{6}$/;

/**
 * The prefix of every name in one stack: lower-case letters, digits and single hyphens, starting
 * with a letter and nothing that a cloud keeps for itself, of 4 to 20 characters. A project and
 * stack that do not fit this form, or of which another pair could be made, are shortened and told
 * apart by a hash, so that two stacks never share a prefix.
 */
export function environmentName(project: string, stack: string): string {
  const full = `${project}-${stack}`;
  const clean = full
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  const isReserved = RESERVED.test(`${clean}-`);
  const isTrademark = TRADEMARKS.test(clean.replaceAll("-", ""));
  const isAmbiguous = project.includes("-") || HASHED.test(clean);
  const fits = clean.length >= MIN_ENVIRONMENT_NAME && clean.length <= MAX_ENVIRONMENT_NAME;
  if (clean === full && fits && !isReserved && !isTrademark && !isAmbiguous) return clean;
  const hash = createHash("sha256").update(`${project}/${stack}`).digest("hex").slice(0, 6);
  const head = `${isReserved ? "env-" : ""}${isTrademark ? "" : clean}`
    .slice(0, MAX_ENVIRONMENT_NAME - hash.length - 1)
    .replace(/-+$/, "");
  return `${head || "env"}-${hash}`;
}
