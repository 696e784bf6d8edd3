import assert from "node:assert/strict";
import type { Json, JsonObject, Plan, PlannedResource } from "../../plan/types";
import { AZURE_INVARIANTS } from "../support/azureInvariants";
import {
  EXPLICIT,
  FRONT_DOOR,
  FUNCTIONS,
  NO_CERTIFICATE,
  PRIVATE_API,
  WITH_CERTIFICATE,
} from "../support/azureStacks";
import { planOf } from "../support/plans";

/** Stacks over mode, size, certificate and access to the Kubernetes API. */
const MATRIX: readonly [stack: string, ...set: string[]][] = [
  ["dev-azure"],
  ["dev-azure", ...WITH_CERTIFICATE],
  ["dev-azure", EXPLICIT, ...PRIVATE_API],
  ["dev-azure", EXPLICIT, ...WITH_CERTIFICATE],
  ["prod-azure"],
  ["prod-azure", ...PRIVATE_API],
  ["prod-azure", EXPLICIT],
  ["dev-azure", FRONT_DOOR],
  ["dev-azure", ...FUNCTIONS],
  ["dev-azure", ...FUNCTIONS, "sessionStore=memory"],
  ["prod-azure", ...FUNCTIONS],
  ["prod-azure", FRONT_DOOR, NO_CERTIFICATE, ...PRIVATE_API],
];

describe("what holds in every plan on Azure", () => {
  for (const [stack, ...set] of MATRIX) {
    it(`holds in ${[stack, ...set.map((value) => value.slice(0, 40))].join(" ")}`, async () => {
      const plan = await planOf(stack, ...set);
      for (const [name, violations] of Object.entries(AZURE_INVARIANTS)) {
        assert.deepEqual(violations(plan), [], name);
      }
    });
  }
});

describe("the invariants themselves", () => {
  const broken: Record<string, (resource: PlannedResource) => JsonObject | undefined> = {
    opensOnlyWebPorts: changed("network:NetworkSecurityGroup", "securityRules", [
      { name: "ssh", access: "Allow", direction: "Inbound", destinationPortRange: "22" },
    ]),
    scopesRoles: changed("authorization:RoleAssignment", "scope", "/subscriptions/0"),
    signsInThroughEntra: changed("containerservice:ManagedCluster", "disableLocalAccounts", false),
    closesDefaultOutbound: changed("network:Subnet", "defaultOutboundAccess", true),
    tagsEverything: changed("network:VirtualNetwork", "tags", {}),
    closesBasicSignIn: changed("web:WebAppScmAllowed", "allow", true),
    takesTlsOnly: changed("web:WebApp", "httpsOnly", false),
  };

  for (const [name, change] of Object.entries(broken)) {
    it(`${name} finds what breaks it`, async () => {
      const plan = await planOf("dev-azure", ...FUNCTIONS);
      const resources = plan.resources.map((resource) => {
        const inputs = change(resource);
        return inputs ? { ...resource, inputs } : resource;
      });
      assert.notDeepEqual(AZURE_INVARIANTS[name]?.({ ...plan, resources }), []);
    });
  }

  it("leavesAutoscalersAlone finds a count that Pulumi keeps", async () => {
    const plan: Plan = await planOf("dev-azure");
    const resources = plan.resources.map((resource) => ({ ...resource, ignoreChanges: [] }));
    assert.equal(AZURE_INVARIANTS["leavesAutoscalersAlone"]?.({ ...plan, resources }).length, 1);
  });
});

function changed(type: string, key: string, value: Json) {
  return (resource: PlannedResource): JsonObject | undefined =>
    resource.type === `azure-native:${type}` ? { ...resource.inputs, [key]: value } : undefined;
}
