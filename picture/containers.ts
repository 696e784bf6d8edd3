import type { Json, JsonObject, PlannedResource } from "../plan/types";
import { valueAt } from "../plan/valueAt";
import { listAt, textAt } from "./resources";

/** What runs code, with the input that holds its environment. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  "kubernetes:apps/v1:Deployment": "spec",
  "kubernetes:apps/v1:StatefulSet": "spec",
  "aws:ecs/taskDefinition:TaskDefinition": "containerDefinitions",
  "aws:lambda/function:Function": "environment",
  "azure-native:web:WebApp": "siteConfig",
};

/** The plain variables of what runs code. */
export function variablesOf({ type, inputs }: PlannedResource): ReadonlyMap<string, string> {
  const named = (lists: readonly JsonObject[]): (readonly [string, Json | undefined])[] =>
    lists.flatMap(({ name, value }) => (typeof name === "string" ? [[name, value] as const] : []));
  const entries = (): readonly (readonly [string, Json | undefined])[] => {
    switch (type) {
      case "kubernetes:apps/v1:Deployment":
      case "kubernetes:apps/v1:StatefulSet":
        return named(containersOf(inputs).flatMap((container) => listAt(container, "env")));
      case "aws:ecs/taskDefinition:TaskDefinition":
        return named(
          taskContainers(inputs).flatMap((container) => listAt(container, "environment")),
        );
      case "aws:lambda/function:Function":
        return Object.entries((valueAt(inputs, "environment.variables") ?? {}) as JsonObject);
      case "azure-native:web:WebApp":
        return named(listAt(inputs, "siteConfig.appSettings"));
      default:
        return [];
    }
  };
  return new Map(
    entries().flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

function containersOf(inputs: JsonObject): readonly JsonObject[] {
  return listAt(inputs, "spec.template.spec.containers");
}

function taskContainers({ containerDefinitions }: JsonObject): readonly JsonObject[] {
  return typeof containerDefinitions === "string"
    ? (JSON.parse(containerDefinitions) as readonly JsonObject[])
    : [];
}

/** `250m CPU, 512Mi`: what a pod asks for. */
export function requestsOf(workload: PlannedResource): string {
  const at = (name: string): string =>
    textAt(workload, `spec.template.spec.containers.0.resources.requests.${name}`);
  return [at("cpu") === "" ? "" : `${at("cpu")} CPU`, at("memory")]
    .filter((text) => text !== "")
    .join(", ");
}
