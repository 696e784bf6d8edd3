import { VM_SIZES, type Machine, type VmSize } from "../machines";
import { mebibytes } from "../units";
import type { Problem } from "./problems";
import type { AksConfig } from "./schema";

/** The rules that only an AKS cluster has. */
export function aksRules(config: AksConfig): Problem[] {
  return [...kubernetesApi(config), ...localDisks(config)];
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
