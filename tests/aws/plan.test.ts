import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { autoscalerPolicy } from "../../aws/clusterAutoscaler";
import { input, ofType, only, planOf } from "../support/plans";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("plan on AWS with EKS", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev");
    prod = await planOf("prod-aws");
  });

  it("lays two zones and one NAT gateway in dev, three of each in prod", () => {
    const count = (plan: Plan, type: string): number => ofType(plan, type).length;
    assert.equal(count(dev, "aws:ec2/subnet:Subnet"), 4);
    assert.equal(count(dev, "aws:ec2/natGateway:NatGateway"), 1);
    assert.equal(count(prod, "aws:ec2/subnet:Subnet"), 6);
    assert.equal(count(prod, "aws:ec2/natGateway:NatGateway"), 3);
  });

  it("lets the role into the cluster that the config names as the deployer, whoever plans", async () => {
    const role = "arn:aws:iam::123456789012:role/deploy";
    const named = await planOf("dev", `kubernetesApi.deployerRoleArn=${role}`);
    const principal = (plan: Plan): unknown =>
      input(
        only(plan, "aws:eks/accessEntry:AccessEntry", "chatscale-dev-deployer"),
        "principalArn",
      );
    assert.equal(principal(named), role);
    assert.notEqual(principal(dev), role);
  });

  it("gives no machine a public address, and the default security group no rule", () => {
    for (const plan of [dev, prod]) {
      for (const subnet of ofType(plan, "aws:ec2/subnet:Subnet")) {
        assert.equal(input(subnet, "mapPublicIpOnLaunch"), false, subnet.name);
      }
      const group = only(plan, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
      assert.deepEqual(input(group, "ingress"), []);
      assert.deepEqual(input(group, "egress"), []);
    }
  });

  it("opens the load balancer's 80 and 443 to the world, and nothing else", () => {
    for (const plan of [dev, prod]) {
      const open = ofType(plan, INGRESS_RULE).filter(
        (rule) => input(rule, "cidrIpv4") === "0.0.0.0/0",
      );
      const balancer = only(
        plan,
        "aws:ec2/securityGroup:SecurityGroup",
        `${clusterName(plan)}-alb`,
      );
      assert.deepEqual(open.map((rule) => input(rule, "fromPort")).sort(), [443, 80]);
      for (const rule of open) {
        assert.equal(input(rule, "fromPort"), input(rule, "toPort"));
        assert.ok(rule.dependsOn.includes(balancer.urn), rule.name);
      }
    }
  });

  it("lets only the load balancer reach the nodes' port", () => {
    const rule = only(dev, INGRESS_RULE, "chatscale-dev-nodes-http");
    const balancer = only(dev, "aws:lb/loadBalancer:LoadBalancer");
    assert.deepEqual([input(rule, "referencedSecurityGroupId")], input(balancer, "securityGroups"));
    assert.equal(input(rule, "fromPort"), 30080);
    assert.equal(input(rule, "toPort"), 30080);
    assert.equal(input(rule, "cidrIpv4"), undefined);
  });

  it("makes the cluster by API access only, encrypted, logged and in standard support", () => {
    const { inputs, protect, ignoreChanges } = only(prod, "aws:eks/cluster:Cluster");
    assert.deepEqual(inputs["accessConfig"], {
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: false,
    });
    assert.equal(inputs["bootstrapSelfManagedAddons"], false);
    assert.equal(inputs["deletionProtection"], true);
    assert.equal(protect, true);
    assert.deepEqual(inputs["upgradePolicy"], { supportType: "STANDARD" });
    assert.deepEqual(input(only(prod, "aws:eks/cluster:Cluster"), "encryptionConfig.resources"), [
      "secrets",
    ]);
    assert.deepEqual(input(only(prod, "aws:eks/cluster:Cluster"), "vpcConfig.publicAccessCidrs"), [
      "203.0.113.0/24",
    ]);
    assert.equal((inputs["enabledClusterLogTypes"] as string[]).length, 5);
    assert.deepEqual(ignoreChanges, []);
  });

  it("creates the log group before the cluster, and the cluster's role before both", () => {
    const cluster = only(dev, "aws:eks/cluster:Cluster");
    const logs = only(dev, "aws:cloudwatch/logGroup:LogGroup", "chatscale-dev-control-plane");
    assert.equal(input(logs, "name"), "/aws/eks/chatscale-dev/cluster");
    assert.equal(input(logs, "retentionInDays"), 7);
    assert.ok(cluster.dependsOn.includes(logs.urn));
  });

  it("installs add-ons for nodes before the nodes, and CoreDNS after them", () => {
    const group = only(dev, "aws:autoscaling/group:Group");
    const addon = (name: string) => only(dev, "aws:eks/addon:Addon", `chatscale-dev-${name}`);
    for (const name of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
      assert.ok(group.dependsOn.includes(addon(name).urn), name);
    }
    for (const name of ["coredns", "metrics-server"]) {
      assert.ok(addon(name).dependsOn.includes(group.urn), name);
    }
    assert.equal(input(addon("vpc-cni"), "configurationValues"), '{"enableNetworkPolicy":"true"}');
  });

  it("leaves the number of nodes to Cluster Autoscaler", () => {
    const group = only(dev, "aws:autoscaling/group:Group");
    assert.deepEqual(group.ignoreChanges, ["desiredCapacity"]);
    assert.equal(input(group, "desiredCapacity"), undefined);
    assert.equal(input(group, "minSize"), 1);
    assert.equal(input(group, "maxSize"), 3);
    assert.deepEqual(input(group, "suspendedProcesses"), ["AZRebalance"]);
    assert.equal(ofType(dev, "aws:autoscaling/policy:Policy").length, 0);
    const keys = (input(group, "tags") as { key: string }[]).map(({ key }) => key);
    assert.deepEqual(keys, [
      "Name",
      "k8s.io/cluster-autoscaler/enabled",
      "k8s.io/cluster-autoscaler/chatscale-dev",
      "kubernetes.io/cluster/chatscale-dev",
      // The provider's tags do not reach it.
      "Environment",
      "ManagedBy",
    ]);
  });

  it("runs dev on spot, and keeps an on-demand base in prod", () => {
    const distribution = (plan: Plan): unknown =>
      input(
        only(plan, "aws:autoscaling/group:Group"),
        "mixedInstancesPolicy.instancesDistribution",
      );
    const strategy = { spotAllocationStrategy: "price-capacity-optimized" };
    assert.deepEqual(distribution(dev), {
      onDemandBaseCapacity: 0,
      onDemandPercentageAboveBaseCapacity: 0,
      ...strategy,
    });
    assert.deepEqual(distribution(prod), {
      onDemandBaseCapacity: 3,
      onDemandPercentageAboveBaseCapacity: 25,
      ...strategy,
    });
  });

  it("starts nodes with IMDSv2 only, on encrypted disks, with the cluster's NodeConfig", () => {
    const template = only(dev, "aws:ec2/launchTemplate:LaunchTemplate");
    assert.deepEqual(input(template, "metadataOptions"), {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    assert.deepEqual(input(template, "blockDeviceMappings.0.ebs"), {
      volumeType: "gp3",
      volumeSize: 30,
      encrypted: "true",
      deleteOnTermination: "true",
    });
    const userData = Buffer.from(String(input(template, "userData")), "base64").toString();
    assert.match(userData, /Content-Type: application\/node\.eks\.aws/);
    assert.match(userData, /"name": "chatscale-dev"/);
    assert.match(userData, /"cidr": "172\.20\.0\.0\/16"/);
    assert.ok(template.unknown.includes("userData"), "a first preview does not know the endpoint");
  });

  it("gives the load balancer the times of the scaling chain", () => {
    const balancer = only(dev, "aws:lb/loadBalancer:LoadBalancer");
    const group = only(dev, "aws:lb/targetGroup:TargetGroup");
    assert.equal(input(balancer, "idleTimeout"), 120);
    assert.equal(input(balancer, "dropInvalidHeaderFields"), true);
    assert.equal(input(balancer, "desyncMitigationMode"), "defensive");
    assert.equal(input(group, "deregistrationDelay"), 120);
    assert.equal(input(group, "loadBalancingAlgorithmType"), "least_outstanding_requests");
    assert.equal(input(group, "healthCheck.path"), "/readyz");
    const attachment = only(dev, "aws:autoscaling/attachment:Attachment");
    assert.ok(attachment.dependsOn.includes(group.urn));
  });

  it("serves HTTPS in prod, and only redirects on port 80", () => {
    const http = only(prod, "aws:lb/listener:Listener", "chatscale-prod-aws-http");
    const https = only(prod, "aws:lb/listener:Listener", "chatscale-prod-aws-https");
    assert.deepEqual(input(http, "defaultActions.0.redirect"), {
      protocol: "HTTPS",
      port: "443",
      statusCode: "HTTP_301",
    });
    assert.equal(input(https, "sslPolicy"), "ELBSecurityPolicy-TLS13-1-2-2021-06");
    assert.equal(input(https, "defaultActions.0.type"), "forward");
    assert.equal(prod.outputs["url"], "https://aws.chat.example.com");
    const record = only(prod, "aws:route53/record:Record", "chatscale-prod-aws");
    assert.equal(input(record, "aliases.0.evaluateTargetHealth"), true);
  });

  it("names its resource in every right, but for calls that know no resource level", () => {
    const policy = JSON.parse(autoscalerPolicy("arn:group")) as {
      Statement: { Action: string[]; Resource: string }[];
    };
    const wide = policy.Statement.filter(({ Resource }) => Resource === "*");
    assert.deepEqual(
      wide.flatMap(({ Action }) => Action).filter((action) => !/:(Describe|Get)/.test(action)),
      [],
    );
    assert.deepEqual(policy.Statement[0]?.Resource, "arn:group");
  });

  it("names the cluster for its provider by something that is always known", () => {
    const provider = only(dev, "pulumi:providers:kubernetes");
    assert.equal(input(provider, "clusterIdentifier"), "chatscale-dev");
    assert.ok(!provider.unknown.includes("clusterIdentifier"));
    assert.ok(provider.unknown.includes("kubeconfig"));
  });
});

function clusterName(plan: Plan): string {
  return String(input(only(plan, "aws:eks/cluster:Cluster"), "name"));
}
