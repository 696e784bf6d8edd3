import { planStack } from "./plan/run";
import { planJson } from "./plan/json";
(async () => {
  const p = await planStack({ projectDir: process.argv[2]!, stack: process.argv[3]!, set: process.argv.slice(4), onPhase: (n, ms) => console.error(n, ms) });
  process.stdout.write(planJson(p));
})().catch(e => {console.error(e); process.exitCode=1});
