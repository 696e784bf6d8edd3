/** What a Fargate task is given. */
export interface FargateSize {
  /** CPU units: 1024 are one vCPU. */
  readonly cpu: number;
  /** Memory in MiB. */
  readonly memory: number;
}

const GIB = 1024;

/**
 * What Fargate sells: for each number of CPU units, the least and most memory in GiB and the step
 * between (Amazon ECS developer guide, "Fargate task size"). 0.25 vCPU has 0.5 GiB besides.
 */
const SIZES: readonly (readonly [cpu: number, least: number, most: number, step: number])[] = [
  [256, 1, 2, 1],
  [512, 1, 4, 1],
  [1024, 2, 8, 1],
  [2048, 4, 16, 1],
  [4096, 8, 30, 1],
  [8192, 16, 60, 4],
  [16384, 32, 120, 8],
];

/**
 * The smallest task that holds what a container asks for.
 * @param millicores CPU in thousandths
 * @param mebibytes memory in MiB
 * @returns undefined when no task is large enough
 */
export function fargateSize(millicores: number, mebibytes: number): FargateSize | undefined {
  for (const [cpu, least, most, step] of SIZES) {
    if (cpu * 1000 < millicores * 1024 || mebibytes > most * GIB) continue;
    if (cpu === 256 && mebibytes <= GIB / 2) return { cpu, memory: GIB / 2 };
    const steps = Math.max(0, Math.ceil((mebibytes / GIB - least) / step));
    return { cpu, memory: (least + steps * step) * GIB };
  }
  return undefined;
}
