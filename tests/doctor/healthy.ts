import type { Fakes } from "../support/fakePrograms";

const json = (value: unknown) => ({ out: JSON.stringify(value) });

const quota = (Value: number) => json({ Quota: { Value } });

const PLUGINS = [
  ["aws", "7.48.0"],
  ["azure-native", "3.28.0"],
  ["docker-build", "0.0.22"],
  ["kubernetes", "4.34.2"],
  ["random", "4.21.2"],
  ["tls", "5.6.1"],
].map(([name, version]) => ({ name, kind: "resource", version }));

const PULUMI = {
  version: { out: "v3.250.0\n" },
  "plugin ls": json(PLUGINS),
  whoami: json({ user: "ada", url: "https://app.pulumi.com/ada" }),
  "stack ls": json([
    { name: "dev" },
    { name: "prod-aws" },
    { name: "prod-azure" },
    { name: "local" },
  ]),
};

const DOCKER = {
  version: json({ Os: "linux", Arch: "arm64", Version: "29.1.0" }),
};

const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];

/** A machine and an account that lack nothing for a stack on AWS. */
export const AWS: Fakes = {
  pulumi: PULUMI,
  docker: DOCKER,
  aws: {
    "sts get-caller-identity": json({
      UserId: "AROAEXAMPLE",
      Account: "123456789012",
      Arn: "arn:aws:sts::123456789012:assumed-role/deploy/ada",
    }),
    "ec2 describe-regions": json({
      Regions: [{ RegionName: "us-east-1", OptInStatus: "opt-in-not-required" }],
    }),
    "ec2 describe-availability-zones": json({
      AvailabilityZones: ZONES.map((ZoneName) => ({ ZoneName, State: "available" })),
    }),
    "ec2 describe-instance-type-offerings": json({
      InstanceTypeOfferings: ZONES.map((Location) => ({ Location })),
    }),
    "service-quotas get-service-quota --service-code ec2 --quota-code L-0263D0A3": quota(5),
    "service-quotas get-service-quota": quota(640),
    "ec2 describe-addresses": json({ Addresses: [] }),
    "eks describe-cluster": {
      code: 254,
      err: "An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation",
    },
    "ecr describe-repositories": {
      code: 254,
      err: "An error occurred (RepositoryNotFoundException) when calling DescribeRepositories",
    },
  },
};

const usage = (value: string, currentValue: number, limit: number) => ({
  name: { value, localizedValue: value },
  // az gives them as text.
  currentValue: String(currentValue),
  limit: String(limit),
});

/** The same for a stack on Azure. */
export const AZURE: Fakes = {
  pulumi: PULUMI,
  docker: DOCKER,
  kubelogin: { "--version": { out: "kubelogin version \ngit hash: v0.2.0\n" } },
  az: {
    "account show": json({
      id: "11111111-1111-1111-1111-111111111111",
      name: "chat",
      user: { name: "ada@example.com", type: "user" },
    }),
    "provider list": json(
      [
        ...["AlertsManagement", "Cache", "Compute", "ContainerRegistry", "ContainerService"],
        ...["Insights", "ManagedIdentity", "Monitor", "Network", "OperationalInsights"],
      ].map((name) => ({
        // Azure itself is not of one mind about their case.
        namespace: `microsoft.${name.toLowerCase()}`,
        registrationState: "Registered",
      })),
    ),
    "vm list-usage": json([
      usage("cores", 10, 500),
      usage("lowPriorityCores", 0, 100),
      usage("StandardDpsv6Family", 4, 300),
    ]),
    "vm list-skus": json(
      ["Standard_D2ps_v6", "Standard_D4ps_v6"].map((name) => ({
        name,
        family: "standard DPSv6Family",
        restrictions: [],
      })),
    ),
    "group exists": { out: "false\n" },
  },
};

/** And for a cluster that is there already. */
export const LOCAL: Fakes = {
  pulumi: PULUMI,
  kubectl: {
    "config get-contexts": { out: "minikube\nkind-chatscale\n" },
    "--context kind-chatscale get --raw /readyz": { out: "ok" },
  },
};
