import assert from "node:assert/strict";
import { join } from "node:path";
import { planJson } from "../../plan/json";
import { planStack } from "../../plan/run";
import type { Plan } from "../../plan/types";
import { input, only } from "../support/plans";

const STACK = "urn:pulumi:dev::fixture";
const PROVIDER = `${STACK}::pulumi:providers:aws::main`;

describe("values that look like the cloud's", () => {
  let plan: Plan;

  before(async () => {
    plan = await planStack({ projectDir: join(__dirname, "fixtures", "aws"), stack: "dev" });
  });

  it("can be followed from one resource to the next", () => {
    const [one, two] = [0, 1].map((zone) => only(plan, "aws:ec2/subnet:Subnet", `main-${zone}`));
    assert.match(String(input(one!, "vpcId")), /^vpc-[0-9a-f]{17}$/);
    assert.equal(input(one!, "vpcId"), input(two!, "vpcId"));
    const cluster = only(plan, "aws:eks/cluster:Cluster");
    const subnets = input(cluster, "vpcConfig.subnetIds") as string[];
    assert.equal(new Set(subnets).size, 2);
    for (const subnet of subnets) assert.match(subnet, /^subnet-[0-9a-f]{17}$/);
  });

  it("are unknown in a first preview, also deep inside of what the program gave", () => {
    const cluster = only(plan, "aws:eks/cluster:Cluster");
    const later = ["roleArn", "vpcConfig.subnetIds[0]", "vpcConfig.subnetIds[1]"];
    assert.deepEqual(cluster.unknown, later);
    assert.deepEqual(plan.unknown, ["groupId"]);
    assert.match(plan.outputs["groupId"] as string, /^sg-[0-9a-f]{17}$/);
  });

  it("are known where the provider makes them up before it creates anything", () => {
    const cluster = only(plan, "aws:eks/cluster:Cluster");
    const name = (input(cluster, "tags") as Record<string, string>)["kubernetes.io/role"];
    assert.match(name ?? "", /^cluster-[0-9a-f]{7}$/);
    assert.equal(plan.outputs["roleName"], name);
  });

  it("answer functions of a provider in both passes", () => {
    assert.equal(plan.outputs["account"], "123456789012");
  });

  it("come with the options that the program sets", () => {
    const cluster = only(plan, "aws:eks/cluster:Cluster");
    assert.equal(cluster.provider, PROVIDER);
    assert.deepEqual(cluster.ignoreChanges, ["tags", "version"]);
    assert.ok(cluster.dependsOn.includes(`${STACK}::fixture:aws:Network$aws:ec2/vpc:Vpc::main`));
    const secret = only(plan, "kubernetes:core/v1:Secret");
    assert.equal(secret.deletedWith, cluster.urn);
    assert.equal(secret.aliases?.length, 1);
    assert.equal("provider" in secret, false);
  });

  it("show secrets as nothing but that, whole values only", () => {
    const secret = only(plan, "kubernetes:core/v1:Secret");
    assert.deepEqual(secret.inputs["stringData"], {
      key: "[secret]",
      plain: "visible",
      url: "[secret]",
    });
    assert.equal(plan.outputs["password"], "[secret]");
  });

  it("are the same on each machine: no path, no time", () => {
    const text = planJson(plan);
    assert.ok(!text.includes(process.cwd()));
    assert.ok(text.endsWith("}\n"));
    assert.deepEqual(
      plan.resources.map(({ urn }) => urn),
      plan.resources.map(({ urn }) => urn).sort(),
    );
  });
});
