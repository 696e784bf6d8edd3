import { z } from "zod";
import { bytes, count, cpu, duration, hostname, httpsUrl, percent, type Size } from "./types";

/** Chooses between the default of the dev preset and that of prod. */
export function bySize(size: Size): <T>(dev: T, prod: T) => T {
  return (dev, prod) => (size === "dev" ? dev : prod);
}

/** The keys that mean the same on every platform. */
export function workloadSections(size: Size) {
  return {
    size: z.enum(["dev", "prod"]).default("dev").describe("Preset that sets every other default"),
    gateway: gateway(size),
    model,
    sessionStore: z
      .enum(["memory", "redis"])
      .default("redis")
      .describe("Where sessions live: in each replica (dev only), or in a Redis or Valkey"),
  };
}

/** The keys that mean the same on every cloud. */
export function commonSections(size: Size) {
  return {
    ...workloadSections(size),
    tags: z.record(z.string(), z.string()).default({}).describe("Tags on every cloud resource"),
    functions: functions(size),
    registry: z
      .boolean()
      .default(true)
      .describe("A container registry of the stack's own: ECR or ACR"),
    alarms,
  };
}

function gateway(size: Size) {
  return z.strictObject(gatewayFields(size)).prefault({});
}

/** The keys of `gateway` on every platform. */
export function gatewayFields(size: Size) {
  const pick = bySize(size);
  return {
    image: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Container image of the gateway; default: the one that gateway.build makes; required on kubernetes",
      ),
    build: z
      .strictObject({
        context: z
          .string()
          .min(1)
          .describe("Folder to build, relative to Pulumi.yaml; not on kubernetes"),
        dockerfile: z.string().min(1).default("Dockerfile").describe("Dockerfile inside it"),
      })
      .optional()
      .describe(
        "Build the image with Docker at `pulumi up` and push it to the stack's registry; default: that of `app/`",
      ),
    port: z.int().min(1024).max(65535).default(8080).describe("Port the container listens on"),
    cpu: cpu.default(pick("0.25 vCPU", "0.4 vCPU")).describe("CPU request; there is no limit"),
    memory: bytes.default(pick("512Mi", "1Gi")).describe("Memory request and limit"),
    minReplicas: count(1).default(pick(1, 3)).describe("Fewest replicas"),
    maxReplicas: count(1).default(pick(6, 60)).describe("Most replicas"),
    concurrentChats: count(1)
      .default(100)
      .describe("Streams that one replica serves at once; above it queues, then sheds"),
    cpuTarget: percent
      .default(pick(60, 40))
      .describe("CPU use to scale on, in percent of the request"),
    memoryTarget: percent.default(75).describe("Memory use to scale on, in percent of the request"),
    longestReply: duration.default("120s").describe("Longest stream that must not be cut"),
    heartbeat: duration.default("15s").describe("Time between heartbeats on a silent stream"),
    auth: z
      .enum(["none", "bearer", "oidc"])
      .default("none")
      .describe("Who may chat: everybody, holders of gatewayToken, or people of an OpenID issuer"),
    oidc: z
      .strictObject({
        issuer: httpsUrl.describe("Issuer of the tokens, as it stands in them"),
        audience: z.string().min(1).describe("What the tokens are for: their `aud`"),
        clientId: z
          .string()
          .min(1)
          .optional()
          .describe("The page as the issuer's public client; without it, users bring their tokens"),
        scopes: z
          .string()
          .min(1)
          .default("openid")
          .describe("What the page asks the issuer for, separated by spaces"),
      })
      .optional()
      .describe("The issuer of `gateway.auth: oidc`"),
    allowAnonymous: z
      .boolean()
      .default(false)
      .describe("Let the Internet chat without `gateway.auth` in prod, at your cost"),
    chatsPerMinute: count(1).default(60).describe("Chats that one client may start in a minute"),
    drain: duration.optional().describe("Time to finish streams at stop; default: longestReply"),
    terminationGrace: duration
      .optional()
      .describe("Time from stop to kill; default: drain and 15s for routing and margin"),
  };
}

const model = z
  .strictObject({
    backend: z
      .enum(["demo", "openai"])
      .default("demo")
      .describe("`demo` answers by itself; `openai` is any OpenAI-compatible API"),
    url: httpsUrl.optional().describe("Base URL of the API; required with `openai`"),
    name: z
      .string()
      .min(1)
      .optional()
      .describe("Model to ask for; left out of requests when not given"),
    tokensPerMinute: count(1).optional().describe("Quota of the API; checked when given"),
    tokensPerSecond: count(1).default(50).describe("Output speed of one chat, for that check"),
  })
  .prefault({});

function functions(size: Size) {
  return z.strictObject(functionFields(size)).prefault({});
}

/** The keys of `functions` on every platform. */
export function functionFields(size: Size) {
  const pick = bySize(size);
  return {
    enabled: z
      .boolean()
      .default(false)
      .describe("Deploy the webhook and the queue worker; not on kubernetes"),
    memory: bytes.default("512Mi").describe("Memory of one instance"),
    timeout: duration.default("30s").describe("Longest run of one call"),
    maxConcurrency: count(1).default(pick(10, 50)).describe("Most calls at once"),
    requestsPerSecond: count(1)
      .default(pick(20, 100))
      .describe("Events a second that the webhook takes; twice as many in a burst, then 429"),
    queueVisibility: duration
      .default("180s")
      .describe("Time that a message taken by one worker is hidden from the others"),
    callbackHosts: z
      .array(hostname)
      .default([])
      .describe("Host names that replies may be posted to; required with functions.enabled"),
  };
}

const alarms = z
  .strictObject({
    email: z.email().optional().describe("Who is told of an alarm"),
    errorPercent: percent.default(1).describe("Share of 5xx replies that raises an alarm"),
    p95: duration
      .default("10s")
      .describe("95th percentile of first-byte time that raises an alarm"),
    queueAge: duration.default("5m").describe("Age of the oldest event that raises an alarm"),
    cacheMemoryPercent: percent
      .default(80)
      .describe("Use of the session store's memory that raises an alarm"),
  })
  .prefault({});
