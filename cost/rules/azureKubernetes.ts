import type { Json } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { charge, isUsed, just, spot } from "../charges";
import { CannotPrice, listAt, numberAt, textAt } from "../inputs";
import type { Charge, Context, Range, Rule } from "../types";
import { madeByAks } from "./azureLoadBalancer";

/** Sizes of premium SSDs in GiB: a disk is billed as the next of them. */
const PREMIUM_DISKS = [
  [32, "P4"],
  [64, "P6"],
  [128, "P10"],
  [256, "P15"],
  [512, "P20"],
  [1024, "P30"],
] as const;

const cluster: Rule = (resource, context) => {
  const tier = textAt(resource, "sku.tier", "Free");
  return [
    charge(`aks/${tier}`, `AKS control plane, ${tier}`),
    ...listAt(resource, "agentPoolProfiles").flatMap((inputs) => pool({ inputs }, context)),
    ...madeByAks(resource, context),
  ];
};

/** Machines of a pool and their disks. AKS takes premium disks where the size allows them. */
function pool(source: { inputs: Json }, context: Context): Charge[] {
  const size = textAt(source, "vmSize");
  const machines = machinesOf(source);
  const isSpot = valueAt(source.inputs, "scaleSetPriority") === "Spot";
  const what = `${size.replace("Standard_", "")}, ${isSpot ? "spot" : "on demand"}`;
  const machine = charge(`vm/${size}`, what, machines);
  return [isSpot ? spot(machine, context) : machine, ...disk(source, machines)].filter(isUsed);
}

function machinesOf(source: { inputs: Json }): Range {
  if (valueAt(source.inputs, "enableAutoScaling") !== true) return just(numberAt(source, "count"));
  return { least: numberAt(source, "minCount"), most: numberAt(source, "maxCount") };
}

function disk(source: { inputs: Json }, machines: Range): Charge[] {
  // An ephemeral disk is part of the machine.
  if (textAt(source, "osDiskType", "Managed") === "Ephemeral") return [];
  const gigabytes = numberAt(source, "osDiskSizeGB");
  const tier = PREMIUM_DISKS.find(([largest]) => gigabytes <= largest)?.[1];
  if (tier === undefined) throw new CannotPrice(`no premium disk holds ${gigabytes} GB`);
  return [charge(`disk/${tier}`, `their disks, premium ${tier}`, machines)];
}

export const AZURE_KUBERNETES: Readonly<Record<string, Rule>> = {
  "azure-native:containerservice:AgentPool": (resource, context) => pool(resource, context),
  "azure-native:containerservice:ManagedCluster": cluster,
};
