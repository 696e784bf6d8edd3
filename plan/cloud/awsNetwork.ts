import type { JsonObject } from "../types";
import { arn, ec2, named } from "./awsIdentifiers";
import { asGroup, AWS_ACCOUNT, type FakeResource, type Rule } from "./resource";

const owner = { ownerId: AWS_ACCOUNT };
/** The hosted zone of every ALB in us-east-1; the regions differ, no program may rely on it. */
const ALB_ZONE = "Z35SXDOTRQ7X7K";

const related = (resource: FakeResource, prefix: string, salt = prefix): string =>
  `${prefix}-0${resource.hex(16, salt)}`;

function loadBalancer(resource: FakeResource): ReturnType<Rule> {
  const kind = resource.text("loadBalancerType") === "network" ? "net" : "app";
  const rule = named(
    "elasticloadbalancing",
    (name) => `loadbalancer/${kind}/${name}/${resource.hex(16)}`,
    {
      limit: 32,
      idIsArn: true,
      outputs: (_, name) => ({
        arnSuffix: `${kind}/${name}/${resource.hex(16)}`,
        dnsName: `${name}-${resource.digits(10)}.${resource.region}.elb.amazonaws.com`,
        zoneId: ALB_ZONE,
        vpcId: related(resource, "vpc"),
      }),
    },
  );
  return rule(resource);
}

function listener(resource: FakeResource): ReturnType<Rule> {
  const balancer = resource.text("loadBalancerArn")?.split(":loadbalancer/")[1] ?? "app/unknown";
  const id = arn("elasticloadbalancing", resource, `listener/${balancer}/${resource.hex(16)}`);
  return { id, outputs: { arn: id } };
}

function listenerRule(resource: FakeResource): ReturnType<Rule> {
  const parent = resource.text("listenerArn")?.split(":listener/")[1] ?? "app/unknown";
  const id = arn("elasticloadbalancing", resource, `listener-rule/${parent}/${resource.hex(16)}`);
  return { id, outputs: { arn: id } };
}

function certificate(resource: FakeResource): ReturnType<Rule> {
  const id = arn("acm", resource, `certificate/${resource.uuid()}`);
  const names = [resource.inputs["domainName"], ...resource.list("subjectAlternativeNames")];
  const domains = [...new Set(names.filter((name) => typeof name === "string"))];
  const options = domains.map((domainName) => {
    const domain = domainName.replace(/^\*\./, "");
    return {
      domainName,
      resourceRecordName: `_${resource.hex(32, domain)}.${domain}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${resource.hex(32, `value ${domain}`)}.acm-validations.aws.`,
    };
  });
  return { id, outputs: { arn: id, domainValidationOptions: options, status: "ISSUED" } };
}

function zone(resource: FakeResource): ReturnType<Rule> {
  const id = `Z${resource.capitals(20)}`;
  const nameServers = [1, 2, 3, 4].map((number) => `ns-${number}.awsdns-0${number}.com`);
  return { id, outputs: { zoneId: id, arn: `arn:aws:route53:::hostedzone/${id}`, nameServers } };
}

function record(resource: FakeResource): ReturnType<Rule> {
  const name = resource.text("name") ?? resource.name;
  const id = `${resource.text("zoneId") ?? "Z"}_${name}_${resource.text("type") ?? "A"}`;
  return { id, outputs: { fqdn: name.replace(/\.$/, "") } };
}

function endpoint(resource: FakeResource): JsonObject {
  const service = resource.text("serviceName")?.split(".").at(-1) ?? "service";
  const dnsName = `${related(resource, "vpce")}.${service}.${resource.region}.vpce.amazonaws.com`;
  const gateway = (resource.text("vpcEndpointType") ?? "Gateway") === "Gateway";
  return {
    ...owner,
    state: "available",
    dnsEntries: gateway ? [] : [{ dnsName, hostedZoneId: `Z${resource.capitals(13)}` }],
    networkInterfaceIds: gateway ? [] : [related(resource, "eni")],
    ...(gateway && { prefixListId: `pl-${resource.hex(8)}` }),
  };
}

const address = (resource: FakeResource): JsonObject => {
  const publicIp = resource.address();
  const host = publicIp.replaceAll(".", "-");
  return { publicIp, publicDns: `ec2-${host}.compute-1.amazonaws.com` };
};

const rule: Rule = ec2("sgr", "security-group-rule", (_, id) => ({ securityGroupRuleId: id }));

/** Network, load balancing, names and certificates. */
export const AWS_NETWORK: Readonly<Record<string, Rule>> = {
  "ec2:Vpc": ec2("vpc", "vpc", (resource) => ({
    ...owner,
    defaultNetworkAclId: related(resource, "acl"),
    defaultRouteTableId: related(resource, "rtb"),
    defaultSecurityGroupId: related(resource, "sg"),
    dhcpOptionsId: related(resource, "dopt"),
    mainRouteTableId: related(resource, "rtb"),
  })),
  "ec2:Subnet": ec2("subnet", "subnet", () => owner),
  "ec2:InternetGateway": ec2("igw", "internet-gateway", () => owner),
  "ec2:Eip": ec2("eipalloc", "elastic-ip", (resource, id) => ({
    ...address(resource),
    allocationId: id,
  })),
  "ec2:NatGateway": ec2("nat", "natgateway", (resource) => ({
    networkInterfaceId: related(resource, "eni"),
    publicIp: resource.address(),
    privateIp: "10.0.0.10",
  })),
  "ec2:RouteTable": ec2("rtb", "route-table", () => owner),
  "ec2:Route": (resource) => ({
    id: `r-${resource.text("routeTableId") ?? "rtb"}${resource.digits(10)}`,
    outputs: { origin: "CreateRoute", state: "active" },
  }),
  "ec2:RouteTableAssociation": (resource) => ({ id: related(resource, "rtbassoc") }),
  "ec2:VpcEndpoint": ec2("vpce", "vpc-endpoint", endpoint),
  "ec2:SecurityGroup": ec2("sg", "security-group", () => owner, "name"),
  "ec2:DefaultSecurityGroup": ec2("sg", "security-group", () => ({ ...owner, name: "default" })),
  "vpc:SecurityGroupIngressRule": rule,
  "vpc:SecurityGroupEgressRule": rule,
  "ec2:FlowLog": ec2("fl", "vpc-flow-log"),
  "ec2:LaunchTemplate": ec2(
    "lt",
    "launch-template",
    () => ({ latestVersion: 1, defaultVersion: 1 }),
    "name",
  ),
  "ec2:NetworkAcl": ec2("acl", "network-acl", () => owner),
  "ec2:Instance": ec2("i", "instance", (resource) => ({
    ...address(resource),
    privateIp: "10.0.0.20",
  })),
  "lb:LoadBalancer": loadBalancer,
  "lb:TargetGroup": named(
    "elasticloadbalancing",
    (name, resource) => `targetgroup/${name}/${resource.hex(16)}`,
    {
      limit: 32,
      idIsArn: true,
      outputs: (resource, name) => ({
        arnSuffix: `targetgroup/${name}/${resource.hex(16)}`,
        loadBalancerArns: [],
      }),
    },
  ),
  "lb:Listener": listener,
  "lb:ListenerRule": listenerRule,
  "acm:Certificate": certificate,
  "acm:CertificateValidation": (resource) => ({ id: resource.text("certificateArn") ?? "" }),
  "route53:Zone": zone,
  "route53:Record": record,
  "route53:HealthCheck": (resource) => {
    const id = resource.uuid();
    return { id, outputs: { arn: `arn:aws:route53:::healthcheck/${id}` } };
  },
};

/** The id that AWS gives a security group of a cluster, derived from the cluster. */
export function clusterSecurityGroup(resource: FakeResource): string {
  const { clusterSecurityGroupId } = asGroup(resource.inputs["vpcConfig"]);
  return typeof clusterSecurityGroupId === "string"
    ? clusterSecurityGroupId
    : related(resource, "sg");
}
