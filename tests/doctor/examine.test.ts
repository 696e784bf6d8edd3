import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { examine } from "../../doctor/examine";
import { factsOf, type Facts } from "../../doctor/facts";
import { doctorReport } from "../../doctor/report";
import { runner } from "../../doctor/runner";
import type { Finding, Status } from "../../doctor/types";
import type { Plan } from "../../plan/types";
import { FakePrograms, type Fake, type Fakes } from "../support/fakePrograms";
import { PROJECT_DIR } from "../support/plans";
import { AWS, AZURE, LOCAL } from "./healthy";

const readJson = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(PROJECT_DIR, ...path), "utf8"));

function facts(stack: string, more: Partial<Facts> = {}): Facts {
  const { dependencies } = readJson("package.json") as { dependencies: Record<string, string> };
  const plan = readJson("tests", "plans", `${stack}.json`) as Plan;
  const config = { "chatscale:kubeContext": "kind-chatscale" };
  return { ...factsOf({ plan, config, dependencies }), ...more };
}

/** Fakes with one of them changed; undefined takes the program, or its answer, away. */
function but(fakes: Fakes, program: string, start?: string, fake?: Fake): Fakes {
  const { [program]: own = {}, ...others } = fakes;
  if (start === undefined) return others;
  return { ...others, [program]: { ...(fake && { [start]: fake }), ...without(own, start) } };
}

function without(own: Fakes[string], start: string): Fakes[string] {
  return Object.fromEntries(Object.entries(own).filter(([key]) => key !== start));
}

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeVersion?: string;
  readonly seconds?: number;
  readonly asked?: (lines: string[]) => void;
}

async function found(of: Facts, fakes: Fakes, around: Surroundings = {}): Promise<Finding[]> {
  const programs = new FakePrograms(fakes);
  const { env = {}, nodeVersion = "22.1.0", seconds = 60 } = around;
  try {
    const run = runner(PROJECT_DIR, { PATH: programs.path, ...env }, seconds);
    const findings = await examine(of, { run, env, nodeVersion });
    around.asked?.(programs.asked());
    return findings;
  } finally {
    programs.remove();
  }
}

/** `check: what → command` of those with a status. */
const those = (status: Status, findings: readonly Finding[]): string[] =>
  findings
    .filter((finding) => finding.status === status)
    .map(({ check, what, command }) => `${check}: ${what}${command ? ` → ${command}` : ""}`);

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

  it("finds versions that are too old, and plugins that are to come", async () => {
    const old = but(AWS, "pulumi", "version", { out: "v3.247.9\n" });
    const all = await found(facts("prod-aws"), old, { nodeVersion: "20.18.3" });
    assert.deepEqual(those("fix", all), [
      "node: Node 20.18.3 is older than 20.19. → nvm install 22",
      "pulumi: Pulumi v3.247.9 is older than its SDK, 3.248.0. → curl -fsSL https://get.pulumi.com | sh",
    ]);
    const other = { out: JSON.stringify([{ name: "aws", kind: "resource", version: "7.0.0" }]) };
    const plugins = await found(facts("prod-aws"), but(AWS, "pulumi", "plugin ls", other));
    assert.ok(
      those("ok", plugins).includes(
        "plugins: `pulumi up` will download aws 7.48.0, kubernetes 4.34.2, random 4.21.2. → " +
          "pulumi plugin install resource aws 7.48.0",
      ),
    );
  });

  it("finds who is not signed in, or to the wrong account", async () => {
    const expired = but(AWS, "aws", "sts get-caller-identity", {
      code: 254,
      err: "An error occurred (ExpiredToken): the security token AKIAEXAMPLESECRET is expired",
    });
    assert.deepEqual(those("fix", await found(facts("prod-aws"), expired)), [
      "credentials: Nobody is signed in to AWS. → aws sso login",
    ]);
    const accounts = ["210987654321"];
    assert.deepEqual(those("fix", await found(facts("prod-aws", { accounts }), AWS)), [
      "credentials: arn:aws:sts::123456789012:assumed-role/deploy/ada is of account 123456789012, and " +
        "the config names 210987654321. → export AWS_PROFILE=…",
    ]);
    const env = { ARM_SUBSCRIPTION_ID: "22222222-2222-2222-2222-222222222222" };
    assert.deepEqual(those("fix", await found(facts("prod-azure"), AZURE, { env })), [
      "credentials: az is signed in to chat (11111111-1111-1111-1111-111111111111), and " +
        "ARM_SUBSCRIPTION_ID is 22222222-2222-2222-2222-222222222222. → az account set " +
        "--subscription 22222222-2222-2222-2222-222222222222",
    ]);
    const out = but(AZURE, "az", "account show", { code: 1, err: "Please run 'az login'" });
    assert.deepEqual(those("fix", await found(facts("prod-azure"), out)), [
      "credentials: Nobody is signed in to Azure. → az login",
    ]);
    const nobody = but(AWS, "pulumi", "whoami", {
      code: 3,
      err: "PULUMI_ACCESS_TOKEN must be set",
    });
    assert.deepEqual(those("fix", await found(facts("prod-aws"), nobody)), [
      "state: Nobody is signed in to a state backend. → pulumi login",
    ]);
  });

  it("finds a region that is closed, a zone and a machine that are not there", async () => {
    const closed = {
      out: JSON.stringify({ Regions: [{ RegionName: "af-south-1", OptInStatus: "not-opted-in" }] }),
    };
    const optIn = but(AWS, "aws", "ec2 describe-regions", closed);
    assert.deepEqual(
      those("fix", await found(facts("prod-aws", { region: "af-south-1" }), optIn)),
      [
        "region: The account has not opted into af-south-1. → aws account enable-region --region-name " +
          "af-south-1",
      ],
    );
    const zones = {
      out: JSON.stringify({ AvailabilityZones: [{ ZoneName: "us-east-1a", State: "available" }] }),
    };
    const offered = {
      out: JSON.stringify({ InstanceTypeOfferings: [{ Location: "us-east-1a" }] }),
    };
    const few = but(
      but(AWS, "aws", "ec2 describe-availability-zones", zones),
      ...(["aws", "ec2 describe-instance-type-offerings", offered] as const),
    );
    assert.deepEqual(those("fix", await found(facts("prod-aws"), few)), [
      "zones: The account has no us-east-1b, us-east-1c. → pulumi config set --path network.zones …",
      "machines: m7g.large is not offered in us-east-1b, us-east-1c. → pulumi config set --path " +
        "nodes.instanceType …",
    ]);
    const barred = [
      { name: "Standard_D4ps_v6", family: "f", restrictions: [{ type: "Location" }] },
    ];
    const skus = but(AZURE, "az", "vm list-skus", { out: JSON.stringify(barred) });
    assert.deepEqual(those("fix", await found(facts("prod-azure"), skus)), [
      "machines: Standard_D2ps_v6 is not sold to this subscription in eastus. → pulumi config set " +
        "--path nodes.vmSize …",
      "machines: Standard_D4ps_v6 is not sold to this subscription in eastus. → pulumi config set " +
        "--path nodes.vmSize …",
    ]);
  });

  it("finds quotas that the stack at its most would pass, with what others use", async () => {
    const addresses = { out: JSON.stringify({ Addresses: [{}, {}, {}] }) };
    const five = but(AWS, "aws", "ec2 describe-addresses", addresses);
    assert.deepEqual(those("fix", await found(facts("prod-aws"), five)), [
      "quota: Elastic IPs: the stack takes up to 3, and 3 are in use; the quota is 5. → aws " +
        "service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 " +
        "--region us-east-1 --desired-value 6",
    ]);
    // A stack that is there has three of its own.
    const deployed = { out: JSON.stringify([{ name: "prod-aws", resourceCount: 150 }]) };
    const again = await found(facts("prod-aws"), but(five, "pulumi", "stack ls", deployed));
    assert.deepEqual(those("fix", again), []);
    assert.ok(those("ok", again).includes("names: The stack is there, and has its names."));
    const small = { out: JSON.stringify({ Quota: { Value: 16 } }) };
    const few = but(AWS, "aws", "service-quotas get-service-quota", small);
    assert.equal(those("fix", await found(facts("prod-aws"), few)).length, 2);
    const usage = JSON.stringify([
      { name: { value: "cores" }, currentValue: "10", limit: "100" },
      { name: { value: "lowPriorityCores" }, currentValue: 0, limit: 100 },
      { name: { value: "Standard DPSv6 Family" }, currentValue: 4, limit: 130 },
    ]);
    const cores = await found(
      facts("prod-azure"),
      but(AZURE, "az", "vm list-usage", { out: usage }),
    );
    assert.deepEqual(
      those("fix", cores).map((line) => line.split(" → ")[0]),
      ["quota: cores: the stack takes up to 130, 10 are in use; the quota is 100."],
    );
  });

  it("finds names that are taken, vaults that are held back, and providers to register", async () => {
    const cluster = but(AWS, "aws", "eks describe-cluster", { out: "{}" });
    assert.deepEqual(those("fix", await found(facts("prod-aws"), cluster)), [
      "names: There is a cluster chatscale-prod-aws already, which is not of this stack. → pulumi " +
        "stack init … # or delete it",
    ]);
    const denied = but(AWS, "aws", "eks describe-cluster", { code: 254, err: "AccessDenied" });
    assert.deepEqual(those("unchecked", await found(facts("prod-aws"), denied)), [
      "names: `aws eks describe-cluster` failed (code 254).",
    ]);
    const group = but(AZURE, "az", "group exists", { out: "true\n" });
    assert.deepEqual(those("fix", await found(facts("prod-azure"), group)), [
      "names: There is a resource group chatscale-prod-azure already, which is not of this stack. → az " +
        "group delete --name chatscale-prod-azure # or choose another stack name",
    ]);
    const vaults = [{ name: "chatscale-prod-az-abc123" }, { name: "other-abc123" }];
    const held = but(AZURE, "az", "keyvault list-deleted", { out: JSON.stringify(vaults) });
    const withVault = await found(facts("prod-azure", { hasVault: true }), held);
    assert.ok(
      those("ok", withVault).includes(
        "vaults: Deleted, and not in the way: chatscale-prod-az-abc123.",
      ),
      those("ok", withVault).join("\n"),
    );
    const none = but(AZURE, "az", "provider list", {
      out: JSON.stringify([{ namespace: "Microsoft.Cache", registrationState: "NotRegistered" }]),
    });
    const missing = those("fix", await found(facts("prod-azure"), none));
    assert.equal(missing.length, 10);
    assert.ok(
      missing.includes(
        "providers: Microsoft.Cache is not registered. → az provider register --namespace " +
          "Microsoft.Cache --wait",
      ),
    );
  });

  it("finds Docker that is asleep, and machines that it cannot build for", async () => {
    const asleep = but(AWS, "docker", "version", { code: 1, err: "Cannot connect to the daemon" });
    assert.deepEqual(those("fix", await found(facts("dev"), asleep)), [
      "docker: Docker is not running. It builds the gateway. → sudo systemctl start docker",
    ]);
    const amd = { out: JSON.stringify({ Os: "linux", Arch: "amd64", Version: "29.1.0" }) };
    const inspect = (platforms: string): Fakes =>
      but(but(AWS, "docker", "version", amd), "docker", "buildx inspect", {
        out: `Name: default\nPlatforms: ${platforms}\n`,
      });
    const plain = await found(facts("dev"), inspect("linux/amd64*, linux/386"));
    assert.deepEqual(those("fix", plain), [
      "emulation: It cannot build linux/arm64. → docker run --privileged --rm tonistiigi/binfmt " +
        "--install arm64",
    ]);
    const emulated = await found(facts("dev"), inspect("linux/amd64, linux/arm64*"));
    assert.deepEqual(those("fix", emulated), []);
    const unknown = await found(facts("dev"), but(AWS, "docker", "version", amd));
    assert.deepEqual(those("unchecked", unknown), [
      "emulation: Whether it can build linux/arm64: `docker buildx inspect` failed (code 64). → docker " +
        "buildx install",
    ]);
  });

  it("finds a context that is not there, and a cluster that does not answer", async () => {
    const other = but(LOCAL, "kubectl", "config get-contexts", { out: "kind-chatscale-2\n" });
    const env = { KUBECONFIG: "/etc/kube" };
    assert.deepEqual(those("fix", await found(facts("local"), other, { env })), [
      "kubernetes: KUBECONFIG has no context kind-chatscale. → pulumi config set kubeContext …",
    ]);
    const silent = but(LOCAL, "kubectl", "--context kind-chatscale", { code: 1 });
    assert.deepEqual(
      those(
        "fix",
        await found(facts("local"), {
          ...silent,
          kubectl: { "config get-contexts": { out: "kind-chatscale" } },
        }),
      ),
      [
        "kubernetes: The cluster of kind-chatscale does not answer, or lets nobody in. → kubectl " +
          "--context kind-chatscale cluster-info",
      ],
    );
  });

  it("asks for the passphrase of a state that is one's own", async () => {
    const own = { out: JSON.stringify({ user: "ada", url: "s3://state?region=eu-west-1" }) };
    const fakes = but(AWS, "pulumi", "whoami", own);
    assert.deepEqual(those("fix", await found(facts("prod-aws"), fakes)), [
      "secrets: Secrets are encrypted by a passphrase, and none is set. → export " +
        "PULUMI_CONFIG_PASSPHRASE_FILE=…",
    ]);
    const env = { PULUMI_CONFIG_PASSPHRASE: "" };
    const set = await found(facts("prod-aws"), fakes, { env });
    assert.deepEqual(those("fix", set), []);
    assert.ok(those("ok", set).includes("state: State in s3://state, as ada."));
    const kms = await found(facts("prod-aws", { secretsProvider: "awskms://alias/a" }), fakes);
    assert.ok(those("ok", kms).includes("secrets: Secrets are encrypted by awskms."));
    const stranger = await found(facts("prod-aws", { stack: "prod-new" }), AWS);
    assert.deepEqual(those("fix", stranger), [
      "stack: The state does not have the stack yet. → pulumi stack init prod-new",
    ]);
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
