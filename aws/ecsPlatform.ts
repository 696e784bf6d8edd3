import type * as pulumi from "@pulumi/pulumi";
import type { EcsConfig } from "../shared/config/schema";
import type { ChatbotWorkload } from "../shared/workload";
import { runningTasks } from "./alarmSources";
import type { AwsBase, ClusterResult } from "./base";
import { EcsCluster } from "./ecs";
import { onFargate, onMachines, type EcsCapacity } from "./ecsCapacity";
import { EcsNodes } from "./ecsNodes";
import { EcsService } from "./ecsService";
import { scaleService } from "./ecsScaling";

/** Runs the gateway on ECS: on Fargate and Fargate Spot, or on machines of its own. */
export function deployEcs(
  name: string,
  config: EcsConfig,
  workload: ChatbotWorkload,
  base: AwsBase,
): ClusterResult {
  const opts = { providers: [base.provider] };
  const cluster = new EcsCluster(name, { config }, opts);
  const capacity = createCapacity(name, config, cluster, base, opts);
  const ready = cluster.takeCapacity(name, capacity.providers);
  const service = new EcsService(name, { config, workload, base, cluster, capacity, ready }, opts);
  scaleService(name, {
    clusterName: cluster.cluster.name,
    service: service.service,
    policy: workload.gateway.scaling,
    loadBalancer: base.loadBalancer,
    opts: { parent: service },
  });
  return {
    outputs: { clusterName: cluster.cluster.name },
    watched: {
      replicas: runningTasks(cluster.cluster.name, service.service.name),
      ...(capacity.nodes && { nodes: capacity.nodes }),
    },
  };
}

function createCapacity(
  name: string,
  config: EcsConfig,
  { cluster }: EcsCluster,
  { network }: AwsBase,
  opts: pulumi.ComponentResourceOptions,
): EcsCapacity {
  if (config.capacity === "fargate") return onFargate(config);
  return onMachines(config, new EcsNodes(name, { config, cluster, network }, opts));
}
