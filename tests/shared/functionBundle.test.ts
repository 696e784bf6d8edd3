import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleFile, bundleFunction, type FunctionEntry } from "../../shared/functionBundle";
import { PROJECT_DIR } from "../support/plans";

const ENTRIES: readonly FunctionEntry[] = ["lambda/webhook", "lambda/worker", "azure/main"];
const PACKAGES = ["aws4fetch", "@azure/functions", "@azure/functions-extensions-base", "cookie"];

describe("the bundle of a function", () => {
  let folder: string;

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "chatscale-bundle-")));
  });

  after(() => rmSync(folder, { recursive: true }));

  function checkout(name: string, withPackages: (to: string) => void): string {
    const to = join(folder, name);
    cpSync(join(PROJECT_DIR, "app"), join(to, "app"), { recursive: true });
    withPackages(join(to, "node_modules"));
    return to;
  }

  it("has the same bytes in every checkout, at any path, with any compiler options", async () => {
    const copied = checkout("deep/er/one", (to) => {
      for (const name of PACKAGES) {
        mkdirSync(dirname(join(to, name)), { recursive: true });
        cpSync(realpathSync(join(PROJECT_DIR, "node_modules", name)), join(to, name), {
          recursive: true,
        });
      }
    });
    const linked = checkout("two", (to) => {
      symlinkSync(realpathSync(join(PROJECT_DIR, "node_modules")), to);
    });
    const options = { compilerOptions: { target: "es5", useDefineForClassFields: false } };
    writeFileSync(join(linked, "tsconfig.json"), JSON.stringify(options));
    for (const entry of ENTRIES) {
      const own = await bundleFunction(entry);
      for (const project of [copied, linked]) {
        assert.equal(await bundleFile(`app/functions/${entry}.ts`, project), own, entry);
      }
    }
  });

  it("changes when the source does", async () => {
    const changed = checkout("changed", (to) => {
      symlinkSync(realpathSync(join(PROJECT_DIR, "node_modules")), to);
    });
    writeFileSync(join(changed, "app/functions/batch.ts"), "export const workOff = () => [];\n");
    const other = await bundleFile("app/functions/lambda/worker.ts", changed);
    assert.notEqual(other, await bundleFunction("lambda/worker"));
  });

  it("holds no path of this machine, and no more than it needs", async () => {
    for (const entry of ENTRIES) {
      const text = await bundleFunction(entry);
      assert.ok(!text.includes(PROJECT_DIR), entry);
      assert.ok(!text.includes(realpathSync(join(PROJECT_DIR, "node_modules"))), entry);
      assert.doesNotMatch(text, /sourceMappingURL|"\.\.\/|\/\/ \.\.\//);
      assert.doesNotMatch(text, /@pulumi/);
      const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? "");
      const outside = required.filter((name) => !/^(node:|@azure\/functions-core$)/.test(name));
      const builtins = [
        "buffer",
        "crypto",
        "events",
        "http",
        "net",
        "path",
        "stream",
        "url",
        "util",
      ];
      assert.deepEqual(
        outside.filter((name) => !builtins.includes(name.split("/")[0] ?? "")),
        [],
        entry,
      );
    }
    const size = async (entry: FunctionEntry) => (await bundleFunction(entry)).length;
    assert.ok((await size("lambda/webhook")) < 50_000);
    assert.ok((await size("lambda/worker")) < 75_000);
  });

  it("keeps names for stack traces, and the licences of what it holds", async () => {
    const text = await bundleFunction("lambda/webhook");
    assert.match(text, /async function receive\(/);
    assert.match(text, /Bundled license information:[^]*@license MIT/);
  });

  it("is made once per process", () => {
    assert.equal(bundleFunction("lambda/worker"), bundleFunction("lambda/worker"));
  });

  it("says what is wrong with code that does not build", async () => {
    const broken = checkout("broken", () => undefined);
    await assert.rejects(bundleFile("app/functions/lambda/worker.ts", broken), /aws4fetch/);
  });
});
