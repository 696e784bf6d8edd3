import assert from "node:assert/strict";
import fc from "fast-check";
import { globalNames, SUFFIX_LENGTH, uuidOf } from "../../azure/names";
import { environmentName } from "../../shared/naming";

const LEGAL = {
  redis: /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  registry: /^[a-z0-9]{5,50}$/,
  vault: /^(?=.{3,24}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  serviceBus: /^(?=.{6,50}$)(?!.*-(sb|mgmt)$)[a-z][a-z0-9-]*[a-z0-9]$/,
  webhook: /^(?=.{2,60}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  worker: /^(?=.{2,60}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  webhookStorage: /^[a-z0-9]{3,24}$/,
  workerStorage: /^[a-z0-9]{3,24}$/,
};

describe("names that all of Azure shares", () => {
  const stack = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);
  const suffix = fc.stringMatching(new RegExp(`^[a-z0-9]{${SUFFIX_LENGTH}}$`));

  it("are legal for any stack, and end in the stack's own suffix", () => {
    fc.assert(
      fc.property(stack, suffix, (stackName, end) => {
        const names = globalNames(environmentName("chatscale", stackName), end);
        for (const [kind, pattern] of Object.entries(LEGAL)) {
          const name = names[kind as keyof typeof names];
          assert.match(name, pattern);
          assert.ok(name.endsWith(end), name);
        }
        assert.deepEqual(Object.keys(names).sort(), Object.keys(LEGAL).sort());
        assert.notEqual(names.webhookStorage, names.workerStorage);
        assert.notEqual(names.webhook, names.worker);
      }),
    );
  });
});

describe("the UUID of a text", () => {
  it("is the one of the standard's example", () => {
    // RFC 9562, appendix A.4.
    assert.equal(uuidOf("www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    assert.notEqual(uuidOf("www.example.org"), uuidOf("www.example.com"));
  });
});
