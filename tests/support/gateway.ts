import type { PlannedResource } from "../../plan/types";
import { input } from "./plans";

/** Overrides that no preset has: what a platform makes of them came from the workload. */
export const TUNED_GATEWAY = [
  "gateway.image=registry.example.com/gateway:2",
  "gateway.port=9000",
  "gateway.cpu=0.3 vCPU",
  "gateway.memory=400Mi",
  "gateway.minReplicas=2",
  "gateway.maxReplicas=5",
  "gateway.cpuTarget=55",
  "gateway.memoryTarget=70",
  "gateway.concurrentChats=90",
  "gateway.longestReply=100s",
  "gateway.heartbeat=20s",
];

/** One variable, as both Kubernetes and ECS write it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Variables by name. */
export function byName(variables: readonly Variable[]): Record<string, string> {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

/** The environment of a Deployment's first container, by name. */
export function environmentOf(deployment: PlannedResource): Record<string, string> {
  return byName(input(deployment, "spec.template.spec.containers.0.env") as Variable[]);
}
