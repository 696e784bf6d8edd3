import {
  FederatedIdentityCredential,
  UserAssignedIdentity,
} from "@pulumi/azure-native/managedidentity";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Namespace, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import { SERVICE_PORT } from "../shared/kubernetes/service";
import { seconds } from "../shared/units";
import type { Gateway } from "../shared/workload";
import { proxyPod } from "./edgeProxyPod";
import { envoyBootstrap, envoyCertificate, HTTP_PORT, HTTPS_PORT } from "./envoy";
import { assignRole } from "./roles";

export interface EdgeProxyArgs {
  readonly gateway: Gateway;
  readonly ingress: AksConfig["ingress"];
  readonly certificate: NonNullable<AksConfig["ingress"]["certificate"]>;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tenantId: pulumi.Input<string>;
  readonly oidcIssuerUrl: pulumi.Input<string>;
  readonly provider: Provider;
  readonly cluster: pulumi.Resource;
  /** What must exist before a pod can run. */
  readonly ready: readonly pulumi.Resource[];
  readonly serviceAnnotations: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags: Readonly<Record<string, string>>;
}

export const EDGE_NAMESPACE = "edge";
export const EDGE_LABELS = { "app.kubernetes.io/name": "edge-proxy" } as const;

const NAME = "edge-proxy";
const REPLICAS = 3;

/** Ends TLS in the cluster, since Azure Load Balancer works below HTTP; the certificate stays in Key Vault. */
export class EdgeProxy extends pulumi.ComponentResource {
  readonly service: Service;

  constructor(name: string, args: EdgeProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:EdgeProxy", name, {}, opts);
    const inCluster = { parent: this, provider: args.provider, deletedWith: args.cluster };
    const namespace = new Namespace(
      `${name}-edge`,
      {
        metadata: {
          name: EDGE_NAMESPACE,
          labels: { "pod-security.kubernetes.io/enforce": "restricted" },
        },
      },
      inCluster,
    );
    const inNamespace = { ...inCluster, dependsOn: [namespace] };
    const { identity, ready } = this.createIdentity(name, args);
    const account = new ServiceAccount(
      `${name}-edge`,
      {
        metadata: {
          name: NAME,
          namespace: EDGE_NAMESPACE,
          annotations: { "azure.workload.identity/client-id": identity.clientId },
        },
        automountServiceAccountToken: false,
      },
      inNamespace,
    );
    const certificate = this.createCertificateMount(name, args, identity, inNamespace);
    const settings = new ConfigMap(
      `${name}-edge`,
      {
        metadata: { name: NAME, namespace: EDGE_NAMESPACE },
        data: {
          "envoy.json": envoyBootstrap({
            certificateName: args.certificate.name,
            upstream: { host: `${GATEWAY}.${NAMESPACE}.svc.cluster.local`, port: SERVICE_PORT },
            idleSeconds: seconds(args.ingress.idleTimeout),
          }),
          "certificate.json": envoyCertificate(args.certificate.name),
        },
      },
      inNamespace,
    );
    const deployment = new Deployment(
      `${name}-edge`,
      {
        metadata: { name: NAME, namespace: EDGE_NAMESPACE, labels: EDGE_LABELS },
        spec: {
          replicas: REPLICAS,
          selector: { matchLabels: EDGE_LABELS },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          template: {
            metadata: { labels: { ...EDGE_LABELS, "azure.workload.identity/use": "true" } },
            spec: proxyPod({
              serviceAccount: NAME,
              configMap: NAME,
              certificateClass: NAME,
              routingSeconds: seconds(args.gateway.routingDelay),
              drainSeconds: seconds(args.gateway.drain),
            }),
          },
        },
      },
      { ...inCluster, dependsOn: [account, certificate, settings, ...ready, ...args.ready] },
    );
    new PodDisruptionBudget(
      `${name}-edge`,
      {
        metadata: { name: NAME, namespace: EDGE_NAMESPACE },
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: "AlwaysAllow",
          selector: { matchLabels: EDGE_LABELS },
        },
      },
      inNamespace,
    );
    this.service = this.createService(name, args, { ...inCluster, dependsOn: [deployment] });
    this.registerOutputs();
  }

  /** An identity that can read this vault's secrets, taken on by the proxy's service account only. */
  private createIdentity(name: string, args: EdgeProxyArgs) {
    const identity = new UserAssignedIdentity(
      `${name}-edge`,
      { resourceGroupName: args.resourceGroupName, resourceName: `${name}-edge`, tags: args.tags },
      { parent: this },
    );
    const credential = new FederatedIdentityCredential(
      `${name}-edge`,
      {
        resourceGroupName: args.resourceGroupName,
        resourceName: identity.name,
        federatedIdentityCredentialResourceName: NAME,
        issuer: args.oidcIssuerUrl,
        subject: `system:serviceaccount:${EDGE_NAMESPACE}:${NAME}`,
        audiences: ["api://AzureADTokenExchange"],
      },
      { parent: this },
    );
    const role = assignRole(
      `${name}-edge-certificate`,
      {
        role: "Key Vault Secrets User",
        scope: args.certificate.vaultId,
        principalId: identity.principalId,
        principalType: "ServicePrincipal",
      },
      { parent: this },
    );
    return { identity, ready: [credential, role] };
  }

  private createCertificateMount(
    name: string,
    { certificate, tenantId }: EdgeProxyArgs,
    identity: UserAssignedIdentity,
    opts: pulumi.CustomResourceOptions,
  ): CustomResource {
    return new CustomResource(
      `${name}-edge-certificate`,
      {
        apiVersion: "secrets-store.csi.x-k8s.io/v1",
        kind: "SecretProviderClass",
        metadata: { name: NAME, namespace: EDGE_NAMESPACE },
        spec: {
          provider: "azure",
          parameters: {
            usePodIdentity: "false",
            clientID: identity.clientId,
            keyvaultName: certificate.vaultId.split("/").at(-1),
            tenantId,
            // As a secret, Key Vault gives the certificate together with its key.
            objects: `array:\n  - |\n    objectName: ${certificate.name}\n    objectType: secret\n`,
          },
        },
      },
      opts,
    );
  }

  private createService(
    name: string,
    args: EdgeProxyArgs,
    opts: pulumi.CustomResourceOptions,
  ): Service {
    return new Service(
      `${name}-edge`,
      {
        metadata: { name: NAME, namespace: EDGE_NAMESPACE, annotations: args.serviceAnnotations },
        spec: {
          type: "LoadBalancer",
          selector: EDGE_LABELS,
          ports: [
            { name: "http", port: 80, targetPort: HTTP_PORT },
            { name: "https", port: 443, targetPort: HTTPS_PORT },
          ],
          externalTrafficPolicy: "Local",
          loadBalancerSourceRanges: args.ingress.allowedCidrs,
        },
      },
      opts,
    );
  }
}
