import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { meta, networking } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { METRICS_PORT } from "../gatewayEnvironment";
import type { Exposure, KubernetesTarget, SessionStore } from "../platform";
import type { ChatbotWorkload } from "../workload";
import { COMMON_LABELS, GATEWAY, GATEWAY_SELECTOR, NAMESPACE } from "./labels";

type EgressRule = networking.v1.NetworkPolicyEgressRule;
type Peer = networking.v1.NetworkPolicyPeer;

/** Where machines learn their own credentials: never a pod's business. */
const INSTANCE_METADATA = "169.254.169.254/32";

/** Lets pods ask the cluster's DNS. */
export const DNS_EGRESS: EgressRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
};

/** Closes the namespace both ways, then opens what the gateway needs. */
export function createNetworkPolicies(
  name: string,
  workload: ChatbotWorkload,
  target: KubernetesTarget,
  opts: pulumi.CustomResourceOptions,
): void {
  createDenyAll(`${name}-deny-all`, { namespace: NAMESPACE, labels: COMMON_LABELS }, opts);
  new NetworkPolicy(
    `${name}-gateway`,
    {
      metadata: { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS },
      spec: {
        podSelector: { matchLabels: GATEWAY_SELECTOR },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          { from: clients(target.exposure), ports: [tcp(workload.gateway.port)] },
          ...scraping(target),
        ],
        egress: egress(workload, target),
      },
    },
    opts,
  );
}

function clients(exposure: Exposure): Peer[] {
  if (exposure.kind !== "clusterIp")
    return exposure.clientCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return [
    {
      ...podsIn(exposure.proxyNamespace),
      ...(exposure.proxyLabels && { podSelector: { matchLabels: exposure.proxyLabels } }),
    },
  ];
}

function scraping({
  scraperNamespace,
}: KubernetesTarget): networking.v1.NetworkPolicyIngressRule[] {
  if (scraperNamespace === undefined) return [];
  return [{ from: [podsIn(scraperNamespace)], ports: [tcp(METRICS_PORT)] }];
}

function egress(
  { model, gateway }: ChatbotWorkload,
  { podIdentity, sessionStore }: KubernetesTarget,
): EgressRule[] {
  const { agent } = podIdentity;
  const https: EgressRule = {
    to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [INSTANCE_METADATA] } }],
    ports: [tcp(443)],
  };
  // Tokens of the cloud's directory, and the keys of an issuer, come from public addresses.
  const callsOut =
    model.backend === "openai" ||
    sessionStore?.auth === "entra" ||
    gateway.access.auth.kind === "oidc";
  return [
    DNS_EGRESS,
    ...(callsOut ? [https] : []),
    ...(sessionStore ? [{ to: [storePeer(sessionStore)], ports: [tcp(sessionStore.port)] }] : []),
    ...(agent ? [{ to: [{ ipBlock: { cidr: agent.cidr } }], ports: [tcp(agent.port)] }] : []),
  ];
}

function storePeer(store: SessionStore): Peer {
  return "cidr" in store ? { ipBlock: { cidr: store.cidr } } : podsIn(store.namespace);
}

/** All pods of a namespace. */
export function podsIn(namespace: string): Peer {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } };
}

/** Closes a namespace both ways; what else is let through, further policies say. */
export function createDenyAll(
  resourceName: string,
  metadata: meta.v1.ObjectMeta,
  opts: pulumi.CustomResourceOptions,
): void {
  new NetworkPolicy(
    resourceName,
    {
      metadata: { name: "deny-all", ...metadata },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    },
    opts,
  );
}

/** A TCP port, as a rule names it. */
export function tcp(port: number) {
  return { protocol: "TCP", port };
}
