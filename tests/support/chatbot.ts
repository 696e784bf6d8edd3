import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../plan/types";
import { parseConfig } from "../../shared/config/parse";
import { ChatbotApp } from "../../shared/kubernetes/chatbotApp";
import type { KubernetesTarget } from "../../shared/platform";
import { describeWorkload, type ChatbotWorkload, type Secrets } from "../../shared/workload";
import { Thing } from "../plan/fixtures/resource";
import { planOfProgram } from "./plans";

const IMAGE = "registry.example.com/gateway:1";

type Sections = Readonly<Record<string, object | string>>;

interface ChatbotOptions {
  /** Sections of the config, over the defaults of AWS. */
  readonly config?: Sections;
  /** What the cluster is like. Default: a node port, no pod identity. */
  readonly target?: Partial<KubernetesTarget>;
  /** The model's key. Default: none. */
  readonly apiKey?: string;
}

/** The workload of a config that has little more than what must be set. */
export function workloadOf(sections: Sections = {}, secrets: Secrets = {}): ChatbotWorkload {
  const gateway = {
    image: "registry.example.com/gateway:1",
    ...(sections["gateway"] as object | undefined),
  };
  const all = {
    cloud: "aws",
    kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] },
    ...sections,
    gateway,
  };
  const texts = Object.entries(all).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const { config, problems } = parseConfig(Object.fromEntries(texts) as Record<string, string>);
  assert.deepEqual(problems, []);
  assert.ok(config);
  return describeWorkload(config, secrets);
}

/** The chatbot's Kubernetes objects, in a cluster that is on no cloud. */
export function planOfChatbot({ config, target, apiKey }: ChatbotOptions = {}): Promise<Plan> {
  return planOfProgram(() => {
    const secrets = apiKey === undefined ? {} : { modelApiKey: pulumi.secret(apiKey) };
    const workload = workloadOf(config, secrets);
    const plain = {
      provider: new Provider("cluster", { kubeconfig: "{}" }),
      cluster: new Thing("cluster", {}),
      image: IMAGE,
      ready: [],
      exposure: { kind: "nodePort", nodePort: 30080, clientCidrs: ["10.0.0.0/16"] },
      podIdentity: { serviceAccountAnnotations: {}, podLabels: {} },
    } as const;
    new ChatbotApp("p-s", { workload, target: { ...plain, ...target } });
  });
}
