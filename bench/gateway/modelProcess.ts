// Run as a process of its own: the mock model, whose replies have a fixed pace.
import { startMockModel } from "../../tests/support/mockModel";
import type { Pace } from "./servers";

async function main(): Promise<void> {
  const { tokens, tokensPerSecond, silentAfter } = JSON.parse(process.argv[2] ?? "") as Pace;
  const silence = silentAfter === undefined ? {} : { after: silentAfter, then: "hang" as const };
  const { url } = await startMockModel({ tokens, tokensPerSecond, behave: () => silence });
  process.send?.(new URL(url).port);
}

void main();
