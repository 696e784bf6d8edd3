import assert from "node:assert/strict";
import { factsOf, type Facts } from "../../doctor/facts";
import { FUNCTIONS as AZURE_FUNCTIONS } from "../support/azureStacks";
import { planOf } from "../support/plans";

const DEPENDENCIES = { "@pulumi/pulumi": "3.248.0", "@pulumi/aws": "7.48.0" };

async function facts(stack: string, ...set: string[]): Promise<Facts> {
  const plan = await planOf(stack, ...set);
  return factsOf({ plan, config: {}, dependencies: DEPENDENCIES });
}

describe("what the doctor takes of a plan", () => {
  it("counts machines at their most, on demand and of spot", async () => {
    const { machines, fargate, addresses, zones } = await facts("prod-aws");
    // 30 machines of 2 vCPUs: the first 3 and a quarter of the rest, rounded up, on demand.
    assert.deepEqual(machines, [{ size: "m7g.large", vcpus: { onDemand: 20, spot: 40 } }]);
    assert.deepEqual(fargate, { onDemand: 0, spot: 0 });
    assert.deepEqual([addresses, zones.length], [3, 3]);
    const azure = await facts("prod-azure");
    assert.deepEqual(azure.machines, [
      { size: "Standard_D2ps_v6", vcpus: { onDemand: 10, spot: 0 } },
      { size: "Standard_D4ps_v6", vcpus: { onDemand: 0, spot: 40 } },
      { size: "Standard_D4ps_v6", vcpus: { onDemand: 120, spot: 0 } },
    ]);
  });

  it("splits Fargate by the weights of its service", async () => {
    const { fargate, machines } = await facts("dev-ecs", "fargate.spotPercent=25");
    assert.deepEqual(machines, []);
    assert.equal(fargate.onDemand + fargate.spot, 6 * 0.25);
    assert.equal(fargate.spot, 6 * 0.25 * 0.25);
  });

  it("names what is built, which providers of Azure are needed, and the vault", async () => {
    const dev = await facts("dev");
    assert.deepEqual(dev.builds, ["linux/arm64"]);
    assert.deepEqual(dev.plugins, [{ name: "aws", version: "7.48.0" }]);
    const plain = await facts("prod-azure");
    const full = await facts("prod-azure", ...AZURE_FUNCTIONS);
    assert.deepEqual([plain.hasVault, full.hasVault, plain.builds], [false, true, []]);
    const more = full.namespaces.filter((name) => !plain.namespaces.includes(name));
    assert.deepEqual(more.sort(), [
      "Microsoft.App",
      "Microsoft.KeyVault",
      "Microsoft.ServiceBus",
      "Microsoft.Storage",
      "Microsoft.Web",
    ]);
  });

  it("knows a namespace for every module of Azure that a plan has", async () => {
    const plans = [
      await planOf("prod-azure", ...AZURE_FUNCTIONS),
      await planOf("dev-azure", "ingress.mode=frontDoor"),
      await planOf("dev-azure", "ingress.mode=explicit"),
    ];
    for (const plan of plans) {
      const modules = new Set(
        plan.resources
          .filter(({ type }) => type.startsWith("azure-native:"))
          .map(({ type }) => type.split(":")[1] ?? ""),
      );
      for (const module of modules) {
        // These two are there in every subscription.
        if (module === "resources" || module === "authorization") continue;
        const [resource] = plan.resources.filter(({ type }) => type.includes(`native:${module}:`));
        assert.ok(resource);
        const one = { ...plan, resources: [resource] };
        const { namespaces } = factsOf({ plan: one, config: {}, dependencies: DEPENDENCIES });
        assert.ok(namespaces.length > 0, module);
      }
    }
  });

  it("reads accounts of the config's ARNs", async () => {
    const plan = await planOf("prod-aws");
    const config = {
      "chatscale:ingress": '{"certificateArn":"arn:aws:acm:us-east-1:111111111111:certificate/a"}',
      "chatscale:kubernetesApi": '{"adminRoleArns":["arn:aws-cn:iam::222222222222:role/a"]}',
    };
    const { accounts } = factsOf({ plan, config, dependencies: DEPENDENCIES });
    assert.deepEqual(accounts, ["111111111111", "222222222222"]);
  });
});
