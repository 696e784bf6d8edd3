import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { newestLines } from "../../azure/logQuery";
import { FRONT_DOOR, PRIVATE_API } from "../support/azureStacks";
import { input, only, planOf } from "../support/plans";

const RULE = "azure-native:monitor:DataCollectionRule";
const ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation";
const CLUSTER = "azure-native:containerservice:ManagedCluster";
const WORKSPACE = "azure-native:operationalinsights:Workspace";
const GROUP =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/chatscale-dev-azure/providers";
const WORKSPACE_ID = `${GROUP}/Microsoft.OperationalInsights/workspaces/chatscale-dev-azure`;

/** The part of the workbook that shows the pods' logs. */
function shownLogs(plan: Plan): Record<string, unknown> {
  const workbook = only(plan, "azure-native:applicationinsights:Workbook");
  const { items } = JSON.parse(String(input(workbook, "serializedData"))) as {
    readonly items: readonly { readonly name: string; readonly content: Record<string, unknown> }[];
  };
  const item = items.find(({ name }) => name === "pod-logs");
  assert.ok(item);
  return item.content;
}

describe("logs of pods on Azure", () => {
  let dev: Plan;

  before(async () => {
    dev = await planOf("dev-azure");
  });

  it("go to the stack's workspace, without a key, and nothing else goes there with them", () => {
    assert.deepEqual(input(only(dev, CLUSTER), "addonProfiles.omsagent"), {
      enabled: true,
      config: { logAnalyticsWorkspaceResourceID: WORKSPACE_ID, useAADAuth: "true" },
    });
    assert.equal(input(only(dev, WORKSPACE), "features.disableLocalAuth"), true);
    const { tags: _, ...rule } = only(dev, RULE, "chatscale-dev-azure-logs").inputs;
    assert.deepEqual(rule, {
      resourceGroupName: "chatscale-dev-azure",
      dataCollectionRuleName: "chatscale-dev-azure-logs",
      kind: "Linux",
      dataSources: {
        extensions: [
          {
            name: "ContainerInsightsExtension",
            extensionName: "ContainerInsights",
            streams: ["Microsoft-ContainerLogV2"],
            extensionSettings: {
              dataCollectionSettings: {
                interval: "1m",
                namespaceFilteringMode: "Off",
                enableContainerLogV2: true,
              },
            },
          },
        ],
      },
      destinations: {
        logAnalytics: [{ name: "workspace", workspaceResourceId: WORKSPACE_ID }],
      },
      dataFlows: [
        {
          streams: ["Microsoft-ContainerLogV2"],
          destinations: ["workspace"],
          transformKql: 'source | where PodNamespace in ("chatbot", "edge")',
        },
      ],
    });
  });

  it("come from the stack's cluster, by the rule that its agent looks for", () => {
    const { inputs } = only(dev, ASSOCIATION, "chatscale-dev-azure-logs");
    assert.deepEqual(inputs, {
      resourceUri: `${GROUP}/Microsoft.ContainerService/managedClusters/chatscale-dev-azure`,
      associationName: "ContainerInsightsExtension",
      dataCollectionRuleId: `${GROUP}/Microsoft.Insights/dataCollectionRules/chatscale-dev-azure-logs`,
    });
  });

  it("end: after 30 days and 1 GB a day in dev, after 90 days in prod", async () => {
    const workspace = only(dev, WORKSPACE);
    assert.equal(input(workspace, "retentionInDays"), 30);
    assert.deepEqual(input(workspace, "workspaceCapping"), { dailyQuotaGb: 1 });
    const prod = only(await planOf("prod-azure"), WORKSPACE);
    assert.equal(input(prod, "retentionInDays"), 90);
    assert.equal(input(prod, "workspaceCapping"), undefined);
  });

  it("are those of the gateway alone behind Front Door, where there is no proxy", async () => {
    const door = await planOf("dev-azure", FRONT_DOOR);
    const rule = only(door, RULE, "chatscale-dev-azure-logs");
    assert.equal(
      input(rule, "dataFlows.0.transformKql"),
      'source | where PodNamespace in ("chatbot")',
    );
    assert.equal(shownLogs(door)["query"], newestLines(["chatbot"]));
  });

  it("have their workspace before the cluster, whose agent sends from the start", async () => {
    for (const plan of [dev, await planOf("dev-azure", ...PRIVATE_API)]) {
      assert.ok(only(plan, CLUSTER).dependsOn.includes(only(plan, WORKSPACE).urn));
    }
  });

  it("are shown in the workbook, the newest first", () => {
    assert.deepEqual(shownLogs(dev), {
      version: "KqlItem/1.0",
      title: "Logs of the pods: chatbot, edge",
      query: [
        "ContainerLogV2",
        '| where PodNamespace in ("chatbot", "edge")',
        "| top 200 by TimeGenerated desc",
        "| project TimeGenerated, PodName, LogLevel, LogMessage = tostring(LogMessage)",
      ].join("\n"),
      size: 0,
      timeContext: { durationMs: 14_400_000 },
      queryType: 0,
      resourceType: "microsoft.operationalinsights/workspaces",
      crossComponentResources: [WORKSPACE_ID],
      visualization: "table",
    });
  });
});
