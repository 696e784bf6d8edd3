import { statSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { PROJECT_DIR } from "../buildContext";
import { checkScalingChain } from "../scalingChain";
import { describeWorkload, type Secrets } from "../workload";
import { buildRules, type Files } from "./buildRules";
import { chainLimits } from "./limits";
import { parseConfig } from "./parse";
import { ConfigError, type Problem } from "./problems";
import { checkRules } from "./rules";
import type { Config } from "./schema";

/** Every secret key of the config. Their values never pass through the schema or an error. */
const SECRET_KEYS = ["modelApiKey", "gatewayToken"] as const;

const FILES: Files = {
  isFolder: (path) => at(path)?.isDirectory() ?? false,
  isFile: (path) => at(path)?.isFile() ?? false,
};

const at = (path: string) => statSync(join(PROJECT_DIR, path), { throwIfNoEntry: false });

export interface LoadedConfig {
  readonly config: Config;
  readonly secrets: Secrets;
}

/**
 * Reads and checks the config of the current stack: its keys, the rules between them, and the
 * scaling chain.
 * @throws ConfigError with every problem found.
 */
export function loadConfig(): LoadedConfig {
  const project = pulumi.getProject();
  const all = pulumi.runtime.allConfig();
  const own = Object.entries(all)
    .filter(([key]) => key.startsWith(`${project}:`))
    .map(([key, value]) => [key.slice(project.length + 1), value] as const);

  const isSecret = (key: string): boolean => (SECRET_KEYS as readonly string[]).includes(key);
  const given = new Set(own.map(([key]) => key).filter(isSecret));
  const values = own.filter(([key]) => !isSecret(key));

  const problems: Problem[] = [...plainSecrets(project, given), ...providerKeys(all)];
  const { config, problems: found } = parseConfig(Object.fromEntries(values));
  problems.push(...found);

  const secrets = readSecrets(given);
  if (config) {
    const workload = describeWorkload(config, secrets);
    const reported = new Set(problems.map(({ key }) => key));
    const between = [
      ...checkRules(config, given),
      ...buildRules(config, FILES),
      ...checkScalingChain(workload, chainLimits(config)),
    ];
    problems.push(...between.filter(({ key }) => !reported.has(key)));
  }
  if (!config || problems.length > 0) throw new ConfigError(pulumi.getStack(), problems);
  return { config, secrets };
}

function readSecrets(given: ReadonlySet<string>): Secrets {
  const config = new pulumi.Config();
  const secrets = SECRET_KEYS.filter((key) => given.has(key));
  return Object.fromEntries(secrets.map((key) => [key, config.requireSecret(key)]));
}

/** A secret in plain text would end in the repository: refused before it is used. */
function plainSecrets(project: string, given: ReadonlySet<string>): Problem[] {
  // The runtime has this function, but its types leave it out.
  const { isConfigSecret } = pulumi.runtime as unknown as {
    readonly isConfigSecret: (key: string) => boolean;
  };
  return [...given]
    .filter((key) => !isConfigSecret(`${project}:${key}`))
    .map((key) => ({
      key,
      rule: "must be encrypted, and stands in plain text",
      fix: `Change the key at its issuer, then run: pulumi config set --secret ${key}`,
    }));
}

/** The program makes its own providers, so the settings of the default ones would have no effect. */
function providerKeys(all: Readonly<Record<string, string>>): Problem[] {
  const ours: Record<string, string> = {
    "aws:region": "region",
    "azure-native:location": "location",
  };
  return Object.entries(ours)
    .filter(([key]) => all[key] !== undefined)
    .map(([key, own]) => ({
      key,
      value: all[key] ?? "",
      rule: "has no effect on this program",
      fix: `Set ${own} instead.`,
    }));
}
