import type { Shape } from "./arrivals";
import type { ProtocolName } from "./protocol";

/** All that a run needs to know. Counts and times are bounded, so that each run ends by itself. */
export interface LoadSettings {
  /** Where chats are posted to; more than one are taken in turn. */
  readonly urls: readonly URL[];
  readonly protocol: ProtocolName;
  readonly shape: Shape;
  /** Chats per second. */
  readonly rate: number;
  /** How many times the rate a spike is. */
  readonly spike: number;
  /** Seconds in which chats arrive; replies may end later. */
  readonly duration: number;
  readonly seed: number;
  /** Seconds after which a chat is given up. */
  readonly timeout: number;
  /** The most streams that are held at once. */
  readonly mostOpen: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly prompt: string;
  readonly model: string;
}
