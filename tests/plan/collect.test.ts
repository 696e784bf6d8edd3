import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { input, only, planOfProgram, PROJECT_DIR } from "../support/plans";
import { Thing } from "./fixtures/resource";

const THING = "aws:test/thing:Thing";

describe("what a plan holds of a resource", () => {
  it("is every option that the program sets, and nothing of the others", async () => {
    const plan = await planOfProgram(() => {
      new Thing("plain", {});
      new Thing(
        "all",
        {},
        {
          additionalSecretOutputs: ["token", "arn"],
          customTimeouts: { create: "30m", delete: "5m" },
          deleteBeforeReplace: true,
          import: "existing-id",
          replaceOnChanges: ["size"],
          retainOnDelete: true,
        },
      );
    });
    const { urn: _, type: _type, name: _name, parent: _parent, ...all } = only(plan, THING, "all");
    assert.deepEqual(all, {
      inputs: {},
      unknown: [],
      protect: false,
      ignoreChanges: [],
      dependsOn: [],
      deletedWith: null,
      additionalSecretOutputs: ["arn", "token"],
      customTimeouts: { create: "30m", delete: "5m" },
      deleteBeforeReplace: true,
      import: "existing-id",
      replaceOnChanges: ["size"],
      retainOnDelete: true,
    });
    const base = ["deletedWith", "dependsOn", "ignoreChanges", "inputs", "name", "parent"];
    assert.deepEqual(
      Object.keys(only(plan, THING, "plain")).sort(),
      [...base, "protect", "type", "unknown", "urn"].sort(),
    );
  });

  it("keeps an output secret that the program declares to be", async () => {
    const plan = await planOfProgram(() => {
      const { arn } = new Thing("a", {}, { additionalSecretOutputs: ["arn"] });
      new Thing("b", { arn });
      return { arn };
    });
    assert.equal(input(only(plan, THING, "b"), "arn"), "[secret]");
    assert.equal(plan.outputs["arn"], "[secret]");
  });

  it("says that a resource is only looked up, whose values a preview knows", async () => {
    const plan = await planOfProgram(() => {
      const found = new Thing("found", {}, { id: "thing-1" });
      new Thing("user", { of: found.arn, ref: found.id });
    });
    assert.equal(only(plan, THING, "found").read, true);
    const user = only(plan, THING, "user");
    assert.equal(input(user, "ref"), "thing-1");
    assert.match(String(input(user, "of")), /^arn:aws:test:/);
    assert.deepEqual(user.unknown, []);
  });

  it("shows files by their place in the project, and texts by a digest", async () => {
    const { FileAsset, RemoteAsset, StringAsset, AssetArchive } = pulumi.asset;
    const plan = await planOfProgram(() => {
      new Thing("a", {
        file: new FileAsset(join(process.cwd(), "docs", "config.md")),
        text: new StringAsset("secret text"),
        remote: new RemoteAsset("https://example.com/a"),
        archive: new AssetArchive({ "b.txt": new FileAsset("README.md") }),
      });
    });
    const { file, text, remote, archive } = only(plan, THING, "a").inputs;
    assert.equal(file, "[file docs/config.md]");
    assert.match(text as string, /^\[text sha256:[0-9a-f]{16}\]$/);
    assert.equal(remote, "[uri https://example.com/a]");
    assert.deepEqual(archive, { "b.txt": "[file README.md]" });
  });

  it("has the id of a resource that is an input whole", async () => {
    const plan = await planOfProgram(() => {
      const group = new pulumi.ComponentResource("chatbot:x:Group", "group");
      const a = new Thing("a", {});
      new Thing("b", { thing: a, group });
    });
    const b = only(plan, THING, "b");
    assert.match(String(input(b, "thing")), /^a-[0-9a-f]{7}$/);
    assert.equal(input(b, "group"), "urn:pulumi:s::p::chatbot:x:Group::group");
    assert.deepEqual(b.unknown, ["thing"]);
  });

  it("writes paths as Pulumi does, whatever the keys hold", async () => {
    const plan = await planOfProgram(() => {
      const { arn } = new Thing("a", {});
      new Thing("b", { tags: { "a.b/c": [arn], plain: pulumi.secret(arn) } });
    });
    assert.deepEqual(only(plan, THING, "b").unknown, ["tags.plain", 'tags["a.b/c"][0]']);
  });
});

describe("a plan that is done", () => {
  it("is never joined by a resource that comes late: that fails, and says which", () => {
    const script = `
      const { planOfProgram } = require("./tests/support/plans.ts");
      const { Thing } = require("./tests/plan/fixtures/resource.ts");
      void planOfProgram(() => void setTimeout(() => new Thing("late", {}), 200));`;
    const options = { cwd: PROJECT_DIR, encoding: "utf8" } as const;
    const child = spawnSync(process.execPath, ["--import", "tsx", "-e", script], options);
    assert.notEqual(child.status, 0);
    assert.match(child.stderr, /Thing::late is registered after the program ended/);
  });
});
