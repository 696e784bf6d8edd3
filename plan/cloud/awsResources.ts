import type { JsonObject } from "../types";
import { AWS_EKS } from "./awsEks";
import { arn } from "./awsIdentifiers";
import { AWS_NETWORK } from "./awsNetwork";
import { AWS_SERVICES } from "./awsServices";
import { asGroup, type Creation, type FakeResource, type Rule } from "./resource";

const RULES: Readonly<Record<string, Rule>> = { ...AWS_EKS, ...AWS_NETWORK, ...AWS_SERVICES };

/** What AWS adds to a new resource. */
export function createAws(resource: FakeResource): Creation {
  const [, service = "", kind = ""] = /^aws:(\w+)\/?\w*:(\w+)$/.exec(resource.type) ?? [];
  const rule = RULES[`${service}:${kind}`] ?? generic(service, kind);
  const { id, outputs = {}, defaults = {} } = rule(resource);
  return { id, outputs: { ...outputs, ...tagsAll(resource) }, defaults: { ...defaults } };
}

/** For types without a rule: an id and an ARN in AWS's naming scheme. */
function generic(service: string, kind: string): Rule {
  return (resource) => {
    const name = resource.text("name") ?? `${resource.name}-${resource.hex(7)}`;
    const path = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
    return { id: name, outputs: { arn: arn(service, resource, `${path}/${name}`), name } };
  };
}

function tagsAll(resource: FakeResource): JsonObject {
  const tags = resource.inputs["tags"];
  return tags === undefined ? {} : { tagsAll: asGroup(tags) };
}
