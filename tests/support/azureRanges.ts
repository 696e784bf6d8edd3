import type { Json, Plan } from "../../plan/types";
import { cidr, overlaps, parseCidr, size, type Cidr } from "../../shared/cidr";
import { of, poolsOf, type Invariant } from "./azurePlan";
import { asObject, list, text } from "./json";

/** Addresses of a subnet that Azure keeps ("Azure Virtual Network FAQ"). */
const KEPT = 5;

/** Ranges that no virtual network can have (the same page). */
const NEVER = ["127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "224.0.0.0/4"];

/**
 * Ranges that AKS keeps from pods, Services and nodes ("AKS cluster networking prerequisites"), and
 * Container Apps, which Functions on Flex Consumption are built on, from its subnet.
 */
const KEPT_BY_AKS = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];

/** Pods, Services and the network are apart, and clear of what Azure keeps. */
const keepsRangesApart: Invariant = (plan) => {
  const networks = of(plan, "network:VirtualNetwork").flatMap(({ inputs }) =>
    list(asObject(inputs["addressSpace"])["addressPrefixes"]).map(text),
  );
  const profiles = of(plan, "containerservice:ManagedCluster").map(({ inputs }) =>
    asObject(inputs["networkProfile"]),
  );
  return profiles.flatMap(({ podCidr, serviceCidr, dnsServiceIP }) => {
    const own = [...networks, text(podCidr), text(serviceCidr)];
    const services = parseCidr(text(serviceCidr));
    const dns = parseCidr(`${text(dnsServiceIP)}/32`);
    const offset = services && dns ? dns.first - services.first : -1;
    const isInside = services !== undefined && offset > 1 && offset < size(services) - 1;
    return [
      ...overlapping(own, own),
      ...overlapping(own, [...NEVER, ...KEPT_BY_AKS]),
      ...((services?.prefix ?? 0) <= 12 ? ["the range of Services is not smaller than a /12"] : []),
      ...(isInside ? [] : [`${text(dnsServiceIP)}: no address for DNS in ${text(serviceCidr)}`]),
    ];
  });
};

/** Every subnet is inside its network, and apart from the others. */
const dividesTheNetwork: Invariant = (plan) => {
  const [network] = of(plan, "network:VirtualNetwork").flatMap(({ inputs }) =>
    list(asObject(inputs["addressSpace"])["addressPrefixes"]).map((prefix) => cidr(text(prefix))),
  );
  const prefixes = of(plan, "network:Subnet").map(({ inputs }) => text(inputs["addressPrefix"]));
  const outside = prefixes.filter((prefix) => !network || !isWithin(cidr(prefix), network));
  return [
    ...overlapping(prefixes, prefixes),
    ...outside.map((prefix) => `${prefix}: outside of the network`),
  ];
};

/** Each subnet is large enough for all that it may have to hold, and for one kind of thing. */
const sizesSubnets: Invariant = (plan) =>
  of(plan, "network:Subnet").flatMap((subnet) => {
    const { subnetName, addressPrefix, delegations } = subnet.inputs;
    const name = text(subnetName);
    const range = cidr(text(addressPrefix));
    const nodes = nodesIn(plan, name);
    const endpoints = of(plan, "network:PrivateEndpoint").filter(({ inputs }) =>
      isIn(asObject(inputs["subnet"])["id"], name),
    ).length;
    const delegated = list(delegations).length > 0;
    const room = size(range) - KEPT;
    return [
      // A third more nodes exist while an upgrade surges.
      ...(nodes + Math.ceil(nodes / 3) + endpoints <= room ? [] : [`${name}: no room for all`]),
      ...(delegated && nodes + endpoints > 0 ? [`${name}: delegated, and used by others`] : []),
      // "Flex Consumption plan", network considerations: a /27 at least, without underscores.
      ...(delegated && (range.prefix > 27 || name.includes("_")) ? [`${name}: not for Flex`] : []),
    ];
  });

/** Each node has a /24 of the pods' range ("Configure Azure CNI Overlay"). */
const givesPodsRoom: Invariant = (plan) => {
  const nodes = poolsOf(plan).reduce((sum, { maxCount }) => sum + Number(maxCount), 0);
  return of(plan, "containerservice:ManagedCluster")
    .map(({ inputs }) => text(asObject(inputs["networkProfile"])["podCidr"]))
    .filter((range) => nodes + Math.ceil(nodes / 3) > size(cidr(range)) / 256)
    .map((range) => `${range}: no room for the pods of ${nodes} nodes`);
};

/** Nodes that leave by a NAT gateway of ours are in subnets that have it ("outbound types"). */
const leavesByTheGateway: Invariant = (plan) =>
  of(plan, "containerservice:ManagedCluster")
    .filter(
      ({ inputs }) =>
        asObject(inputs["networkProfile"])["outboundType"] === "userAssignedNATGateway",
    )
    .flatMap(() =>
      of(plan, "network:Subnet").filter(
        ({ inputs }) =>
          nodesIn(plan, text(inputs["subnetName"])) > 0 && inputs["natGateway"] === undefined,
      ),
    )
    .map(({ urn }) => `${urn}: nodes without their NAT gateway`);

/** Azure keeps a private API server from ranges of the Internet ("authorized IP ranges"). */
const keepsPrivateServersPrivate: Invariant = (plan) =>
  of(plan, "containerservice:ManagedCluster")
    .filter(({ inputs }) => {
      const access = asObject(inputs["apiServerAccessProfile"]);
      return access["enablePrivateCluster"] === true && access["authorizedIPRanges"] !== undefined;
    })
    .map(({ urn }) => `${urn}: private, and open to ranges`);

/** Rules of a security group have numbers from 100 to 4096, each once in its direction. */
const numbersRules: Invariant = (plan) =>
  of(plan, "network:NetworkSecurityGroup").flatMap(({ urn, inputs }) => {
    const rules = list(inputs["securityRules"]).map(asObject);
    const keys = rules.map(({ direction, priority }) => `${text(direction)} ${Number(priority)}`);
    const wrong = rules.filter(
      ({ priority }) => !(Number(priority) >= 100 && Number(priority) <= 4096),
    );
    return [
      ...(new Set(keys).size < keys.length ? [`${urn}: two rules of one number`] : []),
      ...wrong.map(({ priority }) => `${urn}: priority ${Number(priority)}`),
    ];
  });

export const RANGE_INVARIANTS = {
  keepsRangesApart,
  dividesTheNetwork,
  sizesSubnets,
  givesPodsRoom,
  leavesByTheGateway,
  keepsPrivateServersPrivate,
  numbersRules,
} satisfies Readonly<Record<string, Invariant>>;

/** Every pair of one range each, unless it is the same entry of the same list. */
function overlapping(some: readonly string[], others: readonly string[]): string[] {
  return some.flatMap((one, index) =>
    (some === others ? others.slice(index + 1) : others)
      .filter((other) => overlaps(cidr(one), cidr(other)))
      .map((other) => `${one} overlaps ${other}`),
  );
}

function isWithin(inner: Cidr, outer: Cidr): boolean {
  return inner.prefix >= outer.prefix && overlaps(inner, outer);
}

function isIn(subnetId: Json | undefined, name: string): boolean {
  return text(subnetId).endsWith(`/subnets/${name}`);
}

/** The most nodes that a subnet may have. */
function nodesIn(plan: Plan, subnet: string): number {
  return poolsOf(plan)
    .filter(({ vnetSubnetID }) => isIn(vnetSubnetID, subnet))
    .reduce((sum, { maxCount }) => sum + Number(maxCount), 0);
}
