import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import type { Provider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import type { KubernetesTarget } from "../shared/platform";
import type { ChatbotWorkload } from "../shared/workload";
import type { AksCluster } from "./aks";
import { Cache } from "./cache";
import { createPodIdentity } from "./identity";
import type { Logs } from "./logs";
import { createSuffix, globalNames } from "./names";
import type { Network } from "./network";
import { Registry } from "./registry";
import { Vault } from "./vault";

export interface ServicesArgs {
  readonly config: AksConfig;
  readonly workload: ChatbotWorkload;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly network: Network;
  readonly aks: AksCluster;
  readonly logs: Logs;
  readonly provider: Provider;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the gateway uses beside its cluster, and the identity that it uses it by. */
export class Services extends pulumi.ComponentResource {
  readonly target: Pick<KubernetesTarget, "podIdentity" | "sessionStore" | "secrets">;
  /** The stack's own registry, when there is one. */
  readonly registry: Registry | undefined;
  /** The session store, when it is not each replica's memory. */
  readonly cache: Cache | undefined;
  /** The stack's secrets, when there are any. */
  readonly vault: Vault | undefined;
  /** What the gateway's pods wait for. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Services", name, {}, opts);
    const { config, workload, aks, network, logs } = args;
    const suffix = createSuffix(name, config, this);
    const names = suffix.apply((text) => globalNames(name, text));
    const { identity, credential } = createPodIdentity(
      `${name}-gateway`,
      {
        ...args,
        oidcIssuerUrl: aks.oidcIssuerUrl,
        namespace: NAMESPACE,
        serviceAccount: GATEWAY,
      },
      this,
    );
    const cache =
      workload.sessionStore === "redis"
        ? new Cache(
            name,
            {
              ...args,
              virtualNetworkId: network.virtualNetworkId,
              privateEndpointSubnetId: network.privateEndpointSubnetId,
              clusterName: names.redis,
              principalId: identity.principalId,
            },
            { parent: this },
          )
        : undefined;
    const { apiKey } = workload.model;
    const { auth } = workload.gateway.access;
    const token = auth.kind === "bearer" ? auth.token : undefined;
    const vault =
      apiKey || token || workload.functions.enabled
        ? new Vault(
            name,
            {
              ...args,
              tenantId: getClientConfigOutput({ provider: args.provider }).tenantId,
              reader: identity,
              ...(apiKey && { modelKey: apiKey }),
              ...(token && { gatewayToken: token }),
            },
            { parent: this },
          )
        : undefined;
    const registry = config.registry
      ? new Registry(
          name,
          {
            ...args,
            registryName: names.registry,
            kubeletId: aks.kubeletId,
            builds: workload.gateway.image.kind === "build",
          },
          { parent: this },
        )
      : undefined;
    this.target = {
      podIdentity: {
        serviceAccountAnnotations: { "azure.workload.identity/client-id": identity.clientId },
        podLabels: { "azure.workload.identity/use": "true" },
      },
      ...(cache && { sessionStore: cache.sessionStore }),
      ...(vault?.store && { secrets: vault.store }),
    };
    this.cache = cache;
    this.vault = vault;
    this.registry = registry;
    logs.keep("control-plane", aks.cluster.id);
    if (vault) logs.keep("vault", vault.resourceId);
    if (cache) logs.keep("cache", cache.databaseId);
    if (registry) logs.keep("registry", registry.resourceId);
    this.ready = [credential, ...[cache, vault, registry].filter((part) => part !== undefined)];
    this.registerOutputs();
  }
}
