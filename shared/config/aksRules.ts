import { VM_SIZES, type Machine, type VmSize } from "../machines";
import { mebibytes } from "../units";
import type { Problem } from "./problems";
import type { AksConfig } from "./schema";

/** Disk of a node's operating system, in GiB (Azure docs, "az aks nodepool add", and the REST API). */
const DISK = { least: 30, most: 2048 };

/** Most nodes of one pool (Azure docs, "Quotas and regional limits" of AKS). */
const MOST_NODES = 1000;

/** The rules that only an AKS cluster has. */
export function aksRules(config: AksConfig): Problem[] {
  return [
    ...kubernetesApi(config),
    ...disks(config),
    ...localDisks(config),
    ...systemPool(config),
    ...poolSizes(config),
  ];
}

function kubernetesApi({ kubernetesApi: api }: AksConfig): Problem[] {
  if (!api.private && api.allowedCidrs === undefined) {
    return [
      {
        key: "kubernetesApi.allowedCidrs",
        rule: "is required, unless kubernetesApi.private is true",
        fix: 'Name the ranges of your own network, such as ["203.0.113.0/24"].',
      },
    ];
  }
  if (api.private && api.allowedCidrs !== undefined) {
    return [
      {
        key: "kubernetesApi.allowedCidrs",
        value: api.allowedCidrs.join(", "),
        rule: "must not stand beside kubernetesApi.private, which the Internet cannot reach",
        fix: "Leave out one of the two.",
      },
    ];
  }
  return [];
}

function disks({ nodes: { disk } }: AksConfig): Problem[] {
  const size = mebibytes(disk);
  if (size >= DISK.least * 1024 && size <= DISK.most * 1024) return [];
  return [
    {
      key: "nodes.disk",
      value: disk,
      rule: `must be from ${DISK.least}Gi to ${DISK.most}Gi, as AKS asks`,
      fix: `Set it to "${size < DISK.least * 1024 ? DISK.least : DISK.most}Gi".`,
    },
  ];
}

function poolSizes({ nodes, systemNodes }: AksConfig): Problem[] {
  const sizes: [key: string, size: number][] = [
    ["nodes.max", nodes.max],
    ["nodes.spotMax", nodes.spotMax],
    ["systemNodes.max", systemNodes.max],
  ];
  return sizes
    .filter(([, size]) => size > MOST_NODES)
    .map(([key, size]) => ({
      key,
      value: String(size),
      rule: `must be at most ${MOST_NODES}, the most nodes of a pool of AKS`,
      fix: `Set it to ${MOST_NODES} or less.`,
    }));
}

/** AKS keeps burstable machines from system pools (Azure docs, "Use system node pools"). */
function systemPool({ systemNodes: { vmSize } }: AksConfig): Problem[] {
  if (!vmSize.startsWith("Standard_B")) return [];
  return [
    {
      key: "systemNodes.vmSize",
      value: vmSize,
      rule: "must not be of the B series, which AKS takes for no system pool",
      fix: 'Take a size such as "Standard_D2ps_v6".',
    },
  ];
}

/** A local disk costs money: a size that has one must be able to use it. */
function localDisks({ nodes, systemNodes }: AksConfig): Problem[] {
  const sizes: [key: string, size: VmSize][] = [
    ["nodes.vmSize", nodes.vmSize],
    ["systemNodes.vmSize", systemNodes.vmSize],
  ];
  return sizes.flatMap(([key, size]) => {
    const { localDiskGiB }: Machine = VM_SIZES[size];
    if (localDiskGiB === undefined || mebibytes(nodes.disk) <= localDiskGiB * 1024) return [];
    return [
      {
        key: "nodes.disk",
        value: nodes.disk,
        rule: `must fit the local disk of ${key} (${size}: ${localDiskGiB}Gi), which holds the operating system`,
        fix: `Set nodes.disk to "${localDiskGiB}Gi" or less, or take a size without a local disk.`,
      },
    ];
  });
}
