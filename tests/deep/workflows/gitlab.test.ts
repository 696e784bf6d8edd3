import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Recorded } from "./recorded";
import { gitlabJobs, gitlabScript, needs } from "./steps";

const OWN_PROJECT = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID";

describe("the template for GitLab", () => {
  needs("bash", "jq");
  const recorded = Recorded.use();
  const jobs = gitlabJobs();

  it("has these jobs, and each says when it runs", () => {
    assert.deepEqual(Object.keys(jobs), [
      "plan-diff",
      "notes",
      "preview-of",
      "preview",
      "up-dev",
      "up-prod",
      "drift-of",
      "drift-issue",
      "request-stack",
      "request-stack-stop",
    ]);
    for (const [name, { rules }] of Object.entries(jobs)) assert.ok(rules.length > 0, name);
  });

  it("gives no token to a merge request's code from elsewhere", () => {
    for (const [name, { id_tokens: tokens, rules }] of Object.entries(jobs)) {
      if (tokens === undefined) continue;
      const allowed = rules.filter(({ when }) => when !== "never").map((rule) => rule.if);
      for (const rule of allowed) {
        const onDefault = rule === "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH";
        const scheduled = rule.startsWith('$CI_PIPELINE_SOURCE == "schedule"');
        assert.ok(onDefault || scheduled || rule.includes(OWN_PROJECT), `${name}: ${rule}`);
      }
    }
    assert.equal(jobs["plan-diff"]!.id_tokens, undefined);
  });

  it("brings up what is for people only by hand, and one stack once at a time", () => {
    const when = (name: string) => jobs[name]!.rules.at(-1)?.when;
    assert.deepEqual([when("up-dev"), when("up-prod")], [undefined, "manual"]);
    for (const name of ["up-dev", "up-prod"]) {
      assert.equal(jobs[name]!.resource_group, "stack-$STACK");
    }
    assert.equal(jobs["request-stack"]!.environment?.on_stop, "request-stack-stop");
    assert.equal(jobs["request-stack-stop"]!.environment?.action, "stop");
    for (const name of ["request-stack", "request-stack-stop"]) {
      assert.equal(jobs[name]!.resource_group, "stack-pr-$CI_MERGE_REQUEST_IID");
    }
  });

  it("runs the same scripts as on GitHub", () => {
    const npm = 'echo "$*"';
    const diff = recorded.run(
      gitlabScript("plan-diff"),
      { npm },
      { CI_MERGE_REQUEST_DIFF_BASE_SHA: "abc" },
    );
    assert.deepEqual(
      [diff.code, diff.calls],
      [0, ["npm run --silent diff -- --base abc --head HEAD --format markdown"]],
    );
    assert.equal(
      recorded.read("plan-diff.md"),
      "run --silent diff -- --base abc --head HEAD --format markdown\n",
    );

    const event = { op: "create", urn: "urn:pulumi:dev::chatscale::aws:ec2/vpc:Vpc::v" };
    recorded.write("events", JSON.stringify({ resourcePreEvent: { metadata: event } }));
    const env = { STACK: "dev", EVENTS: join(recorded.folder, "events") };
    const pulumi = 'while (($# > 0)); do [[ $1 != --event-log ]] || cp "$EVENTS" "$2"; shift; done';
    const preview = recorded.run(gitlabScript("preview-of"), { pulumi }, env);
    assert.equal(preview.code, 0, preview.stderr);
    const all = recorded.run(gitlabScript("preview"), {});
    assert.equal(all.code, 0);
    assert.match(
      recorded.read("preview.md"),
      /^<!-- chatscale-preview -->[^]*<code>dev<\/code>: create 1</,
    );

    const up = (name: string): (string | undefined)[] => {
      const { code, calls, stderr } = recorded.run(gitlabScript(name), { pulumi, npm: "" }, env);
      assert.equal(code, 0, stderr);
      return calls.map((call) => call.split(" --")[0]);
    };
    const functions = ["pulumi stack output functionApps", "npm run"];
    const whole = ["npm run", "pulumi preview", "pulumi up", ...functions];
    assert.deepEqual([up("up-dev"), up("up-prod")], [whole, whole]);
    // A run that is repeated, after the functions did not reach their apps.
    recorded.write("events", "");
    assert.deepEqual(up("up-dev"), ["npm run", "pulumi preview", ...functions]);
    const drift = recorded.run(gitlabScript("drift-of"), { pulumi: "" }, { STACK: "dev" });
    assert.match(
      drift.calls.join(),
      /^pulumi refresh --stack dev --preview-only --expect-no-changes /,
    );
    assert.equal(recorded.run("test -f drift/dev.same", {}).code, 0);

    const request = 'case "$1 $2" in "stack ls") echo "[{\\"name\\":\\"pr-5\\"}]" ;; esac';
    recorded.write("Pulumi.dev.yaml", "");
    const there = { CI_MERGE_REQUEST_IID: "5", PULL_REQUEST_STACK_FROM: "dev" };
    const made = recorded.run(gitlabScript("request-stack"), { pulumi: request, npm: "" }, there);
    assert.equal(made.code, 0, made.stderr);
    assert.ok(made.calls.some((call) => call.startsWith("pulumi up --stack pr-5 ")));
    const down = recorded.run(gitlabScript("request-stack-stop"), { pulumi: request }, there);
    assert.match(down.calls.at(-1)!, /^pulumi destroy --stack pr-5 .*--remove/);
  });

  it("makes credentials of the job's tokens, which are in no argument", () => {
    mkdirSync(join(recorded.folder, "empty"));
    const script = `source pipelines/gitlab/cloud.sh
echo "$AWS_ROLE_ARN $(cat "$AWS_WEB_IDENTITY_TOKEN_FILE") $AWS_ROLE_SESSION_NAME"
echo "$ARM_USE_OIDC $ARM_CLIENT_ID $(cat "$ARM_OIDC_TOKEN_FILE_PATH")"`;
    const tokens = { AWS_ID_TOKEN: "token-aws", AZURE_ID_TOKEN: "token-azure" };
    const azure = {
      AZURE_CLIENT_ID: "client",
      AZURE_TENANT_ID: "tenant",
      AZURE_SUBSCRIPTION_ID: "sub",
    };
    const job = { CI_PROJECT_ID: "1", CI_JOB_ID: "2", PULUMI_BACKEND_URL: "s3://states" };
    const env = { ...tokens, ...azure, ...job, AWS_ROLE: "arn:aws:iam::1:role/r" };
    const { code, calls, stdout } = recorded.run(script, { az: "" }, env);
    assert.equal(code, 0);
    assert.match(stdout, /arn:aws:iam::1:role\/r token-aws gitlab-1-2\ntrue client token-azure\n$/);
    assert.match(
      calls[0]!,
      /^az login --service-principal --username client --tenant tenant --federated-token @\S+ /,
    );
    assert.ok(!calls.join("\n").includes("token-azure"));
    const none = recorded.run(
      "source pipelines/gitlab/cloud.sh; env | grep -c ^AWS_ROLE_ARN= || true",
      { az: "" },
      job,
    );
    assert.deepEqual(
      [none.code, none.calls, none.stdout],
      [0, [], "The state is in s3://states.\n0\n"],
    );
  });
});
