import type { Random } from "../../load/random";
import type { Traffic } from "./traffic";

/** Copies of a chat come within this many seconds of it. */
const JITTER = 30;

/** The same traffic with so many times the chats: some left out, or more at about the same time. */
export function scaled(traffic: Traffic, factor: number, random: Random): Traffic {
  const chats: { at: number; tokens: number | undefined }[] = [];
  for (const [place, at] of traffic.at.entries()) {
    const tokens = traffic.outputTokens?.[place];
    const copies = Math.floor(factor) + (random() < factor % 1 ? 1 : 0);
    for (let copy = 0; copy < copies; copy += 1) {
      const shift = copy === 0 ? 0 : (2 * random() - 1) * JITTER;
      chats.push({ at: Math.min(traffic.duration, Math.max(0, at + shift)), tokens });
    }
  }
  chats.sort((a, b) => a.at - b.at);
  return {
    ...traffic,
    at: Float64Array.from(chats, ({ at }) => at),
    ...(traffic.outputTokens && {
      outputTokens: Float64Array.from(chats, ({ tokens }) => tokens ?? 0),
    }),
  };
}
