import type { LogGroup } from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { EcsConfig } from "../shared/config/schema";
import { createLogGroup } from "./logs";

export interface EcsClusterArgs {
  readonly config: EcsConfig;
}

/** An ECS cluster on Fargate, with the log of the gateway. */
export class EcsCluster extends pulumi.ComponentResource {
  readonly cluster: ecs.Cluster;
  readonly logGroup: LogGroup;
  /** A service may name a capacity provider only after the cluster has it. */
  readonly capacity: ecs.ClusterCapacityProviders;

  constructor(name: string, args: EcsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:EcsCluster", name, {}, opts);
    const prod = args.config.size === "prod";
    this.logGroup = createLogGroup(
      `${name}-gateway`,
      `/aws/ecs/${name}/gateway`,
      args.config.size,
      { parent: this },
    );
    this.cluster = new ecs.Cluster(
      name,
      { name, settings: [{ name: "containerInsights", value: prod ? "enhanced" : "enabled" }] },
      { parent: this },
    );
    this.capacity = new ecs.ClusterCapacityProviders(
      name,
      { clusterName: this.cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
      { parent: this },
    );
    this.registerOutputs({ name: this.cluster.name });
  }
}
