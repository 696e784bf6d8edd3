import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pricedTypes } from "../../cost/estimate";
import { freeTypes } from "../../cost/rules/free";
import { classify, isKnown, sources } from "../../diff/classify";
import { isComponent } from "../../plan/tree/typeNames";
import type { Plan } from "../../plan/types";
import { PROJECT_DIR } from "../support/plans";

describe("the classification of changes", () => {
  it("knows every type of every shipped stack, and every type that has a price or none", () => {
    const folder = join(PROJECT_DIR, "tests", "plans");
    const shipped = readdirSync(folder).flatMap((file) => {
      const plan = JSON.parse(readFileSync(join(folder, file), "utf8")) as Partial<Plan>;
      return (plan.resources ?? []).map(({ type }) => type);
    });
    // A test of the costs holds these lists to every kind of stack.
    const types = new Set([...shipped, ...pricedTypes(), ...freeTypes()]);
    assert.ok(types.size > 140, String(types.size));
    const unknown = [...types].filter((type) => !isComponent(type) && !isKnown(type));
    assert.deepEqual(unknown, []);
  });

  it("has a source for each type", () => {
    const all = Object.entries(sources());
    assert.ok(all.length > 140);
    for (const [type, source] of all) assert.match(source, /^(hashicorp|pulumi)\/[\w-]+/, type);
  });

  it("says what the providers' lists say", () => {
    const verdicts: readonly (readonly [string, string, string])[] = [
      ["aws:eks/cluster:Cluster", "kubernetesNetworkConfig.serviceIpv4Cidr", "replace"],
      ["aws:eks/cluster:Cluster", "version", "in-place"],
      ["aws:eks/cluster:Cluster", "vpcConfig.publicAccessCidrs[0]", "in-place"],
      ["aws:eks/cluster:Cluster", "encryptionConfig.provider.keyArn", "may-replace"],
      ["aws:ec2/vpc:Vpc", "cidrBlock", "replace"],
      ["aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions", "replace"],
      ["aws:autoscaling/group:Group", "mixedInstancesPolicy.launchTemplate", "in-place"],
      ["aws:secretsmanager/secretVersion:SecretVersion", "secretStringWoVersion", "replace"],
      ["aws:lb/targetGroup:TargetGroup", "healthCheck.path", "in-place"],
      ["azure-native:containerservice:AgentPool", "vmSize", "replace"],
      ["azure-native:containerservice:AgentPool", "maxCount", "in-place"],
      ["azure-native:containerservice:AgentPool", "osDiskSizeGB", "may-replace"],
      ["azure-native:containerservice:ManagedCluster", "networkProfile.podCidr", "replace"],
      ["azure-native:containerservice:ManagedCluster", "agentPoolProfiles[0].maxCount", "in-place"],
      [
        "azure-native:containerservice:ManagedCluster",
        "agentPoolProfiles[0].vmSize",
        "may-replace",
      ],
      ["azure-native:network:PublicIPAddress", "sku.name", "replace"],
      ["azure-native:resources:ResourceGroup", "location", "replace"],
      ["kubernetes:apps/v1:Deployment", "spec.selector.matchLabels.app", "replace"],
      ["kubernetes:apps/v1:Deployment", "spec.replicas", "in-place"],
      ["kubernetes:core/v1:ConfigMap", 'data["envoy.yaml"]', "replace"],
      ["kubernetes:core/v1:Namespace", "metadata.name", "replace"],
      ["kubernetes:core/v1:Namespace", 'metadata.labels["a.b/c"]', "in-place"],
      ["random:index/randomPassword:RandomPassword", "keepers.version", "replace"],
      ["docker-build:index:Image", "tags[0]", "in-place"],
    ];
    for (const [type, path, verdict] of verdicts) {
      assert.equal(classify(type, path).verdict, verdict, `${type} ${path}`);
    }
  });

  it("knows on which of its inputs it depends", () => {
    const verdict = (loadBalancerType: string): string =>
      classify("aws:lb/loadBalancer:LoadBalancer", "subnets[0]", { loadBalancerType }).verdict;
    assert.deepEqual([verdict("application"), verdict("network")], ["in-place", "may-replace"]);
  });

  it("never calls safe what it does not know", () => {
    assert.deepEqual(classify("aws:new/thing:Thing", "name"), {
      verdict: "may-replace",
      why: "nothing is known of this type",
    });
    for (const type of ["aws:eks/cluster:Cluster", "azure-native:network:NatGateway"]) {
      assert.deepEqual(classify(type, "somethingNew.inside"), {
        verdict: "may-replace",
        why: "nothing is known of this property",
      });
    }
  });
});
