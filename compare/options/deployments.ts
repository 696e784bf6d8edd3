import type { Config } from "../../shared/config/schema";
import type { Platform } from "./kinds";

/** A stack file, as far as the choice between files needs it. */
export interface StackFile {
  readonly name: string;
  readonly config: Config;
}

/** The stack file that a platform follows, and what has to be changed in it. */
export interface Source {
  readonly stack: string;
  /** Overrides, `key=value` each. */
  readonly set: readonly string[];
}

/** What a stack runs its containers on; undefined on a cluster of one's own, which is no cloud to compare. */
export function platformOf(config: Config): Platform | undefined {
  if (config.cloud === "azure") return "aks";
  return config.cloud === "aws" ? config.runtime : undefined;
}

/** Keys that one of AWS's two platforms has and the other does not. */
const OWN_KEYS = {
  eks: ["kubernetesVersion", "addonVersions", "kubernetesApi", "network.serviceCidr", "nodes"],
  ecs: ["capacity", "fargate", "exec", "gateway.chatsTarget", "nodes"],
} as const;

/** Documentation addresses (RFC 5737): nothing is deployed. */
const NOBODY = 'kubernetesApi={"allowedCidrs":["203.0.113.0/24"]}';

/**
 * Chooses whose config a platform has: that of a given stack, else of another stack of the same
 * size, else of a stack of the same cloud with its containers on the other platform.
 * @param given by the user, in order of preference
 * @param others stack files of the project
 */
export function sourceOf(
  platform: Platform,
  given: readonly StackFile[],
  others: readonly StackFile[],
): Source | undefined {
  const size = given[0]?.config.size;
  const all = [...given, ...others.filter(({ config }) => config.size === size)];
  const exact = all.find(({ config }) => platformOf(config) === platform);
  // What was given stands before what only happens to be there.
  const near = given.find(({ config }) => platform !== "aks" && config.cloud === "aws");
  const isGiven = exact !== undefined && given.includes(exact);
  if (near !== undefined && !isGiven)
    return { stack: near.name, set: changes(near.config, platform) };
  if (exact !== undefined) return { stack: exact.name, set: functionChanges(exact.config) };
  const other = all.find(({ config }) => platform !== "aks" && config.cloud === "aws");
  return other && { stack: other.name, set: changes(other.config, platform) };
}

function changes(config: Config, platform: Platform): string[] {
  const from = platform === "eks" ? "ecs" : "eks";
  return [
    `runtime=${platform}`,
    ...OWN_KEYS[from].map((key) => `${key}=`),
    ...(platform === "eks" ? [NOBODY] : []),
    ...functionChanges(config),
  ];
}

/** Functions are part of each comparison, whether or not the stack has them. */
function functionChanges({ functions }: Config): string[] {
  if (functions.enabled) return [];
  return ["functions.enabled=true", 'functions.callbackHosts=["hooks.example.com"]'];
}
