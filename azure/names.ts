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
