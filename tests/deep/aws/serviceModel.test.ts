import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { listStacks, readStack } from "../../../plan/stackFile";
import { FUNCTIONS } from "../../support/awsStacks";
import { PROJECT_DIR } from "../../support/plans";
import { useChecker, type Report } from "./checker";
import { awsResourcesOf, type AwsResource } from "./planned";
import { assertAccepted, assertRefused, changed, find, summary, total } from "./reports";

/** One resource of each type that the check knows: the shipped stacks have fewer. */
const FIXTURE = { projectDir: join(__dirname, "fixtures", "services"), stack: "dev" };

/** Config that changes what the shipped stacks ask of AWS. */
const VARIANTS: readonly (readonly [stack: string, ...set: string[]])[] = [
  ["dev", "region=eu-central-1", "network.zones=3", "network.natPerZone=true"],
  ["dev", "nodes.onDemandPercent=50", "tags={team: chat}"],
  ["dev-ecs", "capacity=asg"],
  ["dev-ecs", "capacity=asg", 'nodes.businessHours={"timeZone":"Europe/Berlin","min":2}'],
  ["dev", "nodes.terminationHandler=true"],
  [
    "prod-aws",
    "ingress.hostedZoneId=",
    "ingress.certificateArn=arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000",
    'kubernetesApi.adminRoleArns=["arn:aws:iam::123456789012:role/admins"]',
  ],
  ["dev", "ingress.accessLogs=true", "ingress.webFirewall=true", ...FUNCTIONS],
  ["dev-ecs", "exec=true", "sessionStore=memory", ...FUNCTIONS],
  ["prod-aws", "region=eu-west-1", "alarms.email=oncall@example.com", ...FUNCTIONS],
];

describe("AWS's service model and moto", () => {
  const checker = useChecker();
  const translated = new Set<string>();

  async function check(resources: readonly AwsResource[]): Promise<Report> {
    const report = await checker().plan(resources);
    for (const type of Object.keys(report.translated)) translated.add(type);
    return report;
  }

  async function accept(options: Parameters<typeof awsResourcesOf>[0]): Promise<void> {
    const resources = await awsResourcesOf(options);
    const report = await check(resources);
    process.stdout.write(`      ${summary(report)}\n`);
    assertAccepted(report);
    assert.equal(total(report.translated) + total(report.notCovered), resources.length);
  }

  describe("accept every call of", () => {
    for (const stack of awsStacks()) {
      it(`the stack ${stack}`, () => accept({ projectDir: PROJECT_DIR, stack }));
    }

    for (const [stack, ...set] of VARIANTS) {
      it(`the stack ${stack} with ${set.map((value) => value.split("=")[0]).join(", ")}`, () =>
        accept({ projectDir: PROJECT_DIR, stack, set }));
    }

    it("the fixture", () => accept(FIXTURE));
  });

  describe("cover", () => {
    it("types that the SDK has", async () => {
      const { mapped, notCovered } = await checker().known;
      const unknown = [...mapped, ...Object.keys(notCovered)].filter((type) => !isInSdk(type));
      assert.deepEqual(unknown, []);
    });

    it("a type either by calls or by a reason why not", async () => {
      const { mapped, notCovered } = await checker().known;
      assert.deepEqual(
        mapped.filter((type) => type in notCovered),
        [],
      );
      for (const [type, why] of Object.entries(notCovered)) assert.ok(why.length > 10, type);
    });

    it("every mapped type in a plan of this test", async () => {
      const { mapped } = await checker().known;
      assert.deepEqual(
        mapped.filter((type) => !translated.has(type)),
        [],
      );
    });
  });

  describe("refuse", () => {
    let resources: readonly AwsResource[];

    before(async () => {
      resources = await awsResourcesOf(FIXTURE);
    });

    async function refuse(type: string, path: string, value: unknown): Promise<Report> {
      return check(changed(resources, type, path, value));
    }

    it("a value that is not in an enum", async () => {
      const report = await refuse("aws:lb/targetGroup:TargetGroup", "targetType", "pod");
      assertRefused(report, "elbv2:CreateTargetGroup", /TargetType: 'pod' must be one of instance/);
    });

    it("a name that is too long, below the top level too", async () => {
      const report = await refuse("aws:wafv2/webAcl:WebAcl", "rules.0.name", "r".repeat(129));
      assertRefused(report, "wafv2:CreateWebACL", /Rules\[0\]\.Name: .* at most 128 characters/);
    });

    it("a number out of range", async () => {
      const report = await refuse("aws:lambda/function:Function", "memorySize", 64);
      assertRefused(report, "lambda:CreateFunction", /MemorySize: 64 must be at least 128/);
    });

    it("a value that does not match its pattern", async () => {
      const report = await refuse("aws:iam/role:Role", "name", "chat role");
      assertRefused(report, "iam:CreateRole", /RoleName: 'chat role' must match/);
    });

    it("a required member that is absent", async () => {
      const report = await refuse("aws:lb/listener:Listener", "defaultActions.0.type", null);
      assertRefused(report, "elbv2:CreateListener", /DefaultActions\[0\]\.Type is required/);
    });

    it("a container definition with a member that ECS does not have", async () => {
      const definitions = JSON.stringify([{ name: "gateway", image: "gateway", port: 8080 }]);
      const type = "aws:ecs/taskDefinition:TaskDefinition";
      const report = await refuse(type, "containerDefinitions", definitions);
      const why = /containerDefinitions\[0\]\.port: 8080 is no member of ContainerDefinition/;
      assertRefused(report, "ecs:RegisterTaskDefinition", why);
    });

    it("a range that is not in its network, which only the cloud knows", async () => {
      const report = await refuse("aws:ec2/subnet:Subnet", "cidrBlock", "192.168.0.0/24");
      assertRefused(report, "ec2:CreateSubnet", /InvalidSubnet\.Range/);
    });

    it("a policy of AWS's that does not exist", async () => {
      const arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodesPolicy";
      const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
      assertRefused(await refuse(type, "policyArn", arn), "iam:AttachRolePolicy", /NoSuchEntity/);
    });

    it("a policy document that IAM cannot read", async () => {
      const report = await refuse("aws:iam/policy:Policy", "policy", '{"Statement": [{}]}');
      assertRefused(report, "iam:CreatePolicy", /MalformedPolicyDocument/);
    });

    it("a reference to something that is created later", async () => {
      const subnet = { ...find(resources, "aws:ec2/subnet:Subnet"), dependsOn: [] };
      const vpc = find(resources, "aws:ec2/vpc:Vpc");
      const report = await check([vpc, { ...subnet, urn: "first" }]);
      const why = /vpc-\w+ is not created before this call/;
      assertRefused(report, "ec2:CreateSubnet", why);
    });

    it("a reference to something that is in no plan", async () => {
      const vpcId = "vpc-0123456789abcdef0";
      const report = await refuse("aws:ec2/subnet:Subnet", "vpcId", vpcId);
      assertRefused(report, "ec2:CreateSubnet", /InvalidVpcID\.NotFound/);
    });

    it("an input without a counterpart in the API", async () => {
      const report = await refuse("aws:sqs/queue:Queue", "visibility", 30);
      assertRefused(report, "sqs:CreateQueue", /no counterpart in \w+: visibility/);
    });

    it("a type that is neither mapped nor listed", async () => {
      const strange = { ...resources[0]!, type: "aws:mq/broker:Broker" };
      assertRefused(await check([strange]), "type", /no mapping/);
    });
  });
});

/** The shipped stacks on AWS, but for those whose golden plan says that they are refused. */
function awsStacks(): string[] {
  return listStacks(PROJECT_DIR).filter((stack) => {
    const { project, config } = readStack(PROJECT_DIR, stack);
    const golden = readFileSync(join(PROJECT_DIR, "tests", "plans", `${stack}.json`), "utf8");
    return config[`${project}:cloud`] === "aws" && !("refused" in (JSON.parse(golden) as object));
  });
}

/** `aws:ec2/vpc:Vpc` is in the SDK's file ec2/vpc.js. */
function isInSdk(type: string): boolean {
  const [, path = ""] = type.split(":");
  return existsSync(join(PROJECT_DIR, "node_modules", "@pulumi", "aws", `${path}.js`));
}
