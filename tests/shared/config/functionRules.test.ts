import assert from "node:assert/strict";
import fc from "fast-check";
import { functionRules, reservedConcurrency } from "../../../shared/config/functionRules";
import { parseConfig } from "../../../shared/config/parse";
import type { AwsConfig, CloudConfig } from "../../../shared/config/schema";

const HOSTS = { enabled: true, callbackHosts: ["hooks.example.com"] };

function configOf(functions: object, size?: string): AwsConfig;
function configOf(functions: object, size: string, cloud: "azure"): CloudConfig;
function configOf(functions: object, size = "dev", cloud = "aws"): CloudConfig {
  const { config, problems } = parseConfig({
    cloud,
    size,
    gateway: JSON.stringify({ image: "gateway:1" }),
    kubernetesApi: JSON.stringify({ allowedCidrs: ["203.0.113.0/24"] }),
    functions: JSON.stringify(functions),
  });
  assert.deepEqual(problems, []);
  assert.ok(config && config.cloud !== "kubernetes");
  return config;
}

function found(functions: object, size = "dev"): [key: string, rule: string][] {
  return told(configOf({ ...HOSTS, ...functions }, size)).map(([key, rule]) => [key, rule]);
}

function told(config: CloudConfig): [key: string, rule: string, fix: string][] {
  return functionRules(config).map(({ key, rule, fix }) => {
    assert.ok(fix.length > 10);
    return [key, rule, fix];
  });
}

describe("the rules of functions on Azure", () => {
  const foundOn = (functions: object, size = "dev") =>
    told(configOf({ ...HOSTS, ...functions }, size, "azure"));

  it("hold for the defaults of both sizes, and for every bound", () => {
    assert.deepEqual(foundOn({}), []);
    assert.deepEqual(foundOn({}, "prod"), []);
    for (const memory of ["512Mi", "2Gi", "2048Mi", "4Gi"])
      assert.deepEqual(foundOn({ memory }), []);
    assert.deepEqual(foundOn({ timeout: "10m", queueVisibility: "5m", maxConcurrency: 5000 }), []);
    assert.deepEqual(foundOn({ timeout: "10s", queueVisibility: "1m", maxConcurrency: 1 }), []);
    assert.deepEqual(
      functionRules(configOf({ enabled: false, memory: "1Gi" }, "dev", "azure")),
      [],
    );
  });

  const refused: readonly (readonly [
    what: string,
    functions: object,
    key: string,
    rule: RegExp,
  ])[] = [
    ["a call that outlives an update", { timeout: "601s" }, "timeout", /from 10s to 600s on Azure/],
    ["no time for a model", { timeout: "9s" }, "timeout", /from 10s to 600s on Azure/],
    ["a longer lock", { queueVisibility: "301s" }, "queueVisibility", /from 60s to 300s on Azure/],
    ["a shorter lock", { queueVisibility: "59s" }, "queueVisibility", /from 60s to 300s on Azure/],
    ["more receivers", { maxConcurrency: 5001 }, "maxConcurrency", /from 1 to 5000 on Azure/],
  ];
  for (const [what, functions, key, rule] of refused) {
    it(`refuse ${what}`, () => {
      const [problem, ...others] = foundOn(functions);
      assert.equal(problem?.[0], `functions.${key}`);
      assert.match(problem[1], rule);
      assert.deepEqual(others, []);
    });
  }

  it("name the next size of memory that there is", () => {
    for (const [memory, next] of [
      ["256Mi", "512Mi"],
      ["1Gi", "2Gi"],
      ["3Gi", "4Gi"],
      ["8Gi", "4Gi"],
    ]) {
      assert.deepEqual(foundOn({ memory }), [
        ["functions.memory", "must be one of 512Mi, 2Gi, 4Gi on Azure", `Set it to ${next}.`],
      ]);
    }
  });
});

describe("the rules of functions", () => {
  it("hold for the defaults of both sizes, once a host is named", () => {
    assert.deepEqual(found({}), []);
    assert.deepEqual(found({}, "prod"), []);
  });

  it("ask for a host that replies may go to, only when functions are on", () => {
    const [problem, ...others] = found({ callbackHosts: [] });
    assert.equal(problem?.[0], "functions.callbackHosts");
    assert.deepEqual(others, []);
    assert.deepEqual(functionRules(configOf({ enabled: false, memory: "64Mi" })), []);
  });

  it("take host names in the list, and nothing else", () => {
    for (const host of [
      "https://hooks.example.com",
      "*.example.com",
      "10.0.0.1",
      "Hooks.example.com",
    ]) {
      const { problems } = parseConfig({
        cloud: "aws",
        gateway: JSON.stringify({ image: "gateway:1" }),
        kubernetesApi: JSON.stringify({ allowedCidrs: ["203.0.113.0/24"] }),
        functions: JSON.stringify({ callbackHosts: [host] }),
      });
      assert.deepEqual(
        problems.map(({ key }) => key),
        ["functions.callbackHosts.0"],
        host,
      );
    }
  });

  const refused: readonly (readonly [
    what: string,
    functions: object,
    key: string,
    rule: RegExp,
  ])[] = [
    ["too little memory", { memory: "64Mi" }, "memory", /from 128Mi to 10240Mi/],
    ["too much memory", { memory: "11Gi" }, "memory", /from 128Mi to 10240Mi/],
    ["no time for a model", { timeout: "5s" }, "timeout", /from 10s to 900s/],
    [
      "more time than Lambda gives",
      { timeout: "16m", queueVisibility: "2h" },
      "timeout",
      /from 10s to 900s/,
    ],
    ["more than SQS hides", { queueVisibility: "13h" }, "queueVisibility", /to 43200s/],
    ["less than SQS scales to", { maxConcurrency: 1 }, "maxConcurrency", /from 2 to 1000/],
    [
      "more than the account has",
      { maxConcurrency: 11, accountConcurrency: 10 },
      "maxConcurrency",
      /at most functions\.accountConcurrency \(10\)/,
    ],
    [
      "less reserved than is used",
      { maxConcurrency: 20, reservedConcurrency: 19 },
      "reservedConcurrency",
      /at least functions\.maxConcurrency \(20\)/,
    ],
    [
      "more reserved than the account can give",
      { reservedConcurrency: 901 },
      "reservedConcurrency",
      /leave 100 of functions\.accountConcurrency \(1000\)/,
    ],
  ];
  for (const [what, functions, key, rule] of refused) {
    it(`refuse ${what}`, () => {
      const [problem, ...others] = found(functions);
      assert.equal(problem?.[0], `functions.${key}`);
      assert.match(problem[1], rule);
      assert.deepEqual(others, []);
    });
  }

  it("take more than the account's first quota only from those who say that it was raised", () => {
    assert.deepEqual(found({ reservedConcurrency: 900 }), []);
    assert.deepEqual(found({ reservedConcurrency: 901, accountConcurrency: 1001 }), []);
    assert.equal(found({ maxConcurrency: 901 }, "prod")[0]?.[0], "functions.reservedConcurrency");
  });

  it("reserve for the worker in prod what it may use, and nothing in dev", () => {
    assert.equal(reservedConcurrency(configOf(HOSTS)), undefined);
    assert.equal(reservedConcurrency(configOf(HOSTS, "prod")), 50);
    assert.equal(reservedConcurrency(configOf({ ...HOSTS, maxConcurrency: 80 }, "prod")), 80);
    assert.equal(reservedConcurrency(configOf({ ...HOSTS, reservedConcurrency: 60 })), 60);
  });

  it("never pass a worker that can be throttled, or an account that cannot hold it", () => {
    const number = fc.integer({ min: 1, max: 1200 });
    fc.assert(
      fc.property(
        fc.record({
          maxConcurrency: number,
          reservedConcurrency: fc.option(number, { nil: undefined }),
          accountConcurrency: number,
        }),
        fc.constantFrom("dev", "prod"),
        (functions, size) => {
          fc.pre(found(functions, size).length === 0);
          const { maxConcurrency, accountConcurrency } = functions;
          const reserved = reservedConcurrency(configOf({ ...HOSTS, ...functions }, size));
          assert.ok(maxConcurrency >= 2 && maxConcurrency <= accountConcurrency);
          if (reserved === undefined) return;
          assert.ok(maxConcurrency <= reserved && reserved <= accountConcurrency - 100);
        },
      ),
    );
  });
});
