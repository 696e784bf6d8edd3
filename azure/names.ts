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
