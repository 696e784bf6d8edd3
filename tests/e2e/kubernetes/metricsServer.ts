import { readFileSync } from "node:fs";
import type { JsonObject } from "../../../plan/types";
import { startServer, type Answer, type Received, type TestServer } from "../../support/servers";
import type { KubernetesApi, KubernetesObject } from "./api";
import type { Cluster } from "./cluster";
import { isReady } from "./nodes";
import { until } from "./until";

const GROUP_VERSION = "metrics.k8s.io/v1beta1";
const NAME = "metrics-server";
const NAMESPACE = "kube-system";

/** What one pod uses. */
export interface Use {
  /** In thousandths of a CPU. */
  readonly millicores: number;
  readonly mebibytes: number;
}

/** Serves the metrics API for the pods of one namespace, which use what the test says. */
export class MetricsServer {
  /** What each ready pod uses when so many are ready. */
  use: (readyPods: number) => Use = () => ({ millicores: 0, mebibytes: 0 });
  private readonly pods = new Map<string, KubernetesObject>();

  private constructor(private readonly namespace: string) {}

  /** Serves for the time of a test; the cluster's own requests for metrics come here. */
  static async use(
    { api, authority }: Cluster,
    namespace: string,
    test: (metrics: MetricsServer) => Promise<void>,
  ): Promise<void> {
    const metrics = new MetricsServer(namespace);
    const files = authority.forServer(NAME, `DNS:${NAME}.${NAMESPACE}.svc`);
    const certificate = {
      cert: readFileSync(files.cert, "utf8"),
      key: readFileSync(files.key, "utf8"),
    };
    const server = await startServer((request) => metrics.answer(request), certificate);
    const close = await api.watch("v1", "Pod", namespace, (type, pod) => {
      if (type === "DELETED") metrics.pods.delete(pod.metadata.name);
      else metrics.pods.set(pod.metadata.name, pod);
    });
    try {
      await register(api, server, authority.pem);
      await test(metrics);
    } finally {
      close();
      await server.close();
    }
  }

  private answer({ path }: Received): Answer {
    const [url] = path.split("?");
    const json = (status: number, value: JsonObject): Answer => ({
      status,
      body: JSON.stringify(value),
      headers: { "content-type": "application/json" },
    });
    if (url === `/apis/${GROUP_VERSION}`) return json(200, DISCOVERY);
    if (url === `/apis/${GROUP_VERSION}/namespaces/${this.namespace}/pods`) {
      return json(200, { kind: "PodMetricsList", apiVersion: GROUP_VERSION, items: this.items() });
    }
    return json(404, { kind: "Status", apiVersion: "v1", status: "Failure", code: 404 });
  }

  private items(): JsonObject[] {
    const ready = [...this.pods.values()].filter(
      ({ metadata, status }) => metadata.deletionTimestamp === undefined && isReady(status),
    );
    const { millicores, mebibytes } = this.use(ready.length);
    const usage = { cpu: `${millicores}m`, memory: `${mebibytes}Mi` };
    return ready.map(({ metadata, spec }) => ({
      metadata: { name: metadata.name, namespace: this.namespace },
      timestamp: new Date().toISOString(),
      window: "10s",
      containers: (spec?.["containers"] as unknown as { name: string }[]).map(({ name }) => ({
        name,
        usage,
      })),
    }));
  }
}

const DISCOVERY: JsonObject = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: GROUP_VERSION,
  resources: [
    {
      name: "pods",
      singularName: "",
      namespaced: true,
      kind: "PodMetrics",
      verbs: ["get", "list"],
    },
  ],
};

/** Tells the API server who serves the metrics: an address outside of the cluster, as Services go. */
async function register(api: KubernetesApi, server: TestServer, authority: string): Promise<void> {
  const [group = "", version = ""] = GROUP_VERSION.split("/");
  await api.apply({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: { type: "ExternalName", externalName: "localhost" },
  });
  await api.apply({
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: `${version}.${group}` },
    spec: {
      group,
      version,
      groupPriorityMinimum: 100,
      versionPriority: 100,
      caBundle: Buffer.from(authority).toString("base64"),
      service: { name: NAME, namespace: NAMESPACE, port: server.port },
    },
  });
  await until("the metrics API", () => api.send("GET", `/apis/${GROUP_VERSION}`));
}
