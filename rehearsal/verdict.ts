import type { RehearsalReport } from "./report";
import { longestOutage } from "./settings";

/** What went against the promise; empty when it was kept. */
export function problemsOf(report: RehearsalReport): string[] {
  const { settings, phases, outages, misled, stray } = report;
  const bound = longestOutage(settings);
  const lost = phases.reduce((sum, phase) => sum + phase.lost, 0);
  const problems: string[] = [];
  if (lost > 0) problems.push(`${lost} chats were lost, or their replies were not whole.`);
  if (misled > 0) problems.push(`${misled} tries were led to a side that was known to be away.`);
  if (stray > 0) problems.push(`${stray} chats were cut off while both sides were there.`);
  for (const { side, clients, unserved, served } of outages) {
    if (clients === 0) problems.push(`Nobody noticed the end of ${side}: raise --rate.`);
    if (unserved > 0)
      problems.push(`${unserved} clients were not served again after ${side} died.`);
    if (served && served.max > bound * 1000) {
      problems.push(`A client was served again after ${(served.max / 1000).toFixed(1)} s.`);
    }
  }
  return problems;
}
