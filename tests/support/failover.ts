/** Leaves a stack without its second cloud. */
export const ONE_CLOUD = "failover=";

export const DNS_ZONE =
  "/subscriptions/0/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com";

const COMMON = {
  peerStack: "peer",
  role: "primary",
  hostname: "bot.example.com",
  peerHostname: "peer.example.com",
  plannedPeak: 100,
};

/** The section that gives a stack on each cloud a second cloud, and the name of both. */
export const FAILOVER = {
  aws: { ...COMMON, dns: { zone: "example.com" } },
  azure: { ...COMMON, dns: { dnsZoneId: DNS_ZONE } },
};

/** The same as overrides. */
export const AWS_PAIR = `failover=${JSON.stringify(FAILOVER.aws)}`;
export const AZURE_PAIR = `failover=${JSON.stringify(FAILOVER.azure)}`;
