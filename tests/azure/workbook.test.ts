import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { alarmRules, type Watched } from "../../azure/alarmSources";
import { workbookContent } from "../../azure/workbook";
import { workloadAlarms } from "../../shared/observability";
import { FRONT_DOOR } from "../support/azureStacks";
import { input, ofType, only, output, planOf } from "../support/plans";

const WORKBOOK = "azure-native:applicationinsights:Workbook";
const ROLE = "azure-native:authorization:RoleAssignment";

interface Item {
  readonly type: number;
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

interface Content {
  readonly version: string;
  readonly items: readonly Item[];
}

function contentOf(text: unknown): Content {
  return JSON.parse(String(text)) as Content;
}

function itemOf(content: Content, name: string): Item {
  const item = content.items.find((one) => one.name === name);
  assert.ok(item, name);
  return item;
}

describe("the workbook of a stack on Azure", () => {
  it("has a graph for each alarm of the stack, and its address is an output", async () => {
    const plan = await planOf("dev-azure");
    const workbook = only(plan, WORKBOOK);
    const content = contentOf(input(workbook, "serializedData"));
    assert.equal(content.version, "Notebook/1.0");
    assert.deepEqual(
      content.items.map(({ name }) => name),
      [
        "ingress-error-percent",
        "first-byte-p95-seconds",
        "unhealthy-replicas",
        "replicas-at-max",
        "nodes-at-max",
        "cache-memory-percent",
        "pod-logs",
      ],
    );
    const id = String(input(workbook, "resourceName"));
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(
      output(plan, "dashboardUrl"),
      "https://portal.azure.com/#@11111111-1111-1111-1111-111111111111/resource" +
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/chatscale-dev-azure" +
        `/providers/Microsoft.Insights/workbooks/${id}/workbook`,
    );
    const other = only(await planOf("prod-azure"), WORKBOOK);
    assert.notEqual(input(other, "resourceName"), id);
  });

  it("asks Prometheus for what the alarm asks, and draws its threshold", async () => {
    const plan = await planOf("dev-azure", "alarms.p95=7s");
    const workbook = contentOf(input(only(plan, WORKBOOK), "serializedData"));
    const { type, content } = itemOf(workbook, "first-byte-p95-seconds");
    const { query, ...rest } = content;
    assert.equal(type, 3);
    assert.deepEqual(rest, {
      version: "KqlItem/1.0",
      title: "first-byte-p95-seconds",
      size: 0,
      timeContext: { durationMs: 14_400_000 },
      queryType: 16,
      resourceType: "microsoft.monitor/accounts",
      crossComponentResources: [
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/chatscale-dev-azure/providers/Microsoft.Monitor/accounts/chatscale-dev-azure",
      ],
      visualization: "timechart",
      chartSettings: { customThresholdLine: "7", customThresholdLineStyle: 0 },
    });
    const rule = only(
      plan,
      "azure-native:alertsmanagement:PrometheusRuleGroup",
      "chatscale-dev-azure-first-byte-p95-seconds",
    );
    const { queryText, ...provider } = JSON.parse(String(query)) as { queryText: string };
    assert.equal(input(rule, "rules.0.expression"), `(${queryText}) > 7`);
    assert.deepEqual(provider, { version: "PrometheusQueryProvider/1.0", type: "query_range" });
  });

  it("asks the logs and the metrics of Front Door, where it stands before the cluster", async () => {
    const plan = await planOf("dev-azure", FRONT_DOOR);
    const content = contentOf(input(only(plan, WORKBOOK), "serializedData"));
    const logs = itemOf(content, "first-byte-p95-seconds").content;
    assert.equal(logs["queryType"], 0);
    assert.match(String(logs["query"]), /^AzureDiagnostics\n.*FrontDoorAccessLog/);
    assert.match(String(logs["crossComponentResources"]), /\/workspaces\/chatscale-dev-azure$/);
    const metrics = itemOf(content, "ingress-error-percent").content;
    assert.deepEqual(metrics["metrics"], [
      {
        namespace: "microsoft.cdn/profiles",
        metric: "microsoft.cdn/profiles--Percentage5XX",
        aggregation: 4,
      },
    ]);
    assert.match(String(metrics["resourceIds"]), /\/profiles\/chatscale-dev-azure$/);
  });

  it("draws all that can raise one alarm in one graph, each metric and resource once", async () => {
    const watched: Watched = {
      entrance: { kind: "edgeProxy" },
      nodes: { pool: "u1", max: 3 },
      functions: {
        namespaceId: "/bus",
        queue: "events",
        eventsPerSecond: 1,
        apps: [
          { id: "/webhook", maxInstances: 40 },
          { id: "/worker", maxInstances: 5 },
        ],
      },
    };
    const alarms = workloadAlarms(
      { errorPercent: 1, p95Seconds: 10, queueAgeSeconds: 300, cacheMemoryPercent: 80 },
      { nodes: true, functions: true, cache: false, healthChecks: false },
    ).map((alarm) => ({ alarm, rules: alarmRules(alarm, watched) }));
    const text = await new Promise((resolve) => {
      const content = workbookContent(alarms, {
        metricsId: "/metrics",
        logsId: "/logs",
        namespaces: [],
      });
      pulumi.output(content).apply(resolve);
    });
    const content = contentOf(text);
    const { content: age } = itemOf(content, "queue-age-seconds");
    assert.deepEqual(age["resourceIds"], ["/bus"]);
    assert.deepEqual(
      (age["metrics"] as { metric: string; aggregation: number }[]).map((one) => [
        one.metric,
        one.aggregation,
      ]),
      [
        ["microsoft.servicebus/namespaces--ActiveMessages", 2],
        ["microsoft.servicebus/namespaces--CompleteMessage", 1],
      ],
    );
    assert.deepEqual(age["chartSettings"], {
      customThresholdLine: "300",
      customThresholdLineStyle: 0,
    });
    const { content: throttles } = itemOf(content, "function-throttles");
    assert.deepEqual(throttles["resourceIds"], ["/webhook", "/worker"]);
    assert.equal((throttles["metrics"] as unknown[]).length, 1);
  });

  it("can be read by who deploys and who administers, on the workspace of metrics alone", async () => {
    const group = "44444444-4444-4444-8444-444444444444";
    const plan = await planOf("dev-azure", `kubernetesApi.adminGroupIds=["${group}"]`);
    const roles = ofType(plan, ROLE).filter(({ name }) => name.includes("-metrics"));
    assert.deepEqual(
      roles.map((role) => [input(role, "principalId"), input(role, "principalType")]).sort(),
      [
        ["33333333-3333-3333-3333-333333333333", "User"],
        [group, "Group"],
      ],
    );
    for (const role of roles) {
      assert.match(String(input(role, "scope")), /\/Microsoft\.Monitor\/accounts\//);
      assert.match(
        String(input(role, "roleDefinitionId")),
        /\/b0d8363b-8ddd-447d-831f-62ca05bff136$/,
      );
    }
  });
});
