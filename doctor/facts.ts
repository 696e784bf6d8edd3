import type { Plan, PlannedResource } from "../plan/types";
import { at, ofType, texts } from "./inputs";
import { awsMachines, azureMachines, fargateOf, type Machines } from "./machines";

/** What a stack needs of the machine that deploys it, and of its cloud. */
export interface Facts {
  readonly stack: string;
  readonly cloud: string;
  readonly runtime: "eks" | "ecs" | "aks" | null;
  readonly region: string;
  /** Pulumi's providers, with the version of the SDK that the program uses. */
  readonly plugins: readonly { readonly name: string; readonly version: string }[];
  /** The version of `@pulumi/pulumi`. */
  readonly sdkVersion: string;
  /** Platforms that an image is built for, like `linux/arm64`; none where none is built. */
  readonly builds: readonly string[];
  /** The context of the kubeconfig, where the cluster is there already. */
  readonly kubeContext?: string;
  /** Accounts of AWS that the config names. */
  readonly accounts: readonly string[];
  readonly zones: readonly string[];
  readonly machines: readonly Machines[];
  /** Most vCPUs of Fargate. */
  readonly fargate: Machines["vcpus"];
  /** Elastic addresses of AWS. */
  readonly addresses: number;
  /** Names that can be taken already, by type. */
  readonly names: {
    readonly eksCluster?: string;
    readonly repository?: string;
    readonly resourceGroup?: string;
  };
  /** Namespaces of Azure's resource providers. */
  readonly namespaces: readonly string[];
  readonly hasVault: boolean;
  /** How the stack's secrets are encrypted, as its file says: `passphrase`, a key's URL, or nothing yet. */
  readonly secretsProvider?: string;
}

/** What is known of a stack beside its plan. */
export interface Source {
  readonly plan: Plan;
  /** By full key. */
  readonly config: Readonly<Record<string, string>>;
  /** Exact versions of the SDKs, by package. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly secretsProvider?: string;
}

export function factsOf({ plan, config, dependencies, secretsProvider }: Source): Facts {
  const { stack, cloud, platform, resources } = plan;
  const kubeContext = config[`${plan.project}:kubeContext`];
  return {
    stack,
    cloud,
    runtime: platform?.runtime ?? null,
    region: platform?.region ?? "",
    plugins: pluginsOf(resources, dependencies),
    sdkVersion: dependencies["@pulumi/pulumi"] ?? "",
    builds: ofType(resources, "docker-build:index:Image").flatMap((image) => [
      ...texts(at(image, "platforms")),
    ]),
    ...(cloud === "kubernetes" && kubeContext !== undefined && { kubeContext }),
    accounts: accountsIn(Object.values(config)),
    zones: unique(
      ofType(resources, "aws:ec2/subnet:Subnet").flatMap((each) =>
        texts(at(each, "availabilityZone")),
      ),
    ),
    machines: [...awsMachines(resources), ...azureMachines(resources)],
    fargate: fargateOf(resources),
    addresses: ofType(resources, "aws:ec2/eip:Eip").length,
    names: {
      ...named("eksCluster", resources, "aws:eks/cluster:Cluster", "name"),
      ...named("repository", resources, "aws:ecr/repository:Repository", "name"),
      ...named(
        "resourceGroup",
        resources,
        "azure-native:resources:ResourceGroup",
        "resourceGroupName",
      ),
    },
    namespaces: unique(
      resources.flatMap(({ type }) => NAMESPACES[type.split(":").slice(0, 2).join(":")] ?? []),
    ),
    hasVault: ofType(resources, "azure-native:keyvault:Vault").length > 0,
    ...(secretsProvider !== undefined && { secretsProvider }),
  };
}

/** The resource provider behind each module of azure-native. AKS makes machines and disks itself. */
const NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  "azure-native:alertsmanagement": ["Microsoft.AlertsManagement"],
  "azure-native:applicationinsights": ["Microsoft.Insights"],
  "azure-native:cdn": ["Microsoft.Cdn"],
  "azure-native:containerregistry": ["Microsoft.ContainerRegistry"],
  "azure-native:containerservice": ["Microsoft.ContainerService", "Microsoft.Compute"],
  "azure-native:dns": ["Microsoft.Network"],
  "azure-native:frontdoor": ["Microsoft.Network"],
  "azure-native:keyvault": ["Microsoft.KeyVault"],
  "azure-native:managedidentity": ["Microsoft.ManagedIdentity"],
  "azure-native:monitor": ["Microsoft.Insights", "Microsoft.Monitor"],
  "azure-native:network": ["Microsoft.Network"],
  "azure-native:operationalinsights": ["Microsoft.OperationalInsights"],
  "azure-native:privatedns": ["Microsoft.Network"],
  "azure-native:redisenterprise": ["Microsoft.Cache"],
  "azure-native:servicebus": ["Microsoft.ServiceBus"],
  "azure-native:storage": ["Microsoft.Storage"],
  // Flex Consumption runs in subnets of this one.
  "azure-native:web": ["Microsoft.Web", "Microsoft.App"],
};

function pluginsOf(
  resources: readonly PlannedResource[],
  dependencies: Readonly<Record<string, string>>,
): Facts["plugins"] {
  const names = unique(resources.map(({ type }) => type.split(":")[0] ?? ""));
  return names.sort().flatMap((name) => {
    const version = dependencies[`@pulumi/${name}`];
    return version === undefined || name === "pulumi" ? [] : [{ name, version }];
  });
}

function accountsIn(values: readonly string[]): string[] {
  const arns = values.flatMap((value) => [
    ...value.matchAll(/arn:aws[\w-]*:\w+:[\w-]*:(\d{12}):/g),
  ]);
  return unique(arns.flatMap(([, account]) => account ?? []));
}

function named<K extends string>(
  key: K,
  resources: readonly PlannedResource[],
  type: string,
  path: string,
): Partial<Record<K, string>> {
  const [name] = texts(at(ofType(resources, type)[0], path));
  return name === undefined ? {} : ({ [key]: name } as Record<K, string>);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
