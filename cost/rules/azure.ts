import { charge, just, shareOf, used } from "../charges";
import { listAt, numberAt, textAt } from "../inputs";
import type { Rule } from "../types";
import { rules } from "./azureLoadBalancer";

const MONTH_DAYS = 365 / 12;

/** Nodes of a highly available Managed Redis: each is billed. */
const AVAILABLE_NODES = 2;

/** Days that Log Analytics keeps logs without a charge. */
const FREE_RETENTION_DAYS = 31;

/** Operations of Service Bus for an event: it is sent, received and settled. */
const OPERATIONS_PER_EVENT = 3;

/** Operations a month that the base fee of the Standard tier covers. */
const STANDARD_OPERATIONS = 13e6;

const sessionStore: Rule = (resource) => {
  const size = textAt(resource, "sku.name");
  const available = textAt(resource, "highAvailability", "Enabled") === "Enabled";
  const nodes = just(available ? AVAILABLE_NODES : 1);
  return [charge(`managed-redis/${size}`, `Managed Redis ${size}`, nodes)];
};

const registry: Rule = (resource) => {
  const tier = textAt(resource, "sku.name");
  return [charge(`container-registry/${tier}`, `registry, ${tier}`)];
};

const workspace: Rule = (resource, context) => {
  const days = numberAt(resource, "retentionInDays", 30) - FREE_RETENTION_DAYS;
  const what = "logs kept above 31 days";
  const kept = used("log-analytics/retained", what, "logGb", context, days / MONTH_DAYS);
  return [
    used("log-analytics/ingested", "logs taken in", "logGb", context),
    ...(days > 0 ? [kept] : []),
  ];
};

const queryRule: Rule = (resource) => {
  const often = textAt(resource, "evaluationFrequency");
  return [charge(`monitor/query-${often}`, `log query alert, ${often}`)];
};

const metricAlert: Rule = (resource) => {
  const metrics = just(Math.max(listAt(resource, "criteria.allOf").length, 1));
  return [charge("monitor/metric-alert", "metric under an alert", metrics)];
};

const privateEndpoint: Rule = (resource, context) => {
  const what = "data, private endpoints";
  return [
    charge("private-endpoint/hour", "private endpoint"),
    used("private-endpoint/data", what, "endpointGb", context, shareOf(resource, context)),
  ];
};

const frontDoor: Rule = (resource, context) => {
  const tier = textAt(resource, "sku.name").replace("_AzureFrontDoor", "");
  const requests = "Front Door, requests";
  return [
    charge(`front-door/${tier}`, `Front Door ${tier}, base fee`),
    used(`front-door/${tier}-requests`, requests, "requests", context, 1 / 1e4),
    used(`front-door/${tier}-data`, "Front Door, data out", "dataGb", context),
  ];
};

const trafficManager: Rule = (resource, context) => {
  const sides = just(listAt(resource, "endpoints").length);
  const isFast = numberAt(resource, "monitorConfig.intervalInSeconds", 30) < 30;
  return [
    charge("traffic-manager/external", "health check", sides),
    ...(isFast ? [charge("traffic-manager/external-fast", "health check, speed", sides)] : []),
    used("traffic-manager/queries", "DNS queries", "dnsQueries", context, 1 / 1e6),
  ];
};

const serviceBus: Rule = (resource, context) => {
  const tier = textAt(resource, "sku.name");
  const id = `service-bus/${tier}`;
  const operations = context.usage.events * OPERATIONS_PER_EVENT;
  const covered = tier === "Standard" ? STANDARD_OPERATIONS : 0;
  const millions = just(Math.max(operations - covered, 0) / 1e6);
  return [
    ...(tier === "Basic" ? [] : [charge(id, `Service Bus ${tier}`)]),
    { ...charge(`${id}-operations`, "Service Bus, operations", millions), usage: "events" },
  ];
};

const functionApp: Rule = (resource, context) => {
  const memory = numberAt(resource, "functionAppConfig.scaleAndConcurrency.instanceMemoryMB");
  const perEvent = (context.usage.eventSeconds * memory) / 1024;
  return [
    used("functions-flex/executions", "Functions, executions", "events", context, 1 / 1e6),
    used("functions-flex/time", "Functions, time", "events", context, perEvent),
  ];
};

export const AZURE: Readonly<Record<string, Rule>> = {
  "azure-native:cdn:Profile": frontDoor,
  "azure-native:containerregistry:Registry": registry,
  "azure-native:keyvault:Vault": (resource, context) => {
    const share = shareOf(resource, context) / 1e4;
    return [used("key-vault/operations", "calls to Key Vault", "secretReads", context, share)];
  },
  "azure-native:monitor:AzureMonitorWorkspace": (_, context) => [
    used("prometheus/samples", "Prometheus, samples", "samples", context, 1 / 1e7),
  ],
  "azure-native:monitor:MetricAlert": metricAlert,
  "azure-native:monitor:ScheduledQueryRule": queryRule,
  "azure-native:network:LoadBalancer": (resource, context) => {
    const count = (path: string): number => listAt(resource, path).length;
    return rules("Load Balancer", count("loadBalancingRules") + count("outboundRules"), context);
  },
  "azure-native:network:NatGateway": (resource, context) => [
    charge("nat/hour", "NAT gateway"),
    used("nat/data", "data through NAT", "natGb", context, shareOf(resource, context)),
  ],
  "azure-native:network:PrivateEndpoint": privateEndpoint,
  "azure-native:network:PublicIPAddress": () => [charge("public-ip/hour", "public address")],
  "azure-native:operationalinsights:Workspace": workspace,
  "azure-native:privatedns:PrivateZone": () => [charge("private-dns/zone", "private DNS zone")],
  "azure-native:redisenterprise:RedisEnterprise": sessionStore,
  "azure-native:servicebus:Namespace": serviceBus,
  "azure-native:storage:StorageAccount": (resource, context) => {
    const kind = `storage/${textAt(resource, "sku.name")}`;
    return [used(kind, "packages kept", "packageGb", context, shareOf(resource, context))];
  },
  "azure-native:trafficmanager:Profile": trafficManager,
  "azure-native:web:WebApp": functionApp,
};
