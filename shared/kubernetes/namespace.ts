import { LimitRange, Namespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1";
import type * as pulumi from "@pulumi/pulumi";
import { cpuQuantity, mebibytes, memoryQuantity, millicores } from "../units";
import type { Gateway } from "../workload";
import { COMMON_LABELS, GATEWAY, NAMESPACE } from "./labels";
import { RESTRICTED_NAMESPACE } from "./podDefaults";

/** A rolling update runs a quarter more replicas for a while: the Deployment's maxSurge. */
const SURGE = 1.25;

/** Replicas that end their last replies count too: all of the old ones, while the new ones come. */
const ENDING = 1;

/** The namespace, held to Pod Security `restricted`. */
export function createNamespace(name: string, opts: pulumi.CustomResourceOptions): Namespace {
  return new Namespace(
    `${name}-namespace`,
    { metadata: { name: NAMESPACE, labels: { ...COMMON_LABELS, ...RESTRICTED_NAMESPACE } } },
    opts,
  );
}

/** What the namespace may use in all: the largest scale in the midst of a rolling update. */
export function createQuota(
  name: string,
  gateway: Gateway,
  opts: pulumi.CustomResourceOptions,
): ResourceQuota {
  const pods = Math.ceil(gateway.scaling.max * (SURGE + ENDING));
  const memory = memoryQuantity(pods * mebibytes(gateway.memory));
  return new ResourceQuota(
    `${name}-quota`,
    {
      metadata: { name: NAMESPACE, namespace: NAMESPACE, labels: COMMON_LABELS },
      spec: {
        hard: {
          pods: String(pods),
          "requests.cpu": cpuQuantity(pods * millicores(gateway.cpu)),
          "requests.memory": memory,
          "limits.memory": memory,
          services: "1",
        },
      },
    },
    opts,
  );
}

/** Requests and limits for a container that names none, so that the quota admits it. */
export function createLimitRange(name: string, opts: pulumi.CustomResourceOptions): LimitRange {
  return new LimitRange(
    `${name}-limits`,
    {
      metadata: { name: NAMESPACE, namespace: NAMESPACE, labels: COMMON_LABELS },
      spec: {
        limits: [
          {
            type: "Container",
            defaultRequest: { cpu: "50m", memory: "64Mi" },
            default: { memory: "128Mi" },
          },
        ],
      },
    },
    opts,
  );
}

/** Lets the gateway push out pods of lower priority when nodes are short. */
export function createPriorityClass(
  name: string,
  opts: pulumi.CustomResourceOptions,
): PriorityClass {
  return new PriorityClass(
    `${name}-priority`,
    {
      metadata: { name: `${NAMESPACE}-${GATEWAY}`, labels: COMMON_LABELS },
      value: 1000,
      globalDefault: false,
      description: "Serves people who wait for an answer",
    },
    opts,
  );
}
