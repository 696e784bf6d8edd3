import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import type { PlanMonitor } from "./monitor";
import { platformOf } from "./platform";
import { refuseDifference, refuseLeaks, refuseMissing } from "./refusals";
import type { Registration } from "./registration";
import type { StackConfig } from "./stackFile";
import type { JsonObject, Plan, PlannedResource } from "./types";
import { shown, unknownPaths } from "./values";

/**
 * Makes the plan of what two passes registered: values from the pass that ran like `pulumi up`,
 * unknown paths from the one that ran like a first preview.
 * @throws PlanError when an output has no look-alike, when the passes differ, or when a secret would
 * be shown in plain text.
 */
export function toPlan(
  { stack, project, config }: StackConfig,
  projectDir: string,
  up: PlanMonitor,
  preview: PlanMonitor,
): Plan {
  refuseMissing(up);
  refuseDifference(up.registrations, preview.registrations);
  const resources = [...up.registrations.values()]
    .map((resource) => planned(resource, preview.registrations.get(resource.urn), projectDir))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const plan: Plan = {
    stack,
    project,
    cloud: config[`${project}:cloud`] ?? "",
    platform: platformOf(resources),
    resources,
    outputs: shown(up.stackOutputs, projectDir) as JsonObject,
    unknown: unknownPaths(preview.stackOutputs),
  };
  refuseLeaks(plan);
  return plan;
}

function planned(
  { urn, type, name, parent, custom, inputs, request }: Registration,
  preview: Registration | undefined,
  projectDir: string,
): PlannedResource {
  const base = {
    urn,
    type,
    name,
    parent: parent === "" ? null : parent,
    inputs: custom ? (shown(inputs, projectDir) as JsonObject) : {},
    unknown: custom && preview !== undefined ? unknownPaths(preview.inputs) : [],
  };
  if (request === undefined) {
    return {
      ...base,
      protect: false,
      ignoreChanges: [],
      dependsOn: [],
      deletedWith: null,
      read: true,
    };
  }
  return {
    ...base,
    protect: request.getProtect() ?? false,
    ignoreChanges: [...request.getIgnorechangesList()].sort(),
    dependsOn: [...request.getDependenciesList()].sort(),
    deletedWith: request.getDeletedwith() || null,
    ...options(request),
  };
}

/** The options that few resources set; absent where they are not set. */
function options(request: RegisterResourceRequest): Partial<PlannedResource> {
  const provider = providerUrn(request.getProvider());
  const aliases = request.getAliasesList().map(aliasText).sort();
  const secretOutputs = [...request.getAdditionalsecretoutputsList()].sort();
  const replaceWith = [...request.getReplaceWithList()].sort();
  const replaceOnChanges = [...request.getReplaceonchangesList()].sort();
  const timeouts = timeoutsOf(request);
  const importId = request.getImportid();
  return {
    ...(secretOutputs.length > 0 && { additionalSecretOutputs: secretOutputs }),
    ...(aliases.length > 0 && { aliases }),
    ...(Object.keys(timeouts).length > 0 && { customTimeouts: timeouts }),
    ...(request.getDeletebeforereplace() && { deleteBeforeReplace: true as const }),
    ...(importId !== "" && { import: importId }),
    ...(provider !== "" && { provider }),
    ...(replaceOnChanges.length > 0 && { replaceOnChanges }),
    ...(replaceWith.length > 0 && { replaceWith }),
    ...(request.getRetainondelete() === true && { retainOnDelete: true as const }),
  };
}

function timeoutsOf(request: RegisterResourceRequest): JsonObject {
  const timeouts = request.getCustomtimeouts();
  const all = {
    create: timeouts?.getCreate() ?? "",
    update: timeouts?.getUpdate() ?? "",
    delete: timeouts?.getDelete() ?? "",
  };
  return Object.fromEntries(Object.entries(all).filter(([, time]) => time !== ""));
}

/** A provider reference is `<urn>::<id>`; the id says nothing before the provider exists. */
function providerUrn(reference: string): string {
  return reference.split("::").slice(0, 4).join("::");
}

function aliasText(alias: Alias): string {
  const urn = alias.getUrn();
  if (urn !== "") return urn;
  const spec = alias.getSpec()?.toObject() ?? {};
  return JSON.stringify(Object.fromEntries(Object.entries(spec).filter(([, value]) => value)));
}
