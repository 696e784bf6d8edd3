import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { goTool, useGo } from "../../e2e/support/goTool";
import { PROJECT_DIR } from "../../support/plans";
import { NoPython, pythonWith } from "../support/python";

const TEMPLATE = join(PROJECT_DIR, "pipelines", "gitlab", "chatscale.gitlab-ci.yml");

/** What actionlint and zizmor must find, or they look at nothing. */
const BAD = `name: Bad
on: pull_request_target
jobs:
  bad:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.head_ref }}
      - run: |
          echo \${{ github.event.pull_request.title }}
          cat $unquoted
`;

describe("the workflows, to the tools that know them,", function () {
  this.timeout(0);
  let python: string;
  let bin: string;
  let folder: string;
  const actionlint = useGo(async () => {
    const tool = { name: "actionlint", package: "github.com/rhysd/actionlint/cmd/actionlint" };
    return join(
      await goTool({ ...tool, module: join(__dirname, "tools", "actionlint") }),
      "bin",
      "actionlint",
    );
  });
  before(async function () {
    try {
      python = await pythonWith(join(__dirname, "tools", "requirements.txt"));
      bin = dirname(python);
    } catch (error) {
      if (!(error instanceof NoPython) || process.env["CI"] !== undefined) throw error;
      process.stderr.write(`chatscale: skipped: ${error.message}\n`);
      this.skip();
    }
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-lint-"));
    // actionlint knows a project by its repository.
    mkdirSync(join(folder, ".git"));
    cpSync(join(PROJECT_DIR, ".github"), join(folder, ".github"), { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What a program says of the folder; it finds shellcheck on the PATH. */
  function run(program: string, ...args: readonly string[]) {
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
        NO_COLOR: "1",
      },
    });
    if (error) throw error;
    return { status, said: stdout + stderr };
  }

  const zizmor = () => run(join(bin, "zizmor"), "--offline", "--no-progress", ".github");
  const addBad = () => writeFileSync(join(folder, ".github", "workflows", "bad.yml"), BAD);

  it("are right: actionlint, with shellcheck on each script", () => {
    assert.deepEqual(run(actionlint()), { status: 0, said: "" });
    addBad();
    const { status, said } = run(actionlint());
    assert.equal(status, 1);
    assert.match(said, /"github.event.pull_request.title" is potentially untrusted/);
    assert.match(said, /SC2086/);
  });

  it("are safe: zizmor", () => {
    const { status, said } = zizmor();
    assert.equal(status, 0, said);
    assert.match(said, /No findings to report/);
    addBad();
    const bad = zizmor();
    assert.notEqual(bad.status, 0);
    for (const rule of ["template-injection", "dangerous-triggers", "unpinned-uses"]) {
      assert.ok(bad.said.includes(`[${rule}]`), rule);
    }
  });

  it("call scripts that shellcheck finds nothing in", () => {
    const pipelines = join(PROJECT_DIR, "pipelines");
    const scripts = readdirSync(pipelines, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".sh"))
      .map((name) => join(pipelines, name));
    assert.ok(scripts.length > 10);
    const shellcheck = (...files: string[]) =>
      run(join(bin, "shellcheck"), "--external-sources", "--source-path", PROJECT_DIR, ...files);
    assert.deepEqual(shellcheck(...scripts), { status: 0, said: "" });
    writeFileSync(join(folder, "bad.sh"), "#!/bin/bash\ncat $unquoted\n");
    assert.match(shellcheck("bad.sh").said, /SC2086/);
  });

  it("and the template for GitLab is as GitLab's own schema has it", () => {
    // Its head, with the inputs, and what it makes of them are two documents.
    const [head, jobs] = parseAllDocuments(readFileSync(TEMPLATE, "utf8")).map(
      (document) => document.toJS() as Record<string, unknown>,
    );
    const check = (document: unknown) => {
      writeFileSync(join(folder, "document.json"), JSON.stringify(document));
      const schema = ["--builtin-schema", "vendor.gitlab-ci"];
      return run(python, "-m", "check_jsonschema", ...schema, "document.json");
    };
    for (const document of [head, jobs]) {
      const { status, said } = check(document);
      assert.equal(status, 0, said);
    }
    const bad = { ...jobs, "plan-diff": { ...(jobs!["plan-diff"] as object), rules: [{ if: 1 }] } };
    assert.equal(check(bad).status, 1);
  });
});
