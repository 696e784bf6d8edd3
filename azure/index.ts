import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { Provider } from "@pulumi/azure-native/provider";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { edgeProxies } from "../shared/config/limits";
import type { AksConfig } from "../shared/config/schema";
import { resolveImage } from "../shared/image";
import { ChatbotApp } from "../shared/kubernetes/chatbotApp";
import { NAMESPACE } from "../shared/kubernetes/labels";
import { VM_SIZES } from "../shared/machines";
import { thresholdOf } from "../shared/observability";
import type { DeployPlatform, KubernetesTarget } from "../shared/platform";
import { AksCluster } from "./aks";
import { EDGE_LABELS, EDGE_NAMESPACE } from "./edgeLabels";
import { EdgeProxy } from "./edgeProxy";
import { ContainerLogs } from "./containerLogs";
import { Functions } from "./functions";
import { createIngress } from "./ingress";
import { hostPorts, openings } from "./ingressPorts";
import { Logs } from "./logs";
import { Network } from "./network";
import { NodePools, SPOT_TAINT } from "./pools";
import { Observability } from "./observability";
import { Services } from "./services";
import { TrafficManager } from "./trafficManager";

/** Deploys the chatbot on Azure. */
export const deployAzure: DeployPlatform<AksConfig> = async (name, config, workload) => {
  const prod = config.size === "prod";
  const explicit = config.ingress.mode === "explicit";
  const frontDoor = config.ingress.mode === "frontDoor";
  const tags = { Environment: name, ManagedBy: "pulumi", ...config.tags };
  const provider = new Provider(name, { location: config.location });
  const opts = { providers: [provider] };

  const group = new ResourceGroup(
    name,
    { resourceGroupName: name, location: config.location, tags },
    { provider, protect: prod },
  );
  const shared = { config, resourceGroupName: group.name, resourceGroupId: group.id, tags };
  const network = new Network(
    name,
    {
      ...shared,
      cidr: config.network.cidr,
      openings: openings(config),
      balancedNodes: explicit,
      privateLink: config.ingress.mode === "frontDoor",
      // Machines that a balancer knows by address must not leave by that balancer.
      natGateway: prod || explicit,
      protect: prod,
    },
    opts,
  );
  const ingress = createIngress(name, { ...shared, network }, opts);
  const { failover } = config;
  const trafficManager =
    failover?.dns &&
    new TrafficManager(
      name,
      { ...shared, failover, dns: failover.dns, ownRecords: ingress.records },
      opts,
    );
  const logs = new Logs(name, shared, opts);
  const aks = new AksCluster(
    name,
    {
      ...shared,
      nodesSubnetId: network.nodesSubnetId,
      egressAddress: network.egressAddress,
      logsId: logs.workspaceId,
      dependsOn: ingress.beforeCluster,
    },
    opts,
  );
  const { cluster } = aks;
  const { pools, regular } = new NodePools(
    name,
    { ...shared, cluster, subnetId: network.gatewaySubnetId, hostPorts: hostPorts(config) },
    opts,
  );

  const services = new Services(
    name,
    { ...shared, workload, network, aks, logs, provider },
    { providers: [provider] },
  );

  const { vault, cache, registry } = services;
  const functions =
    vault && workload.functions.enabled
      ? new Functions(
          name,
          {
            ...shared,
            workload,
            vault,
            cache,
            workspaceId: logs.workspaceId,
            functionsSubnetId: network.functionsSubnetId,
          },
          opts,
        )
      : undefined;

  const target = {
    provider: aks.provider,
    cluster,
    ready: [...pools, ...services.ready],
    exposure: frontDoor
      ? ingress.exposure
      : { kind: "clusterIp", proxyNamespace: EDGE_NAMESPACE, proxyLabels: EDGE_LABELS },
    ...services.target,
    // Where AKS runs the collector of managed Prometheus.
    scraperNamespace: "kube-system",
    image: await resolveImage(
      name,
      workload.gateway.image,
      VM_SIZES[config.nodes.vmSize].architecture,
      // Docker is signed in by `az acr login`, as the registry has no passwords.
      registry && { url: registry.url, resource: registry, ready: registry.pushers },
    ),
    tolerations:
      config.nodes.spotMax > 0 ? [{ key: SPOT_TAINT, value: "spot", effect: "NoSchedule" }] : [],
  } satisfies KubernetesTarget;
  const app = new ChatbotApp(name, { workload, target });
  const edge = frontDoor
    ? undefined
    : new EdgeProxy(
        name,
        {
          ...shared,
          ...target,
          exposure: ingress.exposure,
          gateway: workload.gateway,
          size: edgeProxies(config),
          idleTimeout: config.ingress.idleTimeout,
          slowSeconds: thresholdOf(workload.alarms, "first-byte-p95-seconds"),
          certificate: config.ingress.certificate,
          tenantId: getClientConfigOutput({ provider }).tenantId,
          oidcIssuerUrl: aks.oidcIssuerUrl,
        },
        opts,
      );

  const entrance = ingress.complete({
    nodeResourceGroup: cluster.nodeResourceGroup.apply((name) => name ?? ""),
    service: edge?.service ?? app.service,
    provider,
  });
  if (frontDoor) logs.keep("front-door", entrance.loadBalancerId);
  const namespaces = frontDoor ? [NAMESPACE] : [NAMESPACE, EDGE_NAMESPACE];
  new ContainerLogs(
    name,
    { ...shared, clusterId: cluster.id, workspaceId: logs.workspaceId, namespaces },
    opts,
  );
  const { dashboardUrl } = new Observability(
    name,
    {
      ...shared,
      aks,
      logsId: logs.workspaceId,
      namespaces,
      alarms: workload.alarms,
      watched: {
        entrance: frontDoor
          ? { kind: "frontDoor", profileId: entrance.loadBalancerId }
          : { kind: "edgeProxy" },
        nodes: { pool: regular.name, max: config.nodes.max },
        ...(cache && { cacheId: cache.resourceId }),
        ...(functions && { functions: functions.watched }),
        ...(trafficManager && { sides: trafficManager.watched }),
      },
    },
    opts,
  );
  return {
    ...entrance,
    clusterName: cluster.name,
    kubeconfig: aks.kubeconfig,
    dashboardUrl,
    ...(registry && { registryUrl: registry.url }),
    ...(functions && {
      webhookUrl: functions.webhookUrl,
      webhookKey: functions.webhookKey,
      functionApps: functions.apps,
    }),
  };
};
