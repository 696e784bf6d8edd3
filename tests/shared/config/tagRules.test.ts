import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../shared/config/parse";
import { tagRules } from "../../../shared/config/tagRules";

const FRONT_DOOR = { ingress: JSON.stringify({ mode: "frontDoor" }) };

/** Key and rule of every problem of these tags. */
function found(cloud: string, tags: Record<string, string>, more: Record<string, string> = {}) {
  const { config } = parseConfig({
    cloud,
    gateway: JSON.stringify({ image: "gateway:1" }),
    kubernetesApi: JSON.stringify({ allowedCidrs: ["203.0.113.0/24"] }),
    ...more,
  });
  assert.ok(config && config.cloud !== "kubernetes");
  return tagRules({ ...config, tags }).map(({ key, rule, fix }) => {
    assert.ok(fix.length > 8);
    return `${key} ${rule}`;
  });
}

function assertRefused(cloud: string, tags: Record<string, string>, rule: RegExp): void {
  const problems = found(cloud, tags);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  assert.match(problems[0] ?? "", rule);
}

describe("the rules of tags", () => {
  it("take what both clouds take", () => {
    for (const cloud of ["aws", "azure"]) {
      assert.deepEqual(found(cloud, {}), []);
      assert.deepEqual(found(cloud, { Team: "Größe 2: chat@example.com", "cost.center": "" }), []);
      assert.deepEqual(found(cloud, { Environment: "live", ManagedBy: "us" }), []);
    }
  });

  it("know the lengths of each cloud", () => {
    const key = (length: number) => ({ ["k".repeat(length)]: "v" });
    assert.deepEqual(found("aws", key(128)), []);
    assertRefused("aws", key(129), /^tags\.k{40} must have a key of 1 to 128 characters on AWS/);
    assert.deepEqual(found("azure", key(512)), []);
    assertRefused("azure", key(513), /a key of 1 to 512 characters on Azure/);
    for (const cloud of ["aws", "azure"]) {
      assertRefused(cloud, { "": "v" }, /a key of 1 to/);
      assert.deepEqual(found(cloud, { team: "v".repeat(256) }), []);
      assertRefused(cloud, { team: "v".repeat(257) }, /^tags\.team must have at most 256/);
    }
  });

  it("know the characters of each cloud", () => {
    for (const sign of ["#", "(", "*", "é!", "\n"]) {
      assertRefused("aws", { [`a${sign}`]: "v" }, /a key of characters that AWS takes: letters/);
      assertRefused("aws", { team: sign }, /^tags\.team must be of characters that AWS takes/);
    }
    for (const sign of ["<", ">", "%", "&", "\\", "?", "/"]) {
      assertRefused(
        "azure",
        { [`a${sign}`]: "v" },
        /a key of characters that Azure takes: all but/,
      );
      assert.deepEqual(found("azure", { team: sign }), []);
    }
    for (const key of ["a#", "a:"]) {
      assert.deepEqual(found("azure", { [key]: "v" }), []);
      assert.match(found("azure", { [key]: "v" }, FRONT_DOOR)[0] ?? "", /Azure Front Door takes/);
    }
  });

  it("keep reserved keys", () => {
    for (const key of ["aws:team", "AWS:team", "k8s.io/x", "kubernetes.io/cluster/x", "Name"]) {
      assertRefused("aws", { [key]: "v" }, /a key that AWS or the program reserves/);
    }
    for (const key of ["azureTeam", "Microsoft", "windows-team"]) {
      assertRefused("azure", { [key]: "v" }, /a key that Azure or the program reserves/);
    }
    assert.deepEqual(found("aws", { azureTeam: "v", naming: "v", awsTeam: "v" }), []);
    assert.deepEqual(found("azure", { Name: "v" }), []);
  });

  it("tell no two keys apart by capitals, the program's own included", () => {
    for (const cloud of ["aws", "azure"]) {
      assertRefused(
        cloud,
        { team: "a", Team: "b" },
        /^tags\.Team must not differ from the tag team/,
      );
      assertRefused(cloud, { environment: "a" }, /not differ from the tag Environment in capitals/);
    }
  });

  it("leave room for the program's own tags", () => {
    const tags = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`team${index}`, "v"]));
    for (const cloud of ["aws", "azure"]) {
      assert.deepEqual(found(cloud, tags(40)), []);
      assertRefused(cloud, tags(43), /^tags must be 40 tags at most/);
    }
  });

  it("let nothing through that AWS's own pattern refuses", () => {
    const legal = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), (text) => {
        assert.equal(found("aws", { team: text }).length === 0, legal.test(text));
      }),
    );
  });
});
