import { createHash } from "node:crypto";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type { core } from "@pulumi/kubernetes/types/input";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { EdgeProxySize } from "../shared/edgeProxySize";
import { inCluster } from "../shared/kubernetes/inCluster";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import { SERVICE_PORT } from "../shared/kubernetes/service";
import type { Exposure } from "../shared/platform";
import { seconds, type Duration } from "../shared/units";
import type { Gateway } from "../shared/workload";
import {
  createCertificateMount,
  createEdgeIdentity,
  type EdgeIdentityArgs,
} from "./edgeCertificate";
import { EDGE_LABELS, EDGE_NAME, EDGE_NAMESPACE } from "./edgeLabels";
import { createEdgeNamespace, createEdgePriority, createEdgeScaling } from "./edgeProxyObjects";
import { proxyPod, SCRAPED } from "./edgeProxyPod";
import { envoyBootstrap, envoyCertificate } from "./envoy";
import { HTTP_PORT, HTTPS_PORT } from "./envoyBasics";
import { HTTPS_NODE_PORT } from "./ingressPorts";

/** Lets Azure's webhook give pods a token of their identity. */
const USES_IDENTITY = { "azure.workload.identity/use": "true" };

/** How clients reach a Service from outside the cluster. */
export type OutsideExposure = Exclude<Exposure, { readonly kind: "clusterIp" }>;

export interface EdgeProxyArgs extends Omit<EdgeIdentityArgs, "certificate"> {
  /** The certificate to end TLS with; without one, chats travel as plain HTTP. */
  readonly certificate?: EdgeIdentityArgs["certificate"] | undefined;
  readonly gateway: Gateway;
  readonly size: EdgeProxySize;
  /** How clients reach the proxy; a node port is that of plain HTTP. */
  readonly exposure: OutsideExposure;
  /** Silence that a stream bears. */
  readonly idleTimeout: Duration;
  /** Time to the first byte above which a chat is slow, in seconds. */
  readonly slowSeconds: number;
  readonly provider: Provider;
  readonly cluster: pulumi.Resource;
  /** What must exist before a pod can run. */
  readonly ready: readonly pulumi.Resource[];
}

/**
 * Ends TLS in the cluster and measures the chats, since Azure Load Balancer works below HTTP. The
 * certificate stays in Key Vault.
 */
export class EdgeProxy extends pulumi.ComponentResource {
  readonly service: Service;

  constructor(name: string, args: EdgeProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:EdgeProxy", name, {}, opts);
    const { size, exposure } = args;
    const options = inCluster(this, args);
    const namespace = createEdgeNamespace(
      name,
      { clientCidrs: exposure.clientCidrs, gatewayPort: args.gateway.port },
      options,
    );
    const inNamespace = { ...options, dependsOn: [namespace] };
    const priority = createEdgePriority(name, options);
    const tls =
      args.certificate && this.mountCertificate(name, args.certificate, args, inNamespace);
    const account = new ServiceAccount(
      `${name}-edge`,
      {
        metadata: {
          name: EDGE_NAME,
          namespace: EDGE_NAMESPACE,
          annotations: tls?.accountAnnotations ?? {},
        },
        automountServiceAccountToken: false,
      },
      inNamespace,
    );
    const files = settingsFiles(args);
    // Envoy reads its settings at its start: new ones have a new name, which makes new pods, and the
    // old pods keep theirs until they end.
    const settingsName = `${EDGE_NAME}-${hash(files)}`;
    const settings = new ConfigMap(
      `${name}-edge`,
      {
        metadata: { name: settingsName, namespace: EDGE_NAMESPACE },
        immutable: true,
        data: files,
      },
      inNamespace,
    );
    const deployment = new Deployment(
      `${name}-edge`,
      {
        metadata: { name: EDGE_NAME, namespace: EDGE_NAMESPACE, labels: EDGE_LABELS },
        spec: {
          selector: { matchLabels: EDGE_LABELS },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          revisionHistoryLimit: 3,
          template: {
            metadata: {
              labels: { ...EDGE_LABELS, ...(tls && USES_IDENTITY) },
              annotations: SCRAPED,
            },
            spec: proxyPod({
              ...size,
              labels: EDGE_LABELS,
              serviceAccount: EDGE_NAME,
              priorityClass: priority.metadata.name,
              configMap: settingsName,
              certificateClass: tls && EDGE_NAME,
              routingSeconds: seconds(args.gateway.routingDelay),
              drainSeconds: seconds(args.gateway.drain),
            }),
          },
        },
      },
      { ...options, dependsOn: [account, settings, ...(tls?.ready ?? []), ...args.ready] },
    );
    const withDeployment = { ...options, dependsOn: [deployment] };
    createEdgeScaling(name, size, withDeployment);
    this.service = new Service(
      `${name}-edge`,
      {
        metadata: {
          name: EDGE_NAME,
          namespace: EDGE_NAMESPACE,
          annotations: exposure.kind === "loadBalancer" ? exposure.annotations : {},
        },
        spec: {
          selector: EDGE_LABELS,
          externalTrafficPolicy: "Local",
          ...exposed(exposure, args.certificate !== undefined),
        },
      },
      withDeployment,
    );
    this.registerOutputs();
  }

  private mountCertificate(
    name: string,
    certificate: EdgeIdentityArgs["certificate"],
    args: EdgeProxyArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const identityArgs = { ...args, certificate };
    const { identity, ready } = createEdgeIdentity(name, identityArgs, this);
    const mount = createCertificateMount(name, identityArgs, identity, opts);
    return {
      accountAnnotations: { "azure.workload.identity/client-id": identity.clientId },
      ready: [...ready, mount],
    };
  }
}

function settingsFiles(args: EdgeProxyArgs): Record<string, string> {
  const { certificate } = args;
  return {
    "envoy.json": envoyBootstrap({
      certificateName: certificate?.name,
      upstream: { host: `${GATEWAY}.${NAMESPACE}.svc.cluster.local`, port: SERVICE_PORT },
      idleSeconds: seconds(args.idleTimeout),
      maxStreams: args.size.maxStreams,
      slowSeconds: args.slowSeconds,
    }),
    ...(certificate && { "certificate.json": envoyCertificate(certificate.name) }),
  };
}

function hash(files: Record<string, string>): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
}

function exposed(exposure: OutsideExposure, tls: boolean): core.v1.ServiceSpec {
  const balanced = exposure.kind === "loadBalancer";
  const http = {
    ...{ name: "http", port: 80, targetPort: HTTP_PORT },
    ...(!balanced && { nodePort: exposure.nodePort }),
  };
  const https = {
    ...{ name: "https", port: 443, targetPort: HTTPS_PORT },
    ...(!balanced && { nodePort: HTTPS_NODE_PORT }),
  };
  const ports = tls ? [http, https] : [http];
  if (!balanced) return { type: "NodePort", ports };
  return { type: "LoadBalancer", ports, loadBalancerSourceRanges: [...exposure.clientCidrs] };
}
