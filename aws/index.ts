import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import { Provider } from "@pulumi/aws/provider";
import { getZoneOutput } from "@pulumi/aws/route53/getZone";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../shared/config/schema";
import { resolveImage } from "../shared/image";
import type { DeployPlatform } from "../shared/platform";
import type { ChatbotWorkload } from "../shared/workload";
import type { AwsBase, SecretArns } from "./base";
import { Cache } from "./cache";
import { deployEcs } from "./ecsPlatform";
import { deployEks, NODE_PORT } from "./eksPlatform";
import { FailoverDns } from "./failoverDns";
import { Functions } from "./functions";
import { buildRegistry } from "./image";
import { InterfaceEndpoints } from "./interfaceEndpoints";
import { LoadBalancer } from "./loadBalancer";
import { Network } from "./network";
import { Observability } from "./observability";
import { Registry } from "./registry";
import { StoredSecret } from "./secret";
import { shareLedger } from "./sharedLedger";

/** Every machine and task here is a Graviton one. */
const ARCHITECTURE = "arm64";

/** The services that nodes, tasks and their agents call. */
const COMMON_ENDPOINTS = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"];
const ENDPOINTS = {
  eks: [...COMMON_ENDPOINTS, "ec2", "eks-auth"],
  fargate: COMMON_ENDPOINTS,
  asg: [...COMMON_ENDPOINTS, "ecs", "ecs-agent", "ecs-telemetry"],
};

/** Deploys the chatbot on AWS. */
export const deployAws: DeployPlatform<AwsConfig> = async (name, config, workload) => {
  const tags = { Environment: name, ManagedBy: "pulumi", ...config.tags };
  const provider = new Provider(name, { region: config.region, defaultTags: { tags } });
  const opts = { providers: [provider] };

  const zones = getAvailabilityZonesOutput({ state: "available" }, { provider }).names;
  const network = new Network(
    name,
    {
      cidr: config.network.cidr,
      region: config.region,
      zones: Array.from({ length: config.network.zones }, (_, zone) =>
        zones.apply((all) => all[zone] ?? ""),
      ),
      natPerZone: config.network.natPerZone,
      flowLogs: config.network.flowLogs,
      protect: config.size === "prod",
      privateSubnetTags:
        config.runtime === "eks" ? { [`kubernetes.io/cluster/${name}`]: "shared" } : {},
    },
    opts,
  );
  if (config.network.interfaceEndpoints) {
    new InterfaceEndpoints(
      name,
      {
        vpcId: network.vpcId,
        subnetIds: network.privateSubnetIds,
        cidr: config.network.cidr,
        region: config.region,
        services: ENDPOINTS["capacity" in config ? config.capacity : config.runtime],
      },
      opts,
    );
  }
  const { failover } = config;
  const failoverZoneId =
    failover?.dns && getZoneOutput({ name: failover.dns.zone }, { provider }).zoneId;
  const loadBalancer = new LoadBalancer(
    name,
    {
      config,
      vpcId: network.vpcId,
      subnetIds: network.publicSubnetIds,
      failoverZoneId,
      ...(config.runtime === "eks"
        ? { targetType: "instance", targetPort: NODE_PORT }
        : { targetType: "ip", targetPort: workload.gateway.port }),
    },
    opts,
  );
  const failoverDns =
    failover?.dns &&
    failoverZoneId &&
    new FailoverDns(
      name,
      {
        failover,
        dns: failover.dns,
        zoneId: failoverZoneId,
        ownHostname: config.ingress.hostname ?? "",
        ownRecords: loadBalancer.records,
      },
      opts,
    );
  const cache =
    workload.sessionStore === "redis"
      ? new Cache(name, { config, vpcId: network.vpcId, subnetIds: network.privateSubnetIds }, opts)
      : undefined;
  const registry = config.registry
    ? new Registry(
        name,
        { disposable: config.size === "dev", builds: workload.gateway.image.kind === "build" },
        opts,
      )
    : undefined;
  const base: AwsBase = {
    provider,
    cache,
    ...storeSecrets(name, config, workload, cache, { provider }),
    network,
    loadBalancer,
    image: await resolveImage(
      name,
      workload.gateway.image,
      ARCHITECTURE,
      registry && buildRegistry(registry),
    ),
  };
  // The provider's tags reach no Auto Scaling Group, and no machine that one starts.
  const cluster =
    config.runtime === "eks"
      ? deployEks(name, { ...config, tags }, workload, base)
      : deployEcs(name, { ...config, tags }, workload, base);
  const functions = workload.functions.enabled
    ? createFunctions(name, config, workload, base)
    : undefined;
  const { dashboardUrl } = new Observability(
    name,
    {
      config,
      alarms: workload.alarms,
      watched: {
        ...cluster.watched,
        loadBalancer: loadBalancer.balancer.arnSuffix,
        targetGroup: loadBalancer.targetGroup.arnSuffix,
        maxReplicas: workload.gateway.scaling.max,
        cacheNodes: cache?.nodeIds ?? [],
        healthChecks: failoverDns?.healthCheckIds ?? [],
        ...(functions && { functions: functions.watched }),
      },
    },
    opts,
  );
  return {
    ...cluster.outputs,
    url: loadBalancer.url,
    loadBalancerId: loadBalancer.balancer.arn,
    loadBalancerAddress: loadBalancer.balancer.dnsName,
    dashboardUrl,
    ...(registry && { registryUrl: registry.url }),
    ...(functions && { webhookUrl: functions.webhookUrl, webhookKey: functions.webhookKey }),
  };
};

function createFunctions(
  name: string,
  config: AwsConfig,
  workload: ChatbotWorkload,
  base: AwsBase,
): Functions {
  const opts = { providers: [base.provider] };
  const modelKeyArn = base.secretArns["model-api-key"];
  const ledger = shareLedger(name, base, { provider: base.provider });
  return new Functions(
    name,
    {
      config,
      workload,
      ...(modelKeyArn && { modelKey: { arn: modelKeyArn, ready: base.secretVersions } }),
      ...(ledger && { ledger }),
    },
    opts,
  );
}

function storeSecrets(
  name: string,
  config: AwsConfig,
  { model, gateway }: ChatbotWorkload,
  cache: Cache | undefined,
  opts: pulumi.CustomResourceOptions,
): Pick<AwsBase, "secretArns" | "secretVersions" | "secretsRevision"> {
  const recoverable = config.size === "prod";
  const store = (suffix: string, description: string, value: pulumi.Output<string> | undefined) =>
    value && new StoredSecret(`${name}-${suffix}`, { description, value, recoverable }, opts);
  const modelKey = store("model-key", "Key of the model's API", model.apiKey);
  const password = store("session-store", "Password of the session store", cache?.password);
  const { auth } = gateway.access;
  const token = store(
    "gateway-token",
    "What clients show to chat",
    auth.kind === "bearer" ? auth.token : undefined,
  );
  const secretArns: SecretArns = {
    ...(modelKey && { "model-api-key": modelKey.arn }),
    ...(password && { "session-store-password": password.arn }),
    ...(token && { "gateway-token": token.arn }),
  };
  const secretVersions = [modelKey, password, token].flatMap((secret) =>
    secret ? [secret.version] : [],
  );
  const secretsRevision = pulumi
    .all(secretVersions.map(({ versionId }) => versionId))
    .apply((ids) => ids.join(" "));
  return { secretArns, secretVersions, secretsRevision };
}
