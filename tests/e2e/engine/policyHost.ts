import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Puts what stands for the release's host of policies, which runs a pack in Node just so, into a folder. */
export function addPolicyHost(folder: string): void {
  const path = join(folder, "pulumi-analyzer-policy-nodejs");
  writeFileSync(
    path,
    `#!/bin/sh
run=$("${process.execPath}" --print 'require.resolve("@pulumi/pulumi/cmd/run-policy-pack")')
exec "${process.execPath}" "$run" "$@"
`,
  );
  chmodSync(path, 0o755);
}
