import { HealthCheck, Record } from "@pulumi/aws/route53";
import { getZoneOutput } from "@pulumi/aws/route53/getZone";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../shared/config/schema";
import { PROBE_PATH } from "../shared/gatewayEnvironment";
import { seconds } from "../shared/units";

type Failover = NonNullable<AwsConfig["failover"]>;

interface FailoverDnsArgs {
  readonly zoneId: pulumi.Input<string>;
  /** The name of this side alone. */
  readonly ownHostname: string;
  readonly failover: Failover;
  readonly dns: NonNullable<Failover["dns"]>;
}

/** Keeps the name of both clouds, where the config says so. */
export function createFailoverDns(
  name: string,
  { failover, ingress }: AwsConfig,
  opts: pulumi.ComponentResourceOptions & { readonly providers: pulumi.ProviderResource[] },
): FailoverDns | undefined {
  const dns = failover?.dns;
  if (failover === undefined || dns === undefined) return undefined;
  const [provider] = opts.providers;
  const { zoneId } = getZoneOutput({ name: dns.zone }, { ...(provider && { provider }) });
  const ownHostname = ingress.hostname ?? "";
  return new FailoverDns(name, { zoneId, ownHostname, failover, dns }, opts);
}

/**
 * The name of both clouds in Route 53: a weighted record for each side, left out of the answers while
 * the side's health check fails. A weight of 0 counts once all others have failed (AWS docs, "How
 * Route 53 chooses records when health checking is configured"). Failover records would do the same
 * for a primary with everything, but two of them cannot change places: Route 53 refuses the moment
 * in which both are secondary.
 */
class FailoverDns extends pulumi.ComponentResource {
  /** The zone that the name is in. */
  readonly zoneId: pulumi.Input<string>;
  /** Of both sides, the own first. */
  readonly healthCheckIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: FailoverDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:FailoverDns", name, {}, opts);
    const { role, share, peerHostname } = args.failover;
    const own = role === "primary" ? share : 100 - share;
    this.zoneId = args.zoneId;
    this.healthCheckIds = [
      this.createSide(`${name}-own`, args.ownHostname, own, args),
      this.createSide(`${name}-peer`, peerHostname, 100 - own, args),
    ];
    this.registerOutputs({ hostname: args.failover.hostname });
  }

  /** @returns the id of the side's health check */
  private createSide(
    name: string,
    hostname: string,
    weight: number,
    { zoneId, failover, dns }: FailoverDnsArgs,
  ): pulumi.Output<string> {
    const healthCheck = new HealthCheck(
      name,
      {
        type: "HTTPS",
        fqdn: hostname,
        port: 443,
        resourcePath: PROBE_PATH,
        enableSni: true,
        requestInterval: seconds(dns.interval),
        failureThreshold: dns.failures,
        tags: { Name: name },
      },
      { parent: this },
    );
    new Record(
      name,
      {
        zoneId,
        name: failover.hostname,
        // An alias can only lead to what is AWS's own, and all records of a name are of one type.
        type: "CNAME",
        records: [hostname],
        ttl: seconds(dns.ttl),
        setIdentifier: hostname,
        weightedRoutingPolicies: [{ weight }],
        healthCheckId: healthCheck.id,
      },
      { parent: this },
    );
    return healthCheck.id;
  }
}
