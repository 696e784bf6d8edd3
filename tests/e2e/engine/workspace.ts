import type { LocalWorkspaceOptions } from "@pulumi/pulumi/automation";

/** The packages whose resources the test provider keeps. */
const PACKAGES = ["aws", "azure-native", "docker-build", "kubernetes", "random", "tls"];

/** No Docker builds one here: the plans of the quick tests show what a build adds. */
export const IMAGE = "gateway.image=registry.example.com/chatbot/gateway:0.1.0";

/** A real cluster, and the real provider that takes the place of the test's for it. */
export interface RealCluster {
  /** The folder of pulumi-resource-kubernetes. */
  readonly provider: string;
  /** What the provider finds around it, such as KUBECONFIG. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface WorkspaceArgs {
  readonly project: string;
  /** The folder that the state is kept in. */
  readonly home: string;
  /** The port of the test provider. */
  readonly providerPort: number;
  /** Where Kubernetes objects go; default: to the test provider, like all others. */
  readonly cluster?: RealCluster | undefined;
}

/** A state of its own, and test providers for everything. */
export function workspaceOptions(args: WorkspaceArgs): LocalWorkspaceOptions {
  const { project, home, providerPort, cluster } = args;
  return {
    pulumiHome: home,
    projectSettings: {
      name: project,
      runtime: "nodejs",
      backend: { url: `file://${home}` },
      ...(cluster && {
        plugins: { providers: [{ name: "kubernetes", path: cluster.provider }] },
      }),
    },
    envVars: {
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DEBUG_PROVIDERS: PACKAGES.filter((pkg) => !cluster || pkg !== "kubernetes")
        .map((pkg) => `${pkg}:${providerPort}`)
        .join(","),
      ...cluster?.environment,
    },
  };
}
