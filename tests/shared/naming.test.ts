import assert from "node:assert/strict";
import fc from "fast-check";
import { environmentName, MAX_ENVIRONMENT_NAME } from "../../shared/naming";

/** What Pulumi allows in the name of a stack. */
const stackName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);

describe("environmentName", () => {
  it("keeps names that fit", () => {
    assert.equal(environmentName("chatscale", "dev"), "chatscale-dev");
    assert.equal(environmentName("chatscale", "prod-azure"), "chatscale-prod-azure");
  });

  it("fits every cloud's rules for any legal stack name", () => {
    fc.assert(
      fc.property(stackName, (stack) => {
        const name = environmentName("chatscale", stack);
        assert.match(name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        assert.ok(name.length <= MAX_ENVIRONMENT_NAME, name);
      }),
    );
  });

  it("begins with nothing that AWS keeps for itself", () => {
    assert.match(environmentName("internal", "dev"), /^env-internal-[0-9a-f]{6}$/);
    assert.match(environmentName("sg", "-"), /^env-sg-[0-9a-f]{6}$/);
    assert.match(environmentName("aws-chat", "dev"), /^env-aws-chat-[0-9a-f]{6}$/);
    assert.equal(environmentName("internals", "dev"), "internals-dev");
  });

  it("has no word that Azure keeps out of names, with hyphens or without", () => {
    for (const [project, stack] of [
      ["windows", "dev"],
      ["chat", "microsoft-test"],
      ["chat-win", "dows"],
      ["login", "dev"],
    ] as const) {
      assert.match(environmentName(project, stack), /^env-[0-9a-f]{6}$/);
    }
    assert.equal(environmentName("chat", "login"), "chat-login");
  });

  it("is long enough for every name that it begins", () => {
    assert.match(environmentName("a", "b"), /^a-b-[0-9a-f]{6}$/);
    assert.equal(environmentName("a", "bc"), "a-bc");
  });

  it("tells stacks apart whose project and name read the same together", () => {
    assert.notEqual(environmentName("chat-scale", "dev"), environmentName("chat", "scale-dev"));
    const hashed = environmentName("chat", "Dev");
    assert.notEqual(environmentName("chat", hashed.slice("chat-".length)), hashed);
  });

  it("tells stacks apart that look alike when shortened", () => {
    const alike = [
      "Dev",
      "dev",
      "dev.",
      "dev_",
      "d-e-v",
      "a-very-long-name-1",
      "a-very-long-name-2",
    ];
    assert.equal(
      new Set(alike.map((stack) => environmentName("chatscale", stack))).size,
      alike.length,
    );
  });
});
