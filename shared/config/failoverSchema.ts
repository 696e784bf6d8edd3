import { z } from "zod";
import { count, dnsZoneId, hostname, percent, stackName } from "./types";

/** What the stack that owns the public name says of it, besides the zone that the name is in. */
const dnsFields = {
  interval: z
    .enum(["10s", "30s"])
    .default("10s")
    .describe("Time between two health checks of a side; 10s costs more"),
  failures: count(1)
    .max(10)
    .default(3)
    .describe("Health checks in a row that must fail until a side gets no clients"),
};

function fields() {
  return {
    peerStack: stackName.describe(
      "The stack of the other side: its name, or organization/project/stack",
    ),
    role: z
      .enum(["primary", "secondary"])
      .describe("Which side gets `share` of the clients; one of the two is primary"),
    hostname: hostname.describe("Public DNS name of both sides: what people use"),
    peerHostname: hostname.describe("ingress.hostname of the other side"),
    share: percent
      .default(100)
      .describe("Percent of the clients that the primary gets while both sides are well"),
    plannedPeak: count(1).describe(
      "Chats at once at the peak of both sides together: each alone must carry it",
    ),
  };
}

const dns = "Set on the one side that keeps the records of failover.hostname";

const DESCRIPTION =
  "A second cloud behind the same name; default: none. See [failover.md](failover.md)";

/** The keys of a pair on AWS, where Route 53 leads clients to a side. */
export const awsFailover = z
  .strictObject({
    ...fields(),
    dns: z
      .strictObject({
        zone: hostname.describe(
          "Domain of the one public Route 53 hosted zone of that name; it holds the name",
        ),
        ...dnsFields,
      })
      .optional()
      .describe(`${dns}, in Route 53`),
  })
  .optional()
  .describe(DESCRIPTION);

/** The keys of a pair on Azure, where Traffic Manager leads clients to a side. */
export const azureFailover = z
  .strictObject({
    ...fields(),
    dns: z
      .strictObject({
        dnsZoneId: dnsZoneId.describe(
          "Azure DNS zone that the name is in, in the subscription of the stack",
        ),
        ...dnsFields,
      })
      .optional()
      .describe(`${dns}, with Traffic Manager`),
  })
  .optional()
  .describe(DESCRIPTION);
