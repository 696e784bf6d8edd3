import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { TUNED_GATEWAY } from "../support/gateway";
import { input, ofType, only, planOf } from "../support/plans";

const GROUP = "aws:autoscaling/group:Group";
const PROVIDER = "aws:ecs/capacityProvider:CapacityProvider";
const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";

describe("ECS on an Auto Scaling Group", () => {
  let dev: Plan;
  let tuned: Plan;

  before(async () => {
    dev = await planOf("dev-ecs", "capacity=asg");
    tuned = await planOf(
      "dev-ecs",
      "capacity=asg",
      ...TUNED_GATEWAY,
      "gateway.longestReply=200s",
      'nodes={"instanceType":"c7g.large","min":2,"max":5,"disk":"40Gi","onDemandBase":1,"onDemandPercent":30,"trunking":true,"targetCapacity":80}',
    );
  });

  it("is the only place of the service's tasks", () => {
    const provider = only(dev, PROVIDER);
    const capacity = only(dev, "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
    const [name] = input(capacity, "capacityProviders") as string[];
    assert.match(name ?? "", /^chatscale-dev-ecs-nodes-[0-9a-f]{7}$/);
    assert.ok(capacity.dependsOn.includes(provider.urn));
    assert.equal((input(capacity, "capacityProviders") as string[]).length, 1);
    const service = only(dev, SERVICE);
    assert.deepEqual(input(service, "capacityProviderStrategies"), [
      { capacityProvider: name, base: 0, weight: 100 },
    ]);
    assert.deepEqual(input(service, "orderedPlacementStrategies"), [
      { type: "spread", field: "attribute:ecs.availability-zone" },
      { type: "binpack", field: "memory" },
    ]);
    assert.equal(input(service, "platformVersion"), undefined);
    assert.equal(input(service, "launchType"), undefined);
  });

  it("limits a task's memory, and gives its CPU as a share of the machine", () => {
    const task = only(tuned, TASK);
    assert.deepEqual(input(task, "requiresCompatibilities"), ["EC2"]);
    assert.equal(input(task, "networkMode"), "awsvpc");
    assert.equal(input(task, "runtimePlatform.cpuArchitecture"), "ARM64");
    assert.equal(input(task, "cpu"), undefined);
    assert.equal(input(task, "memory"), undefined);
    const [container] = JSON.parse(String(input(task, "containerDefinitions"))) as Record<
      string,
      unknown
    >[];
    assert.ok(container);
    assert.equal(container["cpu"], 308);
    assert.equal(container["memory"], 400);
    // Longer than Fargate would ever wait.
    assert.equal(container["stopTimeout"], 205);
    assert.equal(container["readonlyRootFilesystem"], true);
  });

  it("is moved by ECS alone, within the bounds of the config", () => {
    for (const [plan, min, max, target] of [
      [dev, 1, 4, 100],
      [tuned, 2, 5, 80],
    ] as const) {
      const group = only(plan, GROUP);
      assert.deepEqual(group.ignoreChanges, ["desiredCapacity"]);
      assert.equal(input(group, "desiredCapacity"), undefined);
      assert.equal(input(group, "minSize"), min);
      assert.equal(input(group, "maxSize"), max);
      assert.equal(input(group, "protectFromScaleIn"), true);
      assert.equal(input(group, "defaultInstanceWarmup"), 130);
      assert.equal(input(group, "suspendedProcesses"), undefined);
      assert.equal(ofType(plan, "aws:autoscaling/policy:Policy").length, 0);
      const provider = only(plan, PROVIDER);
      const { autoScalingGroupArn, ...rest } = input(
        provider,
        "autoScalingGroupProvider",
      ) as Record<string, unknown>;
      assert.match(String(autoScalingGroupArn), /:autoScalingGroupName\/chatscale-dev-ecs-nodes-/);
      assert.deepEqual(rest, {
        managedScaling: { status: "ENABLED", targetCapacity: target, instanceWarmupPeriod: 130 },
        managedTerminationProtection: "ENABLED",
        managedDraining: "ENABLED",
      });
    }
    assert.deepEqual(input(only(tuned, GROUP), "mixedInstancesPolicy.instancesDistribution"), {
      onDemandBaseCapacity: 1,
      onDemandPercentageAboveBaseCapacity: 30,
      spotAllocationStrategy: "price-capacity-optimized",
    });
  });

  it("keeps the tag that ECS puts on the group, and none of another autoscaler", () => {
    assert.deepEqual(input(only(dev, GROUP), "tags"), [
      { key: "Name", value: "chatscale-dev-ecs-node", propagateAtLaunch: true },
      { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
      { key: "Environment", value: "chatscale-dev-ecs", propagateAtLaunch: false },
      { key: "ManagedBy", value: "pulumi", propagateAtLaunch: false },
    ]);
  });

  it("starts machines of ECS's image as nodes of EKS are started", async () => {
    const template = only(tuned, "aws:ec2/launchTemplate:LaunchTemplate");
    const eks = only(await planOf("dev"), "aws:ec2/launchTemplate:LaunchTemplate");
    assert.deepEqual(input(template, "metadataOptions"), input(eks, "metadataOptions"));
    assert.equal(input(template, "instanceType"), "c7g.large");
    assert.deepEqual(input(template, "blockDeviceMappings.0.ebs"), {
      volumeType: "gp3",
      volumeSize: 40,
      encrypted: "true",
      deleteOnTermination: "true",
    });
    assert.match(String(input(template, "imageId")), /^ami-0[0-9a-f]{16}$/);
    assert.notEqual(input(template, "imageId"), input(eks, "imageId"));
    assert.equal(input(template, "networkInterfaces"), undefined);
    const userData = Buffer.from(String(input(template, "userData")), "base64").toString();
    assert.deepEqual(userData.split("\n"), [
      "#!/bin/bash",
      "cat >> /etc/ecs/ecs.config <<'AGENT'",
      "ECS_CLUSTER=chatscale-dev-ecs",
      "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
      "ECS_AWSVPC_BLOCK_IMDS=true",
      "ECS_RESERVED_MEMORY=256",
      "AGENT",
      "",
    ]);
  });

  it("lets nobody reach a machine, which itself speaks HTTPS only", () => {
    const group = only(dev, "aws:ec2/securityGroup:SecurityGroup", "chatscale-dev-ecs-nodes");
    const rules = dev.resources.filter(
      ({ type, dependsOn }) => /SecurityGroup\w+Rule$/.test(type) && dependsOn.includes(group.urn),
    );
    assert.deepEqual(
      rules.map(({ type, inputs }) => [type.split(":").at(-1), inputs["fromPort"]]),
      [["SecurityGroupEgressRule", 443]],
    );
  });

  it("goes in order: service, then capacity provider, then machines, then cluster", async () => {
    const cluster = only(dev, "aws:ecs/cluster:Cluster");
    const group = only(dev, GROUP);
    const provider = only(dev, PROVIDER);
    const capacity = only(dev, "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
    assert.ok(only(dev, SERVICE).dependsOn.includes(capacity.urn));
    assert.ok(capacity.dependsOn.includes(provider.urn));
    assert.ok(provider.dependsOn.includes(group.urn));
    assert.ok(group.dependsOn.includes(cluster.urn));
    assert.equal(input(group, "forceDelete"), true);
    const prod = await planOf("prod-aws", ...PROD_ON_ECS);
    assert.equal(input(only(prod, GROUP), "forceDelete"), false);
  });

  it("brings an alarm for machines at their most, of the group that there is", () => {
    const alarm = only(
      dev,
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "chatscale-dev-ecs-nodes-at-max",
    );
    const group = only(dev, GROUP);
    assert.ok(alarm.dependsOn.includes(group.urn));
    assert.equal(input(alarm, "metricQueries.1.expression"), "IF(m1 >= 4, 1, 0)");
    assert.deepEqual(input(group, "enabledMetrics"), ["GroupInServiceInstances"]);
  });

  it("reaches ECS inside the network where AWS's services are reached there", async () => {
    const services = (plan: Plan) =>
      ofType(plan, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) =>
        (inputs["serviceName"] as string).replace("com.amazonaws.us-east-1.", ""),
      );
    const prod = services(await planOf("prod-aws", ...PROD_ON_ECS));
    for (const service of ["ecs", "ecs-agent", "ecs-telemetry"]) {
      assert.ok(prod.includes(service), service);
    }
    assert.ok(!prod.includes("eks-auth"));
    const fargate = services(await planOf("dev-ecs", "network.interfaceEndpoints=true"));
    assert.ok(!fargate.some((service) => service.startsWith("ecs")));
  });

  it("is no place for more tasks than its interfaces allow", async () => {
    // Two tasks fit a t4g.medium, and a release needs room for a seventh.
    await assert.rejects(
      planOf("dev-ecs", "capacity=asg", "nodes.max=3"),
      /gateway\.maxReplicas: 6\n {4}must fit nodes\.max \(3\): that many nodes hold 5 replicas, 2 on each/,
    );
    const trunked = 'nodes={"instanceType":"m7g.large","max":1,"trunking":true}';
    await assert.doesNotReject(planOf("dev-ecs", "capacity=asg", trunked));
    await assert.rejects(
      planOf("dev-ecs", "capacity=asg", trunked.replace("true", "false")),
      /that many nodes hold 1 replicas/,
    );
  });
});

/** Turns the shipped prod stack of EKS into one of ECS on machines. */
const PROD_ON_ECS = ["runtime=ecs", "capacity=asg", "kubernetesApi="];
