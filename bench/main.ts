// `npm run bench -- [NAME]... [--rounds N]` measures side by side in one run, and shows medians.
import { parseArgs } from "node:util";

/** What can be measured, in the order in which it is. */
const PARTS: Readonly<Record<string, (rounds: number) => Promise<void>>> = {
  plans: async (rounds) => (await import("./plans.js")).benchPlans(rounds),
  diff: async (rounds) => (await import("./diff.js")).benchDiff(rounds),
  engine: async (rounds) => (await import("./pulumi/compare.js")).benchEngine(rounds),
  gateway: async (rounds) => (await import("./gateway/proxies.js")).benchProxies(rounds),
  compare: async (rounds) => (await import("./compare.js")).benchCompare(rounds),
  full: async (rounds) => (await import("./gateway/full.js")).benchFull(rounds),
  idle: async () => (await import("./gateway/idle.js")).benchIdle(),
};

async function main(): Promise<void> {
  const options = { rounds: { type: "string", default: "7" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknown = positionals.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    const names = Object.keys(PARTS).join(", ");
    throw new Error(`There is no bench ${unknown.join(", ")}. Choose among: ${names}.`);
  }
  const rounds = Math.max(1, Number(values.rounds));
  console.log(`Medians of ${rounds} rounds on Node ${process.versions.node}`);
  for (const [name, run] of Object.entries(PARTS)) {
    if (positionals.length === 0 || positionals.includes(name)) await run(rounds);
  }
}

void main();
