import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { parseFlags, type Command } from "./command";
import { readIfPresent } from "./files";

const USAGE = `Usage: npm run docs -- [--check]

Writes docs/config.md, the table of config keys, from the schema,
docs/parity.md, the table of what each platform makes of the workload,
docs/policy.md, the table of policies, and the pictures of stacks in
docs/images, from their plans.

  --check  write nothing; fail when a file differs
  --help   this text
`;

const OPTIONS = {
  check: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The stacks whose pictures the README shows. */
const PICTURED = ["prod-aws", "prod-azure"];

/** `docs`: writes or checks what is generated in docs/. */
export const docs: Command = {
  summary: "write the generated pages of docs/ anew, or --check them",
  async run(args, { projectDir, out, err, env }) {
    const { check, help } = parseFlags(args, OPTIONS, USAGE, env);
    if (help) {
      out(USAGE);
      return 0;
    }
    const { configReference } = await import("../shared/config/reference.js");
    const { parityPage } = await import("./parity/page.js");
    const { policyPage } = await import("../policy/page.js");
    const pages = {
      "config.md": configReference(),
      "parity.md": parityPage(),
      "policy.md": policyPage(),
      ...(await pictures(projectDir)),
    };
    const differing = Object.entries(pages)
      .map(([name, text]) => ({ name, file: join(projectDir, "docs", name), text }))
      .filter(({ file, text }) => readIfPresent(file) !== text);
    if (!check) {
      for (const { file, text } of differing) writeFileSync(file, text);
      return 0;
    }
    for (const { name } of differing) {
      err(`docs/${name} is not what the program says. Run: npm run docs\n`);
    }
    return differing.length === 0 ? 0 : 1;
  },
};

/** By their names in docs/; a project without such a stack has no picture of it. */
async function pictures(projectDir: string): Promise<Record<string, string>> {
  const { listStacks } = await import("../plan/stackFile.js");
  const stacks = listStacks(projectDir).filter((stack) => PICTURED.includes(stack));
  const found: Record<string, string> = {};
  for (const stack of stacks) {
    const { planStack } = await import("../plan/run.js");
    const { svgOf } = await import("./picture.js");
    // Any key would do: no digest is shown.
    found[`images/${stack}.svg`] = await svgOf(
      await planStack({ projectDir, stack, digestKey: stack }),
    );
  }
  return found;
}
