import type { Problem } from "./problems";

/** The add-ons of EKS that the program installs. */
export const EKS_ADDONS = [
  "eks-pod-identity-agent",
  "vpc-cni",
  "kube-proxy",
  "coredns",
  "metrics-server",
  "amazon-cloudwatch-observability",
  "aws-secrets-store-csi-driver-provider",
] as const;

export type EksAddon = (typeof EKS_ADDONS)[number];

/** Versions by add-on, as EKS names them. */
export type AddonVersions = Readonly<Partial<Record<EksAddon, string>>>;

/** Those whose version goes with that of Kubernetes. */
type Bound = "coredns" | "kube-proxy";

/**
 * The versions that are installed: those that clusters of 2026-09 were seen to run, most of them
 * EKS's default then. Which ones EKS offers now is told by
 * `aws eks describe-addon-versions --kubernetes-version 1.36 --addon-name coredns`.
 */
const KNOWN: Readonly<Record<string, Readonly<Record<Bound, string>>>> = {
  "1.34": { "kube-proxy": "v1.34.6-eksbuild.29", coredns: "v1.12.4-eksbuild.38" },
  "1.35": { "kube-proxy": "v1.35.3-eksbuild.29", coredns: "v1.13.2-eksbuild.31" },
  "1.36": { "kube-proxy": "v1.36.0-eksbuild.25", coredns: "v1.14.3-eksbuild.23" },
};

/** The others, which ran on each of these versions of Kubernetes. */
const KNOWN_ON_ALL: Readonly<Record<Exclude<EksAddon, Bound>, string>> = {
  "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
  "vpc-cni": "v1.22.4-eksbuild.3",
  "metrics-server": "v0.9.0-eksbuild.11",
  "amazon-cloudwatch-observability": "v6.7.0-eksbuild.1",
  "aws-secrets-store-csi-driver-provider": "v3.1.3-eksbuild.1",
};

/** What the config says of add-ons. */
interface AddonConfig {
  readonly kubernetesVersion: string;
  readonly addonVersions: AddonVersions;
}

/** The version of every add-on: the config's where it names one, else the known one. */
export function addonVersions({ kubernetesVersion, addonVersions }: AddonConfig): AddonVersions {
  const bound = KNOWN[kubernetesVersion];
  return { ...(bound && { ...KNOWN_ON_ALL, ...bound }), ...addonVersions };
}

/** An add-on without a version would be whatever EKS takes on the day, and stay at an upgrade. */
export function addonRules(config: AddonConfig): Problem[] {
  const versions = addonVersions(config);
  const missing = EKS_ADDONS.filter((addon) => versions[addon] === undefined);
  if (missing.length === 0) return [];
  const { kubernetesVersion } = config;
  const known = Object.keys(KNOWN).join(" or ");
  return [
    {
      key: "addonVersions",
      rule: `must name the versions of ${missing.join(", ")}: none are known for Kubernetes ${kubernetesVersion}`,
      fix: `Ask for each: aws eks describe-addon-versions --kubernetes-version ${kubernetesVersion} --addon-name NAME. Or set kubernetesVersion to ${known}.`,
    },
  ];
}
