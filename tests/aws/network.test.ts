import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { input, ofType, only, planOf } from "../support/plans";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

function services(plan: Plan, kind: string): string[] {
  return ofType(plan, ENDPOINT)
    .filter(({ inputs }) => inputs["vpcEndpointType"] === kind)
    .map((endpoint) => (input(endpoint, "serviceName") as string).replace(/^com\.amazonaws\./, ""))
    .sort();
}

describe("the network in prod on AWS", () => {
  let prod: Plan;

  before(async () => {
    prod = await planOf("prod-aws");
  });

  it("reaches AWS's own services without the Internet", () => {
    assert.deepEqual(
      services(prod, "Interface"),
      ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sts"].map(
        (service) => `us-east-1.${service}`,
      ),
    );
    for (const endpoint of ofType(prod, ENDPOINT)) {
      if (endpoint.inputs["vpcEndpointType"] === "Gateway") continue;
      assert.equal(input(endpoint, "privateDnsEnabled"), true);
      assert.equal((input(endpoint, "subnetIds") as string[]).length, 3);
    }
    const rule = only(
      prod,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "chatscale-prod-aws-endpoints",
    );
    assert.equal(input(rule, "cidrIpv4"), "10.0.0.0/16");
    assert.equal(input(rule, "fromPort"), 443);
  });

  it("needs none of Kubernetes's services on ECS", async () => {
    const plan = await planOf("dev-ecs", "network.interfaceEndpoints=true");
    assert.deepEqual(
      services(plan, "Interface"),
      ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"].map(
        (service) => `us-east-1.${service}`,
      ),
    );
  });

  it("records who spoke to whom, by a role that can write that log only", () => {
    const log = only(prod, FLOW_LOG);
    assert.equal(input(log, "trafficType"), "ALL");
    const policy = only(prod, "aws:iam/rolePolicy:RolePolicy", "chatscale-prod-aws-flow");
    const { Statement } = JSON.parse(input(policy, "policy") as string) as {
      Statement: { Resource: string[] }[];
    };
    const arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vpc/chatscale-prod-aws/flow";
    assert.deepEqual(
      Statement.map(({ Resource }) => Resource),
      [[arn, `${arn}:*`]],
    );
  });

  it("spares dev the cost of both", async () => {
    const dev = await planOf("dev");
    assert.deepEqual(services(dev, "Interface"), []);
    assert.deepEqual(services(dev, "Gateway"), ["us-east-1.s3"]);
    assert.equal(ofType(dev, FLOW_LOG).length, 0);
  });
});
