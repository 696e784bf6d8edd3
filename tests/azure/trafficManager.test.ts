import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { DNS_ZONE, ONE_CLOUD } from "../support/failover";
import { input, ofType, only, planOf } from "../support/plans";

const PROFILE = "azure-native:trafficmanager:Profile";
const RECORD = "azure-native:dns:RecordSet";
const ALERT = "azure-native:monitor:MetricAlert";
const STATE = "ProbeAgentCurrentEndpointStateByProfileResourceId";
const KEEPS_NAME = `failover.dns.dnsZoneId=${DNS_ZONE}`;

const endpoint = (name: string, place: object) => ({
  name,
  type: "Microsoft.Network/trafficManagerProfiles/externalEndpoints",
  target: name === "own" ? "azure.chat.example.com" : "aws.chat.example.com",
  endpointStatus: "Enabled",
  ...place,
});

async function routing(...set: string[]): Promise<unknown[]> {
  const profile = only(await planOf("prod-azure", KEEPS_NAME, ...set), PROFILE);
  return [input(profile, "trafficRoutingMethod"), input(profile, "endpoints")];
}

describe("the name of both clouds in Traffic Manager", () => {
  let plan: Plan;
  before(async () => {
    plan = await planOf("prod-azure", KEEPS_NAME);
  });

  it("checks chats over HTTPS at each side's own name, every 10 s", () => {
    assert.deepEqual(input(only(plan, PROFILE), "monitorConfig"), {
      protocol: "HTTPS",
      port: 443,
      path: "/api/probe",
      intervalInSeconds: 10,
      timeoutInSeconds: 9,
      // The third failure in a row is one too many.
      toleratedNumberOfFailures: 2,
    });
  });

  it("waits no longer for an answer than Azure allows", async () => {
    const slow = ["failover.dns.interval=30s", "failover.dns.failures=1"];
    const profile = only(await planOf("prod-azure", KEEPS_NAME, ...slow), PROFILE);
    assert.equal(input(profile, "monitorConfig.intervalInSeconds"), 30);
    assert.equal(input(profile, "monitorConfig.timeoutInSeconds"), 10);
    assert.equal(input(profile, "monitorConfig.toleratedNumberOfFailures"), 0);
  });

  it("gives a primary everything by priority, and shares by weight", async () => {
    assert.deepEqual(await routing(), [
      "Priority",
      [endpoint("own", { priority: 2 }), endpoint("peer", { priority: 1 })],
    ]);
    assert.deepEqual(await routing("failover.role=primary"), [
      "Priority",
      [endpoint("own", { priority: 1 }), endpoint("peer", { priority: 2 })],
    ]);
    assert.deepEqual(await routing("failover.share=60"), [
      "Weighted",
      [endpoint("own", { weight: 40 }), endpoint("peer", { weight: 60 })],
    ]);
  });

  it("is what the name leads to, for 60 s", () => {
    const fqdn = String(input(only(plan, PROFILE), "dnsConfig.relativeName"));
    assert.match(fqdn, /^chatscale-prod-azure-[a-z0-9]{6}$/);
    assert.equal(input(only(plan, PROFILE), "dnsConfig.ttl"), 60);
    assert.deepEqual(only(plan, RECORD).inputs, {
      resourceGroupName: "dns",
      zoneName: "example.com",
      relativeRecordSetName: "chat",
      recordType: "CNAME",
      ttl: 60,
      cnameRecord: { cname: `${fqdn}.trafficmanager.net` },
    });
  });

  it("is watched for each side by a rule of its own, raised by a minute in which it was never up", () => {
    const rules = ofType(plan, ALERT).filter(({ name }) => name.includes("-side-unhealthy"));
    const profile = "chatscale-prod-azure";
    const group = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${profile}`;
    const rule = (name: string, side: string) => ({
      resourceGroupName: profile,
      ruleName: name,
      location: "global",
      description: "A side of the pair fails its health check: people are led to the other one",
      severity: 1,
      enabled: true,
      autoMitigate: true,
      scopes: [`${group}/providers/Microsoft.Network/trafficManagerProfiles/${profile}`],
      evaluationFrequency: "PT1M",
      windowSize: "PT1M",
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: STATE,
            metricNamespace: "Microsoft.Network/trafficManagerProfiles",
            metricName: STATE,
            timeAggregation: "Maximum",
            operator: "LessThanOrEqual",
            threshold: 0,
            dimensions: [{ name: "EndpointName", operator: "Include", values: [side] }],
          },
        ],
      },
    });
    assert.deepEqual(
      rules.map(({ inputs: { actions: _, tags: __, ...inputs } }) => inputs),
      [
        rule("chatscale-prod-azure-side-unhealthy", "own"),
        rule("chatscale-prod-azure-side-unhealthy-2", "peer"),
      ],
    );
    const groupId = `${group}/providers/Microsoft.Insights/actionGroups/${profile}-alarms`;
    for (const { inputs } of rules) {
      assert.deepEqual(inputs["actions"], [{ actionGroupId: groupId }]);
    }
  });

  it("is drawn in the workbook with a line for each side", () => {
    const workbook = only(plan, "azure-native:applicationinsights:Workbook");
    const { items } = JSON.parse(String(input(workbook, "serializedData"))) as {
      items: { name: string; content: Readonly<Record<string, unknown>> }[];
    };
    const graph = items.find(({ name }) => name === "side-unhealthy")?.content;
    const namespace = "microsoft.network/trafficmanagerprofiles";
    assert.deepEqual(graph?.["metrics"], [
      {
        namespace,
        metric: `${namespace}--${STATE}`,
        aggregation: 3,
        splitBy: "EndpointName",
        splitBySortOrder: -1,
        splitByLimit: 2,
      },
    ]);
    assert.equal((graph["resourceIds"] as unknown[]).length, 1);
    assert.deepEqual(graph["chartSettings"], {
      customThresholdLine: "0",
      customThresholdLineStyle: 0,
    });
  });

  it("is not there where the other side keeps the name", async () => {
    const without = await planOf("prod-azure");
    assert.deepEqual(ofType(without, PROFILE), []);
    assert.deepEqual(ofType(without, RECORD), []);
    assert.ok(!ofType(without, ALERT).some(({ name }) => name.includes("side-unhealthy")));
  });
});

describe("the host name of Azure's own side", () => {
  it("comes before the name of both clouds, which it may have been", async () => {
    const plan = await planOf("prod-azure", KEEPS_NAME, `ingress.dnsZoneId=${DNS_ZONE}`);
    const own = only(plan, RECORD, "chatscale-prod-azure-hostname");
    const both = only(plan, RECORD, "chatscale-prod-azure-failover");
    assert.ok(both.dependsOn.includes(own.urn));
  });

  it("may be the zone's own", async () => {
    const set = [`ingress.dnsZoneId=${DNS_ZONE}`, "ingress.hostname=example.com", ONE_CLOUD];
    const record = only(await planOf("prod-azure", ...set), RECORD);
    assert.equal(input(record, "relativeRecordSetName"), "@");
    assert.equal(input(record, "zoneName"), "example.com");
  });

  it("leads to the public address, where its zone is given", async () => {
    const plan = await planOf("prod-azure", `ingress.dnsZoneId=${DNS_ZONE}`);
    const { targetResource, ...inputs } = only(plan, RECORD).inputs;
    assert.deepEqual(inputs, {
      resourceGroupName: "dns",
      zoneName: "example.com",
      relativeRecordSetName: "azure.chat",
      recordType: "A",
      ttl: 300,
    });
    assert.match(
      (targetResource as { id: string }).id,
      /\/publicIPAddresses\/chatscale-prod-azure$/,
    );
  });
});
