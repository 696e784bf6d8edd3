import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { PROJECT_DIR } from "../support/plans";

/** The cloud SDKs that a plan of the stack loads, found in a process of its own. */
function loadedBy(stack: string): Set<string> {
  const script = `
    const { planStack } = require("./plan/run.ts");
    planStack({ projectDir: process.cwd(), stack: ${JSON.stringify(stack)} }).then(() => {
      console.log(JSON.stringify(Object.keys(require.cache)));
    });`;
  const options = { cwd: PROJECT_DIR, encoding: "utf8", maxBuffer: 1 << 26 } as const;
  const child = spawnSync(process.execPath, ["--import", "tsx", "-e", script], options);
  assert.equal(child.status, 0, child.stderr);
  const files = JSON.parse(child.stdout) as string[];
  const sdk = /node_modules[\\/]@pulumi[\\/](aws|azure-native|docker-build|kubernetes|pulumi)[\\/]/;
  return new Set(files.flatMap((file) => sdk.exec(file)?.[1] ?? []));
}

describe("the SDKs that a plan loads", () => {
  it("has no Azure on AWS", () => {
    assert.deepEqual(loadedBy("dev"), new Set(["pulumi", "aws", "docker-build", "kubernetes"]));
  });

  it("has no AWS on Azure", () => {
    assert.deepEqual(
      loadedBy("dev-azure"),
      new Set(["pulumi", "azure-native", "docker-build", "kubernetes"]),
    );
  });
});
