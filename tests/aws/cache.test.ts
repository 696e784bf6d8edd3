import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { environmentOf } from "../support/gateway";
import { input, ofType, only, planOf } from "../support/plans";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("the session store on AWS", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev");
    prod = await planOf("prod-aws");
  });

  it("is Valkey, encrypted at rest and on its way, behind a password", () => {
    const { authToken, ...inputs } = only(dev, GROUP).inputs;
    assert.equal(authToken, "[secret]");
    assert.deepEqual(
      { ...inputs, subnetGroupName: null, securityGroupIds: null, parameterGroupName: null },
      {
        applyImmediately: true,
        atRestEncryptionEnabled: true,
        authTokenUpdateStrategy: "ROTATE",
        autoMinorVersionUpgrade: true,
        automaticFailoverEnabled: false,
        description: "Session store of chatscale-dev",
        engine: "valkey",
        engineVersion: "9.0",
        maintenanceWindow: "sun:05:00-sun:06:00",
        multiAzEnabled: false,
        nodeType: "cache.t4g.micro",
        numCacheClusters: 1,
        parameterGroupName: null,
        port: 6379,
        securityGroupIds: null,
        snapshotRetentionLimit: 0,
        snapshotWindow: "03:00-04:00",
        subnetGroupName: null,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
      },
    );
  });

  it("drops idle sessions when it is full, by parameters of its own engine", () => {
    const parameters = only(dev, "aws:elasticache/parameterGroup:ParameterGroup");
    const group = only(dev, GROUP);
    assert.deepEqual(input(parameters, "parameters"), [
      { name: "maxmemory-policy", value: "volatile-lru" },
    ]);
    assert.equal(
      input(parameters, "family"),
      `valkey${String(input(group, "engineVersion")).split(".")[0] ?? ""}`,
    );
    assert.ok(group.dependsOn.includes(parameters.urn));
  });

  it("is never replaced for a minor version that ElastiCache has raised", () => {
    for (const plan of [dev, prod]) {
      assert.equal(input(only(plan, GROUP), "autoMinorVersionUpgrade"), true);
      assert.deepEqual(only(plan, GROUP).ignoreChanges, ["engineVersion"]);
    }
  });

  it("has a key of its own and its logs on record in prod only", () => {
    const group = only(prod, GROUP);
    const key = only(prod, "aws:kms/key:Key", "chatscale-prod-aws-cache");
    assert.equal(key.protect, true);
    assert.ok(group.dependsOn.includes(key.urn));
    assert.match(String(input(group, "kmsKeyId")), /^arn:aws:kms:/);
    const logs = input(group, "logDeliveryConfigurations") as Record<string, string>[];
    assert.deepEqual(
      logs.map(({ logType, destination }) => [logType, destination]),
      ["slow-log", "engine-log"].map((type) => [
        type,
        `/aws/vendedlogs/elasticache/chatscale-prod-aws/${type}`,
      ]),
    );
    assert.equal(input(only(dev, GROUP), "kmsKeyId"), undefined);
  });

  it("makes a new password when it is asked to", async () => {
    const keepers = (plan: Plan): unknown =>
      input(only(plan, "random:index/randomPassword:RandomPassword"), "keepers");
    assert.deepEqual(keepers(dev), { version: "1" });
    assert.deepEqual(keepers(await planOf("dev", "cache.passwordVersion=2")), { version: "2" });
  });

  it("survives the loss of a zone, and leaves a last snapshot, in prod", () => {
    const group = only(prod, GROUP);
    assert.equal(group.protect, true);
    assert.equal(input(group, "numCacheClusters"), 2);
    assert.equal(input(group, "automaticFailoverEnabled"), true);
    assert.equal(input(group, "multiAzEnabled"), true);
    assert.equal(input(group, "snapshotRetentionLimit"), 7);
    assert.equal(input(group, "finalSnapshotIdentifier"), "chatscale-prod-aws-final");
    assert.equal(input(group, "applyImmediately"), false);
  });

  it("lets in the pods' security group on its own port, and nobody else", () => {
    const cacheGroup = only(dev, "aws:ec2/securityGroup:SecurityGroup", "chatscale-dev-cache");
    const rules = ofType(dev, RULE).filter(({ dependsOn }) => dependsOn.includes(cacheGroup.urn));
    assert.deepEqual(
      rules.map(({ inputs }) => [inputs["fromPort"], inputs["toPort"], inputs["cidrIpv4"]]),
      [[6379, 6379, undefined]],
    );
    assert.equal(input(cacheGroup, "ingress"), undefined);
  });

  it("is where the gateway looks for it, by a policy that lets it out", () => {
    const pod = only(dev, "kubernetes:apps/v1:Deployment", "chatscale-dev-gateway");
    const values = environmentOf(pod);
    assert.equal(values["SESSION_STORE"], "redis");
    assert.match(values["SESSION_STORE_HOST"] ?? "", /^master\..*\.cache\.amazonaws\.com$/);
    assert.equal(values["SESSION_STORE_PORT"], "6379");
    assert.equal(values["SESSION_STORE_AUTH"], "password");
    assert.equal(
      values["SESSION_STORE_PASSWORD_FILE"],
      "/var/run/secrets/chatbot/session-store-password",
    );
    const policy = only(
      dev,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "chatscale-dev-gateway",
    );
    const egress = input(policy, "spec.egress") as { to: unknown; ports: unknown }[];
    assert.deepEqual(egress.at(1), {
      to: [{ ipBlock: { cidr: "10.0.0.0/16" } }],
      ports: [{ protocol: "TCP", port: 6379 }],
    });
  });

  it("is left out when sessions live in memory", async () => {
    const plan = await planOf("dev", "sessionStore=memory");
    for (const type of [GROUP, "random:index/randomPassword:RandomPassword"]) {
      assert.equal(ofType(plan, type).length, 0, type);
    }
    assert.equal(ofType(plan, "aws:secretsmanager/secret:Secret").length, 0);
  });
});
