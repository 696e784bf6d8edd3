import { count } from "./format";
import type { Progress } from "./run";

const BAR = 20;

/** One line on how far a run is, of at most 80 columns for all but absurd numbers. */
export function progressLine(progress: Progress): string {
  const { seconds, duration, open, sent, notServed } = progress;
  const done = Math.min(1, seconds / duration);
  const full = Math.floor(done * BAR);
  const bar = "█".repeat(full) + "░".repeat(BAR - full);
  const left = Math.ceil(duration - seconds);
  const time = left > 0 ? `${left} s left` : "waiting for the last";
  const parts = [time, `${count(sent)} sent`, `${count(open)} open`];
  if (notServed > 0) parts.push(`${count(notServed)} not served`);
  return `${bar} ${String(Math.floor(done * 100)).padStart(3)} %  ${parts.join(" · ")}`;
}
