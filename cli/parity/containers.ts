import { onEcs, onKubernetes, type Answers, type Carried, type Format } from "./answer";

export const TASK = { type: "aws:ecs/taskDefinition:TaskDefinition" };

const POD = "spec.template.spec";

/** A part of the gateway's pods. */
export function pod(path: string, format: Format): Carried {
  const type = "kubernetes:apps/v1:Deployment";
  return { type, name: "gateway", path: `${POD}.${path}`, format };
}

/** A part of the gateway's container in its pods. */
export function container(path: string, format: Format): Carried {
  return pod(`containers.gateway.${path}`, format);
}

/** A part of the gateway's container in its ECS tasks. */
export function taskContainer(path: string, format: Format): Carried {
  return { ...TASK, path: `containerDefinitions.gateway.${path}`, format };
}

/** A variable of the gateway's container, the same on every platform. */
export function variable(name: string, format: Format): Answers {
  return {
    ...onKubernetes(container(`env.${name}`, format)),
    ...onEcs(taskContainer(`environment.${name}`, format)),
  };
}
