import type { JsonObject } from "../../plan/types";
import { nameProblems } from "./azureNames";
import { azure, of, shortType, type Invariant } from "./azurePlan";
import { POOL_INVARIANTS } from "./azurePools";
import { RANGE_INVARIANTS } from "./azureRanges";
import { SKU_INVARIANTS } from "./azureSkus";
import { asObject, list, text } from "./json";
import { input } from "./plans";

/** Only web ports, or in explicit mode the node ports of the load balancer. */
const opensOnlyWebPorts: Invariant = (plan) => {
  const explicit = of(plan, "network:LoadBalancer").length > 0;
  const allowed = new Set(explicit ? ["30080", "30443"] : ["80", "443"]);
  return of(plan, "network:NetworkSecurityGroup").flatMap((group) =>
    list(group.inputs["securityRules"])
      .map(asObject)
      .filter((rule) => rule["access"] === "Allow" && rule["direction"] === "Inbound")
      .flatMap((rule) =>
        portsOf(rule)
          .filter((port) => !allowed.has(port))
          .map((port) => `${group.urn}: rule ${text(rule["name"])} opens ${port}`),
      ),
  );
};

/** A role is for a kind of principal, and on something narrower than the subscription. */
const scopesRoles: Invariant = (plan) =>
  of(plan, "authorization:RoleAssignment").flatMap(({ urn, inputs }) => [
    ...(inputs["principalType"] === undefined ? [`${urn}: no principalType`] : []),
    ...(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/.test(text(inputs["scope"]))
      ? []
      : [`${urn}: scope ${text(inputs["scope"])}`]),
  ]);

/** Flags that turn off keys and accounts beside Entra, by type; each must be set. */
const SIGN_IN: Readonly<Record<string, readonly [flag: string, value: boolean | string][]>> = {
  "containerregistry:Registry": [["adminUserEnabled", false]],
  "containerservice:ManagedCluster": [
    ["disableLocalAccounts", true],
    ["enableRBAC", true],
  ],
  "servicebus:Namespace": [["disableLocalAuth", true]],
  "storage:StorageAccount": [["allowSharedKeyAccess", false]],
  "applicationinsights:Component": [["disableLocalAuth", true]],
  "keyvault:Vault": [["properties.enableRbacAuthorization", true]],
  "operationalinsights:Workspace": [["features.disableLocalAuth", true]],
  "redisenterprise:Database": [["accessKeysAuthentication", "Disabled"]],
};

/** Everybody signs in through Entra. */
const signsInThroughEntra: Invariant = (plan) =>
  Object.entries(SIGN_IN).flatMap(([type, flags]) =>
    of(plan, type).flatMap((resource) =>
      flags
        .filter(([flag, value]) => input(resource, flag) !== value)
        .map(([flag, value]) => `${resource.urn}: ${flag} is not ${value}`),
    ),
  );

/** Each app refuses user names and passwords, over FTP and for publishing. */
const closesBasicSignIn: Invariant = (plan) =>
  of(plan, "web:WebApp").flatMap(({ urn, inputs: { name } }) =>
    ["web:WebAppFtpAllowed", "web:WebAppScmAllowed"]
      .filter(
        (type) =>
          !of(plan, type).some(
            ({ inputs }) => inputs["name"] === name && inputs["allow"] === false,
          ),
      )
      .map((type) => `${urn}: no ${type}`),
  );

/** Where the least version of TLS is said, by type. */
const TLS: Readonly<Record<string, readonly [key: string, value: string]>> = {
  "servicebus:Namespace": ["minimumTlsVersion", "1.2"],
  "storage:StorageAccount": ["minimumTlsVersion", "TLS1_2"],
  "redisenterprise:RedisEnterprise": ["minimumTlsVersion", "1.2"],
  "redisenterprise:Database": ["clientProtocol", "Encrypted"],
};

/** Nothing is served without TLS, nor with an old one. */
const takesTlsOnly: Invariant = (plan) => [
  ...Object.entries(TLS).flatMap(([type, [key, value]]) =>
    of(plan, type)
      .filter(({ inputs }) => inputs[key] !== value)
      .map(({ urn }) => `${urn}: ${key} is not ${value}`),
  ),
  ...of(plan, "web:WebApp")
    .filter(({ inputs }) => {
      const site = asObject(inputs["siteConfig"]);
      return !(
        inputs["httpsOnly"] === true &&
        site["minTlsVersion"] === "1.2" &&
        site["ftpsState"] === "Disabled"
      );
    })
    .map(({ urn }) => `${urn}: not TLS only`),
];

/** Nothing leaves by the address that Azure lends to every machine. */
const closesDefaultOutbound: Invariant = (plan) =>
  of(plan, "network:Subnet")
    .filter(({ inputs }) => inputs["defaultOutboundAccess"] !== false)
    .map(({ urn }) => `${urn}: default outbound access`);

/** Types that Azure lets carry no tags. */
const UNTAGGED = new Set([
  "monitor:DataCollectionRuleAssociation",
  "monitor:DiagnosticSetting",
  "redisenterprise:AccessPolicyAssignment",
  "authorization:RoleAssignment",
  "cdn:AFDCustomDomain",
  "cdn:AFDOrigin",
  "cdn:AFDOriginGroup",
  "cdn:Route",
  "cdn:SecurityPolicy",
  "containerservice:MaintenanceConfiguration",
  "dns:RecordSet",
  "managedidentity:FederatedIdentityCredential",
  "network:PrivateDnsZoneGroup",
  "network:Subnet",
  "redisenterprise:Database",
  "servicebus:Queue",
  "storage:BlobContainer",
  "web:WebAppFtpAllowed",
  "web:WebAppScmAllowed",
]);

/** Each bill can be told by its environment. */
const tagsEverything: Invariant = (plan) =>
  azure(plan)
    .filter(({ type }) => !UNTAGGED.has(shortType(type)))
    .filter(({ inputs }) => asObject(inputs["tags"])["ManagedBy"] !== "pulumi")
    .map(({ urn }) => `${urn}: no tags`);

/** Numbers that an autoscaler moves are nobody else's. */
const leavesAutoscalersAlone: Invariant = (plan) => {
  const scaled = new Set(
    plan.resources
      .filter(({ type }) => type.endsWith(":HorizontalPodAutoscaler"))
      .map(({ inputs }) => {
        const target = asObject(asObject(inputs["spec"])["scaleTargetRef"]);
        return `${text(asObject(inputs["metadata"])["namespace"])}/${text(target["name"])}`;
      }),
  );
  const deployments = plan.resources
    .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
    .filter(({ inputs }) => {
      const { name, namespace } = asObject(inputs["metadata"]);
      return (
        scaled.has(`${text(namespace)}/${text(name)}`) &&
        asObject(inputs["spec"])["replicas"] !== undefined
      );
    });
  const pools = of(plan, "containerservice:AgentPool").filter(
    ({ inputs, ignoreChanges }) =>
      inputs["enableAutoScaling"] === true && !ignoreChanges.includes("count"),
  );
  return [...deployments, ...pools].map(({ urn }) => `${urn}: sets a number that is scaled`);
};

/** Sessions are reached inside the network only. */
const keepsSessionsPrivate: Invariant = (plan) =>
  of(plan, "redisenterprise:RedisEnterprise")
    .filter(({ inputs }) => inputs["publicNetworkAccess"] !== "Disabled")
    .map(({ urn }) => `${urn}: open to the Internet`);

/** Every log ends, and that of a stack to play with cannot run up a bill. */
const endsEveryLog: Invariant = (plan) =>
  of(plan, "operationalinsights:Workspace").flatMap(({ urn, inputs }) => {
    const isProd = of(plan, "containerservice:ManagedCluster").some(({ protect }) => protect);
    const isCapped = Number(asObject(inputs["workspaceCapping"])["dailyQuotaGb"]) > 0;
    return [
      ...(Number(inputs["retentionInDays"]) > 0 ? [] : [`${urn}: kept for ever`]),
      ...(isProd || isCapped ? [] : [`${urn}: no daily cap`]),
    ];
  });

/** Azure takes every name. */
const namesWithinLimits: Invariant = (plan) => azure(plan).flatMap(nameProblems);

/** Every invariant by name. */
export const AZURE_INVARIANTS = {
  opensOnlyWebPorts,
  scopesRoles,
  signsInThroughEntra,
  closesBasicSignIn,
  takesTlsOnly,
  closesDefaultOutbound,
  tagsEverything,
  leavesAutoscalersAlone,
  keepsSessionsPrivate,
  endsEveryLog,
  namesWithinLimits,
  ...POOL_INVARIANTS,
  ...RANGE_INVARIANTS,
  ...SKU_INVARIANTS,
} satisfies Readonly<Record<string, Invariant>>;

function portsOf(rule: JsonObject): string[] {
  const one = rule["destinationPortRange"];
  return [...list(rule["destinationPortRanges"]), ...(one === undefined ? [] : [one])].map(text);
}
