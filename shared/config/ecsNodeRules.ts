import { trunkedTasks } from "../machines";
import { mebibytes } from "../units";
import type { Problem } from "./problems";
import type { EcsOnMachines } from "./schema";

/** Size of the image of ECS's machines, in GiB: their disk holds it (AMI of Amazon Linux 2023). */
const IMAGE_GIB = 30;

/** The rules of ECS on machines of its own. */
export function ecsNodeRules({ nodes }: EcsOnMachines): Problem[] {
  const problems: Problem[] = [];
  if (mebibytes(nodes.disk) < IMAGE_GIB * 1024) {
    problems.push({
      key: "nodes.disk",
      value: nodes.disk,
      rule: `must hold the image of ECS's machines (${IMAGE_GIB}Gi)`,
      fix: `Set nodes.disk to "${IMAGE_GIB}Gi" or more.`,
    });
  }
  if (nodes.trunking && trunkedTasks(nodes.instanceType) === undefined) {
    problems.push({
      key: "nodes.trunking",
      value: "true",
      rule: `must not be set with nodes.instanceType ${nodes.instanceType}, which knows no trunk interfaces`,
      fix: "Take a type such as m7g.large, or leave nodes.trunking out.",
    });
  }
  return problems;
}
