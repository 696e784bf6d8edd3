import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parseFlags, type Command } from "./command";

const USAGE = `Usage: npm run docs -- [--check]

Writes the table of config keys to docs/config.md, from the schema.

  --check  write nothing; fail when the file differs
  --help   this text
`;

const OPTIONS = {
  check: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `docs`: writes or checks what is generated in docs/. */
export const docs: Command = {
  summary: "write docs/config.md anew from the schema, or --check it",
  async run(args, { projectDir, out, err, env }) {
    const { check, help } = parseFlags(args, OPTIONS, USAGE, env);
    if (help) {
      out(USAGE);
      return 0;
    }
    const { configReference } = await import("../shared/config/reference.js");
    const file = join(projectDir, "docs", "config.md");
    const text = configReference();
    if (!check) {
      writeFileSync(file, text);
      return 0;
    }
    if (readFileSync(file, "utf8") === text) return 0;
    err("docs/config.md is not what the schema says. Run: npm run docs\n");
    return 1;
  },
};
