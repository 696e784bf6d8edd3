import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random/randomString";

/** Names that all of Azure shares; a suffix that is made up sets them apart. */
export interface GlobalNames {
  /** Azure Managed Redis: 1 to 60 letters, digits and hyphens. */
  readonly redis: string;
  /** Container registry: 5 to 50 letters and digits. */
  readonly registry: string;
  /** Key Vault: 3 to 24 letters, digits and single hyphens, starting with a letter. */
  readonly vault: string;
  /** Service Bus namespace: 6 to 50 letters, digits and hyphens, from a letter to no hyphen. */
  readonly serviceBus: string;
  /** Function apps: 2 to 60 letters, digits and hyphens, none at an end. */
  readonly webhook: string;
  readonly worker: string;
  /** Storage accounts: 3 to 24 lower-case letters and digits. */
  readonly webhookStorage: string;
  readonly workerStorage: string;
}

/** Length of the part that is made up, in lower-case letters and digits. */
export const SUFFIX_LENGTH = 6;

/**
 * A suffix that is made up. Who is created anew with its suffix, after it was destroyed or in another
 * place, has a new name: Azure holds that of a deleted vault or namespace back for a while.
 */
export function createSuffix(
  name: string,
  { location }: { readonly location: string },
  parent: pulumi.Resource,
): pulumi.Output<string> {
  return new RandomString(
    name,
    { length: SUFFIX_LENGTH, special: false, upper: false, keepers: { location } },
    { parent },
  ).result;
}

/** @param name the environment's name, from `environmentName` */
export function globalNames(name: string, suffix: string): GlobalNames {
  const head = name.slice(0, 24 - 1 - SUFFIX_LENGTH).replace(/-+$/, "");
  const plain = name.replaceAll("-", "");
  const storage = (key: string): string =>
    `${plain.slice(0, 24 - key.length - SUFFIX_LENGTH)}${key}${suffix}`;
  return {
    redis: `${name}-${suffix}`,
    registry: `${plain}${suffix}`,
    vault: `${head}-${suffix}`,
    serviceBus: `${name}-${suffix}`,
    webhook: `${name}-webhook-${suffix}`,
    worker: `${name}-worker-${suffix}`,
    webhookStorage: storage("webhook"),
    workerStorage: storage("worker"),
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
