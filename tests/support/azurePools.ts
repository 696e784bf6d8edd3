import type { JsonObject } from "../../plan/types";
import { poolsOf, type Invariant } from "./azurePlan";
import { asObject, list, text } from "./json";

/**
 * What a size offers to AKS: virtual CPUs, memory in GiB, and what can hold an operating system, in
 * GiB: its cache, or the local disk of a size without one (Azure docs, "Sizes for virtual machines").
 */
const SIZES: Readonly<Record<string, { vcpus: number; memory: number; local?: number }>> = {
  Standard_B2s_v2: { vcpus: 2, memory: 8 },
  Standard_D2ps_v6: { vcpus: 2, memory: 8 },
  Standard_D4ps_v6: { vcpus: 4, memory: 16 },
  Standard_D2pds_v5: { vcpus: 2, memory: 8, local: 75 },
};

/** The operating system fits where it is to be ("Storage options for applications in AKS"). */
const fitsLocalDisks: Invariant = (plan) =>
  poolsOf(plan).flatMap((pool) => {
    const { vmSize, osDiskType, osDiskSizeGB } = pool;
    const size = SIZES[text(vmSize)];
    if (!size) return [`${text(vmSize)}: no size that is known here`];
    const fits = osDiskType !== "Ephemeral" || Number(osDiskSizeGB) <= (size.local ?? 0);
    return fits ? [] : [`${text(vmSize)}: no room for ${Number(osDiskSizeGB)} GiB`];
  });

/** "Use system node pools": restrictions; the least of machines is that of Azure's own error. */
const suitsSystemPools: Invariant = (plan) => {
  const pools = poolsOf(plan).filter(({ mode }) => mode === "System");
  const wrong = pools.filter((pool) => {
    const { vcpus = 0, memory = 0 } = SIZES[text(pool["vmSize"])] ?? {};
    return (
      vcpus < 2 ||
      memory < 4 ||
      text(pool["vmSize"]).startsWith("Standard_B") ||
      pool["osType"] !== "Linux" ||
      pool["scaleSetPriority"] === "Spot" ||
      Number(pool["maxPods"]) < 30 ||
      Number(pool["minCount"]) < 1
    );
  });
  return [
    ...(pools.length === 0 ? ["no system pool"] : []),
    ...wrong.map((pool) => `${text(pool["name"])}: no system pool can be like that`),
  ];
};

const SPOT = "kubernetes.azure.com/scalesetpriority";

/** "Add a Spot node pool": limitations. */
const suitsSpotPools: Invariant = (plan) =>
  poolsOf(plan)
    .filter(({ scaleSetPriority }) => scaleSetPriority === "Spot")
    .filter((pool) => !isSpotPool(pool))
    .map((pool) => `${text(pool["name"])}: no spot pool can be like that`);

function isSpotPool(pool: JsonObject): boolean {
  const price = Number(pool["spotMaxPrice"]);
  return (
    pool["mode"] === "User" &&
    pool["type"] === "VirtualMachineScaleSets" &&
    (price === -1 || (price > 0 && Number(price.toFixed(5)) === price)) &&
    asObject(pool["nodeLabels"])[SPOT] === "spot" &&
    list(pool["nodeTaints"]).includes(`${SPOT}=spot:NoSchedule`) &&
    // No surge nodes are to be had for an upgrade.
    pool["upgradeSettings"] === undefined
  );
}

/** "Configure Azure CNI Overlay": 10 to 250 pods a node; a pool has 1,000 nodes at most. */
const countsWithinAks: Invariant = (plan) =>
  poolsOf(plan)
    .filter((pool) => {
      const at = (key: string) => Number(pool[key]);
      const counts = at("minCount") <= at("count") && at("count") <= at("maxCount");
      return !(counts && at("maxCount") <= 1000 && at("maxPods") >= 10 && at("maxPods") <= 250);
    })
    .map((pool) => `${text(pool["name"])}: numbers that AKS refuses`);

export const POOL_INVARIANTS = {
  fitsLocalDisks,
  suitsSystemPools,
  suitsSpotPools,
  countsWithinAks,
} satisfies Readonly<Record<string, Invariant>>;
