/** The domain of an Azure DNS zone, which its resource id ends with. */
export function azureZoneName(dnsZoneId: string): string {
  return dnsZoneId.slice(dnsZoneId.lastIndexOf("/") + 1);
}
