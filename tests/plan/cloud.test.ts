import assert from "node:assert/strict";
import { FakeCloud } from "../../plan/cloud/cloud";
import type { JsonObject } from "../../plan/types";

const cloud = (): FakeCloud => new FakeCloud({ project: "p", config: { "p:region": "eu-west-1" } });

function create(type: string, name: string, inputs: JsonObject = {}, from = cloud()) {
  return from.create({ urn: `urn:pulumi:s::p::${type}::${name}`, type, name, inputs }, "");
}

describe("the fake cloud", () => {
  it("tells the same resource the same, and two resources apart", () => {
    for (const type of ["aws:ec2/vpc:Vpc", "azure-native:network:Subnet", "aws:any/thing:Thing"]) {
      assert.deepEqual(create(type, "a"), create(type, "a"));
      assert.notEqual(create(type, "a").id, create(type, "b").id);
    }
  });

  it("never gives one address twice", () => {
    const one = cloud();
    const addresses = Array.from({ length: 300 }, (_, index) => {
      return create("aws:ec2/eip:Eip", `eip-${index}`, {}, one).outputs["publicIp"];
    });
    assert.equal(new Set(addresses).size, 300);
  });

  it("puts resources where their provider is", () => {
    const one = cloud();
    create("pulumi:providers:aws", "main", { region: "ap-northeast-1" }, one);
    const urn = "urn:pulumi:s::p::pulumi:providers:aws::main";
    const type = "aws:sqs/queue:Queue";
    const queue = { urn: "urn:pulumi:s::p::q::q", type, name: "q", inputs: { name: "q" } };
    assert.equal(
      one.create(queue, `${urn}::id`).id,
      "https://sqs.ap-northeast-1.amazonaws.com/123456789012/q",
    );
    assert.equal(one.create(queue, "").id, "https://sqs.eu-west-1.amazonaws.com/123456789012/q");
  });

  it("nests Azure resources by their names, whatever the version of the type", () => {
    const names = { resourceGroupName: "g", virtualNetworkName: "v", subnetName: "s" };
    const id =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g" +
      "/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
    assert.equal(create("azure-native:network:Subnet", "n", names).id, id);
    assert.equal(create("azure-native:network/v20240501:Subnet", "n", names).id, id);
  });

  it("gives an Azure role assignment an id below its scope", () => {
    const inputs = { scope: "/subscriptions/x", roleAssignmentName: "r" };
    assert.equal(
      create("azure-native:authorization:RoleAssignment", "n", inputs).id,
      "/subscriptions/x/providers/Microsoft.Authorization/roleAssignments/r",
    );
  });

  it("gives a Kubernetes object the id of the API: with a namespace where it has one", () => {
    const metadata = { name: "web", namespace: "chat" };
    assert.equal(create("kubernetes:apps/v1:Deployment", "n", { metadata }).id, "chat/web");
    assert.equal(create("kubernetes:core/v1:Namespace", "n", { metadata }).id, "web");
    assert.match(create("kubernetes:core/v1:ConfigMap", "n").id, /^default\/n-[0-9a-f]{8}$/);
  });

  it("asks for a certificate's record once per domain", () => {
    const inputs = { domainName: "a.test", subjectAlternativeNames: ["*.a.test", "b.test"] };
    const { outputs } = create("aws:acm/certificate:Certificate", "n", inputs);
    const options = outputs["domainValidationOptions"] as readonly JsonObject[];
    assert.deepEqual(
      options.map(({ domainName }) => domainName),
      ["a.test", "*.a.test", "b.test"],
    );
    assert.equal(options[0]?.["resourceRecordName"], options[1]?.["resourceRecordName"]);
  });
});

describe("functions of the fake cloud", () => {
  const invoke = (token: string, args: JsonObject = {}): JsonObject =>
    cloud().invoke(token, args, "");

  it("renders a policy document as the provider does", () => {
    const { json } = invoke("aws:iam/getPolicyDocument:getPolicyDocument", {
      statements: [
        {
          actions: ["s3:Put*", "s3:Get*"],
          resources: ["*"],
          principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
          conditions: [{ test: "StringEquals", variable: "aws:a", values: ["b"] }],
        },
      ],
    });
    assert.deepEqual(JSON.parse(json as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["s3:Get*", "s3:Put*"],
          Resource: "*",
          Principal: { Service: "ec2.amazonaws.com" },
          Condition: { StringEquals: { "aws:a": "b" } },
        },
      ],
    });
  });

  it("finds the role behind an assumed one", () => {
    const { arn } = invoke("aws:index/getCallerIdentity:getCallerIdentity");
    const { issuerArn } = invoke("aws:iam/getSessionContext:getSessionContext", { arn: arn! });
    assert.equal(issuerArn, "arn:aws:iam::123456789012:role/deployer");
  });

  it("has the zones of the region", () => {
    const { names, zoneIds } = invoke("aws:index/getAvailabilityZones:getAvailabilityZones");
    assert.deepEqual(names, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    assert.deepEqual(zoneIds, ["euw1-az1", "euw1-az2", "euw1-az3"]);
  });

  it("has a kubeconfig of a cluster that lets users in by Entra", () => {
    const token = "azure-native:containerservice:listManagedClusterUserCredentials";
    const { kubeconfigs } = invoke(token, { resourceName: "c" });
    const [{ value } = { value: "" }] = kubeconfigs as readonly { readonly value: string }[];
    assert.match(Buffer.from(value, "base64").toString(), /kubelogin/);
  });
});
