import { HealthCheck, Record } from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../shared/config/schema";
import { NAME_TTL_SECONDS } from "../shared/failover/nameTtl";
import { clientShare } from "../shared/failover/share";
import { PROBE_PATH } from "../shared/gatewayEnvironment";
import { seconds } from "../shared/units";

type Failover = NonNullable<AwsConfig["failover"]>;

export interface FailoverDnsArgs {
  readonly failover: Failover;
  readonly dns: NonNullable<Failover["dns"]>;
  readonly zoneId: pulumi.Input<string>;
  /** The name of this side alone. */
  readonly ownHostname: string;
  /** The records of that name: before the stack had a peer, they may have been of the common name. */
  readonly ownRecords: readonly pulumi.Resource[];
}

/**
 * The name of both clouds in Route 53: a weighted record for each side, left out of the answers while
 * the side's health check fails. A weight of 0 counts once all others have failed (AWS docs, "How
 * Route 53 chooses records when health checking is configured"). Failover records would do the same
 * for a primary with everything, but two of them cannot change places: Route 53 refuses the moment
 * in which both are secondary.
 */
export class FailoverDns extends pulumi.ComponentResource {
  /** Of both sides, the own first. */
  readonly healthCheckIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: FailoverDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:FailoverDns", name, {}, opts);
    const { peerHostname, hostname } = args.failover;
    const own = clientShare(args.failover);
    this.healthCheckIds = [
      this.createSide(name, "own", args.ownHostname, own, args),
      this.createSide(name, "peer", peerHostname, 100 - own, args),
    ];
    this.registerOutputs({ hostname });
  }

  /** @returns the id of the side's health check */
  private createSide(
    name: string,
    side: "own" | "peer",
    hostname: string,
    weight: number,
    { zoneId, failover, dns, ownRecords }: FailoverDnsArgs,
  ): pulumi.Output<string> {
    const healthCheck = new HealthCheck(
      `${name}-${side}`,
      {
        type: "HTTPS",
        fqdn: hostname,
        port: 443,
        resourcePath: PROBE_PATH,
        enableSni: true,
        requestInterval: seconds(dns.interval),
        failureThreshold: dns.failures,
        tags: { Name: `${name}-${side}` },
      },
      { parent: this },
    );
    new Record(
      `${name}-${side}`,
      {
        zoneId,
        name: failover.hostname,
        // An alias can only lead to what is AWS's own, and all records of a name are of one type.
        type: "CNAME",
        records: [hostname],
        ttl: NAME_TTL_SECONDS,
        setIdentifier: side,
        weightedRoutingPolicies: [{ weight }],
        healthCheckId: healthCheck.id,
      },
      { parent: this, dependsOn: [...ownRecords] },
    );
    return healthCheck.id;
  }
}
