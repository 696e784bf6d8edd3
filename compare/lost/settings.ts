import { seconds } from "../../shared/units";
import { FAILOVER, type Failover } from "./failover";
import { CLOUDS, otherThan, type Cloud, type Pair } from "./shares";

/** How two sides stand behind one host name. */
export interface PairSettings {
  readonly primary: Cloud;
  /** Percent of the new chats that the primary gets while both are well. */
  readonly share: number;
  readonly failover: Failover;
}

/**
 * What the config of two stacks says under `failover`, the one that keeps the records first; for the
 * rest what that section has by default, with AWS as the primary.
 */
export function settingsOf(pair: Pair): PairSettings {
  const sections = CLOUDS.flatMap((cloud) => {
    const { config } = pair[cloud];
    return "failover" in config && config.failover ? [{ cloud, ...config.failover }] : [];
  });
  const section = sections.find(({ dns }) => dns !== undefined) ?? sections[0];
  if (section === undefined) return { primary: "aws", share: 100, failover: FAILOVER };
  const { cloud, role, share, dns } = section;
  const primary = role === "primary" ? cloud : otherThan(cloud);
  if (dns === undefined) return { primary, share, failover: FAILOVER };
  const { interval, failures } = dns;
  return { primary, share, failover: { ...FAILOVER, checkSeconds: seconds(interval), failures } };
}
