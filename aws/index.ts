import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../shared/config/schema";
import type { DeployPlatform } from "../shared/platform";
import type { AwsBase } from "./base";
import { deployEks, NODE_PORT } from "./eksPlatform";
import { LoadBalancer } from "./loadBalancer";
import { Network } from "./network";

/** Deploys the chatbot on AWS. */
export const deployAws: DeployPlatform<AwsConfig> = (name, config, workload) => {
  // The config's rules refuse ecs before this point.
  if (config.runtime !== "eks")
    throw new pulumi.RunError(`runtime ${config.runtime} is not supported yet`);
  const provider = new Provider(name, {
    region: config.region,
    defaultTags: { tags: { Environment: name, ManagedBy: "pulumi", ...config.tags } },
  });
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
      privateSubnetTags: { [`kubernetes.io/cluster/${name}`]: "shared" },
    },
    opts,
  );
  const loadBalancer = new LoadBalancer(
    name,
    {
      config,
      vpcId: network.vpcId,
      subnetIds: network.publicSubnetIds,
      targetType: "instance",
      targetPort: NODE_PORT,
    },
    opts,
  );
  const base: AwsBase = {
    provider,
    network,
    loadBalancer,
    image: workload.gateway.image.kind === "given" ? workload.gateway.image.reference : "",
  };
  const cluster = deployEks(name, config, workload, base);
  return {
    ...cluster,
    url: loadBalancer.url,
    loadBalancerId: loadBalancer.balancer.arn,
    loadBalancerAddress: loadBalancer.balancer.dnsName,
  };
};
