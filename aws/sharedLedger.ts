import { SecurityGroup } from "@pulumi/aws/ec2";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsBase } from "./base";
import type { LambdaNetwork } from "./lambda";
import type { ReadableSecret } from "./secret";

/** A Redis or Valkey, reached over TLS, where all workers remember which events are answered. */
export interface SharedLedger {
  readonly host: pulumi.Input<string>;
  readonly port: number;
  readonly password: ReadableSecret;
  /** Where the worker must be to reach it; with a way to the Internet for everything else. */
  readonly network: LambdaNetwork;
}

/**
 * The session store as the workers' ledger, which they are let into; none where each replica keeps
 * its sessions itself.
 */
export function shareLedger(
  name: string,
  { cache, network, secretArns, secretVersions }: AwsBase,
  opts: pulumi.CustomResourceOptions,
): SharedLedger | undefined {
  const arn = secretArns["session-store-password"];
  if (!cache || !arn) return undefined;
  const group = new SecurityGroup(
    `${name}-worker`,
    {
      vpcId: network.vpcId,
      description: "Worker to session store, model and receivers",
      tags: { Name: `${name}-worker` },
    },
    opts,
  );
  const ways = [
    { suffix: "https", port: 443, cidr: "0.0.0.0/0", description: "Secrets, model, receivers" },
    { suffix: "cache", ...cache.sessionStore, description: "Ledger of the worker" },
  ];
  for (const way of ways) {
    new SecurityGroupEgressRule(
      `${name}-worker-${way.suffix}`,
      {
        securityGroupId: group.id,
        cidrIpv4: way.cidr,
        ipProtocol: "tcp",
        fromPort: way.port,
        toPort: way.port,
        description: way.description,
      },
      opts,
    );
  }
  cache.allowFrom(`${name}-worker`, group.id);
  return {
    host: cache.sessionStore.host,
    port: cache.sessionStore.port,
    password: { arn, ready: [...secretVersions, ...network.routes] },
    network: { subnetIds: network.privateSubnetIds, securityGroupIds: [group.id] },
  };
}

/** The worker's settings that lead to its ledger. */
export function ledgerEnvironment({ host, port, password }: SharedLedger) {
  return {
    SESSION_STORE: "redis",
    SESSION_STORE_AUTH: "password",
    SESSION_STORE_HOST: host,
    SESSION_STORE_PORT: String(port),
    SESSION_STORE_PASSWORD_SECRET_ARN: password.arn,
  };
}
