import assert from "node:assert/strict";
import { join } from "node:path";
import { planStack } from "../../plan/run";
import type { Plan } from "../../plan/types";
import { AZURE_INVARIANTS } from "../support/azureInvariants";
import { input, only } from "../support/plans";

describe("a private endpoint", () => {
  let plan: Plan;

  before(async () => {
    plan = await planStack({ projectDir: join(__dirname, "fixtures", "private"), stack: "dev" });
  });

  it("gives a resource an address in the network, for the part that is wanted", () => {
    const endpoint = only(plan, "azure-native:network:PrivateEndpoint");
    assert.deepEqual(input(endpoint, "privateLinkServiceConnections"), [
      {
        name: "main-registry",
        privateLinkServiceId: "/subscriptions/0/registry",
        groupIds: ["registry"],
      },
    ]);
    assert.match(String(input(endpoint, "subnet.id")), /\/subnets\/private-endpoints$/);
  });

  it("makes its usual name lead there, within the network only", () => {
    const zone = only(plan, "azure-native:privatedns:PrivateZone");
    assert.equal(input(zone, "privateZoneName"), "privatelink.azurecr.io");
    assert.equal(input(zone, "location"), "Global");
    const link = only(plan, "azure-native:privatedns:VirtualNetworkLink");
    assert.equal(input(link, "registrationEnabled"), false);
    assert.match(String(input(link, "virtualNetwork.id")), /\/virtualNetworks\/main$/);
    const names = only(plan, "azure-native:network:PrivateDnsZoneGroup");
    assert.match(
      String(input(names, "privateDnsZoneConfigs.0.privateDnsZoneId")),
      /\/privateDnsZones\/privatelink\.azurecr\.io$/,
    );
    assert.equal(input(names, "privateEndpointName"), "main-registry");
  });

  it("carries tags", () => {
    const untagged = AZURE_INVARIANTS.tagsEverything(plan);
    assert.deepEqual(
      untagged.filter((violation) => !violation.includes("ResourceGroup")),
      [],
    );
  });
});
