import type { Json, JsonObject } from "../types";
import { asGroup, asList, AZURE_SUBSCRIPTION, AZURE_TENANT, type FakeResource } from "./resource";

/** What Azure adds to one type, given the name and the resource id. */
type Outputs = (resource: FakeResource, name: string, id: string) => JsonObject;

function managedCluster(resource: FakeResource, name: string): JsonObject {
  const location = locationOf(resource);
  const group = resource.text("resourceGroupName") ?? "";
  const nodeResourceGroup = `MC_${group}_${name}_${location}`;
  const identityOf = (resourceName: string): JsonObject => ({
    clientId: resource.uuid(`${resourceName} client`),
    objectId: resource.uuid(`${resourceName} object`),
    resourceId:
      `/subscriptions/${AZURE_SUBSCRIPTION}/resourceGroups/${nodeResourceGroup}` +
      `/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${resourceName}`,
  });
  const addons = Object.keys(resource.group("addonProfiles")).map((addon): [string, Json] => [
    addon,
    { identity: identityOf(`${addon}-${name}`) },
  ]);
  const prefix = resource.text("dnsPrefix") ?? name;
  return {
    addonProfiles: Object.fromEntries(addons),
    currentKubernetesVersion: resource.text("kubernetesVersion") ?? "1.34.0",
    fqdn: `${prefix}-${resource.hex(8)}.hcp.${location}.azmk8s.io`,
    identity: { principalId: resource.uuid("principal"), tenantId: AZURE_TENANT },
    identityProfile: { kubeletidentity: identityOf(`${name}-agentpool`) },
    nodeResourceGroup,
    oidcIssuerProfile: {
      issuerURL: `https://${location}.oic.prod-aks.azure.com/${AZURE_TENANT}/${resource.uuid("issuer")}/`,
    },
    powerState: { code: "Running" },
  };
}

/** Parts of a load balancer have ids of their own, which the other parts and pools refer to. */
function loadBalancer(resource: FakeResource, _name: string, id: string): JsonObject {
  const parts = [
    "frontendIPConfigurations",
    "backendAddressPools",
    "probes",
    "loadBalancingRules",
    "outboundRules",
    "inboundNatRules",
  ];
  const given = parts.filter((part) => resource.inputs[part] !== undefined);
  return Object.fromEntries(
    given.map((part) => [
      part,
      resource.list(part).map((item) => ({ id: `${id}/${part}/${nameOf(item)}` })),
    ]),
  );
}

function publicAddress(resource: FakeResource): JsonObject {
  const label = resource.group("dnsSettings")["domainNameLabel"];
  const ipAddress = resource.address();
  if (typeof label !== "string") return { ipAddress };
  const fqdn = `${label}.${locationOf(resource)}.cloudapp.azure.com`;
  return { ipAddress, dnsSettings: { fqdn } };
}

function trafficManager(resource: FakeResource): JsonObject {
  const label = resource.group("dnsConfig")["relativeName"];
  if (typeof label !== "string") return {};
  return { dnsConfig: { fqdn: `${label}.trafficmanager.net` } };
}

function storageAccount(_resource: FakeResource, name: string): JsonObject {
  const kinds = ["blob", "queue", "table", "file", "dfs", "web"];
  const endpoints = kinds.map((kind) => [kind, `https://${name}.${kind}.core.windows.net/`]);
  return { primaryEndpoints: Object.fromEntries(endpoints) as JsonObject };
}

/** Inline subnets get ids; standalone ones are resources of their own. */
function virtualNetwork(resource: FakeResource, _name: string, id: string): JsonObject {
  const subnets = asList(resource.inputs["subnets"]);
  if (subnets.length === 0) return {};
  return {
    subnets: subnets.map((item) => ({ id: `${id}/subnets/${nameOf(item)}` })),
  };
}

function nameOf(item: Json): string {
  const { name } = asGroup(item);
  return typeof name === "string" ? name : "unnamed";
}

function locationOf(resource: FakeResource): string {
  const location = resource.text("location") ?? resource.region;
  return location.toLowerCase().replaceAll(" ", "");
}

/** Types that answer with more than their id and name. */
export const AZURE_OUTPUTS: Readonly<Record<string, Outputs>> = {
  "applicationinsights:Component": (resource) => {
    const key = resource.uuid("key");
    const endpoint = `https://${locationOf(resource)}-0.in.applicationinsights.azure.com/`;
    return {
      appId: resource.uuid("app"),
      connectionString: `InstrumentationKey=${key};IngestionEndpoint=${endpoint}`,
      instrumentationKey: key,
    };
  },
  "cdn:AFDCustomDomain": (resource) => ({
    domainValidationState: "Pending",
    validationProperties: {
      validationToken: resource.hex(32),
      expirationDate: "2030-01-01T00:00:00Z",
    },
  }),
  "cdn:AFDEndpoint": (resource, name) => ({
    hostName: `${name}-${resource.capitals(16).toLowerCase()}.z01.azurefd.net`,
  }),
  "cdn:Profile": (resource) => ({ frontDoorId: resource.uuid("front door") }),
  "containerregistry:Registry": (_, name) => ({ loginServer: `${name}.azurecr.io` }),
  "containerservice:ManagedCluster": managedCluster,
  "keyvault:Vault": (_, name) => ({
    properties: { vaultUri: `https://${name}.vault.azure.net/` },
  }),
  "keyvault:Secret": (resource, name) => {
    const vault = `https://${resource.text("vaultName") ?? ""}.vault.azure.net/secrets/${name}`;
    const version = resource.hex(32);
    return { properties: { secretUri: vault, secretUriWithVersion: `${vault}/${version}` } };
  },
  "managedidentity:UserAssignedIdentity": (resource) => ({
    clientId: resource.uuid("client"),
    principalId: resource.uuid("principal"),
    tenantId: AZURE_TENANT,
  }),
  "monitor:AzureMonitorWorkspace": (resource, name) => ({
    metrics: {
      prometheusQueryEndpoint: `https://${name}-${resource.hex(4)}.${locationOf(resource)}.prometheus.monitor.azure.com`,
    },
  }),
  "network:LoadBalancer": loadBalancer,
  "network:PublicIPAddress": publicAddress,
  "network:VirtualNetwork": virtualNetwork,
  "operationalinsights:Workspace": (resource) => ({ customerId: resource.uuid("customer") }),
  "redisenterprise:RedisEnterprise": (resource, name) => ({
    hostName: `${name}.${locationOf(resource)}.redis.azure.net`,
  }),
  "servicebus:Namespace": (_, name) => ({
    serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
  }),
  "storage:StorageAccount": storageAccount,
  "trafficmanager:Profile": trafficManager,
  "web:WebApp": (resource, name) => ({
    defaultHostName: `${name}.azurewebsites.net`,
    identity: { principalId: resource.uuid("principal"), tenantId: AZURE_TENANT },
  }),
};
