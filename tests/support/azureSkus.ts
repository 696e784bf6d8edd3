import type { JsonObject, Plan } from "../../plan/types";
import { azure, of, type Invariant } from "./azurePlan";
import { asObject, list, text } from "./json";

function skuOf(inputs: JsonObject): string {
  return text(asObject(inputs["sku"])["name"]);
}

/** Types whose Basic SKU is retired, or knows no zones ("Public IP addresses", "Azure Load Balancer SKUs"). */
const STANDARD = ["network:PublicIPAddress", "network:LoadBalancer", "network:NatGateway"];

/** Addresses and balancers are Standard, and so static; a NAT gateway has its address in its zone. */
const usesStandardNetworking: Invariant = (plan) => {
  const basic = STANDARD.flatMap((type) => of(plan, type)).filter(
    ({ inputs }) => skuOf(inputs) !== "Standard",
  );
  const dynamic = of(plan, "network:PublicIPAddress").filter(
    ({ inputs }) => inputs["publicIPAllocationMethod"] !== "Static",
  );
  const apart = of(plan, "network:NatGateway").filter(
    ({ inputs }) =>
      list(inputs["zones"]).length > 1 ||
      addressesOf(plan, inputs).some(
        (zones) => JSON.stringify(zones) !== JSON.stringify(inputs["zones"]),
      ),
  );
  return [
    ...basic.map(({ urn }) => `${urn}: not Standard`),
    ...dynamic.map(({ urn }) => `${urn}: not static`),
    ...apart.map(({ urn }) => `${urn}: not in one zone with its address`),
  ];
};

/** The zones of a NAT gateway's addresses. */
function addressesOf(plan: Plan, gateway: JsonObject) {
  const ids = list(gateway["publicIpAddresses"]).map((address) => text(asObject(address)["id"]));
  return of(plan, "network:PublicIPAddress")
    .filter(({ inputs }) =>
      ids.some((id) => id.endsWith(`/${text(inputs["publicIpAddressName"])}`)),
    )
    .map(({ inputs }) => inputs["zones"]);
}

/** What only the Premium SKU of a registry has ("Container Registry SKUs"). */
const asksRegistriesForWhatTheyHave: Invariant = (plan) =>
  of(plan, "containerregistry:Registry")
    .filter(
      ({ inputs }) =>
        skuOf(inputs) !== "Premium" &&
        (inputs["zoneRedundancy"] === "Enabled" ||
          inputs["publicNetworkAccess"] === "Disabled" ||
          inputs["networkRuleSet"] !== undefined ||
          inputs["policies"] !== undefined ||
          hasEndpoint(plan, "registry")),
    )
    .map(({ urn }) => `${urn}: asks for what only Premium has`);

/** Memory of Azure Managed Redis in GB ("Azure Managed Redis architecture"). */
const REDIS_GB: Readonly<Record<string, number>> = {
  Balanced_B0: 0.5,
  Balanced_B1: 1,
  Balanced_B3: 3,
  Balanced_B5: 6,
  Balanced_B10: 12,
  Balanced_B20: 24,
  Balanced_B50: 60,
};

/** Without a cluster, Azure Managed Redis has 25 GB at most (the same page). */
const clustersLargeStores: Invariant = (plan) => {
  const unclustered = of(plan, "redisenterprise:Database").filter(
    ({ inputs }) => inputs["clusteringPolicy"] === "NoCluster",
  );
  if (unclustered.length === 0) return [];
  return of(plan, "redisenterprise:RedisEnterprise")
    .filter(({ inputs }) => !((REDIS_GB[skuOf(inputs)] ?? Infinity) <= 25))
    .map(({ urn, inputs }) => `${urn}: ${skuOf(inputs)} without a cluster`);
};

/** Longest lock of a message ("Message transfers, locks, and settlement"). */
const LONGEST_LOCK_MINUTES = 5;

/** A namespace has one SKU, and only Premium has private endpoints; locks last five minutes at most. */
const asksBusesForWhatTheyHave: Invariant = (plan) => {
  const namespaces = of(plan, "servicebus:Namespace").filter(
    ({ inputs }) =>
      skuOf(inputs) !== asObject(inputs["sku"])["tier"] ||
      (skuOf(inputs) !== "Premium" && hasEndpoint(plan, "namespace")),
  );
  const queues = of(plan, "servicebus:Queue").filter(({ inputs }) => {
    const [, seconds = ""] = /^PT(\d+)S$/.exec(text(inputs["lockDuration"])) ?? [];
    return !(Number(seconds) > 0 && Number(seconds) <= 60 * LONGEST_LOCK_MINUTES);
  });
  return [...namespaces, ...queues].map(({ urn }) => `${urn}: Service Bus refuses it`);
};

/** Private Link and managed rules are Premium's ("Azure Front Door tier comparison"). */
const paysForPremiumFrontDoors: Invariant = (plan) => {
  const needing = [
    ...of(plan, "cdn:AFDOrigin").filter(({ inputs }) => inputs["sharedPrivateLinkResource"]),
    ...of(plan, "frontdoor:Policy").filter(({ inputs }) => inputs["managedRules"]),
  ];
  if (needing.length === 0) return [];
  return [...of(plan, "cdn:Profile"), ...of(plan, "frontdoor:Policy")]
    .filter(({ inputs }) => skuOf(inputs) !== "Premium_AzureFrontDoor")
    .map(({ urn }) => `${urn}: not Premium`);
};

/** A vault's protection can be turned on, and its property never be false ("Key Vault soft-delete"). */
const leavesPurgeProtectionOut: Invariant = (plan) =>
  of(plan, "keyvault:Vault")
    .map(({ urn, inputs }) => ({ urn, properties: asObject(inputs["properties"]) }))
    .filter(({ properties }) => {
      const days = Number(properties["softDeleteRetentionInDays"]);
      return properties["enablePurgeProtection"] === false || !(days >= 7 && days <= 90);
    })
    .map(({ urn }) => `${urn}: Key Vault refuses it`);

/** Settings that Flex Consumption refuses or ignores ("App settings reference", its deprecations). */
const NOT_ON_FLEX =
  /^(ENABLE_ORYX_BUILD|FUNCTIONS_(EXTENSION_VERSION|WORKER_RUNTIME.*|WORKER_PROCESS_COUNT|MAX_HTTP_CONCURRENCY)|SCM_DO_BUILD_DURING_DEPLOYMENT|WEBSITE_(CONTENT.*|NODE_DEFAULT_VERSION|RUN_FROM_PACKAGE|SKIP_CONTENTSHARE_VALIDATION|VNET_ROUTE_ALL|DNS_SERVER))$/;

/** "Flex Consumption plan": memory of an instance, their number, a plan for each app. */
const suitsFlexConsumption: Invariant = (plan) => {
  const plans = of(plan, "web:AppServicePlan");
  const farms = of(plan, "web:WebApp").map(({ inputs }) => text(inputs["serverFarmId"]));
  const apps = of(plan, "web:WebApp").filter(({ inputs }) => !isFlexApp(inputs));
  return [
    ...plans
      .filter(({ inputs }) => skuOf(inputs) !== "FC1" || inputs["reserved"] !== true)
      .map(({ urn }) => `${urn}: no plan of Flex Consumption`),
    ...(new Set(farms).size < farms.length ? ["two apps share a plan"] : []),
    ...apps.map(({ urn }) => `${urn}: Flex Consumption refuses it`),
  ];
};

function isFlexApp({ functionAppConfig, siteConfig }: JsonObject): boolean {
  const scale = asObject(asObject(functionAppConfig)["scaleAndConcurrency"]);
  const most = Number(scale["maximumInstanceCount"]);
  const ready = list(scale["alwaysReady"])
    .map((group) => Number(asObject(group)["instanceCount"]))
    .reduce((sum, count) => sum + count, 0);
  const settings = list(asObject(siteConfig)["appSettings"]).map((one) =>
    text(asObject(one)["name"]),
  );
  return (
    [512, 2048, 4096].includes(Number(scale["instanceMemoryMB"])) &&
    most >= 1 &&
    most <= 1000 &&
    ready <= most &&
    !settings.some((name) => NOT_ON_FLEX.test(name))
  );
}

/** Times that Azure Monitor has for alerts (REST API, "Metric Alerts"). */
const FREQUENCIES = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
const WINDOWS = [...FREQUENCIES, "PT6H", "PT12H", "P1D"];

/** An alert looks at least as far back as the time between two looks. */
const timesAlerts: Invariant = (plan) =>
  of(plan, "monitor:MetricAlert")
    .filter(({ inputs }) => {
      const frequency = FREQUENCIES.indexOf(text(inputs["evaluationFrequency"]));
      const window = WINDOWS.indexOf(text(inputs["windowSize"]));
      return frequency < 0 || window < frequency;
    })
    .map(({ urn }) => `${urn}: no time of Azure Monitor's`);

export const SKU_INVARIANTS = {
  usesStandardNetworking,
  asksRegistriesForWhatTheyHave,
  clustersLargeStores,
  asksBusesForWhatTheyHave,
  paysForPremiumFrontDoors,
  leavesPurgeProtectionOut,
  suitsFlexConsumption,
  timesAlerts,
} satisfies Readonly<Record<string, Invariant>>;

/** Whether something is reached at a private address, by the name of its part. */
function hasEndpoint(plan: Plan, part: string): boolean {
  return azure(plan).some(({ inputs }) =>
    list(inputs["privateLinkServiceConnections"]).some((connection) =>
      list(asObject(connection)["groupIds"]).includes(part),
    ),
  );
}
