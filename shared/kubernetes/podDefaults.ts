import type { core } from "@pulumi/kubernetes/types/input";

/** Labels that hold a namespace to Pod Security `restricted`. */
export const RESTRICTED_NAMESPACE: Readonly<Record<string, string>> = Object.fromEntries(
  ["enforce", "warn", "audit"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

/** What `restricted` asks of a pod. @param id the user and the group that it runs as */
export function restrictedPod(id: number): core.v1.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: id,
    runAsGroup: id,
    fsGroup: id,
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** What `restricted` asks of a container, and a file system that it cannot write. */
export const RESTRICTED_CONTAINER: core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
};

/** Spreads the pods of these labels over zones and hosts, as far as there are any. */
export function spread(
  matchLabels: Readonly<Record<string, string>>,
): core.v1.TopologySpreadConstraint[] {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
    // Each rollout is spread by itself, or old replicas would push the new ones aside.
    matchLabelKeys: ["pod-template-hash"],
  }));
}
