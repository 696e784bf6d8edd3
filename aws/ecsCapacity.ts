import type { ServiceArgs } from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { EcsOnFargate, EcsOnMachines } from "../shared/config/schema";
import type { Watched } from "./alarmSources";
import type { EcsNodes } from "./ecsNodes";

/** What the tasks of a service run on. */
export interface EcsCapacity {
  /** Names of the capacity providers that the cluster needs. */
  readonly providers: pulumi.Input<string>[];
  /** Where the service puts its tasks. */
  readonly placement: Pick<
    ServiceArgs,
    "capacityProviderStrategies" | "orderedPlacementStrategies" | "platformVersion"
  >;
  /** Machines that can come to an end, when there are any. */
  readonly nodes?: NonNullable<Watched["nodes"]>;
}

/** The first tasks on Fargate proper; of the rest, a share on Fargate Spot. */
export function onFargate({ fargate }: EcsOnFargate): EcsCapacity {
  const { onDemandBase, spotPercent } = fargate;
  const strategies = [
    { capacityProvider: "FARGATE", base: onDemandBase, weight: 100 - spotPercent },
    { capacityProvider: "FARGATE_SPOT", base: 0, weight: spotPercent },
  ];
  return {
    providers: ["FARGATE", "FARGATE_SPOT"],
    placement: {
      capacityProviderStrategies: strategies.filter(({ base, weight }) => base > 0 || weight > 0),
      platformVersion: "LATEST",
    },
  };
}

/** All tasks on the machines of the group: even over the zones, and on as few machines as hold them. */
export function onMachines({ nodes }: EcsOnMachines, machines: EcsNodes): EcsCapacity {
  const provider = machines.provider.name;
  return {
    providers: [provider],
    placement: {
      capacityProviderStrategies: [{ capacityProvider: provider, base: 0, weight: 100 }],
      orderedPlacementStrategies: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        // A machine goes only when it is empty.
        { type: "binpack", field: "memory" },
      ],
    },
    nodes: { group: machines.groupName, max: nodes.max },
  };
}
