import { z } from "zod";
import { buildTag } from "../buildContext";
import type { PairedConfig } from "../config/failoverRules";
import { imageSource } from "../workload";
import { chatPlaces } from "./headroom";

/** What the other side of a pair has to know of a stack: its output `failover`. */
export const sideSchema = z.object({
  cloud: z.enum(["aws", "azure"]),
  /** The cloud's name for where it runs. */
  region: z.string(),
  /** As the config names it. */
  peerStack: z.string(),
  role: z.enum(["primary", "secondary"]),
  /** What people use, and what leads to this side and to the other one alone. */
  hostname: z.string(),
  ownHostname: z.string(),
  peerHostname: z.string(),
  /** Percent of the clients that the primary gets. */
  share: z.number(),
  /** Chats at once. */
  plannedPeak: z.number(),
  /** Chats at once that this side carries at its largest scale. */
  places: z.number(),
  /** Whether this stack keeps the records of the name. */
  keepsName: z.boolean(),
  /** Tells images apart by what is in them, whatever registry they are in. */
  image: z.string(),
  /** How clients prove who they are. */
  auth: z.string(),
});

export type Side = Readonly<z.infer<typeof sideSchema>>;

/** A stack as the other side sees it. */
export function sideOf(config: PairedConfig): Side {
  const { failover, ingress, gateway } = config;
  const { peerStack, role, hostname, peerHostname, share, plannedPeak } = failover;
  const { oidc } = gateway;
  return {
    cloud: config.cloud,
    region: config.cloud === "aws" ? config.region : config.location,
    peerStack,
    role,
    hostname,
    ownHostname: ingress.hostname ?? "",
    peerHostname,
    share,
    plannedPeak,
    places: chatPlaces(config),
    keepsName: failover.dns !== undefined,
    image: imageContent(config),
    auth: oidc === undefined ? gateway.auth : `oidc ${oidc.issuer} ${oidc.audience}`,
  };
}

/** A digest where there is one, or else the tag: two registries have two names for one image. */
function imageContent({ gateway }: PairedConfig): string {
  const source = imageSource(gateway);
  // Each side may build for other machines; it is the same source that counts.
  if (source.kind === "build") return buildTag(source, "any");
  const { reference } = source;
  return reference.split("@").at(1) ?? reference.split("/").at(-1) ?? reference;
}
