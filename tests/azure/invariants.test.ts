import assert from "node:assert/strict";
import type { Json, Plan, PlannedResource } from "../../plan/types";
import { AZURE_INVARIANTS } from "../support/azureInvariants";
import { FACTORS, pairwiseStacks, stackOf, type Levels } from "../support/azureStacks";
import { withValue } from "../support/json";
import { countPairs, pairsOf } from "../support/pairwise";
import { planOf } from "../support/plans";

type Name = keyof typeof AZURE_INVARIANTS;

describe("what holds in every plan on Azure", () => {
  for (const levels of pairwiseStacks()) {
    const { stack, set } = stackOf(levels);
    it(`holds with ${Object.values(levels).join(", ")}`, async () => {
      const plan = await planOf(stack, ...set);
      for (const [name, violations] of Object.entries(AZURE_INVARIANTS)) {
        assert.deepEqual(violations(plan), [], name);
      }
    });
  }

  it("is tried with every two levels of what a stack can be", () => {
    const tried = new Set(pairwiseStacks().flatMap(pairsOf));
    assert.equal(tried.size, countPairs(FACTORS));
  });
});

describe("the invariants of Azure themselves", () => {
  let managed: Plan;
  let explicit: Plan;

  before(async () => {
    const levels: Omit<Levels, "mode"> = {
      ...{ size: "dev", domain: "own", api: "public", functions: "on" },
      ...{ disk: "remote", zones: "3", store: "redis" },
    };
    const [first, second] = ["managed", "explicit"].map((mode) => {
      const { stack, set } = stackOf({ ...levels, mode });
      return planOf(stack, ...set);
    });
    [managed, explicit] = (await Promise.all([first, second])) as [Plan, Plan];
  });

  const SITE = { minTlsVersion: "1.2", ftpsState: "Disabled" };
  const VAULT = "properties.enableRbacAuthorization";
  const breaks: [invariant: Name, type: string, key: string, value: Json | undefined][] = [
    ["opensOnlyWebPorts", "network:NetworkSecurityGroup", "securityRules", [opening("22")]],
    ["opensOnlyWebPorts", "network:NetworkSecurityGroup", "securityRules", [opening("*")]],
    ["opensOnlyWebPorts", "network:NetworkSecurityGroup", "securityRules", [opening("30080")]],
    ["scopesRoles", "authorization:RoleAssignment", "scope", "/subscriptions/0"],
    ["scopesRoles", "authorization:RoleAssignment", "principalType", undefined],
    ["signsInThroughEntra", "containerregistry:Registry", "adminUserEnabled", true],
    ["signsInThroughEntra", "containerregistry:Registry", "adminUserEnabled", undefined],
    ["signsInThroughEntra", "containerservice:ManagedCluster", "disableLocalAccounts", false],
    ["signsInThroughEntra", "containerservice:ManagedCluster", "enableRBAC", undefined],
    ["signsInThroughEntra", "servicebus:Namespace", "disableLocalAuth", false],
    ["signsInThroughEntra", "storage:StorageAccount", "allowSharedKeyAccess", true],
    ["signsInThroughEntra", "applicationinsights:Component", "disableLocalAuth", undefined],
    ["signsInThroughEntra", "keyvault:Vault", VAULT, false],
    ["signsInThroughEntra", "operationalinsights:Workspace", "features", undefined],
    ["signsInThroughEntra", "redisenterprise:Database", "accessKeysAuthentication", "Enabled"],
    ["closesBasicSignIn", "web:WebAppScmAllowed", "allow", true],
    ["closesBasicSignIn", "web:WebAppFtpAllowed", "allow", true],
    ["closesBasicSignIn", "web:WebAppFtpAllowed", "name", "another-app"],
    ["takesTlsOnly", "servicebus:Namespace", "minimumTlsVersion", "1.0"],
    ["takesTlsOnly", "storage:StorageAccount", "minimumTlsVersion", undefined],
    ["takesTlsOnly", "redisenterprise:RedisEnterprise", "minimumTlsVersion", "1.1"],
    ["takesTlsOnly", "redisenterprise:Database", "clientProtocol", "Plaintext"],
    ["takesTlsOnly", "web:WebApp", "httpsOnly", false],
    ["takesTlsOnly", "web:WebApp", "siteConfig", { ...SITE, minTlsVersion: "1.1" }],
    ["takesTlsOnly", "web:WebApp", "siteConfig", { ...SITE, ftpsState: "AllAllowed" }],
    ["closesDefaultOutbound", "network:Subnet", "defaultOutboundAccess", true],
    ["closesDefaultOutbound", "network:Subnet", "defaultOutboundAccess", undefined],
    ["tagsEverything", "network:VirtualNetwork", "tags", {}],
    ["tagsEverything", "monitor:DataCollectionRule", "tags", undefined],
    ["keepsSessionsPrivate", "redisenterprise:RedisEnterprise", "publicNetworkAccess", undefined],
    ["endsEveryLog", "operationalinsights:Workspace", "retentionInDays", undefined],
    ["endsEveryLog", "operationalinsights:Workspace", "workspaceCapping", undefined],
  ];

  for (const [invariant, type, key, value] of breaks) {
    const how = value === undefined ? "left out" : JSON.stringify(value);
    it(`${invariant} finds ${type} with ${key} ${how}`, () => {
      const broken = changed(managed, `azure-native:${type}`, ({ inputs }) => ({
        inputs: withValue(inputs, key, value),
      }));
      assert.deepEqual(AZURE_INVARIANTS[invariant](managed), []);
      assert.notDeepEqual(AZURE_INVARIANTS[invariant](broken), []);
    });
  }

  it("opensOnlyWebPorts wants node ports where the balancer is the stack's own, and no others", () => {
    const group = "azure-native:network:NetworkSecurityGroup";
    assert.deepEqual(AZURE_INVARIANTS.opensOnlyWebPorts(explicit), []);
    for (const port of ["443", "30081"]) {
      const broken = changed(explicit, group, () => ({
        inputs: { securityRules: [opening(port)] },
      }));
      assert.notDeepEqual(AZURE_INVARIANTS.opensOnlyWebPorts(broken), []);
    }
    const several = { ...opening("443"), destinationPortRanges: ["443", "22"] };
    const broken = changed(managed, group, () => ({ inputs: { securityRules: [several] } }));
    assert.notDeepEqual(AZURE_INVARIANTS.opensOnlyWebPorts(broken), []);
  });

  it("leavesAutoscalersAlone finds counts that Pulumi keeps, of machines and pods", () => {
    assert.deepEqual(AZURE_INVARIANTS.leavesAutoscalersAlone(managed), []);
    const machines = changed(managed, "azure-native:containerservice:AgentPool", () => ({
      ignoreChanges: [],
    }));
    assert.equal(AZURE_INVARIANTS.leavesAutoscalersAlone(machines).length, 1);
    const pods = changed(managed, "kubernetes:apps/v1:Deployment", ({ inputs }) => ({
      inputs: { ...inputs, spec: { replicas: 2 } },
    }));
    assert.equal(AZURE_INVARIANTS.leavesAutoscalersAlone(pods).length, 2);
  });

  it("has a plan that breaks each of them", () => {
    const broken = new Set(breaks.map(([invariant]) => invariant));
    assert.deepEqual(
      Object.keys(AZURE_INVARIANTS).filter((name) => !broken.has(name as Name)),
      ["leavesAutoscalersAlone"],
    );
  });
});

/** A rule that lets the Internet in. */
function opening(destinationPortRange: string) {
  return { name: "open", access: "Allow", direction: "Inbound", destinationPortRange };
}

/** A plan whose resources of a type are changed. */
function changed(
  plan: Plan,
  type: string,
  change: (resource: PlannedResource) => Partial<PlannedResource>,
): Plan {
  assert.ok(
    plan.resources.some((resource) => resource.type === type),
    type,
  );
  const resources = plan.resources.map((resource) =>
    resource.type === type ? { ...resource, ...change(resource) } : resource,
  );
  return { ...plan, resources };
}
