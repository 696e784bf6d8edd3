import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { MARKER } from "../../../diff/markdown";
import { zip } from "../../../shared/zip";
import { PROJECT_DIR } from "../../support/plans";
import { needs, runScript, scriptOf, scriptsIn } from "./steps";

/** Stands for GitHub's CLI: answers from files, with jq as gh has it, and keeps what is written. */
const GH = `#!/usr/bin/env bash
set -euo pipefail
filter=. method=GET body= path=
shift
while (($# > 0)); do
  case $1 in
    --jq) filter=$2; shift ;;
    --method) method=$2; shift ;;
    -f | -F) [[ $2 != body=@* ]] || body=\${2#body=@}; shift ;;
    --*) ;;
    *) path=$1 ;;
  esac
  shift
done
if [[ -n $body ]]; then
  printf '%s %s\\n' "$method" "$path" >>written
  cp "$body" written.md
elif [[ $path == */zip ]]; then
  cat given.zip
else
  jq --raw-output "$filter" "given/\${path##*/}.json"
fi
`;

const EVENT = {
  GH_TOKEN: "none",
  REPOSITORY: "o/r",
  RUN_ID: "7",
  HEAD_OWNER: "fork",
  HEAD_BRANCH: "a $(touch hacked) branch",
  HEAD_SHA: "abc",
  ARTIFACT: "plan-diff",
  MOST_BYTES: "262144",
};

describe("the workflows of the plan diff", () => {
  let folder: string;
  needs("bash", "jq", "unzip");
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-workflow-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const write = (name: string, text: string | Buffer): void =>
    writeFileSync(join(folder, name), text);

  it("give the run of the pull request's code a token that can only read, and no secret", () => {
    const text = (name: string): string =>
      readFileSync(join(PROJECT_DIR, ".github", "workflows", name), "utf8");
    const { permissions, on } = parse(text("plan-diff.yml")) as Record<string, unknown>;
    assert.deepEqual(permissions, { contents: "read" });
    assert.deepEqual(on, { pull_request: null });
    assert.doesNotMatch(text("plan-diff.yml"), /secrets\.|github\.token|GITHUB_TOKEN/);
    assert.doesNotMatch(text("plan-diff-comment.yml"), /checkout|npm|secrets\./);
    // What an event says reaches a script as a variable, never as a part of it.
    for (const name of ["plan-diff.yml", "plan-diff-comment.yml"]) {
      for (const step of scriptsIn(name)) assert.doesNotMatch(scriptOf(name, step), /\$\{\{/);
    }
  });

  it("compare the merge with its target, and keep what the diff says and its exit code", () => {
    const npm = '#!/usr/bin/env bash\necho "$@"\nexit 1\n';
    const { code } = runScript(
      scriptOf("plan-diff.yml", "Compare the plans"),
      folder,
      { npm },
      {
        GITHUB_OUTPUT: join(folder, "output"),
        GITHUB_STEP_SUMMARY: join(folder, "summary"),
      },
    );
    assert.equal(code, 0);
    const said = "run --silent diff -- --base HEAD^1 --head HEAD --format markdown\n";
    assert.deepEqual(
      [read("plan-diff.md"), read("summary"), read("output")],
      [said, said, "code=1\n"],
    );
    const fail = scriptOf("plan-diff.yml", "Fail where a stack does not plan");
    assert.equal(runScript(fail, folder, {}, { CODE: "1" }).code, 1);
    assert.equal(runScript(fail, folder, {}, { CODE: "0" }).code, 0);
  });

  interface Given {
    readonly artifact?: string;
    readonly pulls?: readonly unknown[];
    readonly artifacts?: readonly unknown[];
    readonly comments?: readonly unknown[];
    readonly file?: string;
  }

  const PULLS = [
    { number: 3, head: { sha: "older" } },
    { number: 5, head: { sha: "abc" } },
  ];

  function post({
    artifact = "plan-diff",
    pulls = PULLS,
    artifacts = [{ id: 9, name: artifact, size_in_bytes: 500 }],
    comments = [],
    file = `${MARKER}\n### hello @team\n`,
  }: Given) {
    runScript("mkdir given", folder, {}, {});
    write("given/pulls.json", JSON.stringify(pulls));
    write("given/artifacts.json", JSON.stringify({ artifacts }));
    write("given/comments.json", JSON.stringify(comments));
    write("given.zip", zip({ [`${artifact}.md`]: file }));
    const script = scriptOf("plan-diff-comment.yml", "Post or renew the comment");
    const ran = runScript(script, folder, { gh: GH }, { ...EVENT, ARTIFACT: artifact });
    assert.ok(!existsSync(join(folder, "hacked")));
    return { ...ran, written: existsSync(join(folder, "written")) ? read("written") : "" };
  }

  it("post one comment to the pull request that GitHub names, and call nobody", () => {
    const { code, written, stderr } = post({});
    assert.deepEqual([code, written], [0, "POST repos/o/r/issues/5/comments\n"], stderr);
    assert.equal(read("written.md"), `${MARKER}\n### hello @\u200bteam\n`);
  });

  it("post the engine's preview as a comment of its own", () => {
    const file = "<!-- chatscale-preview -->\n### hello\n";
    const comments = [{ id: 1, user: { login: "github-actions[bot]" }, body: `${MARKER}\nold` }];
    const { code, written } = post({ artifact: "preview", file, comments });
    assert.deepEqual([code, written], [0, "POST repos/o/r/issues/5/comments\n"]);
    assert.equal(read("written.md"), file);
  });

  it("renew their own comment, and no one else's", () => {
    const by = (login: string, id: number, body = `${MARKER}\nold`) => ({
      id,
      user: { login },
      body,
    });
    const comments = [
      by("someone", 1),
      by("github-actions[bot]", 2, "another"),
      by("github-actions[bot]", 3),
      by("github-actions[bot]", 4),
    ];
    assert.equal(post({ comments }).written, "PATCH repos/o/r/issues/comments/3\n");
  });

  it("post nothing for a commit that no open pull request has, or without an artifact", () => {
    const gone = post({ pulls: [{ number: 5, head: { sha: "newer" } }] });
    assert.deepEqual([gone.code, gone.written], [0, ""]);
    rmSync(join(folder, "given"), { recursive: true });
    const none = post({ artifacts: [{ id: 9, name: "other", size_in_bytes: 5 }] });
    assert.deepEqual([none.code, none.written], [0, ""]);
    rmSync(join(folder, "given"), { recursive: true });
    const large = post({ artifacts: [{ id: 9, name: "plan-diff", size_in_bytes: 262_145 }] });
    assert.deepEqual([large.code, large.written], [0, ""]);
  });

  it("refuse a text that is no diff, or that is large once it is unpacked", () => {
    const other = post({ file: "# hello\n" });
    assert.deepEqual([other.code, other.written], [1, ""]);
    rmSync(join(folder, "given"), { recursive: true });
    const bomb = post({ file: `${MARKER}\n${"a".repeat(5_000_000)}` });
    assert.deepEqual([bomb.code, bomb.written], [1, ""]);
  });
});
