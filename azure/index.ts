import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { Provider } from "@pulumi/azure-native/provider";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { ChatbotApp } from "../shared/kubernetes/chatbotApp";
import type { DeployPlatform, KubernetesTarget } from "../shared/platform";
import { AksCluster } from "./aks";
import { EDGE_LABELS, EDGE_NAMESPACE, EdgeProxy } from "./edgeProxy";
import { managedLoadBalancerId, PublicAddress } from "./loadBalancer";
import { Network } from "./network";
import { NodePools, SPOT_TAINT } from "./pools";

/** Deploys the chatbot on Azure. */
export const deployAzure: DeployPlatform<AksConfig> = (name, config, workload) => {
  const prod = config.size === "prod";
  const tags = { Environment: name, ManagedBy: "pulumi", ...config.tags };
  const provider = new Provider(name, { location: config.location });
  const opts = { providers: [provider] };

  const group = new ResourceGroup(
    name,
    { resourceGroupName: name, location: config.location, tags },
    { provider, protect: prod },
  );
  const resourceGroupName = group.name;
  const network = new Network(
    name,
    {
      resourceGroupName,
      cidr: config.network.cidr,
      allowedCidrs: config.ingress.allowedCidrs,
      natGateway: prod,
      tags,
    },
    opts,
  );
  const publicAddress = new PublicAddress(name, { config, resourceGroupName, tags }, opts);
  const aks = new AksCluster(
    name,
    {
      config,
      resourceGroupName,
      resourceGroupId: group.id,
      nodesSubnetId: network.nodesSubnetId,
      egressAddress: network.egressAddress,
      tags,
      // Destroyed before the address: the cluster's load balancer holds on to it.
      dependsOn: [publicAddress.address],
    },
    opts,
  );
  const { pools } = new NodePools(
    name,
    { config, resourceGroupName, cluster: aks.cluster, subnetId: network.nodesSubnetId, tags },
    opts,
  );

  const { certificate } = config.ingress;
  const target: KubernetesTarget = {
    provider: aks.provider,
    cluster: aks.cluster,
    ready: pools,
    exposure: certificate
      ? { kind: "clusterIp", proxyNamespace: EDGE_NAMESPACE, proxyLabels: EDGE_LABELS }
      : {
          kind: "loadBalancer",
          annotations: publicAddress.annotations,
          clientCidrs: config.ingress.allowedCidrs,
        },
    podIdentity: { serviceAccountAnnotations: {}, podLabels: {} },
    podMetrics: false,
    image: workload.gateway.image.kind === "given" ? workload.gateway.image.reference : "",
    ...(workload.model.apiKey && {
      secrets: { kind: "secret", values: { "model-api-key": workload.model.apiKey } },
    }),
    tolerations:
      config.nodes.spotMax > 0 ? [{ key: SPOT_TAINT, value: "spot", effect: "NoSchedule" }] : [],
  };
  const app = new ChatbotApp(name, { workload, target });
  const edge =
    certificate &&
    new EdgeProxy(
      name,
      {
        ...target,
        gateway: workload.gateway,
        ingress: config.ingress,
        certificate,
        resourceGroupName,
        tenantId: getClientConfigOutput({ provider }).tenantId,
        oidcIssuerUrl: aks.oidcIssuerUrl,
        serviceAnnotations: publicAddress.annotations,
        tags,
      },
      opts,
    );

  const { address } = publicAddress;
  const fqdn = address.dnsSettings.apply((settings) => settings?.fqdn ?? "");
  return {
    url: edge
      ? pulumi.output(`https://${config.ingress.hostname ?? ""}`)
      : pulumi.interpolate`http://${fqdn}`,
    clusterName: aks.cluster.name,
    loadBalancerId: managedLoadBalancerId(
      aks.cluster.nodeResourceGroup,
      (edge ?? app).service,
      provider,
    ),
    loadBalancerAddress: address.ipAddress.apply((ip) => ip ?? ""),
    kubeconfig: aks.kubeconfig,
  };
};
