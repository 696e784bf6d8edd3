import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_DIR } from "../../support/plans";

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function packageOf(...path: string[]): Package {
  return JSON.parse(readFileSync(join(PROJECT_DIR, ...path), "utf8")) as Package;
}

describe("the packages of the gateway's image", () => {
  const image = packageOf("app", "package.json").devDependencies ?? {};

  it("are of the versions that the tests run", () => {
    const own = packageOf("package.json");
    const all = { ...own.dependencies, ...own.devDependencies };
    for (const [name, version] of Object.entries(image)) assert.equal(version, all[name], name);
  });

  it("are those that its sources name, and the compiler", () => {
    const named = new Set<string>();
    for (const folder of ["gateway", "image", "page"]) {
      const files = readdirSync(join(PROJECT_DIR, "app", folder), { recursive: true });
      for (const file of files.map(String).filter((name) => name.endsWith(".ts"))) {
        const text = readFileSync(join(PROJECT_DIR, "app", folder, file), "utf8");
        for (const [, name] of text.matchAll(/from "((?:@[\w-]+\/)?[\w-]+)"/g)) named.add(name!);
      }
    }
    assert.deepEqual([...named, "tsx"].sort(), Object.keys(image).sort());
  });

  it("are locked to what their publisher signed", () => {
    const { packages } = JSON.parse(
      readFileSync(join(PROJECT_DIR, "app", "package-lock.json"), "utf8"),
    ) as { packages: Record<string, { version?: string; integrity?: string }> };
    for (const [name, version] of Object.entries(image)) {
      assert.equal(packages[`node_modules/${name}`]?.version, version);
    }
    const loose = Object.entries(packages).filter(([path, { integrity }]) => path && !integrity);
    assert.deepEqual(loose, []);
  });
});
