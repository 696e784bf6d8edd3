import { z } from "zod";
import { functionFields, workloadSections } from "./sections";
import {
  bytes,
  cidrText,
  duration,
  hostname,
  kubeContext,
  namespace,
  RULE_FIX_SEPARATOR,
} from "./types";

const DEV_ONLY = [
  "must be dev on kubernetes: clients get no TLS there, nobody an alarm, and sessions one pod",
  "Leave it out, or set cloud: aws or cloud: azure.",
].join(RULE_FIX_SEPARATOR);

const NO_FUNCTIONS = [
  "must be false on kubernetes, which has no functions",
  "Leave it out, or set cloud: aws or cloud: azure.",
].join(RULE_FIX_SEPARATOR);

/** The schema of a cluster that is there already. What it has no place for is no key of it. */
export const clusterSchema = z.strictObject({
  cloud: z.literal("kubernetes"),
  kubeContext: kubeContext.describe("Context of the kubeconfig whose cluster the chatbot goes to"),
  ...workloadSections("dev"),
  size: z.literal("dev", DEV_ONLY).default("dev"),
  functions: z
    .strictObject({
      ...functionFields("dev"),
      enabled: z.literal(false, NO_FUNCTIONS).default(false),
    })
    .prefault({}),
  cache: z
    .strictObject({
      memory: bytes.default("128Mi").describe("Memory of the session store's pod"),
      disk: bytes.default("1Gi").describe("Disk of the session store"),
    })
    .prefault({}),
  ingress: z
    .strictObject({
      exposure: z
        .enum(["NodePort", "LoadBalancer", "ClusterIP"])
        .default("NodePort")
        .describe("Type of the gateway's Service"),
      nodePort: z
        .int()
        .min(30000)
        .max(32767)
        .default(30080)
        .describe("Port of every node, with NodePort"),
      proxyNamespace: namespace
        .default("ingress-nginx")
        .describe("Namespace of the ingress controller that may reach the gateway, with ClusterIP"),
      allowedCidrs: z.array(cidrText).min(1).default(["0.0.0.0/0"]).describe("Who may chat"),
      hostname: hostname.optional().describe("Public DNS name of the chatbot"),
      idleTimeout: duration
        .default("60s")
        .describe("Silence that what stands before the gateway bears"),
    })
    .prefault({}),
});
