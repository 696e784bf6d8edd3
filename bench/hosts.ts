import { readStack } from "../plan/stackFile";
import { startEngine } from "./engine";
import { errorLine, root, runNode, type Case, type Sample } from "./processes";

/** A way to run the program under the engine, as the runtime options of Pulumi.yaml choose it. */
interface Host {
  readonly name: string;
  readonly nodeArgs: readonly string[];
  /** What the engine's language host sets for Pulumi's own TypeScript support. */
  readonly env: NodeJS.ProcessEnv;
}

const HOSTS: readonly Host[] = [
  { name: 'nodeargs "--import tsx"', nodeArgs: ["--import", "tsx"], env: {} },
  {
    name: 'nodeargs "--import ./cli/typescript.mjs"',
    nodeArgs: ["--import", "./cli/typescript.mjs"],
    env: {},
  },
  { name: 'nodeargs "--require tsx/cjs"', nodeArgs: ["--require", "tsx/cjs"], env: {} },
  {
    name: "typescript: true, without type check",
    nodeArgs: [],
    env: { PULUMI_NODEJS_TYPESCRIPT: "true", PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  },
  {
    name: "typescript: true (the default)",
    nodeArgs: [],
    env: { PULUMI_NODEJS_TYPESCRIPT: "true" },
  },
];

/** A preview of a stack by Pulumi's own Node host, once for each way to run the program. */
export function hostCases(stack: string): Case[] {
  return HOSTS.map((host) => ({ name: host.name, run: () => preview(stack, host) }));
}

async function preview(stack: string, { nodeArgs, env }: Host): Promise<Sample> {
  const settings = readStack(root, stack);
  const engine = await startEngine(settings);
  const flags = {
    monitor: engine.address,
    engine: engine.address,
    organization: "organization",
    project: settings.project,
    stack,
    pwd: root,
    parallel: "16",
  };
  const host = [
    "node_modules/@pulumi/pulumi/cmd/run",
    ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    "--dry-run",
    settings.main,
  ];
  const sample = await runNode([...nodeArgs, ...host], {
    PULUMI_CONFIG: JSON.stringify(settings.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(settings.secretKeys),
    ...env,
  });
  engine.close();
  const [logged] = engine.errors;
  if (logged !== undefined) return { ...sample, error: errorLine(logged) };
  if (engine.resources() === 0) return { ...sample, error: "the program registered nothing" };
  return sample;
}
