import type { PlannedResource } from "../../plan/types";

/** A planned resource with nothing special, for tests that need no program. */
export function planned(
  type: string,
  name: string,
  more: Partial<PlannedResource> = {},
): PlannedResource {
  return {
    urn: `urn:${type}::${name}`,
    type,
    name,
    parent: null,
    inputs: {},
    protect: false,
    ignoreChanges: [],
    dependsOn: [],
    deletedWith: null,
    unknown: [],
    ...more,
  };
}
