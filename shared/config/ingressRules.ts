import { seconds, type Duration } from "../units";
import { azureZoneName } from "./azureZone";
import { frontDoorRules, isFrontDoor } from "./frontDoorRules";
import type { Problem } from "./problems";
import type { AksConfig, AwsConfig, CloudConfig } from "./schema";

/** Of a certificate of ACM (RFC 5280, ub-common-name). */
const LONGEST_COMMON_NAME = 64;

/** The rules of the public address: its certificate, its host name, its time-outs. */
export function ingressRules(config: CloudConfig): Problem[] {
  if (config.cloud === "aws") return [...albRules(config), ...plainHttp(config)];
  return [
    ...azureLoadBalancerRules(config),
    ...azureZone(config.ingress),
    ...frontDoorRules(config),
    ...plainHttp(config),
  ];
}

function certificateKey(config: CloudConfig): string | undefined {
  if (config.cloud === "azure") {
    return config.ingress.certificate ? "ingress.certificate" : undefined;
  }
  if (config.ingress.hostedZoneId !== undefined) return "ingress.hostedZoneId";
  return config.ingress.certificateArn === undefined ? undefined : "ingress.certificateArn";
}

function albRules({ ingress }: AwsConfig): Problem[] {
  const problems: Problem[] = [
    ...within("ingress.idleTimeout", ingress.idleTimeout, 1, 4000),
    ...within("ingress.deregistrationDelay", ingress.deregistrationDelay, 0, 3600),
  ];
  const { hostname = "" } = ingress;
  if (ingress.hostedZoneId !== undefined && hostname.length > LONGEST_COMMON_NAME) {
    problems.push({
      key: "ingress.hostname",
      value: hostname,
      rule: `must have ${LONGEST_COMMON_NAME} characters at most with ingress.hostedZoneId: it is the common name of a certificate`,
      fix: "Take a shorter name, or name a certificate in ingress.certificateArn.",
    });
  }
  if (ingress.hostedZoneId !== undefined && ingress.certificateArn !== undefined) {
    problems.push({
      key: "ingress.certificateArn",
      value: ingress.certificateArn,
      rule: "must not stand beside ingress.hostedZoneId, which brings a certificate of its own",
      fix: "Leave out one of the two.",
    });
  }
  return problems;
}

function azureLoadBalancerRules({ ingress }: AksConfig): Problem[] {
  const problems = within("ingress.idleTimeout", ingress.idleTimeout, 4 * 60, 30 * 60);
  if (seconds(ingress.idleTimeout) % 60 !== 0) {
    problems.push({
      key: "ingress.idleTimeout",
      value: ingress.idleTimeout,
      rule: "must be whole minutes, as Azure Load Balancer counts them",
      fix: 'Write it like "30m".',
    });
  }
  return problems;
}

/** The top of a zone cannot be a CNAME record, as leads to Front Door. */
function azureZone({ dnsZoneId, hostname, mode }: AksConfig["ingress"]): Problem[] {
  if (dnsZoneId === undefined) return [];
  const name = azureZoneName(dnsZoneId);
  if (hostname?.endsWith(`.${name}`)) return [];
  if (hostname === name && mode !== "frontDoor") return [];
  return [
    {
      key: "ingress.hostname",
      ...(hostname !== undefined && { value: hostname }),
      rule: `must be a name below the zone of ingress.dnsZoneId (${name})`,
      fix: `Set ingress.hostname to a name such as chat.${name}.`,
    },
  ];
}

function plainHttp(config: CloudConfig): Problem[] {
  if (isFrontDoor(config)) return [];
  const { allowInsecureHttp, hostname } = config.ingress;
  const certificate = certificateKey(config);
  if (certificate !== undefined && hostname === undefined) {
    const fix = `Set ingress.hostname to the name that ${certificate} is for.`;
    return [{ key: "ingress.hostname", rule: `is required with ${certificate}`, fix }];
  }
  const ways =
    config.cloud === "aws"
      ? "ingress.hostname and ingress.hostedZoneId (or ingress.certificateArn)"
      : "ingress.mode: frontDoor, or ingress.hostname and ingress.certificate";
  if (config.size === "prod" && allowInsecureHttp) {
    return [
      {
        key: "ingress.allowInsecureHttp",
        value: "true",
        rule: "must be false in prod: chats would travel as plain HTTP",
        fix: `Leave it out and set ${ways}.`,
      },
    ];
  }
  if (certificate !== undefined || allowInsecureHttp) return [];
  return [
    {
      key: "ingress",
      rule: "must name a certificate, or chats would travel as plain HTTP",
      fix: `Set ${ways}${config.size === "dev" ? ", or ingress.allowInsecureHttp: true" : ""}.`,
    },
  ];
}

function within(
  key: string,
  duration: Duration | undefined,
  least: number,
  most: number,
): Problem[] {
  if (duration === undefined) return [];
  const value = seconds(duration);
  if (value >= least && value <= most && Number.isInteger(value)) return [];
  return [
    {
      key,
      value: duration,
      rule: `must be whole seconds from ${least}s to ${most}s, as the load balancer allows`,
      fix: `Set it to "${Math.round(Math.min(Math.max(value, least), most))}s".`,
    },
  ];
}
