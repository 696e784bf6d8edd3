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

/** The override that gives a stack on AWS a second cloud, and the name of both. */
export const AWS_PAIR = `failover=${JSON.stringify({ ...COMMON, dns: { zone: "example.com" } })}`;

/** The override that gives a stack on Azure a second cloud, and the name of both. */
export const AZURE_PAIR = `failover=${JSON.stringify({ ...COMMON, dns: { dnsZoneId: DNS_ZONE } })}`;
