import { count } from "../load/format";
import type { Progress } from "./run";

/** One line on how far a rehearsal is, of at most 80 columns. */
export function progressLine({ phase, seconds, chats, open, cutOff }: Progress): string {
  const parts = [`${count(chats)} chats`, `${count(open)} open`];
  if (cutOff > 0) parts.push(`${count(cutOff)} cut off`);
  return `${String(Math.floor(seconds)).padStart(4)} s  ${phase.padEnd(18)}  ${parts.join(" · ")}`;
}
