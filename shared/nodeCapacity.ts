import {
  INSTANCE_TYPES,
  tasksPerInstance,
  VM_SIZES,
  type InstanceType,
  type Machine,
} from "./machines";

/** What one node has left for the chatbot's pods. */
export interface NodeCapacity {
  /** CPU in thousandths. */
  readonly millicores: number;
  /** Memory in MiB. */
  readonly mebibytes: number;
  readonly pods: number;
}

/** What one pod asks for. */
export interface PodRequest {
  readonly millicores: number;
  readonly mebibytes: number;
}

/** Memory that the kernel and firmware keep from the size's nominal memory (assumption: 7 %). */
const VISIBLE_MEMORY = 0.93;

/** Memory below which the kubelet evicts pods, in MiB: its default on EKS and AKS. */
const EVICTION_MEBIBYTES = 100;

/**
 * An EKS node. Reserved as the EKS AMI does (awslabs/amazon-eks-ami, nodeadm kubelet defaults):
 * memory 255 MiB + 11 MiB per pod; CPU 6 % of the first core, 1 % of the second, 0.5 % of the next
 * two, 0.25 % of the rest. The daemons ask for 570m and 400 MiB: VPC CNI 50m, kube-proxy 100m, the
 * Secrets Store CSI driver and its provider 120m and 240 MiB, CloudWatch's agents 300m and 160 MiB.
 */
export function eksNodeCapacity(instanceType: InstanceType): NodeCapacity {
  const machine: Machine = INSTANCE_TYPES[instanceType];
  const shares = [60, 10, 5, 5];
  const cores = Array.from({ length: machine.vcpus }, (_, core) => shares[core] ?? 2.5);
  const reserved = cores.reduce((sum, share) => sum + share, 0);
  return {
    millicores: Math.floor(machine.vcpus * 1000 - reserved - 570),
    mebibytes: visibleMebibytes(machine) - 255 - 11 * machine.maxPods - EVICTION_MEBIBYTES - 400,
    pods: machine.maxPods - 8,
  };
}

/**
 * Memory that ECS keeps free of tasks on a machine, for its agent, Docker and the system, in MiB
 * (assumption; the agent is told of it).
 */
export const ECS_RESERVED_MEBIBYTES = 256;

/** An EC2 instance of an ECS cluster: its agent asks for no CPU, and takes all vCPUs for tasks. */
export function ecsNodeCapacity(instanceType: InstanceType, trunking: boolean): NodeCapacity {
  const machine: Machine = INSTANCE_TYPES[instanceType];
  return {
    millicores: machine.vcpus * 1000,
    mebibytes: visibleMebibytes(machine) - ECS_RESERVED_MEBIBYTES,
    pods: tasksPerInstance(instanceType, trunking),
  };
}

/**
 * A node of an AKS user pool. Reserved as AKS documents it ("Node resource reservations", 1.29 and
 * later): CPU 100m for 2 cores, 140m for 4, 180m for 8; memory 20 MiB per pod + 50 MiB, at most a
 * quarter. The daemons (Cilium, CSI drivers, monitoring, secrets store) ask for 400m and 700 MiB
 * (assumption; it depends on the add-ons' versions), and the agent of the pods' logs for 250m and
 * 650 MiB (microsoft/Docker-Provider, ama-logs.yaml).
 */
export function aksNodeCapacity(vmSize: keyof typeof VM_SIZES): NodeCapacity {
  const machine: Machine = VM_SIZES[vmSize];
  const reservedCpu = { 2: 100, 4: 140, 8: 180 }[machine.vcpus] ?? 260;
  const memory = visibleMebibytes(machine);
  const reservedMemory = Math.min(20 * machine.maxPods + 50, memory / 4);
  return {
    millicores: machine.vcpus * 1000 - reservedCpu - 650,
    mebibytes: Math.floor(memory - reservedMemory) - EVICTION_MEBIBYTES - 1350,
    pods: machine.maxPods - 12,
  };
}

/** How many pods of one kind a node holds. */
export function podsPerNode(node: NodeCapacity, pod: PodRequest): number {
  const byCpu = Math.floor(node.millicores / pod.millicores);
  const byMemory = Math.floor(node.mebibytes / pod.mebibytes);
  return Math.max(0, Math.min(byCpu, byMemory, node.pods));
}

function visibleMebibytes(machine: Machine): number {
  return Math.floor(machine.memoryGiB * 1024 * VISIBLE_MEMORY);
}
