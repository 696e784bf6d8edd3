import { at, list, object, parsed, text } from "./read";
import type { Json, JsonObject } from "../plan/types";
import type { Resource } from "./types";

/** Where each kind of workload has its pods' template. */
const TEMPLATES: Readonly<Record<string, string>> = {
  "kubernetes:apps/v1:DaemonSet": "spec.template.spec",
  "kubernetes:apps/v1:Deployment": "spec.template.spec",
  "kubernetes:apps/v1:StatefulSet": "spec.template.spec",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
  "kubernetes:batch/v1:Job": "spec.template.spec",
  "kubernetes:core/v1:Pod": "spec",
};

/** The pods of a workload, and where their template stands in its inputs. */
export interface Pod {
  readonly path: string;
  readonly spec: JsonObject;
}

export interface Container {
  /** Like `spec.template.spec.containers[0]`. */
  readonly path: string;
  readonly value: JsonObject;
}

/** The pods of a workload of Kubernetes; undefined for all other types. */
export function podOf({ type, inputs }: Resource): Pod | undefined {
  const path = TEMPLATES[type];
  return path === undefined ? undefined : { path, spec: object(at(inputs, path)) };
}

/** Every container of a pod, those that run before the others too. */
export function containersOf({ path, spec }: Pod): Container[] {
  return ["initContainers", "containers"].flatMap((key) =>
    list(spec[key]).map((value, index) => ({
      path: `${path}.${key}[${index}]`,
      value: object(value),
    })),
  );
}

/** The containers of a task of ECS, which stand in a text. */
export function tasksContainers({ type, inputs }: Resource): Container[] {
  if (type !== "aws:ecs/taskDefinition:TaskDefinition") return [];
  const path = "containerDefinitions";
  return list(parsed(inputs[path])).map((value) => ({ path, value: object(value) }));
}

/** The images that a resource runs, with where each is named. */
export function imagesOf(
  resource: Resource,
): { readonly property: string; readonly image: string }[] {
  const pod = podOf(resource);
  const pods = pod ? containersOf(pod) : [];
  return [
    ...pods.map(({ path, value }) => ({ property: `${path}.image`, image: text(value["image"]) })),
    ...tasksContainers(resource).map(({ path, value }) => ({
      property: path,
      image: text(value["image"]),
    })),
  ];
}

/** Variables with a value in plain text, as lists of name and value have them. */
export function plainVariables(variables: Json | undefined): { name: string; value: string }[] {
  return list(variables)
    .map((each) => ({ name: text(object(each)["name"]), value: text(object(each)["value"]) }))
    .filter(({ value }) => value !== "");
}
