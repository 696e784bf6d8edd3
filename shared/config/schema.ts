import type { z } from "zod";
import { ecsOnFargate, ecsOnMachines, eks } from "./awsSchema";
import { aks } from "./azureSchema";
import { clusterSchema } from "./clusterSchema";
import type { Size } from "./types";

const PLATFORM_SCHEMAS = {
  eks,
  "ecs (fargate)": ecsOnFargate,
  "ecs (asg)": ecsOnMachines,
  aks,
  kubernetes: () => clusterSchema,
};

export type PlatformName = keyof typeof PLATFORM_SCHEMAS;

const made = new Map<string, z.ZodType<Config>>();

/**
 * The schema of a platform, with the defaults of a size. Secrets are not in it: see load.ts. It is
 * made when it is asked for, and once: that takes longer than to parse a config.
 */
export function platformSchema(platform: PlatformName, size: Size): z.ZodType<Config> {
  const key = `${platform} ${size}`;
  const schema = made.get(key) ?? PLATFORM_SCHEMAS[platform](size);
  made.set(key, schema);
  return schema;
}

export const PLATFORM_NAMES = Object.keys(PLATFORM_SCHEMAS) as readonly PlatformName[];

/** Platforms as they are shown: ECS is one where its capacity makes no difference. */
export function platformTexts(platforms: readonly PlatformName[]): string[] {
  const ecs = ["ecs (fargate)", "ecs (asg)"] as const;
  const both = ecs.every((name) => platforms.includes(name));
  const texts = platforms.map((name) => (both && name.startsWith("ecs") ? "ecs" : name));
  return [...new Set(texts)];
}

export type EksConfig = z.infer<ReturnType<typeof eks>>;
export type EcsOnFargate = z.infer<ReturnType<typeof ecsOnFargate>>;
export type EcsOnMachines = z.infer<ReturnType<typeof ecsOnMachines>>;
export type EcsConfig = EcsOnFargate | EcsOnMachines;
export type AksConfig = z.infer<ReturnType<typeof aks>>;
export type AwsConfig = EksConfig | EcsConfig;
/** Of a platform that is a cloud's. */
export type CloudConfig = AwsConfig | AksConfig;
export type ClusterConfig = z.infer<typeof clusterSchema>;
export type Config = CloudConfig | ClusterConfig;
