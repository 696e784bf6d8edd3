import { at, isFlag, list, object, text, texts, wrongFlags, type Flags } from "../read";
import { isOutside, isWebPort } from "../addresses";
import type { Json } from "../../plan/types";
import type { Breach, Policy, Resource, StackBreach } from "../types";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const GROUPS = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];
const LISTENER = "aws:lb/listener:Listener";

/** A rule of its own, and those inside a group, with where they stand. */
function rulesOf({ type, inputs }: Resource): (readonly [property: string, rule: Json])[] {
  if (type === RULE) return [["", inputs]];
  if (!GROUPS.includes(type)) return [];
  return list(inputs["ingress"]).map((rule, index) => [`ingress[${index}]`, rule] as const);
}

function fromOutside(rule: Json): boolean {
  const keys = ["cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"];
  return keys.flatMap((key) => texts(object(rule)[key])).some(isOutside);
}

function openPorts(resource: Resource): Breach[] {
  return rulesOf(resource).flatMap(([property, rule]) => {
    const { fromPort, toPort } = object(rule);
    if (!fromOutside(rule) || (isWebPort(fromPort) && fromPort === toPort)) return [];
    const path = property === "" ? "fromPort" : property;
    return [{ property: path, rule: "must open no port but 80 or 443 to what is outside" }];
  });
}

/** Groups that let the outside in and are no balancer's. */
function openGroups(resources: readonly Resource[]): StackBreach[] {
  const balancers = resources.filter(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer");
  const guarded = new Set(balancers.flatMap(({ dependsOn }) => dependsOn));
  const rules = resources.filter(
    (each) => each.type === RULE && fromOutside(each.inputs) && !isOfBalancer(each),
  );
  function isOfBalancer({ dependsOn }: Resource): boolean {
    return dependsOn.some((urn) => urn.includes(GROUPS[0] ?? "") && guarded.has(urn));
  }
  return rules.map((resource) => ({
    resource,
    property: "securityGroupId",
    rule: "must be a load balancer's where it lets in what is outside",
  }));
}

const PRIVATE: Flags = {
  "aws:ec2/subnet:Subnet": [["mapPublicIpOnLaunch", false]],
};

function publicMachines(resource: Resource): Breach[] {
  const { type, inputs } = resource;
  const paths =
    type === "aws:ec2/launchTemplate:LaunchTemplate"
      ? list(inputs["networkInterfaces"]).map(
          (_, index) => [`networkInterfaces[${index}]`, `networkInterfaces.${index}`] as const,
        )
      : type === "aws:ecs/service:Service"
        ? [["networkConfiguration", "networkConfiguration"] as const]
        : [];
  return [
    ...wrongFlags(resource, PRIVATE),
    ...paths.flatMap(([property, path]) =>
      ["associatePublicIpAddress", "assignPublicIp"]
        .filter((key) => isFlag(at(inputs, `${path}.${key}`), true))
        .map((key) => ({ property: `${property}.${key}`, rule: "must be false" })),
    ),
  ];
}

function openApi({ type, inputs }: Resource): Breach[] {
  if (type !== "aws:eks/cluster:Cluster") return [];
  const { endpointPublicAccess, publicAccessCidrs } = object(inputs["vpcConfig"]);
  if (endpointPublicAccess === false) return [];
  const ranges = texts(publicAccessCidrs);
  if (ranges.length > 0 && !ranges.includes("0.0.0.0/0")) return [];
  return [{ property: "vpcConfig.publicAccessCidrs", rule: "must be ranges of your own" }];
}

function plainListener({ type, inputs }: Resource): Breach[] {
  if (type !== LISTENER) return [];
  if (inputs["protocol"] === "HTTP") {
    const redirects = list(inputs["defaultActions"]).every(
      (action) => at(action, "redirect.protocol") === "HTTPS",
    );
    return redirects ? [] : [{ property: "defaultActions", rule: "must redirect to HTTPS" }];
  }
  return /^ELBSecurityPolicy-TLS13-1-[23]-/.test(text(inputs["sslPolicy"]))
    ? []
    : [{ property: "sslPolicy", rule: "must take TLS 1.2 and 1.3 only" }];
}

export const AWS_NETWORK: readonly Policy[] = [
  {
    name: "aws-web-ports-only",
    level: "mandatory",
    description: "Nothing from outside the network comes in but at ports 80 and 443.",
    remediation: "Open the port to a group or range of the network instead.",
    check: openPorts,
  },
  {
    name: "aws-balancer-only",
    level: "mandatory",
    description: "Only a load balancer lets in what is outside the network.",
    remediation: "Put the port behind the load balancer, and open it to that group.",
    checkStack: openGroups,
  },
  {
    name: "aws-machines-private",
    level: "mandatory",
    description: "No machine or task has a public address.",
    remediation: "Leave the way out to the NAT gateway, and the way in to the balancer.",
    check: publicMachines,
  },
  {
    name: "aws-imdsv2",
    level: "mandatory",
    description: "A machine's metadata is given for a token only, and not to its containers.",
    remediation: "Require tokens, with a hop limit of 1.",
    check: (resource) =>
      resource.type !== "aws:ec2/launchTemplate:LaunchTemplate"
        ? []
        : [
            ...wrongFlags(resource, {
              [resource.type]: [["metadataOptions.httpTokens", "required"]],
            }),
            ...(at(resource.inputs, "metadataOptions.httpPutResponseHopLimit") === 1
              ? []
              : [{ property: "metadataOptions.httpPutResponseHopLimit", rule: "must be 1" }]),
          ],
  },
  {
    name: "aws-api-narrow",
    level: "mandatory",
    prodOnly: true,
    description: "The Kubernetes API of EKS is reached from ranges of your own.",
    remediation: "Set kubernetesApi.allowedCidrs to your network.",
    check: openApi,
  },
  {
    name: "aws-balancer-over-tls",
    level: "mandatory",
    prodOnly: true,
    description: "The load balancer serves TLS 1.2 or later, and redirects all else.",
    remediation: "Give the stack a hostname and a certificate.",
    check: plainListener,
  },
  {
    name: "aws-balancer-strict",
    level: "mandatory",
    description: "The load balancer drops what is not HTTP, before it can be misread.",
    remediation: "Drop invalid header fields, with the desync mode defensive or strictest.",
    check: (resource) =>
      wrongFlags(resource, {
        "aws:lb/loadBalancer:LoadBalancer": [
          ["dropInvalidHeaderFields", true],
          ["desyncMitigationMode", "defensive", "strictest"],
        ],
      }),
  },
];
