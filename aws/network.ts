import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { subnetLayout } from "../shared/subnets";
import { createFlowLogs } from "./flowLogs";

export interface NetworkArgs {
  /** Range of the VPC, /16 to /19. */
  readonly cidr: string;
  readonly region: string;
  /** Names of the availability zones to use, two or three. */
  readonly zones: readonly pulumi.Input<string>[];
  /** A NAT gateway in each zone survives the loss of a zone; one for all is cheaper. */
  readonly natPerZone: boolean;
  /** Whether to record who spoke to whom. */
  readonly flowLogs: boolean;
  /** Tags that let the cluster find the private subnets. */
  readonly privateSubnetTags: Readonly<Record<string, string>>;
  /** Whether the VPC, and the addresses that others see, stay until somebody unprotects them. */
  readonly protect: boolean;
}

interface Subnets {
  readonly public: ec2.Subnet[];
  readonly private: ec2.Subnet[];
}

/** A VPC with a public and a private subnet in each zone; nothing in a private one has a public address. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  /** The routes that a machine in a private subnet needs before it can reach anything. */
  readonly routes: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Network", name, {}, opts);
    const vpc = this.createVpc(name, args);
    const subnets = this.createSubnets(name, args, vpc);
    const publicTable = this.createPublicRoutes(name, vpc, subnets.public);
    const { tables, routes } = this.createPrivateRoutes(name, args, vpc, subnets);
    this.createS3Endpoint(name, args, vpc, [publicTable, ...tables]);

    if (args.flowLogs) createFlowLogs(name, vpc.id, { parent: this });

    this.vpcId = vpc.id;
    this.publicSubnetIds = subnets.public.map(({ id }) => id);
    this.privateSubnetIds = subnets.private.map(({ id }) => id);
    this.routes = routes;
    this.registerOutputs({ vpcId: this.vpcId });
  }

  private createVpc(name: string, args: NetworkArgs): ec2.Vpc {
    const vpc = new ec2.Vpc(
      name,
      {
        cidrBlock: args.cidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: name },
      },
      { parent: this, protect: args.protect },
    );
    // Taken over without rules, so that nothing can lean on it by mistake.
    new ec2.DefaultSecurityGroup(
      `${name}-default`,
      { vpcId: vpc.id, ingress: [], egress: [], tags: { Name: `${name}-default-unused` } },
      { parent: this },
    );
    return vpc;
  }

  private createSubnets(name: string, args: NetworkArgs, vpc: ec2.Vpc): Subnets {
    const layout = subnetLayout(args.cidr, args.zones.length);
    const create = (kind: "public" | "private", tags: Record<string, string>): ec2.Subnet[] =>
      args.zones.map((availabilityZone, zone) => {
        const subnetName = `${name}-${kind}-${zone + 1}`;
        return new ec2.Subnet(
          subnetName,
          {
            vpcId: vpc.id,
            cidrBlock: layout[kind][zone] ?? "",
            availabilityZone,
            mapPublicIpOnLaunch: false,
            tags: { Name: subnetName, ...tags },
          },
          { parent: this },
        );
      });
    return {
      public: create("public", {}),
      private: create("private", { ...args.privateSubnetTags }),
    };
  }

  private createPublicRoutes(name: string, vpc: ec2.Vpc, subnets: ec2.Subnet[]): ec2.RouteTable {
    const gateway = new ec2.InternetGateway(
      name,
      { vpcId: vpc.id, tags: { Name: name } },
      { parent: this },
    );
    const table = this.createRouteTable(`${name}-public`, vpc);
    new ec2.Route(
      `${name}-public`,
      { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      { parent: this },
    );
    subnets.forEach((subnet, zone) => this.associate(`${name}-public-${zone + 1}`, subnet, table));
    return table;
  }

  private createPrivateRoutes(name: string, args: NetworkArgs, vpc: ec2.Vpc, subnets: Subnets) {
    const gateways = subnets.public
      .slice(0, args.natPerZone ? undefined : 1)
      .map((subnet, zone) =>
        this.createNatGateway(`${name}-nat-${zone + 1}`, subnet, args.protect),
      );
    const tables: ec2.RouteTable[] = [];
    const routes: pulumi.Resource[] = [];
    subnets.private.forEach((subnet, zone) => {
      const routeName = `${name}-private-${zone + 1}`;
      const table = this.createRouteTable(routeName, vpc);
      const gateway = gateways[zone] ?? gateways[0];
      if (!gateway) throw new RangeError("a network needs at least one zone");
      const route = new ec2.Route(
        routeName,
        { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: gateway.id },
        { parent: this },
      );
      routes.push(route, this.associate(routeName, subnet, table));
      tables.push(table);
    });
    return { tables, routes };
  }

  private createNatGateway(name: string, subnet: ec2.Subnet, protect: boolean): ec2.NatGateway {
    const address = new ec2.Eip(
      name,
      { domain: "vpc", tags: { Name: name } },
      { parent: this, protect },
    );
    return new ec2.NatGateway(
      name,
      { subnetId: subnet.id, allocationId: address.id, tags: { Name: name } },
      { parent: this },
    );
  }

  private createRouteTable(name: string, vpc: ec2.Vpc): ec2.RouteTable {
    return new ec2.RouteTable(name, { vpcId: vpc.id, tags: { Name: name } }, { parent: this });
  }

  private associate(name: string, subnet: ec2.Subnet, table: ec2.RouteTable): pulumi.Resource {
    return new ec2.RouteTableAssociation(
      name,
      { subnetId: subnet.id, routeTableId: table.id },
      { parent: this },
    );
  }

  /** Image layers come from S3: without this endpoint each would be billed by the NAT gateway. */
  private createS3Endpoint(
    name: string,
    args: NetworkArgs,
    vpc: ec2.Vpc,
    tables: ec2.RouteTable[],
  ): void {
    new ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${args.region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: tables.map(({ id }) => id),
        tags: { Name: `${name}-s3` },
      },
      { parent: this },
    );
  }
}
