import { RecordSet } from "@pulumi/azure-native/dns";
import { Profile } from "@pulumi/azure-native/trafficmanager";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { NAME_TTL_SECONDS } from "../shared/failover/nameTtl";
import { clientShare } from "../shared/failover/share";
import { PROBE_PATH } from "../shared/gatewayEnvironment";
import { seconds } from "../shared/units";
import type { WatchedSides } from "./alarmSources";
import { createSuffix } from "./names";
import { zonedName } from "./zone";

type Failover = NonNullable<AksConfig["failover"]>;

export interface TrafficManagerArgs {
  readonly config: AksConfig;
  readonly failover: Failover;
  readonly dns: NonNullable<Failover["dns"]>;
  readonly resourceGroupName: pulumi.Input<string>;
  /** The records of this side's own name: before it had a peer, they may have been of the common name. */
  readonly ownRecords: readonly pulumi.Resource[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The longest that a check may wait, by its interval (Azure docs, "Traffic Manager endpoint monitoring"). */
const TIMEOUT_SECONDS = { "10s": 9, "30s": 10 };

/** Traffic Manager has no place of its own. */
const GLOBAL = "global";

/**
 * The name of both clouds in Azure: Traffic Manager answers with the name of a side whose health check
 * succeeds, and a record of the zone leads to it. It changes both sides in one call, so that they can
 * change places, and it knows no weight of 0: a primary with everything goes by priority.
 */
export class TrafficManager extends pulumi.ComponentResource {
  readonly watched: WatchedSides;

  constructor(name: string, args: TrafficManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:TrafficManager", name, {}, opts);
    const { config, failover, dns, resourceGroupName, ownRecords, tags } = args;
    const sides = endpoints(config.ingress.hostname ?? "", failover);
    // The name under trafficmanager.net is one of all of Azure's.
    const suffix = createSuffix(`${name}-traffic-manager`, config, this);
    const profile = new Profile(
      name,
      {
        resourceGroupName,
        profileName: name,
        location: GLOBAL,
        dnsConfig: {
          relativeName: pulumi.interpolate`${name}-${suffix}`,
          ttl: NAME_TTL_SECONDS,
        },
        trafficRoutingMethod: failover.share === 100 ? "Priority" : "Weighted",
        monitorConfig: {
          protocol: "HTTPS",
          port: 443,
          path: PROBE_PATH,
          intervalInSeconds: seconds(dns.interval),
          timeoutInSeconds: TIMEOUT_SECONDS[dns.interval],
          toleratedNumberOfFailures: dns.failures - 1,
        },
        endpoints: sides,
        tags,
      },
      { parent: this },
    );
    this.watched = { profileId: profile.id, endpoints: sides.map(({ name }) => name) };
    const { label, ...zone } = zonedName(dns.dnsZoneId, failover.hostname);
    new RecordSet(
      `${name}-failover`,
      {
        ...zone,
        relativeRecordSetName: label,
        recordType: "CNAME",
        ttl: NAME_TTL_SECONDS,
        cnameRecord: {
          cname: profile.dnsConfig.apply((config) => config?.fqdn ?? ""),
        },
      },
      { parent: this, dependsOn: [...ownRecords] },
    );
    this.registerOutputs({ hostname: failover.hostname });
  }
}

/** Both are known by name, so that a side which is gone, or not there yet, changes nothing here. */
function endpoints(ownHostname: string, failover: Failover) {
  const own = clientShare(failover);
  const endpoint = (name: string, target: string, clients: number) => ({
    name,
    type: "Microsoft.Network/trafficManagerProfiles/externalEndpoints",
    target,
    endpointStatus: "Enabled",
    ...(failover.share === 100 ? { priority: clients === 100 ? 1 : 2 } : { weight: clients }),
  });
  return [endpoint("own", ownHostname, own), endpoint("peer", failover.peerHostname, 100 - own)];
}
