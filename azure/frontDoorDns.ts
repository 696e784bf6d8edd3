import type { AFDCustomDomain, AFDEndpoint } from "@pulumi/azure-native/cdn";
import { RecordSet } from "@pulumi/azure-native/dns";
import type * as pulumi from "@pulumi/pulumi";
import { zonedName } from "./zone";

export interface DomainRecordsArgs {
  readonly hostname: string;
  readonly dnsZoneId: string;
  readonly domain: AFDCustomDomain;
  readonly endpoint: AFDEndpoint;
}

/** Lifetime of the records, in seconds. */
const TTL = 3600;

/** The records that prove who owns the host name, and that lead it to Front Door. */
export function createDomainRecords(
  name: string,
  { hostname, dnsZoneId, domain, endpoint }: DomainRecordsArgs,
  parent: pulumi.Resource,
): void {
  const { label, ...names } = zonedName(dnsZoneId, hostname);
  const zone = { ...names, ttl: TTL };
  const token = domain.validationProperties.apply((properties) => properties.validationToken);
  new RecordSet(
    `${name}-validation`,
    {
      ...zone,
      recordType: "TXT",
      relativeRecordSetName: `_dnsauth.${label}`,
      txtRecords: [{ value: [token] }],
    },
    { parent },
  );
  new RecordSet(
    `${name}-hostname`,
    {
      ...zone,
      recordType: "CNAME",
      relativeRecordSetName: label,
      cnameRecord: { cname: endpoint.hostName },
    },
    { parent },
  );
}
