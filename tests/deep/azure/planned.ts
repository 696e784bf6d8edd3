import { FakeCloud } from "../../../plan/cloud/cloud";
import { planStack, type PlanOptions } from "../../../plan/run";
import { readStack } from "../../../plan/stackFile";
import type { JsonObject } from "../../../plan/types";
import { withSecrets } from "../support/secrets";

/** A planned Azure resource with all that its provider sends. */
export interface AzureResource {
  readonly urn: string;
  /** Without `azure-native:`. */
  readonly type: string;
  readonly name: string;
  /** With a generated name, and with the location that the provider adds where there is none. */
  readonly inputs: JsonObject;
  /** Added by the provider where the type has a location at all. */
  readonly location: string;
}

/** The Azure resources of a stack, without the ones that exist already. */
export async function azureResourcesOf(
  options: Pick<PlanOptions, "projectDir" | "stack" | "set">,
): Promise<AzureResource[]> {
  const { resources } = await planStack(options);
  const cloud = new FakeCloud(readStack(options.projectDir, options.stack, options.set));
  const provider = resources.find(({ type }) => type === "pulumi:providers:azure-native");
  const location = provider?.inputs["location"];
  if (typeof location !== "string") throw new Error(`${options.stack} has no location`);
  return resources
    .filter(({ type, read }) => type.startsWith("azure-native:") && read !== true)
    .map((resource) => ({
      urn: resource.urn,
      type: resource.type.slice("azure-native:".length),
      name: resource.name,
      inputs: withSecrets({
        ...cloud.create(resource, resource.provider ?? "").defaults,
        ...resource.inputs,
      }) as JsonObject,
      location,
    }));
}
