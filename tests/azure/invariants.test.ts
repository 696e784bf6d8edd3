import assert from "node:assert/strict";
import type { Json, Plan, PlannedResource } from "../../plan/types";
import { AZURE_INVARIANTS } from "../support/azureInvariants";
import { shortType } from "../support/azurePlan";
import { FACTORS, pairwiseStacks, stackOf, type Levels } from "../support/azureStacks";
import { withValue } from "../support/json";
import { countPairs, pairsOf } from "../support/pairwise";
import { planOf } from "../support/plans";
import { mandatoryIn } from "../support/violations";

type Name = keyof typeof AZURE_INVARIANTS;

describe("what holds in every plan on Azure", () => {
  for (const levels of pairwiseStacks()) {
    const { stack, set } = stackOf(levels);
    it(`holds with ${Object.values(levels).join(", ")}`, async () => {
      const plan = await planOf(stack, ...set);
      for (const [name, violations] of Object.entries(AZURE_INVARIANTS)) {
        assert.deepEqual(violations(plan), [], name);
      }
      const isProd = levels.size === "prod";
      const inOneZone = isProd && levels.zones === "1" ? ["several-zones"] : [];
      assert.deepEqual(mandatoryIn(plan, isProd), inOneZone);
    });
  }

  it("is tried with every two levels of what a stack can be", () => {
    assert.equal(new Set(pairwiseStacks().flatMap(pairsOf)).size, countPairs(FACTORS));
  });
});

describe("the invariants of Azure themselves", () => {
  let plan: Plan;
  let explicit: Plan;
  let frontDoor: Plan;

  before(async () => {
    const prod = {
      ...{ mode: "managed", size: "prod", domain: "own", api: "private", functions: "on" },
      ...{ disk: "remote", zones: "3", store: "redis", clouds: "both" },
    };
    const planned = (more: Partial<Levels>) => {
      const { stack, set } = stackOf({ ...prod, ...more });
      return planOf(stack, ...set);
    };
    plan = await planned({});
    explicit = await planned({ mode: "explicit" });
    frontDoor = await planned({ mode: "frontDoor" });
  });

  const CLUSTER = "containerservice:ManagedCluster";
  const POOL = "containerservice:AgentPool";
  const SYSTEM = "agentPoolProfiles.0";
  const SSH = [{ name: "ssh", access: "Allow", direction: "Inbound", destinationPortRange: "22" }];

  const breaks: [invariant: Name, type: string, path: string, value: Json | undefined][] = [
    ["opensOnlyWebPorts", "network:NetworkSecurityGroup", "securityRules", SSH],
    ["scopesRoles", "authorization:RoleAssignment", "scope", "/subscriptions/0"],
    ["scopesRoles", "authorization:RoleAssignment", "principalType", undefined],
    ["signsInThroughEntra", CLUSTER, "disableLocalAccounts", false],
    ["signsInThroughEntra", "keyvault:Vault", "properties.enableRbacAuthorization", false],
    ["signsInThroughEntra", "operationalinsights:Workspace", "features", undefined],
    ["signsInThroughEntra", "redisenterprise:Database", "accessKeysAuthentication", "Enabled"],
    ["takesTlsOnly", "redisenterprise:Database", "clientProtocol", "Plaintext"],
    ["keepsSessionsPrivate", "redisenterprise:RedisEnterprise", "publicNetworkAccess", undefined],
    ["endsEveryLog", "operationalinsights:Workspace", "retentionInDays", undefined],
    ["closesDefaultOutbound", "network:Subnet", "defaultOutboundAccess", true],
    ["tagsEverything", "network:VirtualNetwork", "tags", {}],
    ["closesBasicSignIn", "web:WebAppScmAllowed", "allow", true],
    ["takesTlsOnly", "web:WebApp", "httpsOnly", false],
    ["takesTlsOnly", "storage:StorageAccount", "minimumTlsVersion", "TLS1_1"],
    ["namesWithinLimits", "storage:StorageAccount", "accountName", "a".repeat(25)],
    ["namesWithinLimits", "storage:StorageAccount", "accountName", "chat-storage"],
    ["namesWithinLimits", "keyvault:Vault", "vaultName", `v${"a".repeat(24)}`],
    ["namesWithinLimits", "containerregistry:Registry", "registryName", "chat-images"],
    ["namesWithinLimits", "web:WebApp", "name", "a".repeat(61)],
    ["namesWithinLimits", "web:WebApp", "name", "my-windows-app"],
    ["namesWithinLimits", "operationalinsights:Workspace", "workspaceName", "a-b"],
    ["namesWithinLimits", CLUSTER, "dnsPrefix", "-chat"],
    ["fitsLocalDisks", POOL, "osDiskType", "Ephemeral"],
    ["fitsLocalDisks", CLUSTER, `${SYSTEM}.osDiskType`, "Ephemeral"],
    ["fitsLocalDisks", CLUSTER, `${SYSTEM}.vmSize`, "Standard_X1"],
    ["suitsSystemPools", CLUSTER, `${SYSTEM}.vmSize`, "Standard_B2s_v2"],
    ["suitsSystemPools", CLUSTER, `${SYSTEM}.maxPods`, 29],
    ["suitsSystemPools", CLUSTER, `${SYSTEM}.minCount`, 0],
    ["suitsSystemPools", CLUSTER, `${SYSTEM}.mode`, "User"],
    ["suitsSpotPools", POOL, "spotMaxPrice", 0.1234567],
    ["suitsSpotPools", POOL, "upgradeSettings", { maxSurge: "33%" }],
    ["suitsSpotPools", POOL, "nodeTaints", []],
    ["countsWithinAks", POOL, "maxCount", 1001],
    ["countsWithinAks", POOL, "maxPods", 251],
    ["countsWithinAks", CLUSTER, `${SYSTEM}.count`, 99],
    ["keepsRangesApart", CLUSTER, "networkProfile.podCidr", "10.64.0.0/18"],
    ["keepsRangesApart", CLUSTER, "networkProfile.podCidr", "172.30.0.0/16"],
    ["keepsRangesApart", CLUSTER, "networkProfile.serviceCidr", "100.0.0.0/12"],
    ["keepsRangesApart", CLUSTER, "networkProfile.dnsServiceIP", "172.20.0.1"],
    ["keepsRangesApart", CLUSTER, "networkProfile.dnsServiceIP", "10.64.0.10"],
    [
      "keepsRangesApart",
      "network:VirtualNetwork",
      "addressSpace.addressPrefixes.0",
      "224.0.0.0/16",
    ],
    [
      "dividesTheNetwork",
      "network:VirtualNetwork",
      "addressSpace.addressPrefixes.0",
      "10.0.0.0/16",
    ],
    ["dividesTheNetwork", "network:Subnet", "addressPrefix", "10.64.0.0/16"],
    ["sizesSubnets", "network:Subnet", "addressPrefix", "10.64.0.0/28"],
    [
      "sizesSubnets",
      "network:Subnet",
      "delegations",
      [{ serviceName: "Microsoft.App/environments" }],
    ],
    ["givesPodsRoom", CLUSTER, "networkProfile.podCidr", "10.244.0.0/20"],
    ["leavesByTheGateway", "network:Subnet", "natGateway", undefined],
    [
      "keepsPrivateServersPrivate",
      CLUSTER,
      "apiServerAccessProfile.authorizedIPRanges",
      ["203.0.113.0/24"],
    ],
    ["numbersRules", "network:NetworkSecurityGroup", "securityRules", [{ priority: 99 }]],
    [
      "numbersRules",
      "network:NetworkSecurityGroup",
      "securityRules",
      [{ priority: 100 }, { priority: 100 }],
    ],
    ["usesStandardNetworking", "network:PublicIPAddress", "sku.name", "Basic"],
    ["usesStandardNetworking", "network:PublicIPAddress", "publicIPAllocationMethod", "Dynamic"],
    ["usesStandardNetworking", "network:PublicIPAddress", "zones", ["2"]],
    ["usesStandardNetworking", "network:NatGateway", "zones", ["1", "2"]],
    ["asksRegistriesForWhatTheyHave", "containerregistry:Registry", "zoneRedundancy", "Enabled"],
    [
      "asksRegistriesForWhatTheyHave",
      "network:PrivateEndpoint",
      "privateLinkServiceConnections",
      [{ groupIds: ["registry"] }],
    ],
    ["clustersLargeStores", "redisenterprise:RedisEnterprise", "sku.name", "Balanced_B50"],
    ["clustersLargeStores", "redisenterprise:RedisEnterprise", "sku.name", "Balanced_B9000"],
    ["asksBusesForWhatTheyHave", "servicebus:Namespace", "sku.tier", "Basic"],
    ["asksBusesForWhatTheyHave", "servicebus:Queue", "lockDuration", "PT301S"],
    ["leavesPurgeProtectionOut", "keyvault:Vault", "properties.enablePurgeProtection", false],
    ["leavesPurgeProtectionOut", "keyvault:Vault", "properties.softDeleteRetentionInDays", 91],
    ["suitsFlexConsumption", "web:AppServicePlan", "reserved", false],
    ["suitsFlexConsumption", "web:AppServicePlan", "sku.name", "Y1"],
    ["suitsFlexConsumption", "web:WebApp", "serverFarmId", "/one"],
    [
      "suitsFlexConsumption",
      "web:WebApp",
      "functionAppConfig.scaleAndConcurrency.instanceMemoryMB",
      1024,
    ],
    [
      "suitsFlexConsumption",
      "web:WebApp",
      "functionAppConfig.scaleAndConcurrency.maximumInstanceCount",
      0,
    ],
    [
      "suitsFlexConsumption",
      "web:WebApp",
      "siteConfig.appSettings",
      [{ name: "FUNCTIONS_WORKER_RUNTIME" }],
    ],
    ["timesAlerts", "monitor:MetricAlert", "windowSize", "PT10M"],
    ["timesAlerts", "monitor:MetricAlert", "evaluationFrequency", "PT6H"],
  ];

  for (const [invariant, type, path, value] of breaks) {
    it(`${invariant} finds ${type} with ${path} ${value === undefined ? "left out" : JSON.stringify(value)}`, () => {
      assertFound(invariant, plan, changed(plan, type, path, value));
    });
  }

  it("fitsLocalDisks finds a disk that is larger than the local one", () => {
    const local = changed(
      changed(plan, POOL, "osDiskType", "Ephemeral"),
      POOL,
      "vmSize",
      "Standard_D2pds_v5",
    );
    assert.deepEqual(AZURE_INVARIANTS.fitsLocalDisks(local), []);
    assertFound("fitsLocalDisks", local, changed(local, POOL, "osDiskSizeGB", 76));
  });

  it("endsEveryLog finds a log without a daily cap in dev", async () => {
    const dev = await planOf("dev-azure");
    const workspace = "operationalinsights:Workspace";
    assertFound("endsEveryLog", dev, changed(dev, workspace, "workspaceCapping", undefined));
  });

  it("usesStandardNetworking finds a Basic balancer", () => {
    const broken = changed(explicit, "network:LoadBalancer", "sku.name", "Basic");
    assertFound("usesStandardNetworking", explicit, broken);
  });

  it("paysForPremiumFrontDoors finds a Standard profile, and a Standard policy", () => {
    for (const type of ["cdn:Profile", "frontdoor:Policy"]) {
      const broken = changed(frontDoor, type, "sku.name", "Standard_AzureFrontDoor");
      assertFound("paysForPremiumFrontDoors", frontDoor, broken);
    }
  });

  it("leavesAutoscalersAlone finds counts that Pulumi keeps, of pools and of pods", () => {
    const pools = plan.resources.map((resource) => ({ ...resource, ignoreChanges: [] }));
    assertFound("leavesAutoscalersAlone", plan, { ...plan, resources: pools });
    const pods = plan.resources.map((resource) =>
      resource.type === "kubernetes:apps/v1:Deployment"
        ? { ...resource, inputs: withValue(resource.inputs, "spec.replicas", 2) }
        : resource,
    );
    assertFound("leavesAutoscalersAlone", plan, { ...plan, resources: pods });
  });

  it("namesWithinLimits finds a type that it does not know", () => {
    const resources = plan.resources.map((resource) =>
      isOf(resource, "servicebus:Queue")
        ? { ...resource, type: "azure-native:eventhub:EventHub" }
        : resource,
    );
    const [problem] = AZURE_INVARIANTS.namesWithinLimits({ ...plan, resources });
    assert.match(problem ?? "", /no rule for names of eventhub:EventHub/);
  });
});

function assertFound(invariant: Name, whole: Plan, broken: Plan): void {
  assert.deepEqual(AZURE_INVARIANTS[invariant](whole), []);
  assert.notDeepEqual(AZURE_INVARIANTS[invariant](broken), []);
}

/** A plan whose resources of a type have another value. */
function changed(plan: Plan, type: string, path: string, value: Json | undefined): Plan {
  assert.ok(
    plan.resources.some((resource) => isOf(resource, type)),
    type,
  );
  const resources = plan.resources.map((resource) =>
    isOf(resource, type)
      ? { ...resource, inputs: withValue(resource.inputs, path, value) }
      : resource,
  );
  return { ...plan, resources };
}

function isOf(resource: PlannedResource, type: string): boolean {
  return resource.type.startsWith("azure-native:") && shortType(resource.type) === type;
}
