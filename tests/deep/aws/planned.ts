import { FakeCloud } from "../../../plan/cloud/cloud";
import { planStack, type PlanOptions } from "../../../plan/run";
import { readStack } from "../../../plan/stackFile";
import type { Json, JsonObject, Plan } from "../../../plan/types";
import { withSecrets } from "../support/secrets";

/** A planned AWS resource as modelcheck takes it: what a plan shows, and what it made up. */
export interface AwsResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly region: string;
  /** With the values that the provider fills in, like a generated name. */
  readonly inputs: JsonObject;
  /** Made up in the cloud's place: `id`, `arn` and so on. Inputs of others hold them. */
  readonly outputs: JsonObject;
  /** Tags that the provider puts on every resource. */
  readonly defaultTags: JsonObject;
  readonly dependsOn: readonly string[];
}

/** The AWS resources of a stack, without the ones that exist already. */
export async function awsResourcesOf(
  options: Pick<PlanOptions, "projectDir" | "stack" | "set">,
): Promise<AwsResource[]> {
  const plan = await planStack(options);
  const cloud = new FakeCloud(readStack(options.projectDir, options.stack, options.set));
  const providers = providersOf(plan);
  // A resource takes its region from its provider, so the cloud meets the providers first.
  for (const provider of providers.values()) cloud.create(provider, "");
  return plan.resources
    .filter(({ type, read }) => type.startsWith("aws:") && read !== true)
    .map((resource) => {
      const provider = providers.get(resource.provider ?? "");
      const { id, outputs, defaults } = cloud.create(resource, resource.provider ?? "");
      return {
        urn: resource.urn,
        type: resource.type,
        name: resource.name,
        region: regionOf(provider?.inputs["region"]),
        inputs: withSecrets({ ...defaults, ...resource.inputs }) as JsonObject,
        outputs: { ...outputs, id },
        defaultTags: defaultTags(provider?.inputs["defaultTags"]),
        dependsOn: resource.dependsOn,
      };
    });
}

function providersOf({ resources }: Plan) {
  const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
  return new Map(providers.map((provider) => [provider.urn, provider]));
}

function regionOf(input: Json | undefined): string {
  return typeof input === "string" ? input : "us-east-1";
}

/** A provider's inputs that are no plain text travel as JSON. */
function defaultTags(json: Json | undefined): JsonObject {
  if (typeof json !== "string") return {};
  const { tags = {} } = JSON.parse(json) as { readonly tags?: JsonObject };
  return tags;
}
