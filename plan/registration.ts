import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import type { StackConfig } from "./stackFile";
import type { WireObject } from "./values";

export const STACK_TYPE = "pulumi:pulumi:Stack";

export type StackName = Pick<StackConfig, "stack" | "project">;

/** A resource as the program registered it, before anything is hidden or resolved. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: WireObject;
  /** Absent for a resource that is only read. */
  readonly request?: RegisterResourceRequest;
}

/** The engine's URN: the types of all parents but the stack, and the name. */
export function urnOf(
  { stack, project }: StackName,
  { parent, type, name }: Pick<Registration, "parent" | "type" | "name">,
): string {
  const parentTypes = parent.split("::")[2] ?? "";
  const types = parentTypes === "" || parentTypes === STACK_TYPE ? type : `${parentTypes}$${type}`;
  return [`urn:pulumi:${stack}`, project, types, name].join("::");
}
