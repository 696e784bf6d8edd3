/** A host name in an Azure DNS zone. */
export interface ZonedName {
  readonly resourceGroupName: string;
  readonly zoneName: string;
  /** The host name without that of the zone; `@` for the zone's own. */
  readonly label: string;
}

/**
 * Takes a host name apart by its zone.
 * @param dnsZoneId resource id of the zone
 * @param hostname a name in the zone, as the config's rules see to
 */
export function zonedName(dnsZoneId: string, hostname: string): ZonedName {
  const [, resourceGroupName = "", zoneName = ""] =
    /\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/dnsZones\/([^/]+)$/i.exec(
      dnsZoneId,
    ) ?? [];
  const label = hostname.slice(0, -(zoneName.length + 1)) || "@";
  return { resourceGroupName, zoneName, label };
}
