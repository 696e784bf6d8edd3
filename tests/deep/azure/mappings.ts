/** How a type of Pulumi's becomes a call of an SDK. */
export interface Mapping {
  readonly sdk: string;
  /** Group and method of the SDK's client. */
  readonly operation: string;
  /** Inputs that are arguments before the body, in the method's order. */
  readonly path: readonly string[];
  /** Set where the body is a member of the method's options. */
  readonly bodyIsOption?: true;
  /** Members, or values of members, that the SDK is too old for, and why they are right. */
  readonly newer?: Readonly<Record<string, string>>;
}

const GROUP = "resourceGroupName";

function mapping(sdk: string, operation: string, path: readonly string[], more = {}): Mapping {
  return { sdk, operation, path, ...more };
}

/** Methods whose first argument is the resource group. */
function inGroup(sdk: string, operation: string, path: readonly string[], more = {}): Mapping {
  return mapping(sdk, operation, [GROUP, ...path], more);
}

const inProfile = (operation: string, ...path: string[]) =>
  inGroup("arm-cdn", `${operation}.beginCreate`, ["profileName", ...path]);

const inNetwork = (operation: string, ...path: string[]) =>
  inGroup("arm-network", `${operation}.beginCreateOrUpdate`, path);

const OLD_REDIS = "Azure Managed Redis is newer than the SDK, of 2022";
const OLD_RULES = "the SDK is of 2021-04, before managed Prometheus";
const OLD_BUS = "the SDK is of 2021-11";

/** Every type that the check knows, without `azure-native:`. */
export const MAPPINGS: Readonly<Record<string, Mapping>> = {
  "applicationinsights:Component": inGroup("arm-appinsights", "components.createOrUpdate", [
    "resourceName",
  ]),
  "applicationinsights:Workbook": inGroup("arm-appinsights", "workbooks.createOrUpdate", [
    "resourceName",
  ]),
  "authorization:RoleAssignment": mapping("arm-authorization", "roleAssignments.create", [
    "scope",
    "roleAssignmentName",
  ]),
  "cdn:AFDCustomDomain": inProfile("afdCustomDomains", "customDomainName"),
  "cdn:AFDEndpoint": inProfile("afdEndpoints", "endpointName"),
  "cdn:AFDOrigin": inProfile("afdOrigins", "originGroupName", "originName"),
  "cdn:AFDOriginGroup": inProfile("afdOriginGroups", "originGroupName"),
  "cdn:Profile": inProfile("profiles"),
  "cdn:Route": inProfile("routes", "endpointName", "routeName"),
  "cdn:SecurityPolicy": inProfile("securityPolicies", "securityPolicyName"),
  "containerregistry:Registry": inGroup("arm-containerregistry", "registries.beginCreate", [
    "registryName",
  ]),
  "containerservice:AgentPool": inGroup("arm-containerservice", "agentPools.beginCreateOrUpdate", [
    "resourceName",
    "agentPoolName",
  ]),
  "containerservice:MaintenanceConfiguration": inGroup(
    "arm-containerservice",
    "maintenanceConfigurations.createOrUpdate",
    ["resourceName", "configName"],
  ),
  "containerservice:ManagedCluster": inGroup(
    "arm-containerservice",
    "managedClusters.beginCreateOrUpdate",
    ["resourceName"],
  ),
  "dns:RecordSet": inGroup("arm-dns", "recordSets.createOrUpdate", [
    "zoneName",
    "relativeRecordSetName",
    "recordType",
  ]),
  "frontdoor:Policy": inGroup("arm-frontdoor", "policies.beginCreateOrUpdate", ["policyName"]),
  "keyvault:Secret": inGroup("arm-keyvault", "secrets.createOrUpdate", ["vaultName", "secretName"]),
  "keyvault:Vault": inGroup("arm-keyvault", "vaults.beginCreateOrUpdate", ["vaultName"]),
  "managedidentity:FederatedIdentityCredential": inGroup(
    "arm-msi",
    "federatedIdentityCredentials.createOrUpdate",
    ["resourceName", "federatedIdentityCredentialResourceName"],
  ),
  "managedidentity:UserAssignedIdentity": inGroup(
    "arm-msi",
    "userAssignedIdentities.createOrUpdate",
    ["resourceName"],
  ),
  "monitor:ActionGroup": inGroup("arm-monitor", "actionGroups.createOrUpdate", ["actionGroupName"]),
  "monitor:DataCollectionEndpoint": inGroup(
    "arm-monitor",
    "dataCollectionEndpoints.create",
    ["dataCollectionEndpointName"],
    { bodyIsOption: true },
  ),
  "monitor:DataCollectionRule": inGroup(
    "arm-monitor",
    "dataCollectionRules.create",
    ["dataCollectionRuleName"],
    {
      bodyIsOption: true,
      newer: {
        dataCollectionEndpointId: OLD_RULES,
        "dataSources.prometheusForwarder": OLD_RULES,
        "destinations.monitoringAccounts": OLD_RULES,
        "dataFlows.streams": OLD_RULES,
        "dataFlows.transformKql": OLD_RULES,
        "dataSources.extensions.streams": OLD_RULES,
      },
    },
  ),
  "monitor:DataCollectionRuleAssociation": mapping(
    "arm-monitor",
    "dataCollectionRuleAssociations.create",
    ["resourceUri", "associationName"],
    { bodyIsOption: true },
  ),
  "monitor:DiagnosticSetting": mapping("arm-monitor", "diagnosticSettings.createOrUpdate", [
    "resourceUri",
    "name",
  ]),
  "monitor:MetricAlert": inGroup("arm-monitor", "metricAlerts.createOrUpdate", ["ruleName"]),
  "network:LoadBalancer": inNetwork("loadBalancers", "loadBalancerName"),
  "network:NatGateway": inNetwork("natGateways", "natGatewayName"),
  "network:NetworkSecurityGroup": inNetwork("networkSecurityGroups", "networkSecurityGroupName"),
  "network:PrivateDnsZoneGroup": inNetwork(
    "privateDnsZoneGroups",
    "privateEndpointName",
    "privateDnsZoneGroupName",
  ),
  "network:PrivateEndpoint": inNetwork("privateEndpoints", "privateEndpointName"),
  "network:PublicIPAddress": inNetwork("publicIPAddresses", "publicIpAddressName"),
  "network:Subnet": inNetwork("subnets", "virtualNetworkName", "subnetName"),
  "network:VirtualNetwork": inNetwork("virtualNetworks", "virtualNetworkName"),
  "operationalinsights:Workspace": inGroup(
    "arm-operationalinsights",
    "workspaces.beginCreateOrUpdate",
    ["workspaceName"],
  ),
  "privatedns:PrivateZone": inGroup("arm-privatedns", "privateZones.beginCreateOrUpdate", [
    "privateZoneName",
  ]),
  "privatedns:VirtualNetworkLink": inGroup(
    "arm-privatedns",
    "virtualNetworkLinks.beginCreateOrUpdate",
    ["privateZoneName", "virtualNetworkLinkName"],
  ),
  "redisenterprise:Database": inGroup(
    "arm-redisenterprisecache",
    "databases.beginCreate",
    ["clusterName", "databaseName"],
    { newer: { accessKeysAuthentication: OLD_REDIS, clusteringPolicy: OLD_REDIS } },
  ),
  "redisenterprise:RedisEnterprise": inGroup(
    "arm-redisenterprisecache",
    "redisEnterprise.beginCreate",
    ["clusterName"],
    {
      newer: {
        highAvailability: OLD_REDIS,
        publicNetworkAccess: OLD_REDIS,
        "sku.name": OLD_REDIS,
      },
    },
  ),
  "resources:ResourceGroup": inGroup("arm-resources", "resourceGroups.createOrUpdate", []),
  "servicebus:Namespace": inGroup(
    "arm-servicebus",
    "namespaces.beginCreateOrUpdate",
    ["namespaceName"],
    { newer: { minimumTlsVersion: OLD_BUS, publicNetworkAccess: OLD_BUS } },
  ),
  "servicebus:Queue": inGroup("arm-servicebus", "queues.createOrUpdate", [
    "namespaceName",
    "queueName",
  ]),
  "storage:BlobContainer": inGroup("arm-storage", "blobContainers.create", [
    "accountName",
    "containerName",
  ]),
  "storage:StorageAccount": inGroup("arm-storage", "storageAccounts.beginCreate", ["accountName"]),
  "trafficmanager:Profile": inGroup("arm-trafficmanager", "profiles.createOrUpdate", [
    "profileName",
  ]),
  "web:AppServicePlan": inGroup("arm-appservice", "appServicePlans.beginCreateOrUpdate", ["name"]),
  "web:WebApp": inGroup("arm-appservice", "webApps.beginCreateOrUpdate", ["name"]),
  "web:WebAppFtpAllowed": inGroup("arm-appservice", "webApps.updateFtpAllowed", ["name"]),
  "web:WebAppScmAllowed": inGroup("arm-appservice", "webApps.updateScmAllowed", ["name"]),
};

const NO_MODEL = "no SDK of this generation, whose models carry constraints, knows the type";

/** The types that no call is made for, and why. Every other type must have a mapping. */
export const NOT_COVERED: Readonly<Record<string, string>> = {
  "alertsmanagement:PrometheusRuleGroup": NO_MODEL,
  "monitor:AzureMonitorWorkspace": NO_MODEL,
  "monitor:ScheduledQueryRule": NO_MODEL,
  "redisenterprise:AccessPolicyAssignment": NO_MODEL,
};
