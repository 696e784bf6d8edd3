import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { EdgeProxySize } from "../shared/edgeProxySize";
import {
  createDisruptionBudget,
  scalingBehavior,
  utilization,
} from "../shared/kubernetes/autoscaling";
import { GATEWAY_SELECTOR, NAMESPACE } from "../shared/kubernetes/labels";
import { createDenyAll, DNS_EGRESS, tcp } from "../shared/kubernetes/networkPolicies";
import { RESTRICTED_NAMESPACE } from "../shared/kubernetes/podDefaults";
import { PACE } from "../shared/scaling";
import { EDGE_LABELS, EDGE_NAME, EDGE_NAMESPACE } from "./edgeLabels";
import { HTTP_PORT, HTTPS_PORT } from "./envoyBasics";
import { METRICS_PORT } from "./envoyMetrics";

const METADATA = { name: EDGE_NAME, namespace: EDGE_NAMESPACE };

/** CPU use of the proxies to hold, in percent of the request. */
const CPU_PERCENT = 70;

/** The proxy's namespace, held to Pod Security `restricted`, and closed but for the proxy's traffic. */
export function createEdgeNamespace(
  name: string,
  args: { clientCidrs: readonly string[]; gatewayPort: number },
  opts: pulumi.CustomResourceOptions,
): Namespace {
  const namespace = new Namespace(
    `${name}-edge`,
    { metadata: { name: EDGE_NAMESPACE, labels: RESTRICTED_NAMESPACE } },
    opts,
  );
  const withNamespace = { ...opts, dependsOn: [namespace] };
  createDenyAll(`${name}-edge-deny-all`, { namespace: EDGE_NAMESPACE }, withNamespace);
  new NetworkPolicy(
    `${name}-edge`,
    {
      metadata: METADATA,
      spec: {
        podSelector: { matchLabels: EDGE_LABELS },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: args.clientCidrs.map((cidr) => ({ ipBlock: { cidr } })),
            ports: [tcp(HTTP_PORT), tcp(HTTPS_PORT)],
          },
          // Where AKS runs the collector of managed Prometheus.
          { from: [inNamespace("kube-system")], ports: [tcp(METRICS_PORT)] },
        ],
        egress: [
          DNS_EGRESS,
          {
            to: [
              {
                ...inNamespace(NAMESPACE),
                podSelector: { matchLabels: GATEWAY_SELECTOR },
              },
            ],
            ports: [tcp(args.gatewayPort)],
          },
        ],
      },
    },
    withNamespace,
  );
  return namespace;
}

function inNamespace(namespace: string) {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } };
}

/** Above the gateway's priority: without a proxy, no gateway serves anybody. */
export function createEdgePriority(
  name: string,
  opts: pulumi.CustomResourceOptions,
): PriorityClass {
  return new PriorityClass(
    `${name}-edge`,
    {
      metadata: { name: EDGE_NAME },
      value: 2000,
      globalDefault: false,
      description: "Lets people reach the gateway",
    },
    opts,
  );
}

/** Scales the proxies by CPU at the gateway's pace, and lets one go at a time. */
export function createEdgeScaling(
  name: string,
  size: EdgeProxySize,
  opts: pulumi.CustomResourceOptions,
): void {
  new HorizontalPodAutoscaler(
    `${name}-edge`,
    {
      metadata: METADATA,
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: EDGE_NAME },
        minReplicas: size.minReplicas,
        maxReplicas: size.maxReplicas,
        metrics: [utilization("cpu", CPU_PERCENT)],
        behavior: scalingBehavior(PACE),
      },
    },
    opts,
  );
  createDisruptionBudget(`${name}-edge`, METADATA, EDGE_LABELS, opts);
}
