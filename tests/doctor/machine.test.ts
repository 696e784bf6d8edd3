import assert from "node:assert/strict";
import type { Fakes } from "../support/fakePrograms";
import { but, facts, found, those } from "./examined";
import { AWS, LOCAL } from "./healthy";

describe("the examination of a machine", () => {
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
});
