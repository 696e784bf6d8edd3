import assert from "node:assert/strict";
import { Recorded } from "./recorded";
import { needs, scriptOf } from "./steps";

const STATE = scriptOf("action.yml", "Sign in to the state");
const TOKEN = "a-token-that-nobody-may-read-4711";

/** The stand-in for `pulumi login`, which shows what the file of its token holds. */
const LOGIN =
  'for argument; do [[ $argument != file://* ]] || cat "${argument#file://}" >token; done';

describe("the steps that set a job up", () => {
  needs("bash", "jq");
  const recorded = Recorded.use();

  it("list all stacks to look at, or say that there are none", () => {
    const list = scriptOf("drift.yml", "List the stacks");
    for (const name of ["dev", "prod-aws"]) recorded.write(`Pulumi.${name}.yaml`, "");
    const some = recorded.run(list, {}, { DEV_STACKS: " dev", PROD_STACKS: "prod-aws\n" });
    assert.deepEqual([some.code, recorded.read("output")], [0, 'stacks=["dev","prod-aws"]\n']);
    assert.equal(recorded.read("summary"), "");
    recorded.write("output", "");
    const none = recorded.run(list, {}, { DEV_STACKS: "", PROD_STACKS: "" });
    assert.deepEqual([none.code, recorded.read("output")], [0, "stacks=[]\n"]);
    assert.match(
      recorded.read("summary"),
      /Not configured: the variable DEV_STACKS[^]*PROD_STACKS/,
    );
  });

  it("list the stacks that pull requests are previewed for by themselves", () => {
    const list = scriptOf("preview.yml", "List the stacks");
    recorded.write("Pulumi.dev.yaml", "");
    const { code } = recorded.run(list, {}, { PREVIEW_STACKS: "dev", PROD_STACKS: "prod-aws" });
    assert.deepEqual([code, recorded.read("output")], [0, 'stacks=["dev"]\n']);
  });

  it("list the stacks for trying apart from those for people", () => {
    const list = scriptOf("deploy.yml", "List the stacks");
    recorded.write("Pulumi.dev.yaml", "");
    const { code } = recorded.run(list, {}, { DEV_STACKS: "dev", PROD_STACKS: "" });
    assert.deepEqual([code, recorded.read("output")], [0, 'dev=["dev"]\nprod=[]\n']);
  });

  it("refuse what is no stack, whatever it would do to a shell", () => {
    const list = scriptOf("drift.yml", "List the stacks");
    recorded.write("Pulumi.dev.yaml", "");
    for (const name of ["dev,prod", "nothing", "$(touch$IFS'hacked')", "../dev", "dev/../dev"]) {
      const { code, stderr } = recorded.run(list, {}, { DEV_STACKS: name, PROD_STACKS: "dev" });
      assert.deepEqual([code, recorded.read("output")], [1, ""], name);
      assert.ok(stderr.includes(`"${name}" is no stack`), stderr);
    }
    const { code } = recorded.run("test ! -e hacked", {});
    assert.equal(code, 0);
  });

  it("say what is not configured for stacks of pull requests", () => {
    for (const step of [
      scriptOf("pull-request-stack.yml", "Say that it is not"),
      scriptOf("pull-request-sweep.yml", "Say that it is not"),
    ]) {
      recorded.write("summary", "");
      assert.equal(recorded.run(step, {}).code, 0);
      assert.match(recorded.read("summary"), /PULL_REQUEST_STACK_FROM names no stack/);
    }
  });

  it("install the packages as the lock file has them", () => {
    const { calls } = recorded.run(scriptOf("action.yml", "Install the packages"), { npm: "" });
    assert.deepEqual(calls, ["npm ci"]);
  });

  it("get the tokens of Azure while the sign-in is fresh", () => {
    const step = scriptOf("action.yml", "Get the tokens for later");
    const { code, calls } = recorded.run(step, { az: "" });
    assert.equal(code, 0);
    assert.equal(calls.length, 4);
    assert.ok(
      calls.every((call) =>
        /^az account get-access-token --resource \S+ --output none$/.test(call),
      ),
    );
    assert.equal(recorded.run(step, { az: "exit 1" }).code, 1);
  });

  it("leave a state of one's own to the cloud's credentials", () => {
    const env = { PULUMI_BACKEND_URL: "s3://states?region=eu-west-1", PULUMI_ORGANIZATION: "" };
    const { code, calls, stdout } = recorded.run(STATE, { pulumi: "", curl: "" }, env);
    assert.deepEqual([code, calls, stdout], [0, [], "The state is in s3://states.\n"]);
  });

  it("sign in to Pulumi Cloud with the run's own token, which is in no argument", () => {
    const env = {
      PULUMI_BACKEND_URL: "",
      PULUMI_ORGANIZATION: "acme",
      PULUMI_TEAM: "deployers",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example.com/?a=b",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: `request-${TOKEN}`,
    };
    const curl = `cat >asked; echo '{"value":"${TOKEN}"}'`;
    const { code, calls, stdout, stderr } = recorded.run(STATE, { pulumi: LOGIN, curl }, env);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      calls.map((call) => call.replace(/file:\S+/, "FILE")),
      [
        "curl --fail --silent --show-error --retry 3 --config - https://token.example.com/?a=b&audience=urn:pulumi:org:acme",
        "pulumi login --non-interactive --oidc-token FILE --oidc-org acme --oidc-team deployers",
      ],
    );
    assert.equal(recorded.read("asked"), `header = "Authorization: bearer request-${TOKEN}"\n`);
    assert.equal(recorded.read("token"), TOKEN);
    assert.ok(![...calls, stdout, stderr].join("\n").includes(TOKEN));

    const gitlab = { ...env, PULUMI_ID_TOKEN: TOKEN, PULUMI_TEAM: "" };
    recorded.write("token", "");
    const there = recorded.run(STATE, { pulumi: LOGIN, curl: "exit 1" }, gitlab);
    assert.deepEqual([there.code, there.calls.length, recorded.read("token")], [0, 1, TOKEN]);
  });

  it("refuse no place for the state, and two", () => {
    for (const [url, organization] of [
      ["", ""],
      ["s3://states", "acme"],
    ] as const) {
      const env = { PULUMI_BACKEND_URL: url, PULUMI_ORGANIZATION: organization };
      const { code, calls, stderr } = recorded.run(STATE, { pulumi: "" }, env);
      assert.deepEqual([code, calls], [1, []]);
      assert.match(stderr, /Set one of PULUMI_BACKEND_URL and PULUMI_ORGANIZATION/);
    }
  });
});
