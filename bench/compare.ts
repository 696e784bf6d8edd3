// The simulator of `npm run compare`: a day of a million chats, and Lambda beside SimFaaS.
import { join } from "node:path";

import { assumed } from "../compare/options/assumptions";
import { OPTION_KINDS } from "../compare/options/kinds";
import { runOption, type Deployment } from "../compare/options/run";
import type { Chats } from "../compare/simulate/chats";
import { presetTraffic } from "../compare/traffic/presets";
import { chatsOf } from "../compare/traffic/replies";
import { seededRandom } from "../load/random";
import { readStack } from "../plan/stackFile";
import { parseConfig } from "../shared/config/parse";
import { describeWorkload } from "../shared/workload";
import { NoPython } from "../tests/deep/support/python";
import { experiments } from "../tests/deep/compare/simfaas/experiments";
import { simulateExperiment } from "../tests/deep/compare/simfaas/lambda";
import { runSimFaas } from "../tests/deep/compare/simfaas/simfaas";
import { median } from "./processes";

const PROJECT_DIR = join(__dirname, "..");

/** Requests of the experiment that both simulators run. */
const REQUESTS = 100_000;

/** Prints times of a day's simulation, how they grow, and events a second beside SimFaaS. */
export async function benchCompare(rounds: number): Promise<void> {
  const deployments = deploymentsOf();
  console.log("\nA day through all options, first to last\n");
  const small = day(100_000);
  const large = day(1_000_000);
  timed(() => runAll(deployments, small));
  const times = Array.from({ length: rounds }, () => ({
    small: timed(() => runAll(deployments, small)),
    large: timed(() => runAll(deployments, large)),
  }));
  const [few, many] = [
    median(times.map((time) => time.small)),
    median(times.map((time) => time.large)),
  ];
  const memory = process.memoryUsage().rss / 2 ** 20;
  console.log(`  100,000 chats, ${deployments.length} options      ${few.toFixed(2)} s`);
  console.log(
    `  1,000,000 chats, ${deployments.length} options    ${many.toFixed(2)} s (aim 10 s)`,
  );
  console.log(
    `  ten times the chats              ${(many / few).toFixed(1)} × the time (linear: 10)`,
  );
  console.log(`  memory of the process            ${memory.toFixed(0)} MiB (aim 500 MB)`);
  await besideSimFaas(rounds);
}

async function besideSimFaas(rounds: number): Promise<void> {
  const experiment = experiments().find(({ name }) => name === "experiment_9");
  if (experiment === undefined) throw new Error("experiment_9 is not there");
  const { rate, warm, cold, idle } = experiment;
  console.log("\nOne of Lambda's experiments, a request a second, events of a second\n");
  const ratios: number[] = [];
  const speeds: { ours: number; theirs: number }[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      let requests = 0;
      const seconds = timed(() => {
        ({ requests } = simulateExperiment(experiment, REQUESTS, seededRandom(round)));
      });
      const [said] = await runSimFaas([{ rate, warm, cold, idle, seconds: REQUESTS / rate }]);
      if (said === undefined) throw new Error("SimFaaS said nothing");
      // A request comes, and it ends.
      const speed = { ours: (2 * requests) / seconds, theirs: (2 * said.requests) / said.seconds };
      speeds.push(speed);
      ratios.push(speed.ours / speed.theirs);
    }
  } catch (error) {
    if (!(error instanceof NoPython)) throw error;
    console.log(`  left out: ${error.message}`);
    return;
  }
  const write = (value: number): string => Math.round(value).toLocaleString("en-US");
  console.log(`  compare     ${write(median(speeds.map(({ ours }) => ours)))} events/s`);
  console.log(`  SimFaaS     ${write(median(speeds.map(({ theirs }) => theirs)))} events/s`);
  console.log(`  compare / SimFaaS   ${median(ratios).toFixed(0)} × (aim 20 ×)`);
}

/** The options on the prod stacks; ECS with that preset's defaults. */
function deploymentsOf(): Deployment[] {
  const configs = {
    eks: configOf("prod-aws", []),
    ecs: configOf("prod-aws", ["runtime=ecs", "kubernetesApi="]),
    aks: configOf("prod-azure", []),
  };
  return OPTION_KINDS.map((kind) => {
    const config = configs[kind.containers ?? (kind.cloud === "aws" ? "eks" : "aks")];
    return { kind, stack: config.cloud, config, workload: describeWorkload(config, {}) };
  });
}

function configOf(stack: string, set: readonly string[]) {
  const { project, config: texts } = readStack(PROJECT_DIR, stack, set);
  const own = Object.entries(texts).map(([key, text]) => [key.slice(project.length + 1), text]);
  const { config } = parseConfig(Object.fromEntries(own) as Record<string, string>);
  if (config === undefined) throw new Error(`the config of ${stack} cannot be read`);
  return config;
}

function day(chats: number): Chats {
  const traffic = presetTraffic("office", chats, seededRandom(1));
  const settings = { firstToken: 0.5, tokensPerSecond: 50, length: undefined };
  return chatsOf(traffic, settings, seededRandom(1));
}

function runAll(deployments: readonly Deployment[], chats: Chats): void {
  for (const deployment of deployments) runOption(deployment, chats, assumed());
}

/** Seconds of processor time: other programs of the machine do not count. */
function timed(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
