/**
 * Where each resource type lives in Azure's resource tree. `{input}` is the input that names that
 * level; the last one names the resource. Paths that start with `{` hang on another resource, all
 * others on `/subscriptions/…/resourceGroups/{resourceGroupName}/providers/`.
 */
export const AZURE_PATHS: Readonly<Record<string, string>> = {
  "alertsmanagement:PrometheusRuleGroup":
    "Microsoft.AlertsManagement/prometheusRuleGroups/{ruleGroupName}",
  "applicationinsights:Component": "Microsoft.Insights/components/{resourceName}",
  "applicationinsights:Workbook": "Microsoft.Insights/workbooks/{resourceName}",
  "authorization:ManagementLockByScope":
    "{scope}/providers/Microsoft.Authorization/locks/{lockName}",
  "authorization:RoleAssignment":
    "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  "cdn:AFDCustomDomain": "Microsoft.Cdn/profiles/{profileName}/customDomains/{customDomainName}",
  "cdn:AFDEndpoint": "Microsoft.Cdn/profiles/{profileName}/afdEndpoints/{endpointName}",
  "cdn:AFDOrigin":
    "Microsoft.Cdn/profiles/{profileName}/originGroups/{originGroupName}/origins/{originName}",
  "cdn:AFDOriginGroup": "Microsoft.Cdn/profiles/{profileName}/originGroups/{originGroupName}",
  "cdn:Route":
    "Microsoft.Cdn/profiles/{profileName}/afdEndpoints/{endpointName}/routes/{routeName}",
  "cdn:SecurityPolicy":
    "Microsoft.Cdn/profiles/{profileName}/securityPolicies/{securityPolicyName}",
  "frontdoor:Policy": "Microsoft.Network/frontDoorWebApplicationFirewallPolicies/{policyName}",
  "cdn:Profile": "Microsoft.Cdn/profiles/{profileName}",
  "containerregistry:Registry": "Microsoft.ContainerRegistry/registries/{registryName}",
  "containerservice:AgentPool":
    "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}",
  "containerservice:MaintenanceConfiguration":
    "Microsoft.ContainerService/managedClusters/{resourceName}/maintenanceConfigurations/{configName}",
  "containerservice:ManagedCluster": "Microsoft.ContainerService/managedClusters/{resourceName}",
  "dns:RecordSet": "Microsoft.Network/dnsZones/{zoneName}/{recordType}/{relativeRecordSetName}",
  "dns:Zone": "Microsoft.Network/dnsZones/{zoneName}",
  "keyvault:Secret": "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
  "keyvault:Vault": "Microsoft.KeyVault/vaults/{vaultName}",
  "managedidentity:FederatedIdentityCredential":
    "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}" +
    "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
  "managedidentity:UserAssignedIdentity":
    "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
  "monitor:ActionGroup": "Microsoft.Insights/actionGroups/{actionGroupName}",
  "monitor:AutoscaleSetting": "Microsoft.Insights/autoscaleSettings/{autoscaleSettingName}",
  "monitor:AzureMonitorWorkspace": "Microsoft.Monitor/accounts/{azureMonitorWorkspaceName}",
  "monitor:DataCollectionEndpoint":
    "Microsoft.Insights/dataCollectionEndpoints/{dataCollectionEndpointName}",
  "monitor:DataCollectionRule": "Microsoft.Insights/dataCollectionRules/{dataCollectionRuleName}",
  "monitor:DataCollectionRuleAssociation":
    "{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{associationName}",
  "monitor:DiagnosticSetting":
    "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
  "monitor:MetricAlert": "Microsoft.Insights/metricAlerts/{ruleName}",
  "monitor:ScheduledQueryRule": "Microsoft.Insights/scheduledQueryRules/{ruleName}",
  "network:LoadBalancer": "Microsoft.Network/loadBalancers/{loadBalancerName}",
  "network:NatGateway": "Microsoft.Network/natGateways/{natGatewayName}",
  "network:NetworkSecurityGroup":
    "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
  "network:PrivateDnsZoneGroup":
    "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
  "network:PrivateEndpoint": "Microsoft.Network/privateEndpoints/{privateEndpointName}",
  "network:PublicIPAddress": "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
  "network:RouteTable": "Microsoft.Network/routeTables/{routeTableName}",
  "network:SecurityRule":
    "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}/securityRules/{securityRuleName}",
  "network:Subnet": "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
  "network:VirtualNetwork": "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
  "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces/{workspaceName}",
  "portal:Dashboard": "Microsoft.Portal/dashboards/{dashboardName}",
  "privatedns:PrivateZone": "Microsoft.Network/privateDnsZones/{privateZoneName}",
  "privatedns:VirtualNetworkLink":
    "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
  "redisenterprise:Database":
    "Microsoft.Cache/redisEnterprise/{clusterName}/databases/{databaseName}",
  "redisenterprise:RedisEnterprise": "Microsoft.Cache/redisEnterprise/{clusterName}",
  "servicebus:Namespace": "Microsoft.ServiceBus/namespaces/{namespaceName}",
  "servicebus:Queue": "Microsoft.ServiceBus/namespaces/{namespaceName}/queues/{queueName}",
  "storage:BlobContainer":
    "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
  "storage:Queue":
    "Microsoft.Storage/storageAccounts/{accountName}/queueServices/default/queues/{queueName}",
  "storage:StorageAccount": "Microsoft.Storage/storageAccounts/{accountName}",
  "trafficmanager:Profile": "Microsoft.Network/trafficManagerProfiles/{profileName}",
  "web:AppServicePlan": "Microsoft.Web/serverfarms/{name}",
  "web:WebApp": "Microsoft.Web/sites/{name}",
  "web:WebAppFtpAllowed": "Microsoft.Web/sites/{name}/basicPublishingCredentialsPolicies/ftp",
  "web:WebAppScmAllowed": "Microsoft.Web/sites/{name}/basicPublishingCredentialsPolicies/scm",
};
