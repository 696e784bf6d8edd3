import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseFlags, UsageError, type Command } from "./command";

const USAGE = `Usage: npm run doctor -- [--stack NAME] [--json] [--timeout SECONDS]

Checks what \`pulumi up\` of a stack will need, before it starts: programs and their
versions, credentials, region, quotas, names, Docker, the state. Says for each that
it is fine, how to mend it, or why it could not be checked. Fails where something
must be mended. It only looks: it changes nothing, and shows no secret.

  --stack NAME       the stack, one of Pulumi.NAME.yaml; default: dev
  --timeout SECONDS  for each program that is asked; default: 60
  --json             all of it as JSON, for other programs
  --help             this text
`;

const OPTIONS = {
  stack: { type: "string", default: "dev" },
  timeout: { type: "string", default: "60" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `doctor`: whether this machine and its accounts are ready for `pulumi up`. */
export const doctor: Command = {
  summary: "what `pulumi up` will need, checked before it starts",
  async run(args, { projectDir, out, env }) {
    const { stack, timeout, json, help } = parseFlags(args, OPTIONS, USAGE, env);
    if (help) {
      out(USAGE);
      return 0;
    }
    const seconds = Number(timeout);
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new UsageError(`--timeout: "${timeout}" must be seconds, from 1 to 3600.`, USAGE);
    }
    const { planStack } = await import("../plan/run.js");
    const { readStack } = await import("../plan/stackFile.js");
    const { factsOf } = await import("../doctor/facts.js");
    const { examine } = await import("../doctor/examine.js");
    const { runner } = await import("../doctor/runner.js");
    const plan = await planStack({ projectDir, stack });
    const { config } = readStack(projectDir, stack);
    const secretsProvider = await secretsProviderOf(join(projectDir, `Pulumi.${stack}.yaml`));
    const facts = factsOf({
      plan,
      config,
      dependencies: dependencies(),
      ...(secretsProvider !== undefined && { secretsProvider }),
    });
    const findings = await examine(facts, {
      run: runner(projectDir, env, seconds),
      env,
      nodeVersion: process.versions.node,
    });
    if (json) {
      const { sortedJson } = await import("../plan/json.js");
      out(sortedJson({ format: 1, stack, findings }));
    } else {
      const { doctorReport } = await import("../doctor/report.js");
      const { titleOf } = await import("../plan/tree/title.js");
      out(doctorReport(titleOf(plan), findings));
    }
    return findings.some(({ status }) => status === "fix") ? 1 : 0;
  },
};

/** The exact versions of what this program is built on. */
function dependencies(): Readonly<Record<string, string>> {
  const file = readFileSync(join(__dirname, "..", "package.json"), "utf8");
  return (JSON.parse(file) as { readonly dependencies: Record<string, string> }).dependencies;
}

/** What the stack's file says of its encryption, in the keys that Pulumi writes there itself. */
async function secretsProviderOf(file: string): Promise<string | undefined> {
  const { parse } = await import("yaml");
  const { secretsprovider, encryptionsalt } = (parse(readFileSync(file, "utf8")) ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof secretsprovider === "string") return secretsprovider;
  return encryptionsalt === undefined ? undefined : "passphrase";
}
