import assert from "node:assert/strict";
import type { WireObject } from "../../../plan/values";
import { CHANGES } from "../engine/changes";
import { usePulumi } from "../engine/pulumi";
import { StackUnderTest, type Step } from "../engine/stack";
import { withBalancers } from "./balancers";
import { ADMISSION_PLUGINS, Cluster } from "./cluster";
import { installDefinitions } from "./definitions";
import { addNodes } from "./nodes";
import { useClusterPrograms, useKubernetesProvider } from "./programs";

interface Cloud {
  readonly plugins: readonly string[];
  /** The command that its kubeconfig signs in by. */
  readonly command: string;
  /** What tells the program where its cluster is. */
  readonly answers: (cluster: Cluster) => Readonly<Record<string, WireObject>>;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const CLOUDS: Readonly<Record<string, Cloud>> = {
  dev: {
    plugins: ADMISSION_PLUGINS.eks,
    command: "aws",
    answers: ({ server, authority }) => ({
      "aws:eks/cluster:Cluster": {
        endpoint: server,
        certificateAuthority: { data: base64(authority.pem) },
      },
    }),
  },
  "dev-azure": {
    plugins: ADMISSION_PLUGINS.aks,
    command: "kubelogin",
    answers: (cluster) => ({
      "azure-native:containerservice:listManagedClusterUserCredentials": {
        kubeconfigs: [{ name: "clusterUser", value: base64(aksKubeconfig(cluster)) }],
      },
    }),
  },
};

describe("on the engine, with the real provider and a real control plane, the objects", () => {
  const pulumi = usePulumi();
  const programs = useClusterPrograms();
  const provider = useKubernetesProvider();

  for (const [name, { plugins, command, answers }] of Object.entries(CLOUDS)) {
    it(`of ${name} come up, stay as they are, and change as the table says`, () =>
      Cluster.use(programs(), { admissionPlugins: plugins }, async (cluster) => {
        const { api } = cluster;
        await installDefinitions(api);
        await addNodes(api, { count: 3 });
        const PATH = `${cluster.signInBy(command)}:${process.env["PATH"] ?? ""}`;
        const real = { provider: provider(), environment: { PATH } };
        await withBalancers(api, "edge", () =>
          StackUnderTest.use(
            pulumi(),
            name,
            [],
            async (stack) => {
              stack.account.answers = answers(cluster);
              await stack.up();
              assert.deepEqual(await stack.preview(), []);
              assert.deepEqual(await stack.refresh(), {});
              assert.deepEqual(await stack.preview(), []);
              for (const { set, steps } of CHANGES[name] ?? []) {
                await stack.configure(...set);
                const planned = await stack.preview();
                assert.deepEqual(inCluster(planned), inCluster(steps), set.join(" "));
              }
            },
            real,
          ),
        );
      }));
  }
});

function inCluster(steps: readonly Step[]): Step[] {
  return steps.filter((step) => step.split(" ")[1]?.startsWith("kubernetes:")).sort();
}

/** What AKS hands out: signed in by a device code, which the program replaces. */
function aksKubeconfig({ server, authority }: Cluster): string {
  const certificate = base64(authority.pem);
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "aks", cluster: { server, "certificate-authority-data": certificate } }],
    contexts: [{ name: "aks", context: { cluster: "aks", user: "user" } }],
    "current-context": "aks",
    users: [{ name: "user", user: {} }],
  });
}
