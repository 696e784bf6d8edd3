import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kubeloginKubeconfig } from "../azure/kubeconfig";
import { PROJECT_DIR } from "./support/plans";
import {
  STACK_ACTION,
  stepsIn,
  workflow,
  workflows,
  workflowText,
  type Job,
} from "./support/workflows";

const FILES = [...workflows(), "action.yml"];

const textOf = (file: string): string =>
  file === "action.yml" ? readFileSync(STACK_ACTION, "utf8") : workflowText(file);

const read = (...path: string[]): string => readFileSync(join(PROJECT_DIR, ...path), "utf8");

/** A job with the jobs that it needs, and those that they need. */
function withNeeds(jobs: Readonly<Record<string, Job>>, name: string): Job[] {
  const job = jobs[name]!;
  return [job, ...[job.needs ?? []].flat().flatMap((needed) => withNeeds(jobs, needed))];
}

describe("the workflows", () => {
  for (const file of FILES) {
    it(`pin each action of ${file} by its commit, and say which version that is`, () => {
      const uses = [...textOf(file).matchAll(/uses: (\S+)(.*)/g)];
      assert.equal(
        uses.length,
        stepsIn(file).filter((step) => step.uses !== undefined).length + calls(file),
      );
      for (const [line, action = "", comment = ""] of uses) {
        if (action.startsWith("./")) continue;
        assert.match(action, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/, line);
        assert.match(comment, /^ # v\d+(\.\d+)*$/, line);
      }
    });

    it(`put nothing into a script of ${file} but variables`, () => {
      for (const { name, run } of stepsIn(file)) {
        if (run === undefined) continue;
        assert.ok(!run.includes("${{"), name);
      }
      // Nor into another place where text would become code.
      const texts = textOf(file)
        .split("\n")
        .filter((line) => line.includes("${{"));
      assert.deepEqual(
        texts.filter((line) => /head_ref|\.title|\.body\b|commits|\bsecrets\./.test(line)),
        [],
      );
    });
  }

  for (const file of workflows()) {
    it(`give the jobs of ${file} a limit of time, and no right that they do not name`, () => {
      const { permissions, jobs, on } = workflow(file);
      assert.ok(!("pull_request_target" in on));
      assert.deepEqual(
        permissions,
        file === "plan-diff-comment.yml" || "workflow_call" in on ? {} : { contents: "read" },
      );
      for (const [name, job] of Object.entries(jobs)) {
        if (job.uses === undefined) assert.ok((job["timeout-minutes"] ?? 0) > 0, name);
      }
    });

    it(`give no code of a fork the credentials of ${file}`, () => {
      const { jobs, on } = workflow(file);
      if (!("pull_request" in on)) return;
      for (const [name, job] of Object.entries(jobs)) {
        if (job.permissions?.["id-token"] === undefined) continue;
        const conditions = withNeeds(jobs, name).map((needed) => needed.if ?? "");
        const own = "github.event.pull_request.head.repo.id == github.event.repository.id";
        assert.ok(
          conditions.some((condition) => condition.includes(own)),
          name,
        );
        assert.ok(!conditions.some((condition) => condition.includes("always()")), name);
      }
    });
  }

  it("have no step whose script no test runs", () => {
    const tests = ["deep/workflows", "e2e/pipelines"].flatMap((folder) =>
      readdirSync(join(__dirname, folder))
        .filter((name) => name.endsWith(".test.ts"))
        .map((name) => read("tests", folder, name)),
    );
    for (const file of FILES) {
      if (file === "ci.yml") continue; // it runs the tests
      for (const { name, run } of stepsIn(file)) {
        if (run === undefined) continue;
        const call = `scriptOf("${file}", "${name ?? "a step without a name"}")`;
        assert.ok(
          tests.some((text) => text.includes(call)),
          call,
        );
      }
    }
  });

  it("never break off what changes a stack, and change one stack once at a time", () => {
    const changing = workflows().flatMap((file) => {
      const { jobs, concurrency } = workflow(file);
      return Object.entries(jobs)
        .filter(([, { steps = [] }]) =>
          steps.some(({ run = "" }) => /up\.sh|request-stack\.sh/.test(run)),
        )
        .map(([name, job]) => ({ file, name, concurrency: job.concurrency ?? concurrency }));
    });
    assert.deepEqual(
      changing.map(({ file, name }) => `${file} ${name}`),
      [
        "deploy-stack.yml up",
        "pull-request-stack.yml up",
        "pull-request-stack.yml destroy",
        "pull-request-sweep.yml destroy",
      ],
    );
    for (const { name, concurrency } of changing) {
      assert.equal(concurrency?.["cancel-in-progress"], false, name);
      assert.match(concurrency.group, /stack-/, name);
    }
  });

  it("deploy with the CLI that the tests run, and ask for tokens of the application that AKS has", () => {
    const version = /pulumi\/pkg\/v3 v(\S+)/.exec(read("tests", "e2e", "engine", "go.mod"))?.[1];
    const cli = stepsIn("action.yml").find(({ uses = "" }) => uses.startsWith("pulumi/actions@"));
    assert.equal(cli?.with?.["pulumi-version"], version);
    const template = read("pipelines", "gitlab", "chatscale.gitlab-ci.yml");
    assert.ok(template.includes(`default: pulumi/pulumi:${version}\n`));
    const server = /--server-id\W+([0-9a-f-]{36})/.exec(
      kubeloginKubeconfig("users: [{ user: {} }]"),
    )?.[1];
    assert.ok(server && read("pipelines", "azure-tokens.sh").includes(`  ${server} #`));
  });
});

/** How many jobs of a file are whole workflows. */
function calls(file: string): number {
  if (file === "action.yml") return 0;
  return Object.values(workflow(file).jobs).filter(({ uses }) => uses !== undefined).length;
}
