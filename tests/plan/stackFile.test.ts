import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listStacks, readStack } from "../../plan/stackFile";

describe("stack files", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-stack-"));
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: chatscale\nruntime: nodejs\nmain: index.ts\n",
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function declare(config: string): void {
    writeFileSync(join(folder, "Pulumi.yaml"), `name: chatscale\nruntime: nodejs\n${config}`);
  }

  function stack(text: string, ...set: string[]) {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
    return readStack(folder, "dev", set);
  }

  it("gives objects as JSON and scalars as they stand, as the engine does", () => {
    const { config } = stack("config:\n  chatscale:cloud: aws\n  chatscale:nodes: { max: 3 }\n");
    assert.deepEqual(config, { "chatscale:cloud": "aws", "chatscale:nodes": '{"max":3}' });
  });

  it("needs no passphrase: an encrypted value is a secret without its text", () => {
    const { config, secretKeys } = stack("config:\n  chatscale:key: { secure: v1:abc:def }\n");
    assert.deepEqual([...secretKeys], ["chatscale:key"]);
    assert.ok(!JSON.stringify(config).includes("abc"));
  });

  it("overrides single values, deep ones too", () => {
    const { config } = stack(
      "config:\n  chatscale:cloud: aws\n  chatscale:nodes: { min: 1, max: 3 }\n",
      "cloud=azure",
      "nodes.max=7",
    );
    assert.deepEqual(config, {
      "chatscale:cloud": "azure",
      "chatscale:nodes": '{"min":1,"max":7}',
    });
  });

  it("lists the stacks that have a file", () => {
    stack("config: {}\n");
    assert.deepEqual(listStacks(folder), ["dev"]);
  });

  it("names the stacks there are when one is unknown", () => {
    stack("config: {}\n");
    assert.throws(() => readStack(folder, "live"), /live[\s\S]*dev/);
  });

  it("says where a file stops being YAML", () => {
    assert.throws(() => stack("config:\n  a: [1\n  b: 2\n"), /Pulumi\.dev\.yaml[\s\S]*line/);
  });

  it("says what to write in place of what is no config", () => {
    assert.throws(() => stack("config: [a, b]\n"), /config is not a map\. Write `config:`/);
    assert.deepEqual(stack("").config, {});
    assert.deepEqual(stack("encryptionsalt: v1:abc\n").config, {});
  });

  it("says what a folder lacks that is no project", () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "runtime: nodejs\n");
    assert.throws(() => stack("config: {}\n"), /Pulumi\.yaml has no name\. Add a line/);
    rmSync(join(folder, "Pulumi.yaml"));
    assert.throws(() => stack("config: {}\n"), /Pulumi\.yaml cannot be read/);
  });

  it("refuses an override without a value", () => {
    assert.throws(() => stack("config: {}\n", "cloud"), /cloud/);
  });

  describe("defaults in Pulumi.yaml", () => {
    const defaults = `config:
  cloud: { type: string, default: aws }
  chatscale:size: { value: dev }
  version: { type: number, default: 1.50 }
  nodes: { type: object, default: { min: 1, max: 3 } }
  zones: [a, b]
  aws:region: us-west-2
  aws:profile: { value: }
`;

    it("stand where the stack sets nothing, written as the engine writes them", () => {
      declare(defaults);
      assert.deepEqual(stack("config: {}\n").config, {
        "chatscale:cloud": "aws",
        "chatscale:size": "dev",
        "chatscale:version": "1.5",
        "chatscale:nodes": '{"min":1,"max":3}',
        "chatscale:zones": '["a","b"]',
        "aws:region": "us-west-2",
      });
    });

    it("yield as a whole to the stack's value, and to an override", () => {
      declare(defaults);
      const text = "config:\n  chatscale:nodes: { max: 7 }\n";
      const { config } = stack(text, "cloud=azure", "aws:region=eu-west-1");
      assert.equal(config["chatscale:nodes"], '{"max":7}');
      assert.equal(config["chatscale:cloud"], "azure");
      assert.equal(config["aws:region"], "eu-west-1");
      assert.equal(stack(text, "nodes=").config["chatscale:nodes"], '{"min":1,"max":3}');
    });

    it("may be missing, if the stack then sets the key", () => {
      declare("config:\n  owner: { type: string }\n  chatscale:team: { type: string }\n");
      assert.throws(
        () => stack("config: {}\n"),
        /no chatscale:owner, which[\s\S]*no chatscale:team, which .* Add it to Pulumi\.dev\.yaml/,
      );
      assert.equal(stack("config: { chatscale:owner: me, chatscale:team: us }\n").main, "index.ts");
    });

    it("are no config when the key holds the old folder of stack files", () => {
      declare("config: stacks\n");
      assert.deepEqual(stack("config: {}\n").config, {});
    });
  });
});
