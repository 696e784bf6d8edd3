import assert from "node:assert/strict";
import { but, facts, found, those } from "./examined";
import { AWS, AZURE } from "./healthy";

describe("the examination of an account", () => {
  it("finds who is not signed in, or to the wrong account", async () => {
    const expired = but(AWS, "aws", "sts get-caller-identity", {
      code: 254,
      err: "An error occurred (ExpiredToken): the security token AKIAEXAMPLESECRET is expired",
    });
    assert.deepEqual(those("fix", await found(facts("prod-aws"), expired)), [
      "credentials: Nobody is signed in to AWS. → aws sso login",
    ]);
    const accounts = ["210987654321"];
    assert.deepEqual(those("fix", await found(facts("prod-aws", { accounts }), AWS)), [
      "credentials: arn:aws:sts::123456789012:assumed-role/deploy/ada is of account 123456789012, and " +
        "the config names 210987654321. → export AWS_PROFILE=…",
    ]);
    const env = { ARM_SUBSCRIPTION_ID: "22222222-2222-2222-2222-222222222222" };
    assert.deepEqual(those("fix", await found(facts("prod-azure"), AZURE, { env })), [
      "credentials: az is signed in to chat (11111111-1111-1111-1111-111111111111), and " +
        "ARM_SUBSCRIPTION_ID is 22222222-2222-2222-2222-222222222222. → az account set " +
        "--subscription 22222222-2222-2222-2222-222222222222",
    ]);
    const out = but(AZURE, "az", "account show", { code: 1, err: "Please run 'az login'" });
    assert.deepEqual(those("fix", await found(facts("prod-azure"), out)), [
      "credentials: Nobody is signed in to Azure. → az login",
    ]);
    const nobody = but(AWS, "pulumi", "whoami", {
      code: 3,
      err: "PULUMI_ACCESS_TOKEN must be set",
    });
    assert.deepEqual(those("fix", await found(facts("prod-aws"), nobody)), [
      "state: Nobody is signed in to a state backend. → pulumi login",
    ]);
  });

  it("finds a region that is closed, a zone and a machine that are not there", async () => {
    const closed = {
      out: JSON.stringify({ Regions: [{ RegionName: "af-south-1", OptInStatus: "not-opted-in" }] }),
    };
    const optIn = but(AWS, "aws", "ec2 describe-regions", closed);
    assert.deepEqual(
      those("fix", await found(facts("prod-aws", { region: "af-south-1" }), optIn)),
      [
        "region: The account has not opted into af-south-1. → aws account enable-region --region-name " +
          "af-south-1",
      ],
    );
    const zones = {
      out: JSON.stringify({ AvailabilityZones: [{ ZoneName: "us-east-1a", State: "available" }] }),
    };
    const offered = {
      out: JSON.stringify({ InstanceTypeOfferings: [{ Location: "us-east-1a" }] }),
    };
    const few = but(
      but(AWS, "aws", "ec2 describe-availability-zones", zones),
      ...(["aws", "ec2 describe-instance-type-offerings", offered] as const),
    );
    assert.deepEqual(those("fix", await found(facts("prod-aws"), few)), [
      "zones: The account has no us-east-1b, us-east-1c. → pulumi config set --path network.zones …",
      "machines: m7g.large is not offered in us-east-1b, us-east-1c. → pulumi config set --path " +
        "nodes.instanceType …",
    ]);
    const barred = [
      { name: "Standard_D4ps_v6", family: "f", restrictions: [{ type: "Location" }] },
    ];
    const skus = but(AZURE, "az", "vm list-skus", { out: JSON.stringify(barred) });
    assert.deepEqual(those("fix", await found(facts("prod-azure"), skus)), [
      "machines: Standard_D2ps_v6 is not sold to this subscription in eastus. → pulumi config set " +
        "--path nodes.vmSize …",
      "machines: Standard_D4ps_v6 is not sold to this subscription in eastus. → pulumi config set " +
        "--path nodes.vmSize …",
    ]);
  });

  it("finds quotas that the stack at its most would pass, with what others use", async () => {
    const addresses = { out: JSON.stringify({ Addresses: [{}, {}, {}] }) };
    const five = but(AWS, "aws", "ec2 describe-addresses", addresses);
    assert.deepEqual(those("fix", await found(facts("prod-aws"), five)), [
      "quota: Elastic IPs: the stack takes up to 3, and 3 are in use; the quota is 5. → aws " +
        "service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 " +
        "--region us-east-1 --desired-value 6",
    ]);
    // A stack that is there has three of its own.
    const deployed = { out: JSON.stringify([{ name: "prod-aws", resourceCount: 150 }]) };
    const again = await found(facts("prod-aws"), but(five, "pulumi", "stack ls", deployed));
    assert.deepEqual(those("fix", again), []);
    assert.ok(those("ok", again).includes("names: The stack is there, and has its names."));
    const small = { out: JSON.stringify({ Quota: { Value: 16 } }) };
    const few = but(AWS, "aws", "service-quotas get-service-quota", small);
    assert.equal(those("fix", await found(facts("prod-aws"), few)).length, 2);
    const usage = JSON.stringify([
      { name: { value: "cores" }, currentValue: "10", limit: "100" },
      { name: { value: "lowPriorityCores" }, currentValue: 0, limit: 100 },
      { name: { value: "standardDPSv6Family" }, currentValue: 4, limit: 130 },
    ]);
    const cores = await found(
      facts("prod-azure"),
      but(AZURE, "az", "vm list-usage", { out: usage }),
    );
    const scope =
      "--scope /subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.Compute/locations/eastus";
    assert.deepEqual(those("fix", cores), [
      "quota: cores: the stack takes up to 130, 10 are in use; the quota is 100. → az quota update " +
        `--resource-name cores ${scope} --limit-object value=140`,
      // Two sizes of one family, each of which would fit alone.
      "quota: standard DPSv6Family: the stack takes up to 130, 4 are in use; the quota is 130. → az quota " +
        `update --resource-name standardDPSv6Family ${scope} --limit-object value=134`,
    ]);
  });

  it("finds names that are taken, vaults that are held back, and providers to register", async () => {
    const cluster = but(AWS, "aws", "eks describe-cluster", { out: "{}" });
    assert.deepEqual(those("fix", await found(facts("prod-aws"), cluster)), [
      "names: There is a cluster chatscale-prod-aws already, which is not of this stack. → pulumi " +
        "stack init … # or delete it",
    ]);
    const denied = but(AWS, "aws", "eks describe-cluster", { code: 254, err: "AccessDenied" });
    assert.deepEqual(those("unchecked", await found(facts("prod-aws"), denied)), [
      "names: `aws eks describe-cluster` failed (code 254).",
    ]);
    const group = but(AZURE, "az", "group exists", { out: "true\n" });
    assert.deepEqual(those("fix", await found(facts("prod-azure"), group)), [
      "names: There is a resource group chatscale-prod-azure already, which is not of this stack. → az " +
        "group delete --name chatscale-prod-azure # or choose another stack name",
    ]);
    const vaults = [{ name: "chatscale-prod-az-abc123" }, { name: "other-abc123" }];
    const held = but(AZURE, "az", "keyvault list-deleted", { out: JSON.stringify(vaults) });
    const withVault = await found(facts("prod-azure", { hasVault: true }), held);
    assert.ok(
      those("ok", withVault).includes(
        "vaults: Deleted, and not in the way: chatscale-prod-az-abc123.",
      ),
      those("ok", withVault).join("\n"),
    );
    const none = but(AZURE, "az", "provider list", {
      out: JSON.stringify([{ namespace: "Microsoft.Cache", registrationState: "NotRegistered" }]),
    });
    const missing = those("fix", await found(facts("prod-azure"), none));
    assert.equal(missing.length, 10);
    assert.ok(
      missing.includes(
        "providers: Microsoft.Cache is not registered. → az provider register --namespace " +
          "Microsoft.Cache --wait",
      ),
    );
  });
});
