import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { CLIENT_REQUESTS_PER_MINUTE } from "../shared/clientLimits";
import type { Size } from "../shared/config/types";
import { createLogGroup } from "./logs";

export interface WebFirewallArgs {
  /** The Application Load Balancer to stand before. */
  readonly balancerArn: pulumi.Input<string>;
  readonly size: Size;
}

/** A rule group that AWS maintains, and which of its rules only count what they match. */
interface RuleGroup {
  readonly name: string;
  readonly counted: readonly string[];
}

/**
 * Rules of the newest versions (AWS docs, "Baseline rule groups" and "IP reputation rule groups").
 * Those of the body only count: people paste code and queries into a chat, so that what looks like
 * an attack there is a question, and a chat's history is longer than the 8 KiB that WAF reads of a
 * body before an ALB, and that the size rule allows. WAF passes over the name of a rule that a group
 * has no more.
 */
const RULE_GROUPS: readonly RuleGroup[] = [
  { name: "AWSManagedRulesAmazonIpReputationList", counted: [] },
  {
    name: "AWSManagedRulesKnownBadInputsRuleSet",
    counted: ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"],
  },
  {
    name: "AWSManagedRulesCommonRuleSet",
    counted: [
      "SizeRestrictions_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "CrossSiteScripting_BODY",
      // Many WebSocket clients outside of browsers send none.
      "NoUserAgent_HEADER",
    ],
  },
];

/** Headers that may hold what a client proves itself by. */
const SECRET_HEADERS = ["authorization", "cookie"];

/**
 * AWS WAF before the load balancer. It sees a request before the reply begins, and of a WebSocket
 * the opening request only, so that it cuts no stream.
 */
export class WebFirewall extends pulumi.ComponentResource {
  constructor(name: string, args: WebFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:WebFirewall", name, {}, opts);
    const acl = this.createAcl(name);
    new wafv2.WebAclAssociation(
      name,
      { resourceArn: args.balancerArn, webAclArn: acl.arn },
      { parent: this },
    );
    this.createLog(name, args.size, acl);
    this.registerOutputs({ arn: acl.arn });
  }

  private createAcl(name: string): wafv2.WebAcl {
    const rules = [limitRate(), ...RULE_GROUPS.map(managed)];
    return new wafv2.WebAcl(
      name,
      {
        description: `Before the load balancer of ${name}`,
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: rules.map((rule, priority) => ({ ...rule, priority })),
        visibilityConfig: visibility(name),
      },
      { parent: this },
    );
  }

  private createLog(name: string, size: Size, acl: wafv2.WebAcl): void {
    // WAF takes no log group whose name begins otherwise.
    const group = createLogGroup(`${name}-firewall`, `aws-waf-logs-${name}`, size, {
      parent: this,
    });
    new wafv2.WebAclLoggingConfiguration(
      name,
      {
        resourceArn: acl.arn,
        logDestinationConfigs: [group.arn],
        redactedFields: SECRET_HEADERS.map((header) => ({ singleHeader: { name: header } })),
        // The access log has every request. A rule that counts would put what it found in a body,
        // a piece of somebody's chat, on record.
        loggingFilter: {
          defaultBehavior: "DROP",
          filters: [
            {
              behavior: "KEEP",
              requirement: "MEETS_ANY",
              conditions: [{ actionCondition: { action: "BLOCK" } }],
            },
          ],
        },
      },
      { parent: this },
    );
  }
}

function limitRate() {
  return {
    name: "rate",
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: "IP",
        evaluationWindowSec: 60,
        limit: CLIENT_REQUESTS_PER_MINUTE,
      },
    },
    visibilityConfig: visibility("rate"),
  };
}

function managed({ name, counted }: RuleGroup) {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(name),
  };
}

/** Metrics without samples: a sample keeps the headers of a request for hours, secrets included. */
function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
