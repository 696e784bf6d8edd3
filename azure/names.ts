import { createHash } from "node:crypto";

/**
 * Names that all of Azure shares. `suffix` is made up once per stack: a stack that is destroyed and
 * created again gets another one, so that a vault in soft delete does not stand in its way.
 */
export interface GlobalNames {
  /** Azure Managed Redis: 1 to 60 letters, digits and hyphens. */
  readonly redis: string;
  /** Container registry: 5 to 50 letters and digits. */
  readonly registry: string;
  /** Key Vault: 3 to 24 letters, digits and single hyphens, starting with a letter. */
  readonly vault: string;
}

/** Length of the part that is made up, in lower-case letters and digits. */
export const SUFFIX_LENGTH = 6;

/** @param name the environment's name, from `environmentName` */
export function globalNames(name: string, suffix: string): GlobalNames {
  const head = name.slice(0, 24 - 1 - SUFFIX_LENGTH).replace(/-+$/, "");
  return {
    redis: `${name}-${suffix}`,
    registry: `${name.replaceAll("-", "")}${suffix}`,
    vault: `${head}-${suffix}`,
  };
}

/** The name space of DNS in RFC 9562. */
const NAME_SPACE = "6ba7b8109dad11d180b400c04fd430c8";

/** A UUID that is always the same for a text: version 5 of RFC 9562. */
export function uuidOf(text: string): string {
  const hash = createHash("sha1").update(Buffer.from(NAME_SPACE, "hex")).update(text).digest();
  const bytes = hash.subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
