import type { PlannedResource } from "../../plan/types";
import type { Resources } from "../resources";
import type { Kind } from "../types";

/** What resources of a type look like in a picture. */
export interface PartRule {
  readonly kind: Kind;
  readonly title: (resource: PlannedResource, resources: Resources) => string;
  /**
   * What to say of it. Empty lines are left out.
   * @param all what shares the box, the first included
   */
  readonly lines?: (
    first: PlannedResource,
    resources: Resources,
    all: readonly PlannedResource[],
  ) => readonly (string | undefined)[];
  /** The name of a box that all resources with the same name share. Default: a box each. */
  readonly together?: string;
  /** Whether a resource is drawn at all. Default: yes. */
  readonly when?: (resource: PlannedResource, resources: Resources) => boolean;
  /** What it stands in: its subnets, cluster or network. Default: nothing but the cloud. */
  readonly in?: (resource: PlannedResource, resources: Resources) => readonly PlannedResource[];
}

export type PartRules = Readonly<Record<string, PartRule>>;
