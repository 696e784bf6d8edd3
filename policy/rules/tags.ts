import { at, list, object, parsed, text } from "../read";
import type { Json } from "../../plan/types";
import type { Breach, Policy, Resource } from "../types";

/** The tags that tell each bill by its environment. */
const OURS = ["Environment", "ManagedBy"];

/** Types of Azure that carry tags of their own; on AWS the provider gives its tags to all. */
const TAGGED_ON_AZURE = [
  "containerregistry:Registry",
  "containerservice:AgentPool",
  "containerservice:ManagedCluster",
  "keyvault:Vault",
  "network:NatGateway",
  "network:PublicIPAddress",
  "network:VirtualNetwork",
  "operationalinsights:Workspace",
  "redisenterprise:RedisEnterprise",
  "resources:ResourceGroup",
  "servicebus:Namespace",
  "storage:StorageAccount",
  "web:WebApp",
].map((type) => `azure-native:${type}`);

function untagged({ type, inputs }: Resource): Breach[] {
  if (TAGGED_ON_AZURE.includes(type)) return missing("tags", inputs["tags"]);
  if (type === "pulumi:providers:aws") {
    // A provider's inputs that are no plain text travel as JSON.
    return missing("defaultTags.tags", at(parsed(inputs["defaultTags"]), "tags"));
  }
  // The provider's tags do not reach a group, nor what its machines are made of.
  if (type === "aws:autoscaling/group:Group") {
    const pairs = list(inputs["tags"]).map(
      (tag) => [text(at(tag, "key")), at(tag, "value") ?? ""] as const,
    );
    return missing("tags", Object.fromEntries(pairs));
  }
  if (type !== "aws:ec2/launchTemplate:LaunchTemplate") return [];
  const specifications = list(inputs["tagSpecifications"]);
  return ["instance", "volume"].flatMap((kind) => {
    const index = specifications.findIndex((each) => at(each, "resourceType") === kind);
    const property = index < 0 ? "tagSpecifications" : `tagSpecifications[${index}].tags`;
    const breaches = missing(property, at(specifications[index], "tags"));
    return breaches.map((breach) => ({ ...breach, rule: `${breach.rule} for each ${kind}` }));
  });
}

function missing(property: string, tags: Json | undefined): Breach[] {
  const lacking = OURS.filter((key) => object(tags)[key] === undefined);
  return lacking.length === 0 ? [] : [{ property, rule: `must have ${lacking.join(" and ")}` }];
}

export const TAGS: readonly Policy[] = [
  {
    name: "resources-tagged",
    level: "mandatory",
    description: "Each bill can be told by its environment, and by what made it.",
    remediation: "Give it the tags Environment and ManagedBy.",
    check: untagged,
  },
];
