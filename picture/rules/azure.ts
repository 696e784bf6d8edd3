import type { PlannedResource } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { variablesOf } from "../containers";
import { counted, listAt, peerLines, rangeAt, textAt } from "../resources";
import type { PartRule, PartRules } from "./rule";

const RULE_GROUP = "azure-native:alertsmanagement:PrometheusRuleGroup";
const METRIC_ALERT = "azure-native:monitor:MetricAlert";
const QUERY_RULE = "azure-native:monitor:ScheduledQueryRule";
const WORKBOOK = "azure-native:applicationinsights:Workbook";

const MONITOR: PartRule = {
  kind: "watch",
  together: "monitor",
  title: () => "Azure Monitor",
  lines: (_first, _resources, all) => {
    const of = (...types: readonly string[]): number =>
      all.filter(({ type }) => types.includes(type)).length;
    return [
      `${counted(of(RULE_GROUP, METRIC_ALERT, QUERY_RULE), "alarm")}${of(WORKBOOK) > 0 ? ", workbook" : ""}`,
      "Prometheus",
      "Log Analytics",
    ];
  },
};

/** The boxes of Azure. */
export const AZURE: PartRules = {
  "azure-native:cdn:Profile": {
    kind: "entry",
    title: () => "Front Door",
    lines: (profile, resources) => [
      textAt(profile, "sku.name").split("_")[0],
      resources.ofType("azure-native:cdn:SecurityPolicy").length > 0 ? "with WAF" : undefined,
      ...resources
        .ofType("azure-native:cdn:AFDCustomDomain")
        .map((domain) => textAt(domain, "hostName")),
    ],
  },
  "azure-native:trafficmanager:Profile": {
    kind: "entry",
    title: () => "Traffic Manager",
    lines: (_first, resources) => peerLines(resources),
  },
  "azure-native:network:LoadBalancer": {
    kind: "entry",
    title: () => "Azure Load Balancer",
    lines: (balancer) => [
      `${listAt(balancer.inputs, "backendAddressPools.0.loadBalancerBackendAddresses").length} addresses`,
    ],
  },
  "azure-native:network:NatGateway": {
    kind: "network",
    together: "nat",
    title: () => "NAT gateway",
    lines: () => ["the way out"],
    in: (gateway, resources) =>
      resources
        .users("azure-native:network:Subnet", "natGateway", gateway)
        .flatMap((subnet) => resources.madeOf(subnet, "virtualNetworkName")),
  },
  "azure-native:containerservice:AgentPool": {
    kind: "machines",
    title: (pool) => `${isSpot(pool) ? "spot" : textAt(pool, "mode").toLowerCase()} pool`,
    lines: (pool) => poolLines(pool),
    in: (pool, resources) => resources.madeOf(pool, "resourceName"),
  },
  "azure-native:redisenterprise:RedisEnterprise": {
    kind: "data",
    title: () => "Azure Managed Redis",
    lines: (redis) => [
      textAt(redis, "sku.name"),
      valueAt(redis.inputs, "highAvailability") === "Enabled" ? "highly available" : "one node",
    ],
    in: (redis, resources) =>
      resources
        .users("azure-native:network:PrivateEndpoint", "privateLinkServiceConnections", redis)
        .flatMap((endpoint) => resources.madeOf(endpoint, "subnet")),
  },
  "azure-native:keyvault:Vault": {
    kind: "secrets",
    title: () => "Key Vault",
    lines: (vault, resources) => [
      counted(resources.users("azure-native:keyvault:Secret", "vaultName", vault).length, "secret"),
    ],
  },
  "azure-native:containerregistry:Registry": {
    kind: "images",
    title: () => "Container Registry",
    lines: (registry) => [textAt(registry, "sku.name")],
  },
  "azure-native:web:WebApp": {
    kind: "compute",
    title: (app) => variablesOf(app).get("FUNCTION") ?? "function",
    lines: (app) => {
      const scale = "functionAppConfig.scaleAndConcurrency";
      return [
        `Functions, ${textAt(app, `${scale}.instanceMemoryMB`)} MB`,
        `up to ${counted(Number(textAt(app, `${scale}.maximumInstanceCount`)), "instance")}`,
      ];
    },
    in: (app, resources) => resources.madeOf(app, "virtualNetworkSubnetId"),
  },
  "azure-native:servicebus:Queue": {
    kind: "messages",
    title: (queue) => `${textAt(queue, "queueName")} queue`,
    lines: () => ["Service Bus"],
  },
  [RULE_GROUP]: MONITOR,
  [METRIC_ALERT]: MONITOR,
  [QUERY_RULE]: MONITOR,
  [WORKBOOK]: MONITOR,
  "azure-native:operationalinsights:Workspace": MONITOR,
  "azure-native:monitor:AzureMonitorWorkspace": MONITOR,
  "azure-native:monitor:ActionGroup": {
    kind: "watch",
    title: () => "Alarm group",
    lines: () => ["Action Group"],
  },
};

function isSpot(pool: PlannedResource): boolean {
  return textAt(pool, "scaleSetPriority") === "Spot";
}

/** What to say of an AKS pool: of a resource, or of a profile inside the cluster. */
export function poolLines(pool: Pick<PlannedResource, "inputs">): string[] {
  const zones = valueAt(pool.inputs, "availabilityZones");
  return [
    `${rangeAt(pool, "minCount", "maxCount")} × ${textAt(pool, "vmSize").replace("Standard_", "")}`,
    ...(Array.isArray(zones) ? [counted(zones.length, "zone")] : []),
  ];
}
