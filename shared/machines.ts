/** What one machine size offers to pods. */
export interface Machine {
  readonly vcpus: number;
  /** Memory in GiB. */
  readonly memoryGiB: number;
  readonly architecture: "arm64" | "amd64";
  /** Pods that the kubelet admits. */
  readonly maxPods: number;
  /** Addresses that one machine takes from its subnet when it is full. */
  readonly addresses: number;
  /** Tasks with an address of their own that ECS puts on an EC2 instance. */
  readonly tasks?: EcsTasks;
  /** A local disk of an Azure VM that can hold the operating system, in GiB; absent without one. */
  readonly localDiskGiB?: number;
}

/** How many tasks of the network mode awsvpc an EC2 instance holds. */
export interface EcsTasks {
  /** One for each interface but the machine's own. */
  readonly plain: number;
  /** With the account setting `awsvpcTrunking`, on the types that know it. */
  readonly trunked?: number;
}

/**
 * EKS with the VPC CNI gives each pod an address of the subnet:
 * pods = interfaces × (addresses − 1) + 2. Interfaces and addresses by type: Amazon EC2 user guide,
 * "Maximum IP addresses per network interface".
 * @param trunked tasks with `awsvpcTrunking`: Amazon ECS developer guide, "Supported instances for
 *   increased Amazon ECS container network interfaces"
 */
function ec2(
  vcpus: number,
  memoryGiB: number,
  interfaces: number,
  addressesEach: number,
  trunked?: number,
): Machine {
  const maxPods = interfaces * (addressesEach - 1) + 2;
  return {
    vcpus,
    memoryGiB,
    architecture: "arm64",
    maxPods,
    addresses: interfaces * addressesEach,
    tasks: { plain: interfaces - 1, ...(trunked !== undefined && { trunked }) },
  };
}

/** AKS with the CNI overlay: pods have a range of their own, the machine takes one address. */
function azure(
  vcpus: number,
  memoryGiB: number,
  architecture: Machine["architecture"],
  localDiskGiB?: number,
): Machine {
  return {
    vcpus,
    memoryGiB,
    architecture,
    maxPods: AKS_OVERLAY_MAX_PODS,
    addresses: 1,
    ...(localDiskGiB !== undefined && { localDiskGiB }),
  };
}

/** Pods per node asked of AKS: room for the add-ons and the gateway, far below overlay's 250. */
export const AKS_OVERLAY_MAX_PODS = 110;

/** EC2 instance types that nodes can have: all Graviton, so that one image serves each. */
export const INSTANCE_TYPES = {
  "t4g.medium": ec2(2, 4, 3, 6),
  "t4g.large": ec2(2, 8, 3, 12),
  "t4g.xlarge": ec2(4, 16, 4, 15),
  "m7g.large": ec2(2, 8, 3, 10, 10),
  "m7g.xlarge": ec2(4, 16, 4, 15, 20),
  "m7g.2xlarge": ec2(8, 32, 4, 15, 40),
  "c7g.large": ec2(2, 4, 3, 10, 10),
  "c7g.xlarge": ec2(4, 8, 4, 15, 20),
  "c7g.2xlarge": ec2(8, 16, 4, 15, 40),
} as const satisfies Record<string, Machine>;

export type InstanceType = keyof typeof INSTANCE_TYPES;

/** Tasks that one EC2 instance holds, each with an interface of its own, in an account with trunking. */
export function trunkedTasks(instanceType: InstanceType): number | undefined {
  const { tasks }: Machine = INSTANCE_TYPES[instanceType];
  return tasks?.trunked;
}

/** Tasks that one EC2 instance holds: trunking changes nothing for a type that does not know it. */
export function tasksPerInstance(instanceType: InstanceType, trunking: boolean): number {
  const { tasks }: Machine = INSTANCE_TYPES[instanceType];
  return (trunking ? trunkedTasks(instanceType) : undefined) ?? tasks?.plain ?? 0;
}

/**
 * Azure VM sizes that a node pool can use. AKS system pools need 2 vCPU and 4 GiB at least. Local
 * disks: Azure docs, "Sizes for virtual machines", temporary storage. The sizes with a `d` of
 * generation 6 are left out: AKS refuses the operating system on their NVMe disk in some regions
 * (Azure/AKS issue 5568).
 */
export const VM_SIZES = {
  Standard_B2s_v2: azure(2, 8, "amd64"),
  Standard_D2s_v5: azure(2, 8, "amd64"),
  Standard_D4s_v5: azure(4, 16, "amd64"),
  Standard_D8s_v5: azure(8, 32, "amd64"),
  Standard_D2ds_v5: azure(2, 8, "amd64", 75),
  Standard_D4ds_v5: azure(4, 16, "amd64", 150),
  Standard_D8ds_v5: azure(8, 32, "amd64", 300),
  Standard_D2pds_v5: azure(2, 8, "arm64", 75),
  Standard_D4pds_v5: azure(4, 16, "arm64", 150),
  Standard_D8pds_v5: azure(8, 32, "arm64", 300),
  Standard_D2ps_v6: azure(2, 8, "arm64"),
  Standard_D4ps_v6: azure(4, 16, "arm64"),
  Standard_D8ps_v6: azure(8, 32, "arm64"),
} as const satisfies Record<string, Machine>;

export type VmSize = keyof typeof VM_SIZES;

/** ElastiCache node types that a session store can use: all Graviton. */
export const CACHE_NODE_TYPES = [
  "cache.t4g.micro",
  "cache.t4g.small",
  "cache.t4g.medium",
  "cache.m7g.large",
  "cache.m7g.xlarge",
  "cache.r7g.large",
  "cache.r7g.xlarge",
] as const;

/**
 * Azure Managed Redis sizes that a session store can use: balanced memory and CPU. Without a cluster,
 * 25 GB are the most (Azure docs, "Azure Managed Redis architecture"); B20 has 24.
 */
export const AZURE_CACHE_SKUS = [
  "Balanced_B0",
  "Balanced_B1",
  "Balanced_B3",
  "Balanced_B5",
  "Balanced_B10",
  "Balanced_B20",
] as const;
