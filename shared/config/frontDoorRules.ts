import { seconds } from "../units";
import { FRONT_DOOR_SECONDS } from "./limits";
import type { Problem } from "./problems";
import type { AksConfig, CloudConfig } from "./schema";

/** Whether TLS ends at Azure Front Door, which brings a certificate of its own. */
export function isFrontDoor(config: CloudConfig): boolean {
  return config.cloud === "azure" && config.ingress.mode === "frontDoor";
}

/** The rules of Azure Front Door: its host name, its time-outs, and what it replaces. */
export function frontDoorRules(config: AksConfig): Problem[] {
  const { ingress, gateway } = config;
  if (!isFrontDoor(config)) return [];
  const problems: Problem[] = [];
  if (ingress.certificate) {
    problems.push({
      key: "ingress.certificate",
      value: ingress.certificate.name,
      rule: "must not stand beside ingress.mode frontDoor, which brings a certificate of its own",
      fix: "Leave it out.",
    });
  }
  // Its documentation leaves open whether a reply that goes on streaming is spared.
  if (seconds(gateway.longestReply) > FRONT_DOOR_SECONDS) {
    problems.push({
      key: "gateway.longestReply",
      value: gateway.longestReply,
      rule: `must be ${FRONT_DOOR_SECONDS}s at most, the longest that Azure Front Door waits for a reply`,
      fix: `Lower gateway.longestReply to "${FRONT_DOOR_SECONDS}s", or use ingress.mode: managed.`,
    });
  }
  return problems;
}
