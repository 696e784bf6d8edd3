import { cidr, overlaps, size } from "../cidr";
import { INSTANCE_TYPES, tasksPerInstance } from "../machines";
import { azureSubnets, subnetLayout, usableAddresses } from "../subnets";
import type { Problem } from "./problems";
import type { AksConfig, CloudConfig, EcsOnMachines, EksConfig } from "./schema";

/** A /20 has no room for public subnets: an ALB needs a /27, and that is a /19 divided by 256. */
const LONGEST_NETWORK_PREFIX = 19;

/** Both clouds allow nothing larger for one block: a VPC's limit, and enough for AKS. */
const SHORTEST_NETWORK_PREFIX = 16;

/** AKS overlay gives each node a /24 of the pod range (Azure docs, "Azure CNI Overlay"). */
const POD_ADDRESSES_PER_NODE = 256;

/**
 * Ranges that a virtual network cannot have (Azure docs, "Azure Virtual Network FAQ"), and those that
 * AKS keeps for itself ("AKS cluster networking prerequisites").
 */
const RESERVED: Readonly<Record<"Azure" | "AKS", readonly string[]>> = {
  Azure: ["127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32"],
  AKS: ["172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"],
};

/** AKS takes no larger range of Services (Azure docs: "must be smaller than /12"). */
const SHORTEST_SERVICE_PREFIX = 12;

/** Our own bound: AKS and its add-ons alone make about ten Services, and DNS has the tenth address. */
const LONGEST_SERVICE_PREFIX = 24;

/** The rules of the address ranges: their sizes, their overlaps, and what has to fit in them. */
export function networkRules(config: CloudConfig): Problem[] {
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
    config.cloud === "azure" ? aksRoom(config) : "nodes" in config ? awsRoom(config) : [];
  return [...overlapping(config), ...room];
}

function overlapping(config: CloudConfig): Problem[] {
  const ranges = Object.entries(config.network)
    .filter((entry): entry is [string, string] => entry[0].toLowerCase().endsWith("cidr"))
    .map(([key, text]) => ({ key: `network.${key}`, text }));
  const pairs = ranges.flatMap((a, index) => ranges.slice(index + 1).map((b) => [a, b] as const));
  const problems = pairs
    .filter(([a, b]) => overlaps(cidr(a.text), cidr(b.text)))
    .map(([a, b]) => overlap(b.key, b.text, `${a.key} (${a.text})`));
  if (config.cloud !== "azure") return problems;
  for (const { key, text } of ranges) {
    for (const [owner, taken] of Object.entries(RESERVED)) {
      const reserved = taken.find((one) => overlaps(cidr(text), cidr(one)));
      if (reserved !== undefined) {
        problems.push(overlap(key, text, `${reserved}, which ${owner} reserves`));
      }
    }
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

/** Pods of the VPC CNI, and tasks of the network mode awsvpc, take addresses of the private subnets. */
function awsRoom(config: EksConfig | EcsOnMachines): Problem[] {
  const { network, nodes } = config;
  const room = usableAddresses(subnetLayout(network.cidr, network.zones).private);
  const each =
    config.runtime === "eks" ? INSTANCE_TYPES[nodes.instanceType].addresses : ecsAddresses(config);
  return fits("nodes.max", nodes.max, Math.floor(room / each), {
    range: `network.cidr (${network.cidr}): its private subnets have ${room} addresses, and a full ${nodes.instanceType} takes ${each}`,
    larger: "network.cidr",
  });
}

/** One for the machine, one for each task, and one for the trunk between them. */
function ecsAddresses({ nodes: { instanceType, trunking } }: EcsOnMachines): number {
  return 1 + tasksPerInstance(instanceType, trunking) + (trunking ? 1 : 0);
}

function aksRoom({ network, nodes, systemNodes, ingress }: AksConfig): Problem[] {
  const problems: Problem[] = [];
  const { prefix } = cidr(network.serviceCidr);
  if (prefix <= SHORTEST_SERVICE_PREFIX || prefix > LONGEST_SERVICE_PREFIX) {
    problems.push({
      key: "network.serviceCidr",
      value: network.serviceCidr,
      rule: `must be smaller than a /${SHORTEST_SERVICE_PREFIX}, as AKS asks, and a /${LONGEST_SERVICE_PREFIX} at least`,
      fix: 'Use a range such as "172.20.0.0/16".',
    });
  }
  const others = systemNodes.max + nodes.spotMax;
  const surge = surgeOf(nodes.max + others);
  const pods = size(cidr(network.podCidr)) / POD_ADDRESSES_PER_NODE;
  problems.push(
    ...fits("nodes.max", nodes.max, Math.floor(pods) - others - surge, {
      range: `network.podCidr (${network.podCidr}): each node takes a /24 of it, and ${others} other nodes and ${surge} of an upgrade need theirs`,
      larger: "network.podCidr",
    }),
  );
  if (problems.length > 0) return problems;
  const subnets = azureSubnets(network.cidr);
  if (ingress.mode !== "explicit") {
    const room = usableAddresses([subnets.nodes]);
    return fits("nodes.max", nodes.max, room - others - surge, {
      range: `network.cidr (${network.cidr}): its subnet for nodes (${subnets.nodes}) has ${room} addresses, and ${others} other nodes and ${surge} of an upgrade need theirs`,
      larger: "network.cidr",
    });
  }
  const room = usableAddresses([subnets.balancedNodes]);
  const surging = surgeOf(nodes.max + nodes.spotMax);
  return fits("nodes.max", nodes.max, room - nodes.spotMax - surging, {
    range: `the subnet that ingress.mode explicit balances (${subnets.balancedNodes}): it has ${room} addresses, and ${nodes.spotMax} spot nodes and ${surging} of an upgrade need theirs`,
  });
}

/** A third more nodes exist while an upgrade surges. */
function surgeOf(nodes: number): number {
  return Math.ceil(nodes / 3);
}

function fits(
  key: string,
  value: number,
  most: number,
  room: { readonly range: string; readonly larger?: string },
): Problem[] {
  if (value <= most) return [];
  const fix = [
    ...(most < 1 ? [] : [`lower ${key} to ${most} or less`]),
    ...(room.larger === undefined ? [] : [`use a larger ${room.larger}`]),
  ].join(", or ");
  return [{ key, value: String(value), rule: `must fit ${room.range}`, fix: sentence(fix) }];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
