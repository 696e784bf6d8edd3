import assert from "node:assert/strict";
import { doctorReport } from "../../doctor/report";
import type { Fakes } from "../support/fakePrograms";
import { but, facts, found, those } from "./examined";
import { AWS, AZURE, LOCAL } from "./healthy";

describe("the examination of a machine and its account", () => {
  describe("that lack nothing", () => {
    it("finds all well on AWS, by asking each thing once", async () => {
      let asked: string[] = [];
      const all = await found(facts("prod-aws"), AWS, { asked: (lines) => (asked = lines) });
      assert.deepEqual(
        all.map(({ check, status, what }) => `${status} ${check}: ${what}`),
        [
          "ok node: Node 22.1.0.",
          "ok pulumi: Pulumi v3.250.0.",
          "ok plugins: All 3 are there, in the versions of the SDKs.",
          "ok state: State in https://app.pulumi.com/ada, as ada.",
          "ok stack: The stack has 0 resources.",
          "ok secrets: Pulumi Cloud encrypts secrets.",
          "ok credentials: Account 123456789012, as arn:aws:sts::123456789012:assumed-role/deploy/ada.",
          "ok zones: us-east-1a, us-east-1b, us-east-1c are available.",
          "ok machines: m7g.large is offered in each zone.",
          "ok quota: vCPUs on demand: the stack takes up to 20; the quota is 640.",
          "ok quota: vCPUs of spot: the stack takes up to 40; the quota is 640.",
          "ok quota: Elastic IPs: the stack takes up to 3; the quota is 5.",
          "ok names: No cluster is called chatscale-prod-aws.",
          "ok names: No repository is called chatscale-prod-aws/gateway.",
        ],
      );
      assert.deepEqual(asked, [...new Set(asked)]);
      // It only looks.
      for (const line of asked) {
        assert.match(line, /^(aws \S+ (describe|get)-|pulumi (version|whoami|plugin ls|stack ls))/);
      }
    });

    it("finds all well on Azure, on Fargate and for a cluster that is there", async () => {
      for (const [stack, fakes] of [
        ["prod-azure", AZURE],
        ["dev-azure", AZURE],
        ["local", LOCAL],
      ] as const) {
        const named = JSON.parse(fakes["pulumi"]?.["stack ls"]?.out ?? "") as object[];
        const out = JSON.stringify([...named, { name: stack }]);
        const all = await found(facts(stack), but(fakes, "pulumi", "stack ls", { out }));
        assert.deepEqual([...those("fix", all), ...those("unchecked", all)], [], stack);
      }
      const ecs = await found(facts("dev-ecs", { stack: "dev" }), AWS);
      assert.deepEqual([...those("fix", ecs), ...those("unchecked", ecs)], []);
      assert.ok(
        those("ok", ecs).includes(
          "quota: vCPUs of Fargate Spot: the stack takes up to 2; the quota is 640.",
        ),
      );
    });
  });

  it("says of an empty machine what it needs, and what could not be checked", async () => {
    const dev = await found(facts("dev"), {});
    assert.deepEqual(those("fix", dev), [
      "pulumi: `pulumi` is not on the PATH. → curl -fsSL https://get.pulumi.com | sh",
      "docker: `docker` is not on the PATH. It builds the gateway. → curl -fsSL https://get.docker.com | sh",
      "aws: `aws` is not on the PATH. The cluster's API is reached by it, and credentials were not " +
        "checked. → pip install awscli",
    ]);
    assert.deepEqual(those("unchecked", dev), [
      "plugins: `pulumi` is not on the PATH.",
      "state: `pulumi` is not on the PATH.",
      "quota: Sign in to AWS first.",
      "names: Sign in to AWS first.",
    ]);
    const azure = await found(facts("prod-azure"), {});
    assert.deepEqual(
      those("fix", azure).map((line) => line.split(":")[0]),
      ["pulumi", "credentials", "kubelogin"],
    );
    assert.deepEqual(
      those("unchecked", azure).map((line) => line.split(":")[0]),
      ["plugins", "state", "providers", "quota", "names"],
    );
    // ECS is deployed by the provider alone.
    const ecs = await found(facts("dev-ecs"), {});
    assert.ok(!those("fix", ecs).some((line) => line.startsWith("aws")));
    const local = await found(facts("local"), {});
    assert.ok(those("unchecked", local).includes("kubernetes: `kubectl` is not on the PATH."));
  });

  it("takes nothing for known that is garbled, and fails nothing for it", async () => {
    const garbled = (fakes: Fakes): Fakes =>
      Object.fromEntries(
        Object.entries(fakes).map(([program, own]) => [
          program,
          Object.fromEntries(Object.keys(own).map((start) => [start, { out: "<html>503</html>" }])),
        ]),
      );
    for (const [stack, fakes] of [
      ["dev", AWS],
      ["prod-azure", AZURE],
      ["local", but(LOCAL, "kubectl")],
    ] as const) {
      const all = await found(facts(stack), garbled(fakes));
      assert.deepEqual(those("fix", all), [], stack);
      const known = all.filter(({ status }) => status === "ok").map(({ check }) => check);
      assert.ok(
        known.every((check) => ["node", "kubelogin"].includes(check)),
        known.join(),
      );
      assert.ok(!JSON.stringify(all).includes("503"));
    }
  });

  it("waits for no program that hangs", async () => {
    const hanging = { "": { hangs: true as const } };
    const all = await found(
      facts("prod-azure"),
      { pulumi: hanging, az: hanging, kubelogin: hanging },
      { seconds: 1 },
    );
    assert.deepEqual(those("fix", all), []);
    assert.deepEqual(those("unchecked", all), [
      "pulumi: `pulumi version` did not answer in 1 s.",
      "plugins: `pulumi plugin ls` did not answer in 1 s.",
      "state: `pulumi whoami` did not answer in 1 s.",
      "credentials: `az account show` did not answer in 1 s.",
      "kubelogin: `kubelogin` did not answer in 1 s.",
      "providers: Sign in to Azure first.",
      "quota: Sign in to Azure first.",
      "names: Sign in to Azure first.",
    ]);
  });

  it("shows nothing of what programs write beside what it asked for", async () => {
    const SECRET = "hunter2-4711";
    const loud = (fakes: Fakes, code: number): Fakes =>
      Object.fromEntries(
        Object.entries(fakes).map(([program, own]) => [
          program,
          Object.fromEntries(
            Object.entries(own).map(([start, fake]) => {
              const out = fake.out?.startsWith("{")
                ? `{"token":"${SECRET}",${fake.out.slice(1)}`
                : fake.out;
              return [
                start,
                { ...fake, out: out ?? "", err: `token=${SECRET}\n`, ...(code && { code }) },
              ];
            }),
          ),
        ]),
      );
    const state = `{"user":"ada","url":"https://ada:${SECRET}@state.example.com/?token=${SECRET}"}`;
    for (const fakes of [AWS, AZURE]) {
      for (const code of [0, 1]) {
        const stack = fakes === AWS ? "dev" : "prod-azure";
        const env = { AWS_SECRET_ACCESS_KEY: SECRET, PULUMI_CONFIG_PASSPHRASE: SECRET };
        const told = but(loud(fakes, code), "pulumi", "whoami", { out: state });
        const all = await found(facts(stack), told, { env });
        assert.ok(all.length > 5);
        assert.ok(!JSON.stringify(all).includes(SECRET));
      }
    }
  });

  it("reads well in 80 columns, with commands that can be copied", async () => {
    const text = doctorReport("dev on AWS", await found(facts("dev"), {}));
    const lines = text.split("\n");
    assert.deepEqual(lines.slice(0, 7), [
      "dev on AWS: 3 to fix, 4 not checked, 1 ok",
      "",
      "To fix",
      "  pulumi   `pulumi` is not on the PATH.",
      "           curl -fsSL https://get.pulumi.com | sh",
      "  docker   `docker` is not on the PATH. It builds the gateway.",
      "           curl -fsSL https://get.docker.com | sh",
    ]);
    for (const line of lines) assert.ok(line.length <= 80, line);
  });
});
