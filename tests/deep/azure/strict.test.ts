import assert from "node:assert/strict";

import type { Json } from "../../../plan/types";
import { readDeclarations } from "./declarations";
import { modelsOf, type Constraints, type Mapper } from "./model";
import { shaped } from "./shape";
import { breaches } from "./strict";

const DECLARATIONS = `
export interface Named { name: string; readonly id?: string }
export interface Pool extends Named { kinds?: PoolKind[]; sku: Sku }
export type PoolKind = string;
`;

const text: Mapper = { type: { name: "String" } };

const pool: Mapper = {
  type: {
    name: "Composite",
    className: "Pool",
    modelProperties: {
      id: { ...text, readOnly: true },
      type: { ...text, readOnly: true, serializedName: "type" },
      typePropertiesType: { ...text, serializedName: "properties.type" },
      kinds: { type: { name: "Sequence", element: text } },
      sku: { type: { name: "Composite", className: "Sku" } },
      odataType: { ...text, serializedName: "odata\\.type" },
      labels: { type: { name: "Dictionary", value: text } },
      identities: {
        type: { name: "Dictionary", value: { type: { name: "Composite", className: "Empty" } } },
      },
      properties: { type: { name: "Composite", className: "Inner" } },
    },
  },
};
const composite = (className: string, modelProperties = {}): Mapper => ({
  type: { name: "Composite", className, modelProperties },
});

const models = modelsOf(
  {
    Empty: composite("Empty"),
    Sku: composite("Sku", { name: text }),
    Inner: composite("Inner", { ports: { type: { name: "Sequence", element: text } } }),
  },
  readDeclarations(DECLARATIONS, { KnownPoolKind: { User: "User", System: "System" } }),
);

const found = (mapper: Mapper, value: Json) =>
  breaches(models, mapper, value).map(({ path, rule }) => `${path}: ${rule}`);

describe("the rules of an SDK's model", () => {
  const cases: readonly (readonly [
    kind: string,
    constraints: Constraints,
    good: Json,
    bad: Json,
    rule: RegExp,
  ])[] = [
    ["Number", { InclusiveMinimum: 1 }, 1, 0, /must be at least 1/],
    ["Number", { InclusiveMaximum: 9 }, 9, 10, /must be at most 9/],
    ["Number", { ExclusiveMinimum: 1 }, 2, 1, /must be more than 1/],
    ["Number", { ExclusiveMaximum: 9 }, 8, 9, /must be less than 9/],
    ["Number", { MultipleOf: 5 }, 10, 11, /must be a multiple of 5/],
    ["String", { MinLength: 3 }, "abc", "ab", /not have 2 characters: least 3/],
    ["String", { MaxLength: 3 }, "abc", "abcd", /not have 4 characters: most 3/],
    ["String", { Pattern: "^[a-z]+$" }, "abc", "a-c", /must match \^\[a-z\]\+\$/],
    ["String", { Pattern: /^[a-z]+$/ }, "abc", "a-c", /must match/],
    ["String", {}, "", 1, /must be String/],
    ["Boolean", {}, false, "false", /must be Boolean/],
    ["DateTime", {}, "2026-11-24T00:00:00Z", "today", /must be DateTime/],
    ["TimeSpan", {}, "P1DT5M", "PT", /must be TimeSpan/],
    ["Sequence", { MinItems: 1 }, ["a"], [], /not have 0 items: least 1/],
    ["Sequence", { MaxItems: 1 }, ["a"], ["a", "b"], /not have 2 items: most 1/],
    ["Sequence", { UniqueItems: true }, ["a", "b"], ["a", "a"], /must not repeat an item/],
  ];
  for (const [kind, constraints, good, bad, rule] of cases) {
    it(`knows ${kind} with ${Object.keys(constraints).join(", ") || "its kind"}`, () => {
      const type = { name: kind, ...(kind === "Sequence" && { element: text }) };
      assert.deepEqual(found({ type, constraints }, good), []);
      const [breach, ...others] = found({ type, constraints }, bad);
      assert.match(breach ?? "", rule);
      assert.deepEqual(others, []);
    });
  }

  it("know what the types tell: values of lists, and objects that are required", () => {
    assert.deepEqual(found(pool, { kinds: ["User"], sku: {} }), []);
    assert.deepEqual(found(pool, { kinds: ["User", "Spot"] }), [
      'kinds: "Spot" must be one of User, System',
      "sku: is required",
    ]);
  });
});

describe("the form of an SDK's request", () => {
  it("puts each input where the SDK has it", () => {
    const inputs = {
      type: "fast",
      "odata.type": "x",
      ports: ["1"],
      identities: ["/subscriptions/0"],
      labels: { team: "chat" },
      sku: { name: "a" },
    };
    assert.deepEqual(shaped(models, pool, inputs), {
      body: {
        typePropertiesType: "fast",
        odataType: "x",
        properties: { ports: ["1"] },
        identities: { "/subscriptions/0": {} },
        labels: { team: "chat" },
        sku: { name: "a" },
      },
      unknown: [],
      readOnly: [],
    });
  });

  it("tells what has no place, and what is not ours to set", () => {
    const { unknown, readOnly } = shaped(models, pool, { id: "x", colour: 1, sku: { size: 2 } });
    assert.deepEqual([unknown, readOnly], [["colour", "sku.size"], ["id"]]);
  });
});
