import { planProgram } from "../../plan/run";
import type { Plan } from "../../plan/types";
import { loadConfig } from "../../shared/config/load";
import type { PlatformName } from "../../shared/config/schema";
import type { Alarm, AlarmMetric } from "../../shared/observability";
import { describeWorkload, type ChatbotWorkload } from "../../shared/workload";
import { FAILOVER } from "./failover";

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>> | string | boolean>>;

/** A stack's workload: what the config says of it, and what is changed where no key of it leads. */
export interface Variant {
  readonly sections: Sections;
  /** Set where the stack has a second cloud on a platform that can, and keeps the name of both. */
  readonly paired?: true;
  readonly change?: (workload: ChatbotWorkload, platform: PlatformName) => ChatbotWorkload;
}

/** A workload, and what is planned for it. */
export interface Planned {
  readonly workload: ChatbotWorkload;
  readonly plan: Plan;
}

const FUNCTIONS = { enabled: true };

/** Two workloads that differ in every field that both have, and one with little in it. */
export const VARIANTS: readonly Variant[] = [
  {
    paired: true,
    sections: {
      gateway: {
        image: "registry.example.com/gateway:a",
        port: 9001,
        cpu: "0.3 vCPU",
        memory: "400Mi",
        minReplicas: 2,
        maxReplicas: 7,
        cpuTarget: 51,
        memoryTarget: 71,
        concurrentChats: 91,
        longestReply: "81s",
        heartbeat: "11s",
        drain: "95s",
        terminationGrace: "111s",
        auth: "bearer",
        chatsPerMinute: 51,
      },
      model: {
        backend: "openai",
        url: "https://a.example.com/v1",
        name: "a",
        tokensPerSecond: 31,
        tokensPerMinute: 10_000_001,
      },
      functions: {
        ...FUNCTIONS,
        memory: "512Mi",
        timeout: "21s",
        maxConcurrency: 40,
        queueVisibility: "131s",
        requestsPerSecond: 23,
        callbackHosts: ["a.example.com"],
      },
      alarms: { errorPercent: 2, p95: "3s", queueAge: "4m", cacheMemoryPercent: 81 },
    },
  },
  {
    sections: {
      gateway: {
        build: { context: "tests/aws/fixtures/image" },
        port: 9002,
        cpu: "0.6 vCPU",
        memory: "1200Mi",
        minReplicas: 3,
        maxReplicas: 8,
        cpuTarget: 52,
        memoryTarget: 72,
        concurrentChats: 92,
        longestReply: "82s",
        heartbeat: "12s",
        drain: "96s",
        terminationGrace: "117s",
        auth: "oidc",
        oidc: {
          issuer: "https://b.example.com",
          audience: "b",
          clientId: "b-page",
          scopes: "openid b",
        },
        chatsPerMinute: 52,
      },
      ingress: { allowedCidrs: ["203.0.113.0/24"] },
      model: {
        backend: "openai",
        url: "https://b.example.com/v1",
        name: "b",
        tokensPerSecond: 32,
        tokensPerMinute: 10_000_002,
      },
      functions: {
        ...FUNCTIONS,
        memory: "2Gi",
        timeout: "22s",
        maxConcurrency: 120,
        queueVisibility: "132s",
        requestsPerSecond: 24,
        callbackHosts: ["b.example.com", "c.example.com"],
      },
      alarms: { errorPercent: 5, p95: "6s", queueAge: "7m", cacheMemoryPercent: 82 },
    },
    change: (workload, platform) => ({
      ...workload,
      gateway: {
        ...workload.gateway,
        routingDelay: "12s",
        keepAlive: "999s",
        access: { ...workload.gateway.access, allowsAnonymous: false },
        scaling: { ...workload.gateway.scaling, pace: { upSeconds: 16, downSeconds: 601 } },
      },
      alarms: workload.alarms.map((alarm) => otherAlarm(alarm, platform)),
    }),
  },
  {
    // Health checks come from the Internet, which the second workload keeps out.
    paired: true,
    sections: {
      gateway: { build: { context: "tests/fixtures/image", dockerfile: "Containerfile" } },
      sessionStore: "memory",
    },
    change: (workload, platform) => ({
      ...workload,
      alarms: workload.alarms.map((alarm) => otherAlarm(alarm, platform)),
    }),
  },
];

/** Alarms that Azure has for the threshold 0 alone. */
const FIXED_ON_AZURE: readonly AlarmMetric[] = ["function-throttles", "side-unhealthy"];

/** The parts of an alarm that the config does not lead to, changed. */
function otherAlarm(alarm: Alarm, platform: PlatformName): Alarm {
  const isFixed = platform === "aks" && FIXED_ON_AZURE.includes(alarm.metric);
  return {
    ...alarm,
    ...(alarm.threshold === 0 && !isFixed && { threshold: 1 }),
    period: "300s",
    periods: alarm.periods * 3,
    summary: `${alarm.summary}, and more of it`,
  };
}

const CIDRS = { allowedCidrs: ["203.0.113.0/24"] };
const ON_ECS = { cloud: "aws", runtime: "ecs", network: { flowLogs: false } };

/** What each platform needs beside the workload. */
const PLATFORMS: Readonly<Record<PlatformName, Sections>> = {
  eks: {
    cloud: "aws",
    kubernetesApi: CIDRS,
    nodes: { instanceType: "m7g.large", max: 12 },
  },
  "ecs (fargate)": ON_ECS,
  "ecs (asg)": { ...ON_ECS, capacity: "asg", nodes: { instanceType: "m7g.large", max: 12 } },
  aks: { cloud: "azure", kubernetesApi: CIDRS, nodes: { vmSize: "Standard_D4ps_v6", max: 12 } },
  kubernetes: { cloud: "kubernetes", kubeContext: "kind" },
};

const ON_AWS: Sections = {
  ingress: { hostname: "own.example.com", hostedZoneId: "Z0123456789ABC" },
  failover: FAILOVER.aws,
};
const VAULT = "/subscriptions/0/resourceGroups/c/providers/Microsoft.KeyVault/vaults/v";

/** What each platform needs for a second cloud. */
const PAIRS: Readonly<Record<PlatformName, Sections>> = {
  eks: ON_AWS,
  "ecs (fargate)": ON_AWS,
  "ecs (asg)": ON_AWS,
  aks: {
    ingress: { hostname: "own.example.com", certificate: { vaultId: VAULT, name: "chat" } },
    failover: FAILOVER.azure,
  },
  kubernetes: {},
};

/** The sections of a variant that a cluster has which is there already, and an image for it. */
function forCluster(index: number, { gateway, model, ingress, sessionStore }: Sections): Sections {
  const { build: _, ...rest } = gateway as Readonly<Record<string, unknown>>;
  return {
    gateway: { image: `registry.example.com/gateway:${index}`, ...rest },
    ...(model && { model }),
    ...(ingress && { ingress }),
    ...(sessionStore && { sessionStore }),
  };
}

/** Keys that only some platforms have, for the two workloads that are filled. */
const CHATS_TARGETS = [61, 62];

/**
 * Plans a variant as `index.ts` does, but for the change.
 * @param set keys of the config, like `gateway.port`, with the values to ask for
 */
export async function planVariant(
  platform: PlatformName,
  index: number,
  ask: {
    readonly set?: readonly [key: string, value: unknown];
    readonly change?: (workload: ChatbotWorkload) => ChatbotWorkload;
  } = {},
): Promise<Planned> {
  const variant = VARIANTS[index];
  if (!variant) throw new RangeError(`there is no variant ${index}`);
  let planned: ChatbotWorkload | undefined;
  const program = async (): Promise<unknown> => {
    const { config, secrets } = loadConfig();
    const described = describeWorkload(config, secrets);
    const changed = variant.change?.(described, platform) ?? described;
    planned = ask.change?.(changed) ?? changed;
    if (config.cloud === "azure") {
      const { deployAzure } = await import("../../azure/index.js");
      return deployAzure("chatscale-parity", config, planned);
    }
    if (config.cloud === "kubernetes") {
      const { deployKubernetes } = await import("../../kubernetes/index.js");
      return deployKubernetes("chatscale-parity", config, planned);
    }
    const { deployAws } = await import("../../aws/index.js");
    return deployAws("chatscale-parity", config, planned);
  };
  const plan = await planProgram(program, {
    project: "chatscale",
    stack: "parity",
    main: "",
    ...settings(platform, index, variant, ask.set),
  });
  if (!planned) throw new Error("nothing was planned");
  return { workload: planned, plan };
}

function settings(
  platform: PlatformName,
  index: number,
  { sections, paired }: Variant,
  set: readonly [key: string, value: unknown] | undefined,
) {
  const all: Record<string, unknown> = {
    ...PLATFORMS[platform],
    ...(platform === "kubernetes" ? forCluster(index, sections) : sections),
    ...(paired && PAIRS[platform]),
  };
  const chatsTarget = CHATS_TARGETS[index];
  const asked: (readonly [key: string, value: unknown])[] = [
    ...(platform.startsWith("ecs") && chatsTarget !== undefined
      ? [["gateway.chatsTarget", chatsTarget] as const]
      : []),
    ...(set ? [set] : []),
  ];
  for (const [key, value] of asked) {
    const [section = "", name = ""] = key.split(".");
    all[section] = { ...(all[section] as object | undefined), [name]: value };
  }
  const secrets = secretsOf(all);
  const texts = Object.entries(all).map(([key, value]) => [
    `chatscale:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    config: { ...(Object.fromEntries(texts) as Record<string, string>), ...secrets },
    secretKeys: Object.keys(secrets),
  };
}

/** The secrets that such a config asks for. */
function secretsOf(all: Readonly<Record<string, unknown>>): Record<string, string> {
  const { model, gateway } = all as {
    readonly model?: { readonly backend?: string };
    readonly gateway?: { readonly auth?: string };
  };
  return {
    ...(model?.backend === "openai" && { "chatscale:modelApiKey": "key-of-the-model" }),
    ...(gateway?.auth === "bearer" && {
      "chatscale:gatewayToken": "token-of-the-clients-0123456789",
    }),
  };
}
