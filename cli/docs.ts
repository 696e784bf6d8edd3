import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { parseFlags, type Command } from "./command";
import { readIfPresent } from "./files";

const USAGE = `Usage: npm run docs -- [--check]

Writes docs/config.md, the table of config keys, from the schema,
docs/parity.md, the table of what each platform makes of the workload, and
docs/policy.md, the table of policies.

  --check  write nothing; fail when a file differs
  --help   this text
`;

const OPTIONS = {
  check: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

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
