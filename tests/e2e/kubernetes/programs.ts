import { dirname, join } from "node:path";
import { goTool, useGo } from "../support/goTool";

/** The version that controlPlane/go.mod pins. */
const VERSION = "1.36.3";

/** The release that the commit of provider/go.mod came after. */
const PROVIDER_VERSION = "4.24.0";

const [MAJOR = "", MINOR = ""] = VERSION.split(".");

/** Paths of the programs that make up a cluster without machines. */
export interface ClusterPrograms {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  /** Stands in for the nodes and their kubelets. */
  readonly kwok: string;
}

/** The programs of a cluster for the tests of a suite. */
export function useClusterPrograms(): () => ClusterPrograms {
  return useGo(clusterPrograms);
}

/** The programs of a cluster, which are built when there are none. */
export async function clusterPrograms(): Promise<ClusterPrograms> {
  return {
    etcd: await built("etcd", "controlPlane", "go.etcd.io/etcd/server/v3"),
    apiServer: await kubernetes("kube-apiserver"),
    controllerManager: await kubernetes("kube-controller-manager"),
    scheduler: await kubernetes("kube-scheduler"),
    kwok: await built("kwok", "kwok", "sigs.k8s.io/kwok/cmd/kwok"),
  };
}

/** The folder of the Kubernetes provider of Pulumi, for the tests of a suite. */
export function useKubernetesProvider(): () => string {
  return useGo(kubernetesProvider);
}

/** The folder of the provider, which is built when there is none. */
export async function kubernetesProvider(): Promise<string> {
  const version = "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version";
  const variables = [`${version}=${PROVIDER_VERSION}`];
  return dirname(await built("pulumi-resource-kubernetes", "provider", ".", variables));
}

function kubernetes(name: string): Promise<string> {
  const version = "k8s.io/component-base/version";
  return built(name, "controlPlane", `k8s.io/kubernetes/cmd/${name}`, [
    `${version}.gitVersion=v${VERSION}`,
    `${version}.gitMajor=${MAJOR}`,
    `${version}.gitMinor=${MINOR}`,
  ]);
}

async function built(
  name: string,
  folder: string,
  mainPackage: string,
  variables: readonly string[] = [],
): Promise<string> {
  const module = join(__dirname, folder);
  const root = await goTool({ name, module, package: mainPackage, variables });
  return join(root, "bin", name);
}
