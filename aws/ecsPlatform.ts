import type { EcsConfig } from "../shared/config/schema";
import type { ChatbotWorkload } from "../shared/workload";
import { runningTasks } from "./alarmSources";
import type { AwsBase, ClusterResult } from "./base";
import { EcsCluster } from "./ecs";
import { EcsService } from "./ecsService";
import { scaleService } from "./ecsScaling";

/** Runs the gateway on ECS, on Fargate and Fargate Spot. */
export function deployEcs(
  name: string,
  config: EcsConfig,
  workload: ChatbotWorkload,
  base: AwsBase,
): ClusterResult {
  const opts = { providers: [base.provider] };
  const cluster = new EcsCluster(name, { config }, opts);
  const service = new EcsService(name, { config, workload, base, cluster }, opts);
  scaleService(name, {
    clusterName: cluster.cluster.name,
    service: service.service,
    policy: workload.gateway.scaling,
    loadBalancer: base.loadBalancer,
    opts: { parent: service },
  });
  return {
    outputs: { clusterName: cluster.cluster.name },
    watched: { replicas: runningTasks(cluster.cluster.name, service.service.name) },
  };
}
