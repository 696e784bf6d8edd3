import { isOutside, isWebPort } from "../addresses";
import { list, object, texts, wrongFlags, type Flags } from "../read";
import type { Json } from "../../plan/types";
import { UNKNOWN, type Breach, type Policy, type Resource } from "../types";

const CLUSTER = "azure-native:containerservice:ManagedCluster";

/** Nothing is served without TLS, nor with an old one. */
const TLS: Flags = {
  "azure-native:redisenterprise:Database": [["clientProtocol", "Encrypted"]],
  "azure-native:redisenterprise:RedisEnterprise": [["minimumTlsVersion", "1.2"]],
  "azure-native:servicebus:Namespace": [["minimumTlsVersion", "1.2", "1.3"]],
  "azure-native:storage:StorageAccount": [
    ["enableHttpsTrafficOnly", true],
    ["minimumTlsVersion", "TLS1_2", "TLS1_3"],
  ],
  "azure-native:web:WebApp": [
    ["httpsOnly", true],
    ["siteConfig.minTlsVersion", "1.2", "1.3"],
    ["siteConfig.ftpsState", "Disabled"],
  ],
};

const PRIVATE_DATA: Flags = {
  "azure-native:redisenterprise:RedisEnterprise": [["publicNetworkAccess", "Disabled"]],
  "azure-native:storage:StorageAccount": [["allowBlobPublicAccess", false]],
};

/** Node ports that a load balancer of the program's own sends to: those of azure/ingressPorts.ts. */
const NODE_PORTS = ["30080", "30443"];

/** A port as a rule of a security group has it: a number, a range or `*`. */
function isOpenPort(port: string): boolean {
  return isWebPort(port) || NODE_PORTS.includes(port) || port === UNKNOWN;
}

function openRules({ type, inputs }: Resource): Breach[] {
  if (type !== "azure-native:network:NetworkSecurityGroup") return [];
  return list(inputs["securityRules"]).flatMap((each, index) => {
    const rule = object(each);
    if (rule["access"] !== "Allow" || rule["direction"] !== "Inbound") return [];
    const from = [...texts(rule["sourceAddressPrefix"]), ...texts(rule["sourceAddressPrefixes"])];
    const ports = [...texts(rule["destinationPortRange"]), ...texts(rule["destinationPortRanges"])];
    if (!from.some(isOutside) || ports.every(isOpenPort)) return [];
    return [
      {
        property: `securityRules[${index}]`,
        rule: "must open no port but those of the load balancer to what is outside",
      },
    ];
  });
}

function openApi({ type, inputs }: Resource): Breach[] {
  if (type !== CLUSTER) return [];
  const { enablePrivateCluster, authorizedIPRanges } = object(inputs["apiServerAccessProfile"]);
  if (enablePrivateCluster === true) return [];
  const ranges = texts(authorizedIPRanges);
  if (ranges.length > 0 && !ranges.includes("0.0.0.0/0")) return [];
  const property = "apiServerAccessProfile.authorizedIPRanges";
  return [{ property, rule: "must be ranges of your own" }];
}

function publicPools({ type, inputs }: Resource): Breach[] {
  const pools: (readonly [path: string, pool: Json])[] =
    type === CLUSTER
      ? list(inputs["agentPoolProfiles"]).map(
          (pool, index) => [`agentPoolProfiles[${index}].`, pool] as const,
        )
      : type === "azure-native:containerservice:AgentPool"
        ? [["", inputs]]
        : [];
  return pools
    .filter(([, pool]) => object(pool)["enableNodePublicIP"] !== false)
    .map(([path]) => ({ property: `${path}enableNodePublicIP`, rule: "must be false" }));
}

export const AZURE_NETWORK: readonly Policy[] = [
  {
    name: "azure-over-tls",
    level: "mandatory",
    description: "What Azure serves, it serves by TLS 1.2 or later.",
    remediation: "Ask for HTTPS, and for TLS 1.2 at least.",
    check: (resource) => wrongFlags(resource, TLS),
  },
  {
    name: "azure-web-ports-only",
    level: "mandatory",
    description: "Nothing from outside comes in but at the load balancer's ports.",
    remediation: "Narrow the rule's source, or take the port away.",
    check: openRules,
  },
  {
    name: "azure-data-private",
    level: "mandatory",
    description: "Sessions are reached inside the network only, and no blob by everybody.",
    remediation: "Turn the public way off, and use the private endpoint or a role.",
    check: (resource) => wrongFlags(resource, PRIVATE_DATA),
  },
  {
    name: "azure-machines-private",
    level: "mandatory",
    description: "No machine has a public address, or leaves by one that Azure lends it.",
    remediation: "Leave the way out to the NAT gateway or load balancer.",
    check: (resource) => [
      ...wrongFlags(resource, {
        "azure-native:network:Subnet": [["defaultOutboundAccess", false]],
      }),
      ...publicPools(resource),
    ],
  },
  {
    name: "azure-api-narrow",
    level: "mandatory",
    prodOnly: true,
    description: "The Kubernetes API of AKS is private, or reached from ranges of your own.",
    remediation: "Set kubernetesApi.allowedCidrs to your network, or kubernetesApi.private.",
    check: openApi,
  },
  {
    name: "azure-vaults-recoverable",
    level: "mandatory",
    prodOnly: true,
    description: "A deleted vault can be had back, and nobody can end that time early.",
    remediation: "Turn on soft delete and purge protection.",
    check: (resource) =>
      wrongFlags(resource, {
        "azure-native:keyvault:Vault": [
          ["properties.enableSoftDelete", true],
          ["properties.enablePurgeProtection", true],
        ],
      }),
  },
];
