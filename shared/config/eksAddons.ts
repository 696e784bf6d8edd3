import { isSupported, type KubernetesVersion } from "./kubernetesRules";

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
export type AddonVersions = Readonly<Record<EksAddon, string>>;

/** Those whose version goes with that of Kubernetes. */
type Bound = "coredns" | "kube-proxy";

/**
 * The versions that are installed: those that clusters of 2026-09 were seen to run, most of them
 * EKS's default then. Which ones EKS offers now is told by
 * `aws eks describe-addon-versions --kubernetes-version 1.36 --addon-name coredns`.
 */
const KNOWN: Readonly<Record<KubernetesVersion, Readonly<Record<Bound, string>>>> = {
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

/**
 * The version of every add-on: the config's where it names one, else the known one.
 * @throws RangeError for a version of Kubernetes that the config's rules refuse
 */
export function addonVersions(config: {
  readonly kubernetesVersion: string;
  readonly addonVersions: Partial<AddonVersions>;
}): AddonVersions {
  const { kubernetesVersion } = config;
  if (!isSupported(kubernetesVersion)) {
    throw new RangeError(`no add-ons are known for Kubernetes ${kubernetesVersion}`);
  }
  return { ...KNOWN_ON_ALL, ...KNOWN[kubernetesVersion], ...config.addonVersions };
}
