import type { Problem } from "./problems";
import type { Config } from "./schema";

/**
 * Kubernetes versions that both clouds supported on 2026-11-24 without a charge for age, oldest
 * first. EKS (AWS docs, "Kubernetes versions", standard support) ends 1.34 on 2026-12-02 and 1.35
 * on 2027-03-27; AKS (Azure docs, "Supported Kubernetes versions") has the newest three. No clock
 * is asked, so that a plan of today is the plan of next year: this list is what has to be renewed.
 */
export const KUBERNETES_VERSIONS = ["1.34", "1.35", "1.36"] as const;

export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

export function isSupported(version: string): version is KubernetesVersion {
  return KUBERNETES_VERSIONS.some((supported) => supported === version);
}

/** The rule of the cluster's version, which the nodes and the autoscaler have too. */
export function kubernetesRules(config: Config): Problem[] {
  if (!("kubernetesVersion" in config) || isSupported(config.kubernetesVersion)) return [];
  const [oldest, , newest] = KUBERNETES_VERSIONS;
  return [
    {
      key: "kubernetesVersion",
      value: config.kubernetesVersion,
      rule: `must be from ${oldest} to ${newest}, the versions in standard support of the cloud`,
      fix: `Set it to "${newest}", or to "${oldest}" or more.`,
    },
  ];
}
