import { dockerfilePath } from "../../shared/buildContext";
import { fargateSize } from "../../shared/fargate";
import type { ScalingPace, ScalingPolicy } from "../../shared/scaling";
import {
  cpuQuantity,
  mebibytes,
  memoryQuantity,
  millicores,
  seconds,
  type Bytes,
  type Cpu,
  type Duration,
} from "../../shared/units";
import type { ChatbotWorkload, Gateway, ImageSource } from "../../shared/workload";
import {
  AS_IT_IS,
  AS_TEXT,
  format,
  IN_SECONDS,
  onEcs,
  onKubernetes,
  type Answers,
  type Carried,
  type FieldsOf,
  type Format,
  type Refused,
} from "./answer";
import { container, pod, TASK, taskContainer, variable } from "./containers";

const SECONDS_AS_TEXT = format("in seconds", (value: Duration) => String(seconds(value)));

/** Fargate sells CPU and memory together. */
const FARGATE = "of the smallest task that Fargate sells for it";

function fargateTask({ gateway }: ChatbotWorkload) {
  return fargateSize(millicores(gateway.cpu), mebibytes(gateway.memory));
}

/** ECS counts from the stop signal, which comes once routing has forgotten the task. */
const STOP = "`gateway.terminationGrace` less `gateway.routingDelay`, in seconds";

function stopSeconds(_: Duration, { gateway }: ChatbotWorkload): number {
  return seconds(gateway.terminationGrace) - seconds(gateway.routingDelay);
}

/** Where a task has both times; a default that Fargate would not bear is cut there. */
const STOP_TIMES = {
  "ecs (fargate)": taskContainer(
    "stopTimeout",
    format(`${STOP}, 120 at most`, (value: Duration, workload) =>
      Math.min(120, stopSeconds(value, workload)),
    ),
  ),
  "ecs (asg)": taskContainer("stopTimeout", format(STOP, stopSeconds)),
};

/** In a cluster that is there already nothing takes an image. */
const UNBUILT: Refused = {
  when: "`build`",
  error: "must be left out on kubernetes, which has no registry to push the image to",
  asked: ["gateway.build", { context: "app" }],
};

function image(as: Format, path?: string): Answers {
  const type = "docker-build:index:Image";
  const answer = { type, name: "gateway", ...(path !== undefined && { path }), format: as };
  return { eks: answer, aks: answer, ...onEcs(answer), kubernetes: UNBUILT };
}

function autoscaler(path: string): Carried {
  const type = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
  return { type, name: "gateway", path: `spec.${path}`, format: AS_IT_IS };
}

function target(path: string): Carried {
  return { type: "aws:appautoscaling/target:Target", path, format: AS_IT_IS };
}

function policy(name: "cpu" | "memory" | "requests", path: string, as = AS_IT_IS): Carried {
  const type = "aws:appautoscaling/policy:Policy";
  return { type, name, path: `targetTrackingScalingPolicyConfiguration.${path}`, format: as };
}

/** Pods have no measure of chats that an autoscaler could read. */
function uncounted(platform: "eks" | "aks" | "kubernetes"): Refused {
  const error = `is a key of ecs, not of ${platform}`;
  return { when: "any value", error, asked: ["gateway.chatsTarget", 60] };
}

type Given = Extract<ImageSource, { kind: "given" }>;
type Build = Extract<ImageSource, { kind: "build" }>;

export const GATEWAY_FIELDS = {
  "gateway.image.kind": image(
    format("exists for `build` alone", (kind: string) => kind === "build"),
  ),
  "gateway.image.reference": {
    ...onKubernetes(container("image", AS_IT_IS)),
    ...onEcs(taskContainer("image", AS_IT_IS)),
  },
  "gateway.image.context": image(AS_IT_IS, "context.location"),
  "gateway.image.dockerfile": image(
    format("behind the context", (_: string, { gateway }) =>
      gateway.image.kind === "build" ? dockerfilePath(gateway.image) : null,
    ),
    "dockerfile.location",
  ),
  "gateway.port": {
    ...onKubernetes(container("ports.http.containerPort", AS_IT_IS)),
    ...onEcs(taskContainer("portMappings.http.containerPort", AS_IT_IS)),
  },
  "gateway.cpu": {
    ...onKubernetes(
      container(
        "resources.requests.cpu",
        format("as Kubernetes writes it", (cpu: Cpu) => cpuQuantity(millicores(cpu))),
      ),
    ),
    "ecs (fargate)": {
      ...TASK,
      path: "cpu",
      format: format(FARGATE, (_: Cpu, workload) => String(fargateTask(workload)?.cpu)),
    },
    "ecs (asg)": taskContainer(
      "cpu",
      format("1,024 for each vCPU", (cpu: Cpu) => Math.ceil((millicores(cpu) * 1024) / 1000)),
    ),
  },
  "gateway.memory": {
    ...onKubernetes(
      container(
        "resources.limits.memory",
        format("as Kubernetes writes it", (memory: Bytes) => memoryQuantity(mebibytes(memory))),
      ),
    ),
    "ecs (fargate)": {
      ...TASK,
      path: "memory",
      format: format(FARGATE, (_: Bytes, workload) => String(fargateTask(workload)?.memory)),
    },
    "ecs (asg)": taskContainer("memory", format("in MiB", mebibytes)),
  },
  "gateway.scaling.min": {
    ...onKubernetes(autoscaler("minReplicas")),
    ...onEcs(target("minCapacity")),
  },
  "gateway.scaling.max": {
    ...onKubernetes(autoscaler("maxReplicas")),
    ...onEcs(target("maxCapacity")),
  },
  "gateway.scaling.cpuPercent": {
    ...onKubernetes(autoscaler("metrics.0.resource.target.averageUtilization")),
    ...onEcs(policy("cpu", "targetValue")),
  },
  "gateway.scaling.memoryPercent": {
    ...onKubernetes(autoscaler("metrics.1.resource.target.averageUtilization")),
    ...onEcs(policy("memory", "targetValue")),
  },
  "gateway.scaling.chatsPerReplica": {
    eks: uncounted("eks"),
    aks: uncounted("aks"),
    kubernetes: uncounted("kubernetes"),
    ...onEcs(
      policy(
        "requests",
        "targetValue",
        format("three requests a minute keep one up", (chats: number) => chats * 3),
      ),
    ),
  },
  "gateway.scaling.pace.upSeconds": {
    ...onKubernetes(autoscaler("behavior.scaleUp.policies.0.periodSeconds")),
    ...onEcs(policy("cpu", "scaleOutCooldown")),
  },
  "gateway.scaling.pace.downSeconds": {
    ...onKubernetes(autoscaler("behavior.scaleDown.stabilizationWindowSeconds")),
    ...onEcs(policy("cpu", "scaleInCooldown")),
  },
  "gateway.concurrentChats": variable("CONCURRENT_CHATS", AS_TEXT),
  "gateway.longestReply": variable("LONGEST_REPLY_SECONDS", SECONDS_AS_TEXT),
  "gateway.heartbeat": variable("HEARTBEAT_SECONDS", SECONDS_AS_TEXT),
  "gateway.drain": variable("DRAIN_SECONDS", SECONDS_AS_TEXT),
  "gateway.routingDelay": {
    ...onKubernetes(container("lifecycle.preStop.sleep.seconds", IN_SECONDS)),
    ...STOP_TIMES,
  },
  "gateway.keepAlive": variable("KEEP_ALIVE_SECONDS", SECONDS_AS_TEXT),
  "gateway.terminationGrace": {
    ...onKubernetes(pod("terminationGracePeriodSeconds", IN_SECONDS)),
    ...STOP_TIMES,
  },
} satisfies FieldsOf<"gateway", Omit<Gateway, "access" | "image" | "scaling">> &
  FieldsOf<"gateway.image", Given> &
  FieldsOf<"gateway.image", Build> &
  FieldsOf<"gateway.scaling", Omit<ScalingPolicy, "pace">> &
  FieldsOf<"gateway.scaling.pace", ScalingPace>;
