import assert from "node:assert/strict";
import type { JsonObject, Plan } from "../../plan/types";
import { input, only, planOf } from "../support/plans";

const ACL = "aws:wafv2/webAcl:WebAcl";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

describe("web firewall on AWS", () => {
  let plan: Plan;

  before(async () => {
    plan = await planOf("prod-aws");
  });

  it("stands before the ALB in prod, not in dev, and elsewhere as the config says", async () => {
    const association = only(plan, "aws:wafv2/webAclAssociation:WebAclAssociation");
    const balancer = only(plan, "aws:lb/loadBalancer:LoadBalancer");
    assert.ok(association.dependsOn.includes(balancer.urn));
    assert.ok(association.dependsOn.includes(only(plan, ACL).urn));
    const firewalls = async (stack: string, ...set: string[]) => {
      const { resources } = await planOf(stack, ...set);
      return resources.filter(({ type }) => type.startsWith("aws:wafv2/")).length;
    };
    assert.equal(await firewalls("dev"), 0);
    assert.equal(await firewalls("dev-ecs", "ingress.webFirewall=true"), 3);
    assert.equal(await firewalls("prod-aws", "ingress.webFirewall=false"), 0);
  });

  it("lets through what no rule matches, and blocks a client that asks too often", () => {
    const acl = only(plan, ACL);
    assert.equal(input(acl, "scope"), "REGIONAL");
    assert.deepEqual(input(acl, "defaultAction"), { allow: {} });
    const [rate, ...others] = rules(plan);
    assert.deepEqual(rate?.["action"], { block: {} });
    assert.deepEqual(rate["statement"], {
      rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: 60, limit: 300 },
    });
    assert.deepEqual(
      others.map(({ name, overrideAction }) => [name, overrideAction]),
      [
        ["AWSManagedRulesAmazonIpReputationList", { none: {} }],
        ["AWSManagedRulesKnownBadInputsRuleSet", { none: {} }],
        ["AWSManagedRulesCommonRuleSet", { none: {} }],
      ],
    );
    assert.deepEqual(
      [rate, ...others].map(({ priority }) => priority),
      [0, 1, 2, 3],
    );
  });

  it("only counts what it finds in the body of a chat, or in how long that is", () => {
    const counted = rules(plan).flatMap((rule) => {
      const group = (rule["statement"] as JsonObject)["managedRuleGroupStatement"];
      const { ruleActionOverrides = [] } = (group ?? {}) as { ruleActionOverrides?: unknown };
      return ruleActionOverrides as { name: string; actionToUse: unknown }[];
    });
    assert.deepEqual(
      counted.map(({ name }) => name),
      [
        "JavaDeserializationRCE_BODY",
        "Log4JRCE_BODY",
        "ReactJSRCE_BODY",
        "SizeRestrictions_BODY",
        "EC2MetaDataSSRF_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "CrossSiteScripting_BODY",
        "NoUserAgent_HEADER",
      ],
    );
    for (const { actionToUse } of counted) assert.deepEqual(actionToUse, { count: {} });
  });

  it("keeps on record what it blocked, without what a client proves itself by", () => {
    const group = only(plan, LOG_GROUP, "chatscale-prod-aws-firewall");
    assert.equal(input(group, "name"), "aws-waf-logs-chatscale-prod-aws");
    assert.equal(input(group, "retentionInDays"), 90);
    const logging = only(plan, LOGGING);
    assert.ok(logging.dependsOn.includes(group.urn));
    assert.ok(logging.dependsOn.includes(only(plan, ACL).urn));
    assert.deepEqual(input(logging, "redactedFields"), [
      { singleHeader: { name: "authorization" } },
      { singleHeader: { name: "cookie" } },
    ]);
    assert.deepEqual(input(logging, "loggingFilter"), {
      defaultBehavior: "DROP",
      filters: [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          conditions: [{ actionCondition: { action: "BLOCK" } }],
        },
      ],
    });
  });

  it("takes no samples of requests, which would hold headers that the log leaves out", () => {
    const shown = [only(plan, ACL).inputs, ...rules(plan)].map(
      (part) => part["visibilityConfig"] as JsonObject,
    );
    assert.equal(shown.length, 5);
    for (const config of shown) {
      assert.equal(config["sampledRequestsEnabled"], false);
      assert.equal(config["cloudwatchMetricsEnabled"], true);
    }
    const names = shown.map(({ metricName }) => metricName);
    assert.equal(new Set(names).size, names.length);
  });
});

function rules(plan: Plan): JsonObject[] {
  return input(only(plan, ACL), "rules") as JsonObject[];
}
