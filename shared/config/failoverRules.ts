import { chatPlaces, tokensAt } from "../failover/headroom";
import { azureZoneName } from "./azureZone";
import { isFrontDoor } from "./frontDoorRules";
import type { Problem } from "./problems";
import type { CloudConfig } from "./schema";

/** A config with a second cloud behind its name. */
export type PairedConfig = CloudConfig & {
  readonly failover: NonNullable<CloudConfig["failover"]>;
};

export function isPaired(config: CloudConfig): config is PairedConfig {
  return config.failover !== undefined;
}

/** The rules of a pair of clouds that one side's config can be held to. */
export function failoverRules(config: CloudConfig): Problem[] {
  if (!isPaired(config)) return [];
  return [
    ...names(config),
    ...zone(config),
    ...azureZone(config),
    ...certificate(config),
    ...openToChecks(config),
    ...headroom(config),
  ];
}

function names({ ingress, failover }: PairedConfig): Problem[] {
  const { hostname } = ingress;
  if (hostname === undefined) {
    const rule = "is required with failover: the side's own name, which health checks ask";
    const fix = `Set it to a name of this side, such as aws.${failover.hostname}.`;
    return [{ key: "ingress.hostname", rule, fix }];
  }
  const problems: Problem[] = [];
  if (failover.hostname === hostname) {
    const rule = "must not be ingress.hostname: that leads to this side alone";
    const fix = "Set it to the name that people use, and ingress.hostname to one of this side.";
    problems.push({ key: "failover.hostname", value: hostname, rule, fix });
  }
  if ([hostname, failover.hostname].includes(failover.peerHostname)) {
    problems.push({
      key: "failover.peerHostname",
      value: failover.peerHostname,
      rule: "must be another name than ingress.hostname and failover.hostname",
      fix: "Set it to ingress.hostname of the other side.",
    });
  }
  return problems;
}

/** The domain of the zone that this stack keeps the name in, if it does. */
function zoneName({ failover }: PairedConfig): string | undefined {
  if (failover.dns === undefined) return undefined;
  return "zone" in failover.dns ? failover.dns.zone : azureZoneName(failover.dns.dnsZoneId);
}

function zone(config: PairedConfig): Problem[] {
  const domain = zoneName(config);
  const { hostname } = config.failover;
  // The top of a zone cannot be a CNAME, the only record that leads to another cloud's name.
  if (domain === undefined || hostname.endsWith(`.${domain}`)) return [];
  const key = config.cloud === "aws" ? "failover.dns.zone" : "failover.dns.dnsZoneId";
  return [
    {
      key: "failover.hostname",
      value: hostname,
      rule: `must be a name below the zone of ${key} (${domain})`,
      fix: `Set it to a name such as chat.${domain}.`,
    },
  ];
}

/** A zone of the common name would need NS records where the CNAME has to be. */
function azureZone(config: PairedConfig): Problem[] {
  const zoneId = config.cloud === "azure" ? config.ingress.dnsZoneId : undefined;
  const { hostname } = config.failover;
  if (zoneId === undefined || azureZoneName(zoneId) !== hostname) return [];
  const rule =
    "must not be the zone of failover.hostname, which has to be a CNAME of its parent zone";
  const fix = `Use the zone above it, and remove that of ${hostname}.`;
  return [{ key: "ingress.dnsZoneId", value: zoneId, rule, fix }];
}

function certificate(config: PairedConfig): Problem[] {
  if (isFrontDoor(config)) {
    const rule = "must not stand beside failover: Front Door renews a certificate of its own only";
    const more = "while the name leads straight to it";
    const fix = "Use ingress.mode: managed or explicit, with ingress.certificate.";
    return [{ key: "ingress.mode", value: "frontDoor", rule: `${rule} ${more}`, fix }];
  }
  const covers = "a certificate for ingress.hostname and failover.hostname";
  if (config.cloud === "azure") {
    if (config.ingress.certificate) return [];
    const rule = `is required with failover: ${covers}`;
    return [{ key: "ingress.certificate", rule, fix: "Name one in a Key Vault." }];
  }
  const { hostedZoneId, certificateArn } = config.ingress;
  if (certificateArn !== undefined) return [];
  if (hostedZoneId === undefined) {
    const rule = `is required with failover: ${covers}`;
    const fix = "Name one of ACM, or set ingress.hostedZoneId and failover.dns.";
    return [{ key: "ingress.certificateArn", rule, fix }];
  }
  if (config.failover.dns !== undefined) return [];
  return [
    {
      key: "ingress.hostedZoneId",
      value: hostedZoneId,
      rule: `cannot bring ${covers}: the other side keeps the records of failover.hostname`,
      fix: "Leave it out, and name such a certificate in ingress.certificateArn.",
    },
  ];
}

function openToChecks({ ingress }: PairedConfig): Problem[] {
  if (ingress.allowedCidrs.includes("0.0.0.0/0")) return [];
  return [
    {
      key: "ingress.allowedCidrs",
      value: ingress.allowedCidrs.join(", "),
      rule: "must hold 0.0.0.0/0 with failover: the health checks of Route 53 and Traffic Manager come from all over the world",
      fix: "Leave it out, and let gateway.auth decide who may chat.",
    },
  ];
}

/** What is left when the other side is lost must carry all that both planned for. */
function headroom(config: PairedConfig): Problem[] {
  const { gateway, model } = config;
  const { plannedPeak } = config.failover;
  const problems: Problem[] = [];
  const places = chatPlaces(config);
  if (plannedPeak > places) {
    problems.push({
      key: "failover.plannedPeak",
      value: String(plannedPeak),
      rule: `must fit this side alone: gateway.maxReplicas (${gateway.maxReplicas}) × gateway.concurrentChats (${gateway.concurrentChats}) = ${places} chats`,
      fix: `Raise gateway.maxReplicas to ${Math.ceil(plannedPeak / gateway.concurrentChats)}, or plan for fewer chats.`,
    });
  }
  const tokens = tokensAt(plannedPeak, config);
  if (model.tokensPerMinute !== undefined && tokens > model.tokensPerMinute) {
    problems.push({
      key: "model.tokensPerMinute",
      value: String(model.tokensPerMinute),
      rule: `must carry both sides' peak: failover.plannedPeak × model.tokensPerSecond × 60 = ${tokens} tokens a minute`,
      fix: "Raise the quota, or plan for fewer chats.",
    });
  }
  return problems;
}
