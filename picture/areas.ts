import type { PlannedResource } from "../plan/types";
import { valueAt } from "../plan/valueAt";
import { counted, listAt, textAt, type Resources } from "./resources";
import { SUBNET } from "./rules/aws";
import type { Area } from "./types";

const NETWORKS = ["aws:ec2/vpc:Vpc", "azure-native:network:VirtualNetwork"];
const AZURE_SUBNET = "azure-native:network:Subnet";
const SUBNETS = [SUBNET, AZURE_SUBNET];
const EKS = "aws:eks/cluster:Cluster";
const ECS = "aws:ecs/cluster:Cluster";
const AKS = "azure-native:containerservice:ManagedCluster";
const PROVIDER = "pulumi:providers:kubernetes";

/** The frames of a picture. */
export class Areas {
  readonly all: Area[] = [];
  /** By URN of a network, subnet or cluster. */
  private readonly ids = new Map<string, string>();
  /** The area that all of a cloud's stands in. */
  private readonly cloud: string;

  constructor(private readonly resources: Resources) {
    const { platform, cloud } = resources.plan;
    const region = platform?.region ?? null;
    const names: Readonly<Record<string, string>> = { aws: "AWS", azure: "Azure" };
    const name = names[cloud];
    this.cloud = `cloud ${cloud}`;
    if (name !== undefined) {
      this.all.push({
        id: this.cloud,
        title: region === null ? name : `${name} · ${region}`,
        own: [],
        urns: [],
      });
    }
    for (const network of resources.ofType(...NETWORKS)) this.addNetwork(network);
    for (const cluster of resources.ofType(EKS, ECS, AKS)) this.addCluster(cluster);
    if (name === undefined) this.addProvider(resources.ofType(PROVIDER)[0]);
  }

  /** The smallest area that has all of these in it; the cloud where none of them is an area. */
  around(resources: readonly PlannedResource[]): string | undefined {
    const chains = resources
      .flatMap(({ urn }) => this.ids.get(urn) ?? [])
      .map((id) => this.chain(id));
    const [first, ...others] = chains;
    const common = first?.filter((id) => others.every((chain) => chain.includes(id)));
    return common?.at(-1) ?? this.all[0]?.id;
  }

  idOf(urn: string): string | undefined {
    return this.ids.get(urn);
  }

  /** The ids from the outermost area to this one. */
  private chain(id: string): string[] {
    const area = this.all.find((each) => each.id === id);
    return area?.area === undefined ? [id] : [...this.chain(area.area), id];
  }

  private addNetwork(network: PlannedResource): void {
    const id = `network ${network.type}`;
    const isAws = network.type.startsWith("aws:");
    const range = isAws
      ? textAt(network, "cidrBlock")
      : textAt(network, "addressSpace.addressPrefixes.0");
    this.add({ id, title: `${isAws ? "VPC" : "Virtual network"} ${range}`, area: this.cloud }, [
      network,
    ]);
    const subnets = this.resources
      .ofType(...SUBNETS)
      .filter((subnet) => this.resources.madeOf(subnet).includes(network));
    const groups = new Map<string, PlannedResource[]>();
    for (const subnet of subnets) {
      const group = isAws ? this.tierOf(subnet) : `Subnet ${textAt(subnet, "subnetName")}`;
      groups.set(group, [...(groups.get(group) ?? []), subnet]);
    }
    for (const [group, members] of groups) {
      const zones = new Set(members.map((subnet) => textAt(subnet, "availabilityZone"))).size;
      const what = isAws ? counted(zones, "zone") : textAt(members[0] ?? network, "addressPrefix");
      this.add({ id: `subnets ${group}`, title: `${group} · ${what}`, area: id }, members);
    }
  }

  /** Public is what an Internet gateway is the way out of. */
  private tierOf(subnet: PlannedResource): string {
    const routes = this.resources
      .users("aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId", subnet)
      .flatMap((association) => this.resources.madeOf(association, "routeTableId"))
      .flatMap((table) => this.resources.users("aws:ec2/route:Route", "routeTableId", table));
    const isPublic = routes.some((route) => this.resources.madeOf(route, "gatewayId").length > 0);
    return isPublic ? "Public subnets" : "Private subnets";
  }

  private addCluster(cluster: PlannedResource): void {
    const { resources } = this;
    const version = textAt(cluster, "version") || textAt(cluster, "kubernetesVersion");
    const name = { [EKS]: "EKS cluster", [ECS]: "ECS cluster", [AKS]: "AKS cluster" }[cluster.type];
    const subnets = {
      [EKS]: () => resources.madeOf(cluster, "vpcConfig"),
      [ECS]: () =>
        resources
          .users("aws:ecs/service:Service", "cluster", cluster)
          .flatMap((service) => resources.madeOf(service, "networkConfiguration")),
      [AKS]: () => [
        ...resources.madeOf(cluster, "agentPoolProfiles"),
        ...resources
          .users("azure-native:containerservice:AgentPool", "resourceName", cluster)
          .flatMap((pool) => resources.madeOf(pool, "vnetSubnetID")),
      ],
    }[cluster.type];
    const inside = (subnets?.() ?? []).filter(({ type }) => SUBNETS.includes(type));
    const area = this.around(inside);
    this.add(
      {
        id: `cluster ${cluster.type}`,
        title: `${name ?? ""} ${version}`.trimEnd() + apiOf(cluster),
        ...(area !== undefined && { area }),
      },
      [cluster],
    );
  }

  private addProvider(provider: PlannedResource | undefined): void {
    if (!provider) return;
    const title = `Kubernetes cluster ${textAt(provider, "context")}`.trimEnd();
    this.add({ id: "cluster", title }, [provider]);
  }

  private add(area: Omit<Area, "own" | "urns">, of: readonly PlannedResource[]): void {
    this.all.push({ ...area, own: of.map(({ urn }) => urn), urns: [] });
    for (const { urn } of of) this.ids.set(urn, area.id);
  }
}

/** Where the API server can be reached from, where that is not everywhere. */
function apiOf({ type, inputs }: PlannedResource): string {
  const isPrivate =
    (type === EKS && valueAt(inputs, "vpcConfig.endpointPublicAccess") === false) ||
    (type === AKS && valueAt(inputs, "apiServerAccessProfile.enablePrivateCluster") === true);
  return isPrivate ? " · private API" : "";
}

/** The pools that an AKS cluster has inside itself. */
export function innerPools(resources: Resources) {
  return resources
    .ofType(AKS)
    .flatMap((cluster) =>
      listAt(cluster.inputs, "agentPoolProfiles").map((inputs) => ({ cluster, inputs })),
    );
}
