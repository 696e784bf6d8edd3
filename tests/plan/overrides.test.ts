import assert from "node:assert/strict";
import { join } from "node:path";
import { PlanError } from "../../plan/errors";
import { readStack, SECRET_PLACEHOLDER } from "../../plan/stackFile";

/** Its stack file has a plain region, an encrypted password, and a group with both. */
const FIXTURE = join(__dirname, "fixtures", "aws");

const configOf = (...set: string[]): Readonly<Record<string, string>> =>
  readStack(FIXTURE, "dev", set).config;
const groupOf = (...set: string[]): unknown =>
  JSON.parse(configOf(...set)["fixture:group"] ?? "null");

describe("--set", () => {
  it("gives a key without a namespace that of the project", () => {
    assert.equal(configOf("region=us-west-2")["fixture:region"], "us-west-2");
    assert.equal(configOf("aws:region=us-west-2")["aws:region"], "us-west-2");
  });

  it("keeps a scalar as written: a version is no number", () => {
    assert.equal(configOf("version=1.30")["fixture:version"], "1.30");
    assert.equal(configOf('version="1.30"')["fixture:version"], "1.30");
  });

  it("takes lists and groups, and keys inside of groups", () => {
    assert.equal(configOf("cidrs=[10.0.0.0/8]")["fixture:cidrs"], '["10.0.0.0/8"]');
    assert.deepEqual(groupOf("group.size=3", "group.a.b=true"), {
      size: 3,
      token: SECRET_PLACEHOLDER,
      a: { b: true },
    });
  });

  it("removes a key with an empty value", () => {
    assert.equal(configOf("region=")["fixture:region"], undefined);
    assert.deepEqual(groupOf("group.size="), { token: SECRET_PLACEHOLDER });
    assert.equal(configOf("password=")["fixture:password"], undefined);
  });

  it("applies the last of several", () => {
    assert.equal(configOf("region=a", "region=b")["fixture:region"], "b");
  });

  it("lets the value of an encrypted key go nowhere", () => {
    for (const set of ["password=hunter2", "group.token=hunter2"]) {
      assert.ok(!JSON.stringify(readStack(FIXTURE, "dev", [set])).includes("hunter2"));
    }
    const added = readStack(FIXTURE, "dev", ["key={ secure: hunter2 }"]);
    assert.ok(added.secretKeys.includes("fixture:key"));
    assert.ok(!JSON.stringify(added).includes("hunter2"));
  });

  it("reports every problem at once, without the values", () => {
    const set = ["region", "=x", "list=[hunter2", "region.deep=1"];
    assert.throws(
      () => readStack(FIXTURE, "live", set),
      (error) => {
        assert.ok(error instanceof PlanError);
        const lines = error.message.split("\n");
        assert.equal(lines.length, 4);
        assert.match(lines[0] ?? "", /no stack "live".*Choose one of: dev/);
        assert.match(lines[1] ?? "", /--set region has no value/);
        assert.match(lines[2] ?? "", /no valid key/);
        assert.match(lines[3] ?? "", /--set list: the value is not YAML/);
        assert.ok(!error.message.includes("hunter2"));
        return true;
      },
    );
    assert.throws(() => configOf("region.deep=1"), /region is not a group of keys/);
  });
});
