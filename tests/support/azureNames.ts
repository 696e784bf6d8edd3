import { AZURE_PATHS } from "../../plan/cloud/azurePaths";
import type { JsonObject, PlannedResource } from "../../plan/types";
import { shortType } from "./azurePlan";
import { asObject, text } from "./json";

/** What Azure allows in the names of a type. */
interface NameRule {
  readonly least: number;
  readonly most: number;
  readonly pattern: RegExp;
  /** Who may have no other of that name. Default: its resource group, or what it belongs to. */
  readonly unique?: "world" | "subscription";
}

const NETWORK: NameRule = {
  least: 1,
  most: 80,
  pattern: /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/,
};
const LABEL = /^[A-Za-z0-9]+(-+[A-Za-z0-9]+)*$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FRONT_DOOR: NameRule = { least: 1, most: 90, pattern: LABEL };
const INSIGHTS: NameRule = {
  least: 1,
  most: 260,
  pattern: /^[^*#<>%&:\\?+/{}]*[^*#<>%&:\\?+/{} .]$/,
};

/**
 * Limits by type: Azure docs, "Naming rules and restrictions for Azure resources", and the models of
 * Azure's SDKs for what is not there.
 */
const AZURE_NAMES: Readonly<Record<string, NameRule>> = {
  "alertsmanagement:PrometheusRuleGroup": INSIGHTS,
  "applicationinsights:Component": { ...INSIGHTS, most: 255 },
  "applicationinsights:Workbook": { least: 36, most: 36, pattern: UUID },
  "cdn:AFDCustomDomain": { ...FRONT_DOOR, most: 260 },
  "cdn:AFDEndpoint": { ...FRONT_DOOR, most: 46 },
  "cdn:AFDOrigin": FRONT_DOOR,
  "cdn:AFDOriginGroup": FRONT_DOOR,
  "cdn:Profile": FRONT_DOOR,
  "cdn:Route": FRONT_DOOR,
  "cdn:SecurityPolicy": FRONT_DOOR,
  "containerregistry:Registry": {
    least: 5,
    most: 50,
    pattern: /^[A-Za-z0-9]+$/,
    unique: "world",
  },
  "containerservice:AgentPool": { least: 1, most: 12, pattern: /^[a-z][a-z0-9]*$/ },
  "containerservice:MaintenanceConfiguration": {
    least: 1,
    most: 63,
    pattern: /^(default|aksManagedAutoUpgradeSchedule|aksManagedNodeOSUpgradeSchedule)$/,
  },
  "containerservice:ManagedCluster": {
    least: 1,
    most: 63,
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/,
  },
  "dns:RecordSet": { least: 1, most: 253, pattern: /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/ },
  "frontdoor:Policy": { least: 1, most: 128, pattern: /^[A-Za-z][A-Za-z0-9]*$/ },
  "keyvault:Secret": { least: 1, most: 127, pattern: /^[A-Za-z0-9-]+$/ },
  "keyvault:Vault": {
    least: 3,
    most: 24,
    pattern: /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/,
    unique: "world",
  },
  "managedidentity:FederatedIdentityCredential": {
    least: 3,
    most: 120,
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
  },
  "managedidentity:UserAssignedIdentity": {
    least: 3,
    most: 128,
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
  },
  "monitor:ActionGroup": INSIGHTS,
  "monitor:AzureMonitorWorkspace": { least: 4, most: 63, pattern: LABEL },
  "monitor:DataCollectionEndpoint": { least: 3, most: 44, pattern: LABEL },
  "monitor:DataCollectionRule": { least: 1, most: 64, pattern: LABEL },
  "monitor:DataCollectionRuleAssociation": INSIGHTS,
  "monitor:DiagnosticSetting": INSIGHTS,
  "monitor:MetricAlert": INSIGHTS,
  "monitor:ScheduledQueryRule": INSIGHTS,
  "network:LoadBalancer": NETWORK,
  "network:NatGateway": NETWORK,
  "network:NetworkSecurityGroup": NETWORK,
  "network:PrivateDnsZoneGroup": NETWORK,
  "network:PrivateEndpoint": { ...NETWORK, least: 2, most: 64 },
  "network:PublicIPAddress": NETWORK,
  // Those of AKS's nodes become labels of Kubernetes ("Configure Azure CNI Overlay", limitations).
  "network:Subnet": { ...NETWORK, most: 63 },
  "network:VirtualNetwork": { ...NETWORK, least: 2, most: 63 },
  "operationalinsights:Workspace": { least: 4, most: 63, pattern: LABEL },
  "privatedns:PrivateZone": { least: 1, most: 63, pattern: /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/ },
  "privatedns:VirtualNetworkLink": NETWORK,
  "redisenterprise:Database": { least: 1, most: 60, pattern: /^default$/ },
  "redisenterprise:RedisEnterprise": {
    least: 1,
    most: 60,
    pattern: /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/,
    unique: "world",
  },
  // It becomes a label as well.
  "resources:ResourceGroup": {
    least: 1,
    most: 63,
    pattern: /^[A-Za-z0-9_().-]*[A-Za-z0-9_()-]$/,
    unique: "subscription",
  },
  "servicebus:Namespace": {
    least: 6,
    most: 50,
    pattern: /^(?!.*-(sb|mgmt)$)[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/,
    unique: "world",
  },
  "servicebus:Queue": { least: 1, most: 260, pattern: /^[A-Za-z0-9]([\w./~-]*[A-Za-z0-9])?$/ },
  "storage:BlobContainer": { least: 3, most: 63, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ },
  "storage:StorageAccount": { least: 3, most: 24, pattern: /^[a-z0-9]+$/, unique: "world" },
  "trafficmanager:Profile": {
    least: 1,
    most: 63,
    pattern: /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/,
  },
  "web:AppServicePlan": { least: 1, most: 40, pattern: /^[A-Za-z0-9-]+$/ },
  "web:WebApp": { least: 2, most: 60, pattern: LABEL, unique: "world" },
};

/** Types that have no name of their own, or one that is always made up. */
const NAMELESS = new Set([
  "authorization:RoleAssignment",
  "redisenterprise:AccessPolicyAssignment",
  "web:WebAppFtpAllowed",
  "web:WebAppScmAllowed",
]);

/** Words that names of things with an address cannot have ("Resolve errors for reserved names"). */
const TRADEMARKS = /microsoft|windows|^login/i;

/** The name that Azure will know a resource by. */
function azureName(type: string, inputs: JsonObject): string {
  // A group alone is in no other group.
  const path = AZURE_PATHS[type] ?? "{resourceGroupName}";
  const [, key = ""] = /\{(\w+)\}[^{]*$/.exec(path) ?? [];
  return text(inputs[key]);
}

/** What is wrong with the name of a resource; one of an unknown type is wrong until it is known. */
export function nameProblems({ type: fullType, urn, inputs }: PlannedResource): string[] {
  const type = shortType(fullType);
  const rule = AZURE_NAMES[type];
  if (!rule) return NAMELESS.has(type) ? [] : [`${urn}: no rule for names of ${type}`];
  const name = azureName(type, inputs);
  return [
    ...(name.length >= rule.least && name.length <= rule.most
      ? []
      : [`${type} ${name}: not ${rule.least} to ${rule.most} characters`]),
    ...(rule.pattern.test(name) ? [] : [`${type} ${name}: not like ${rule.pattern.source}`]),
    ...(TRADEMARKS.test(name) ? [`${type} ${name}: has a word that Azure reserves`] : []),
    ...labelProblems(type, inputs),
  ];
}

/** Names inside of resources that become part of an address. */
function labelProblems(type: string, inputs: JsonObject): string[] {
  const label =
    type === "network:PublicIPAddress"
      ? asObject(inputs["dnsSettings"])["domainNameLabel"]
      : inputs["dnsPrefix"];
  if (label === undefined || /^[a-z][a-z0-9-]{1,52}[a-z0-9]$/.test(text(label))) return [];
  return [`${type}: ${text(label)} is no label of an address`];
}

/** The names that no other stack of the subscription, or of the world, may have. */
export function sharedNames({ type: fullType, inputs }: PlannedResource): string[] {
  const type = shortType(fullType);
  const { unique } = AZURE_NAMES[type] ?? {};
  const name = azureName(type, inputs).toLowerCase();
  // AKS makes a second resource group for what it creates itself.
  const group = inputs["nodeResourceGroup"];
  return [
    ...(unique === undefined ? [] : [`${type} ${name}`]),
    ...(group === undefined ? [] : [`resources:ResourceGroup ${text(group).toLowerCase()}`]),
  ];
}
