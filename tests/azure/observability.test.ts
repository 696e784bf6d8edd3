import assert from "node:assert/strict";
import type { Plan, PlannedResource } from "../../plan/types";
import { FRONT_DOOR, FUNCTIONS } from "../support/azureStacks";
import { input, ofType, only, planOf } from "../support/plans";

const MONITOR = "azure-native:monitor";
const GROUP = `${MONITOR}:ActionGroup`;
const METRIC = `${MONITOR}:MetricAlert`;
const LOGS = `${MONITOR}:ScheduledQueryRule`;
const PROMETHEUS = "azure-native:alertsmanagement:PrometheusRuleGroup";
const SETTINGS = "chatscale-dev-azure-metrics";

/** The alarms of a stack, by the kind of rule that each became. */
function alarmsOf(plan: Plan): Record<string, string[]> {
  const names = (type: string) =>
    ofType(plan, type)
      .map(({ name }) => name.replace("chatscale-dev-azure-", ""))
      .sort();
  return { prometheus: names(PROMETHEUS), metric: names(METRIC), logs: names(LOGS) };
}

describe("observability on Azure", () => {
  let dev: Plan;
  let door: Plan;

  before(async () => {
    dev = await planOf("dev-azure");
    door = await planOf("dev-azure", FRONT_DOOR);
  });

  it("renders every alarm of the workload", async () => {
    const cluster = ["nodes-at-max", "replicas-at-max", "unhealthy-replicas"];
    assert.deepEqual(alarmsOf(dev), {
      prometheus: ["first-byte-p95-seconds", "ingress-error-percent", ...cluster],
      metric: ["cache-memory-percent"],
      logs: [],
    });
    assert.deepEqual(alarmsOf(door), {
      prometheus: cluster,
      metric: ["cache-memory-percent", "ingress-error-percent"],
      logs: ["first-byte-p95-seconds"],
    });
    const without = await planOf("dev-azure", "sessionStore=memory");
    assert.deepEqual(alarmsOf(without)["metric"], []);
  });

  it("watches the queue and both apps of a stack with functions", async () => {
    const plan = await planOf("dev-azure", ...FUNCTIONS);
    assert.deepEqual(alarmsOf(plan)["metric"], [
      "cache-memory-percent",
      "dead-letters",
      "function-throttles",
      "function-throttles-2",
      "queue-age-seconds",
      "queue-age-seconds-2",
    ]);
    const scope = (alarm: string) =>
      String(input(only(plan, METRIC, `chatscale-dev-azure-${alarm}`), "scopes.0"));
    assert.match(scope("dead-letters"), /\/Microsoft.ServiceBus\/namespaces\//);
    assert.match(scope("function-throttles"), /\/sites\/chatscale-dev-azure-webhook-/);
    assert.match(scope("function-throttles-2"), /\/sites\/chatscale-dev-azure-worker-/);
    // Ten calls at once of thirty seconds each finish a hundred events in the five minutes.
    const backlog = only(plan, METRIC, "chatscale-dev-azure-queue-age-seconds-2");
    assert.equal(input(backlog, "criteria.allOf.0.threshold"), 100);
  });

  it("gives an alarm the workload's threshold, and watches what the stack has", async () => {
    const plan = await planOf("dev-azure", "alarms.cacheMemoryPercent=70", "nodes.max=4");
    const cache = only(plan, METRIC);
    assert.equal(input(cache, "criteria.allOf.0.threshold"), 70);
    assert.match(String(input(cache, "scopes.0")), /\/redisEnterprise\/chatscale-dev-azure-\w+$/);
    const pool = only(plan, "azure-native:containerservice:AgentPool");
    const nodes = only(plan, PROMETHEUS, "chatscale-dev-azure-nodes-at-max");
    assert.equal(
      input(nodes, "rules.0.expression"),
      `(count(kube_node_info{node=~"aks-${String(input(pool, "agentPoolName"))}-.*"}) >= bool 4) > 0`,
    );
    const errors = only(door, METRIC, "chatscale-dev-azure-ingress-error-percent");
    assert.match(
      String(input(errors, "scopes.0")),
      /\/Microsoft\.Cdn\/profiles\/chatscale-dev-azure$/,
    );
    const log = only(door, LOGS);
    assert.match(String(input(log, "scopes.0")), /\/workspaces\/chatscale-dev-azure$/);
  });

  it("tells one group of people of all alarms, by mail where an address is given", async () => {
    const plan = await planOf("dev-azure", FRONT_DOOR, "alarms.email=ops@example.com");
    assert.deepEqual(input(only(plan, GROUP), "emailReceivers"), [
      { name: "people", emailAddress: "ops@example.com", useCommonAlertSchema: true },
    ]);
    assert.deepEqual(input(only(dev, GROUP), "emailReceivers"), []);
    const told = (resource: PlannedResource): unknown =>
      input(resource, "actions.0.actionGroupId") ??
      input(resource, "rules.0.actions.0.actionGroupId") ??
      input(resource, "actions.actionGroups.0");
    const rules = [PROMETHEUS, METRIC, LOGS].flatMap((type) => ofType(plan, type));
    assert.equal(rules.length, 6);
    for (const rule of rules) {
      assert.match(String(told(rule)), /\/actionGroups\/chatscale-dev-azure-alarms$/, rule.name);
      assert.ok(rule.dependsOn.includes(only(plan, GROUP).urn), rule.name);
    }
  });

  it("collects the cluster's metrics in a workspace of the stack", () => {
    const cluster = only(dev, "azure-native:containerservice:ManagedCluster");
    assert.deepEqual(input(cluster, "azureMonitorProfile"), { metrics: { enabled: true } });
    const workspace = /\/Microsoft\.Monitor\/accounts\/chatscale-dev-azure$/;
    const rule = only(dev, `${MONITOR}:DataCollectionRule`, "chatscale-dev-azure");
    assert.match(
      String(input(rule, "destinations.monitoringAccounts.0.accountResourceId")),
      workspace,
    );
    assert.deepEqual(input(rule, "dataSources"), {
      prometheusForwarder: [{ name: "prometheus", streams: ["Microsoft-PrometheusMetrics"] }],
    });
    assert.deepEqual(input(rule, "dataFlows"), [
      { streams: ["Microsoft-PrometheusMetrics"], destinations: ["workspace"] },
    ]);
    assert.match(String(input(rule, "dataCollectionEndpointId")), /dataCollectionEndpoints/);
    const association = only(
      dev,
      `${MONITOR}:DataCollectionRuleAssociation`,
      "chatscale-dev-azure",
    );
    assert.match(String(input(association, "resourceUri")), /\/managedClusters\//);
    assert.match(String(input(association, "dataCollectionRuleId")), /\/dataCollectionRules\//);
    for (const group of ofType(dev, PROMETHEUS)) {
      assert.match(String(input(group, "scopes.0")), workspace);
      assert.equal(input(group, "clusterName"), "chatscale-dev-azure");
    }
  });

  it("scrapes pods of the gateway's namespace and of the edge proxy's, and of no other", () => {
    const settings = only(dev, "kubernetes:core/v1:ConfigMap", SETTINGS);
    assert.deepEqual(input(settings, "metadata"), {
      name: "ama-metrics-settings-configmap",
      namespace: "kube-system",
    });
    assert.deepEqual(input(settings, "data"), {
      "schema-version": "v1",
      "config-version": "1",
      "pod-annotation-based-scraping": 'podannotationnamespaceregex = "edge|chatbot"',
    });
    assert.equal(
      input(only(door, "kubernetes:core/v1:ConfigMap"), "data.pod-annotation-based-scraping"),
      'podannotationnamespaceregex = "chatbot"',
    );
  });
});
