import { cidr, overlaps, size } from "../cidr";
import { INSTANCE_TYPES } from "../machines";
import { subnetLayout, usableAddresses } from "../subnets";
import type { Problem } from "./problems";
import type { AksConfig, Config, EksConfig } from "./schema";

/** A /20 has no room for public subnets: an ALB needs a /27, and that is a /19 divided by 256. */
const LONGEST_NETWORK_PREFIX = 19;

/** Both clouds allow nothing larger for one block: a VPC's limit, and enough for AKS. */
const SHORTEST_NETWORK_PREFIX = 16;

/** AKS overlay gives each node a /24 of the pod range (Azure docs, "Azure CNI Overlay"). */
const POD_ADDRESSES_PER_NODE = 256;

/** Ranges that AKS keeps for itself (Azure docs, "AKS cluster networking prerequisites"). */
const AKS_RESERVED = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];

/** The rules of the address ranges: their sizes, their overlaps, and what has to fit in them. */
export function networkRules(config: Config): Problem[] {
  const { prefix } = cidr(config.network.cidr);
  if (prefix < SHORTEST_NETWORK_PREFIX || prefix > LONGEST_NETWORK_PREFIX) {
    return [
      {
        key: "network.cidr",
        value: config.network.cidr,
        rule: `must be a range from /${SHORTEST_NETWORK_PREFIX} to /${LONGEST_NETWORK_PREFIX}`,
        fix: 'Use a range such as "10.0.0.0/16".',
      },
      ...overlapping(config),
    ];
  }
  const room =
    config.cloud === "azure" ? aksRoom(config) : "nodes" in config ? eksRoom(config) : [];
  return [...overlapping(config), ...room];
}

function overlapping(config: Config): Problem[] {
  const ranges = Object.entries(config.network)
    .filter((entry): entry is [string, string] => entry[0].toLowerCase().endsWith("cidr"))
    .map(([key, text]) => ({ key: `network.${key}`, text }));
  const pairs = ranges.flatMap((a, index) => ranges.slice(index + 1).map((b) => [a, b] as const));
  const problems = pairs
    .filter(([a, b]) => overlaps(cidr(a.text), cidr(b.text)))
    .map(([a, b]) => overlap(b.key, b.text, `${a.key} (${a.text})`));
  if (config.cloud !== "azure") return problems;
  for (const { key, text } of ranges) {
    const reserved = AKS_RESERVED.find((taken) => overlaps(cidr(text), cidr(taken)));
    if (reserved !== undefined)
      problems.push(overlap(key, text, `${reserved}, which AKS reserves`));
  }
  return problems;
}

function overlap(key: string, value: string, other: string): Problem {
  return {
    key,
    value,
    rule: `must not overlap ${other}`,
    fix: `Move ${key} to a free private range.`,
  };
}

/** Pods of the VPC CNI take addresses of the private subnets. */
function eksRoom({ network, nodes }: EksConfig): Problem[] {
  const room = usableAddresses(subnetLayout(network.cidr, network.zones).private);
  const each = INSTANCE_TYPES[nodes.instanceType].addresses;
  return fits("nodes.max", nodes.max, Math.floor(room / each), {
    range: `network.cidr (${network.cidr}): its private subnets have ${room} addresses, and a full ${nodes.instanceType} takes ${each}`,
    larger: "network.cidr",
  });
}

function aksRoom({ network, nodes, systemNodes }: AksConfig): Problem[] {
  const others = systemNodes.max + nodes.spotMax;
  // A third more nodes exist while an upgrade surges.
  const surge = Math.ceil((nodes.max + others) / 3);
  const most = Math.floor(size(cidr(network.podCidr)) / POD_ADDRESSES_PER_NODE) - others - surge;
  return fits("nodes.max", nodes.max, most, {
    range: `network.podCidr (${network.podCidr}): each node takes a /24 of it, and ${others} other nodes and ${surge} of an upgrade need theirs`,
    larger: "network.podCidr",
  });
}

function fits(
  key: string,
  value: number,
  most: number,
  room: { readonly range: string; readonly larger: string },
): Problem[] {
  if (value <= most) return [];
  const fix =
    most < 1
      ? `Use a larger ${room.larger}.`
      : `Lower ${key} to ${most} or less, or use a larger ${room.larger}.`;
  return [{ key, value: String(value), rule: `must fit ${room.range}`, fix }];
}
