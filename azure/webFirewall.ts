import { Policy } from "@pulumi/azure-native/frontdoor";
import type * as pulumi from "@pulumi/pulumi";
import { CLIENT_REQUESTS_PER_MINUTE } from "../shared/clientLimits";

export interface WebFirewallArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly allowedCidrs: readonly string[];
  readonly sku: { readonly name: string };
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

const EVERYBODY = "0.0.0.0/0";

/** Addresses that no machine has (RFC 5737). */
const DOCUMENTATION = "192.0.2.0/24";

/** The rules of Front Door's web firewall. */
export function createWebFirewall(
  name: string,
  args: WebFirewallArgs,
  parent: pulumi.Resource,
): Policy {
  const strangers = args.allowedCidrs.includes(EVERYBODY) ? [] : [refuseOthers(args.allowedCidrs)];
  return new Policy(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      // Letters and digits only.
      policyName: name.replaceAll("-", ""),
      location: args.location,
      sku: args.sku,
      policySettings: {
        enabledState: "Enabled",
        mode: "Prevention",
        // People paste code and queries into a chat: what looks like an attack there is a question.
        requestBodyCheck: "Disabled",
      },
      managedRules: {
        managedRuleSets: [
          {
            ruleSetType: "Microsoft_DefaultRuleSet",
            ruleSetVersion: "2.1",
            ruleSetAction: "Block",
          },
          { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.1" },
        ],
      },
      customRules: { rules: [...strangers, limitRate()] },
      tags: args.tags,
    },
    { parent },
  );
}

function refuseOthers(allowedCidrs: readonly string[]) {
  return {
    name: "strangers",
    priority: 10,
    enabledState: "Enabled",
    ruleType: "MatchRule",
    action: "Block",
    matchConditions: [
      {
        matchVariable: "SocketAddr",
        operator: "IPMatch",
        negateCondition: true,
        matchValue: [...allowedCidrs],
      },
    ],
  };
}

function limitRate() {
  return {
    name: "rate",
    priority: 20,
    enabledState: "Enabled",
    ruleType: "RateLimitRule",
    action: "Block",
    rateLimitDurationInMinutes: 1,
    rateLimitThreshold: CLIENT_REQUESTS_PER_MINUTE,
    // A rate rule needs a condition: this one is true of every client.
    matchConditions: [
      {
        matchVariable: "SocketAddr",
        operator: "IPMatch",
        negateCondition: true,
        matchValue: [DOCUMENTATION],
      },
    ],
  };
}
