import type { LogGroup } from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { EcsConfig } from "../shared/config/schema";
import { createLogGroup } from "./logs";

export interface EcsClusterArgs {
  readonly config: EcsConfig;
}

/** An ECS cluster, with the log of the gateway. */
export class EcsCluster extends pulumi.ComponentResource {
  readonly cluster: ecs.Cluster;
  readonly logGroup: LogGroup;

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
    this.registerOutputs({ name: this.cluster.name });
  }

  /** Gives the cluster its capacity providers: a service may name one only after that. */
  takeCapacity(
    name: string,
    capacityProviders: pulumi.Input<string>[],
  ): ecs.ClusterCapacityProviders {
    return new ecs.ClusterCapacityProviders(
      name,
      { clusterName: this.cluster.name, capacityProviders },
      { parent: this },
    );
  }
}
