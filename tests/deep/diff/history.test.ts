import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { Diff, ResourceChange } from "../../../diff/types";
import { History } from "./history";

const SECRETS = ["v1:aaaa:first-encrypted-text", "v1:bbbb:second-encrypted-text"] as const;

describe("npm run diff on a repository with a history", () => {
  let history: History;
  before(() => {
    history = new History((it) => {
      it.configure("dev", {
        "gateway.image": "registry.example.com/chatbot/gateway:0.1.0",
        "model.backend": "openai",
        "model.url": "https://api.example.com/v1",
        modelApiKey: { secure: SECRETS[0] },
        kubernetesVersion: "1.35",
      });
    });
  });
  after(() => {
    history.remove();
  });

  function run(head: string, ...args: string[]): string {
    const all = ["cli/run.mjs", "diff", "--base", history.base, "--head", head, ...args];
    return execFileSync(process.execPath, all, {
      cwd: history.folder,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
  }

  function changes(edit: (history: History) => void): readonly ResourceChange[] {
    const out = run(history.change(edit), "--stack", "dev", "--format", "json");
    for (const secret of SECRETS) assert.equal(out.includes(secret), false);
    return (JSON.parse(out) as Diff).stacks[0]?.changes ?? [];
  }

  const counts = (all: readonly ResourceChange[]): Record<string, number> => {
    const result: Record<string, number> = {};
    for (const { operation } of all) result[operation] = (result[operation] ?? 0) + 1;
    return result;
  };
  const labels = (all: readonly ResourceChange[], operation: string): string[] =>
    all.filter((change) => change.operation === operation).map(({ label }) => label);

  it("sees no change where there is none, and in a file that no plan takes", () => {
    assert.deepEqual(
      changes((it) => it.replace("README.md", "# chatscale", "# Chatscale")),
      [],
    );
  });

  it("updates for replicas, an instance type and a Kubernetes version", () => {
    const replicas = changes((it) => it.configure("dev", { "gateway.maxReplicas": 5 }));
    assert.deepEqual(counts(replicas), { update: 4 });
    const machines = changes((it) => it.configure("dev", { "nodes.instanceType": "t4g.large" }));
    assert.deepEqual(labels(machines, "update"), [
      "autoscaling.Group nodes",
      "LaunchTemplate nodes",
    ]);
    const version = changes((it) => it.configure("dev", { kubernetesVersion: "1.36" }));
    assert.deepEqual(counts(version), { update: 6 });
    const cluster = version.find(({ type }) => type === "aws:eks/cluster:Cluster");
    assert.match(cluster?.disruptions[0]?.what ?? "", /no way back/);
  });

  it("replaces the cluster and what is in it for its address range", () => {
    const all = changes((it) => it.configure("dev", { "network.serviceCidr": "172.21.0.0/16" }));
    const cluster = all.find(({ type }) => type === "aws:eks/cluster:Cluster");
    assert.deepEqual([cluster?.operation, cluster?.first], ["replace", "old"]);
    assert.equal(cluster?.properties[0]?.path, "kubernetesNetworkConfig.serviceIpv4Cidr");
    const inside = all.filter(({ type }) => type.startsWith("kubernetes:"));
    assert.ok(inside.length > 15);
    assert.deepEqual(counts(inside), { replace: inside.length });
  });

  it("creates for a zone, and updates what must know of it", () => {
    const all = changes((it) => it.configure("dev", { "network.zones": 3 }));
    assert.deepEqual(labels(all, "delete"), []);
    assert.ok(labels(all, "create").includes("ec2.Subnet private-3"), labels(all, "create").join());
  });

  it("shows that a secret is another one, and neither of its values", () => {
    const all = changes((it) => it.configure("dev", { modelApiKey: { secure: SECRETS[1] } }));
    const version = all.find(
      ({ type }) => type === "aws:secretsmanager/secretVersion:SecretVersion",
    );
    assert.equal(version?.operation, "replace");
    const secret = version.properties.filter((property) => property.secret);
    assert.deepEqual(secret.map(({ path, old, new: now }) => [path, old, now]).sort(), [
      ["secretStringWo", undefined, undefined],
      ["secretStringWoVersion", undefined, undefined],
    ]);
  });

  const RENAMED = "chatbot:aws:SessionStore";

  it("takes a renamed component for deleted and created, and for the same with an alias", () => {
    const bare = changes((it) => it.replace("aws/cache.ts", '"chatbot:aws:Cache"', `"${RENAMED}"`));
    const made = bare.filter(({ operation }) => operation === "create");
    assert.equal(counts(bare)["delete"], made.length);
    assert.ok(made.length > 3 && made.every(({ inPlaceOf }) => inPlaceOf !== undefined));
    const all = changes((it) =>
      it.replace(
        "aws/cache.ts",
        'super("chatbot:aws:Cache", name, {}, opts)',
        `super("${RENAMED}", name, {}, { ...opts, aliases: [{ type: "chatbot:aws:Cache" }] })`,
      ),
    );
    // The revision of the secret is a digest of the renamed store's: nobody knows it before.
    assert.deepEqual(counts(all), { "may-replace": 1, rename: made.length, update: 1 });
  });

  it("fits the switch of every stack's cloud into a comment, without a secret", () => {
    const head = history.change((it) => {
      for (const stack of ["dev", "prod-aws"]) it.replace(`Pulumi.${stack}.yaml`, "aws", "azure");
      it.replace("Pulumi.dev-azure.yaml", "azure", "aws");
    });
    let text: string;
    try {
      text = run(head, "--format", "markdown");
    } catch (error) {
      text = (error as { readonly stdout: string }).stdout;
    }
    assert.ok(text.length < 65_000, String(text.length));
    assert.ok(text.split("<details>").length >= 4);
    for (const secret of SECRETS) assert.equal(text.includes(secret), false);
    assert.doesNotMatch(text, /offline-plan-secret-placeholder/);
  });
});
