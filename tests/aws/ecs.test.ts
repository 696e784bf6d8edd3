import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { byName, TUNED_GATEWAY, type Variable } from "../support/gateway";
import { input, ofType, only, planOf } from "../support/plans";

const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const POLICY = "aws:appautoscaling/policy:Policy";
const CONFIG = "targetTrackingScalingPolicyConfiguration";

interface Container {
  readonly image: string;
  readonly environment: readonly Variable[];
  readonly secrets: readonly { name: string; valueFrom: string }[];
  readonly [key: string]: unknown;
}

function containerOf(plan: Plan): Container {
  const containers = JSON.parse(
    String(input(only(plan, TASK), "containerDefinitions")),
  ) as Container[];
  assert.equal(containers.length, 1);
  const [container] = containers;
  assert.ok(container);
  return container;
}

describe("ECS on AWS", () => {
  let dev: Plan;
  let tuned: Plan;

  before(async () => {
    dev = await planOf("dev-ecs");
    tuned = await planOf("dev-ecs", ...TUNED_GATEWAY, "gateway.chatsTarget=60");
  });

  it("runs no Kubernetes, no machines, and nothing but its own cluster", () => {
    assert.equal(ofType(dev, "aws:ecs/cluster:Cluster").length, 1);
    const foreign = dev.resources.filter(({ type }) =>
      /^(kubernetes|aws:(eks|autoscaling))/.test(type),
    );
    assert.deepEqual(foreign, []);
    assert.deepEqual(Object.keys(dev.outputs).sort(), [
      "clusterName",
      "dashboardUrl",
      "loadBalancerAddress",
      "loadBalancerId",
      "registryUrl",
      "url",
    ]);
  });

  it("gives a task what the gateway asks for, on Graviton", () => {
    const task = only(tuned, TASK);
    assert.equal(input(task, "cpu"), "512");
    assert.equal(input(task, "memory"), "1024");
    assert.equal(input(task, "networkMode"), "awsvpc");
    assert.deepEqual(input(task, "requiresCompatibilities"), ["FARGATE"]);
    assert.deepEqual(input(task, "runtimePlatform"), {
      cpuArchitecture: "ARM64",
      operatingSystemFamily: "LINUX",
    });
  });

  it("tells the gateway the same limits as in a cluster, and its secrets by reference", () => {
    const { image, environment, secrets } = containerOf(tuned);
    assert.equal(image, "registry.example.com/gateway:2");
    const values = byName(environment);
    assert.match(values["SESSION_STORE_HOST"] ?? "", /^master\./);
    assert.deepEqual(
      { ...values, SESSION_STORE_HOST: "" },
      {
        PORT: "9000",
        CONCURRENT_CHATS: "90",
        LONGEST_REPLY_SECONDS: "100",
        HEARTBEAT_SECONDS: "20",
        DRAIN_SECONDS: "100",
        MODEL_BACKEND: "demo",
        NODE_OPTIONS: "--max-old-space-size=300",
        SESSION_STORE: "redis",
        SESSION_STORE_HOST: "",
        SESSION_STORE_PORT: "6379",
        SESSION_STORE_AUTH: "password",
        // The ALB bears 100 s of silence, as long as a reply.
        KEEP_ALIVE_SECONDS: "115",
        METRICS_PORT: "9090",
        TRUSTED_PROXY_HOPS: "1",
        AUTH: "none",
        PUBLIC: "true",
        ALLOW_ANONYMOUS: "true",
        CHATS_PER_MINUTE: "60",
      },
    );
    assert.deepEqual(
      secrets.map(({ name }) => name),
      ["SESSION_STORE_PASSWORD"],
    );
    assert.match(secrets[0]?.valueFrom ?? "", /^arn:aws:secretsmanager:us-east-1:/);
  });

  it("runs as nobody, on a file system that it cannot write, and stops after its drain", () => {
    const container = containerOf(tuned);
    assert.equal(container["user"], "10001:10001");
    assert.equal(container["readonlyRootFilesystem"], true);
    assert.deepEqual(container["linuxParameters"], {
      initProcessEnabled: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.equal(container["stopTimeout"], 105);
    assert.equal(containerOf(dev)["stopTimeout"], 120);
    assert.deepEqual(container["portMappings"], [
      { name: "http", containerPort: 9000, protocol: "tcp" },
    ]);
  });

  it("starts before it stops, turns back when a release fails, and balances the zones", () => {
    const service = only(dev, SERVICE);
    assert.equal(input(service, "deploymentMinimumHealthyPercent"), 100);
    assert.equal(input(service, "deploymentMaximumPercent"), 200);
    assert.deepEqual(input(service, "deploymentCircuitBreaker"), { enable: true, rollback: true });
    assert.equal(input(service, "availabilityZoneRebalancing"), "ENABLED");
    assert.equal(input(service, "networkConfiguration.assignPublicIp"), false);
    const names = service.dependsOn.map((urn) => urn.split("::").slice(2).join(" "));
    for (const part of ["Listener", "ClusterCapacityProviders", "SecretVersion"]) {
      assert.ok(
        names.some((name) => name.includes(part)),
        part,
      );
    }
  });

  it("is moved by Application Auto Scaling alone, within the workload's bounds", () => {
    assert.deepEqual(only(tuned, SERVICE).ignoreChanges, ["desiredCount"]);
    const target = only(tuned, "aws:appautoscaling/target:Target");
    assert.equal(input(target, "minCapacity"), 2);
    assert.equal(input(target, "maxCapacity"), 5);
    assert.equal(input(target, "resourceId"), "service/chatscale-dev-ecs/gateway");
    const targets = ofType(tuned, POLICY).map((policy) => [
      input(policy, `${CONFIG}.predefinedMetricSpecification.predefinedMetricType`),
      input(policy, `${CONFIG}.targetValue`),
      input(policy, `${CONFIG}.scaleOutCooldown`),
      input(policy, `${CONFIG}.scaleInCooldown`),
      input(policy, `${CONFIG}.disableScaleIn`),
    ]);
    assert.deepEqual(targets, [
      ["ECSServiceAverageCPUUtilization", 55, 15, 600, false],
      ["ECSServiceAverageMemoryUtilization", 70, 15, 600, false],
      // 60 chats of 20 s each are 180 requests a minute.
      ["ALBRequestCountPerTarget", 180, 15, 600, true],
    ]);
  });

  it("is all on Fargate Spot in dev, and keeps a base on Fargate where asked", async () => {
    assert.deepEqual(input(only(dev, SERVICE), "capacityProviderStrategies"), [
      { base: 0, capacityProvider: "FARGATE_SPOT", weight: 100 },
    ]);
    const plan = await planOf("dev-ecs", "fargate.onDemandBase=2", "fargate.spotPercent=75");
    assert.deepEqual(input(only(plan, SERVICE), "capacityProviderStrategies"), [
      { base: 2, capacityProvider: "FARGATE", weight: 25 },
      { base: 0, capacityProvider: "FARGATE_SPOT", weight: 75 },
    ]);
  });

  it("takes requests from the ALB only, by the address of each task", () => {
    const group = only(dev, "aws:lb/targetGroup:TargetGroup");
    assert.equal(input(group, "targetType"), "ip");
    assert.equal(input(group, "port"), 8080);
    const rule = only(
      dev,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "chatscale-dev-ecs-tasks-http",
    );
    const alb = only(dev, "aws:ec2/securityGroup:SecurityGroup", "chatscale-dev-ecs-alb");
    assert.equal(input(rule, "fromPort"), 8080);
    assert.equal(input(rule, "cidrIpv4"), undefined);
    assert.ok(rule.dependsOn.includes(alb.urn));
  });

  it("lets nobody into a task, unless a stack allows it", async () => {
    assert.equal(input(only(dev, SERVICE), "enableExecuteCommand"), false);
    const plan = await planOf("dev-ecs", "exec=true");
    assert.equal(input(only(plan, SERVICE), "enableExecuteCommand"), true);
    const policy = only(plan, "aws:iam/rolePolicy:RolePolicy", "chatscale-dev-ecs-exec");
    assert.match(JSON.stringify(policy.inputs), /ssmmessages:OpenDataChannel/);
    assert.equal(
      ofType(dev, "aws:iam/rolePolicy:RolePolicy").some(({ name }) => name.endsWith("-exec")),
      false,
    );
  });
});
