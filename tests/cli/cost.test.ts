import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Estimate } from "../../cost/types";
import type { Plan } from "../../plan/types";
import { runCommand } from "../support/command";

describe("the cost command", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-cost-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return name;
  }

  // npm tells where it was called by this variable.
  const run = (...args: string[]) => runCommand(args, { env: { INIT_CWD: folder } });

  async function totals(...args: string[]): Promise<Estimate["totals"]> {
    const { code, out, err } = await run("cost", "--json", ...args);
    assert.deepEqual([code, err], [0, ""]);
    return (JSON.parse(out) as Estimate).totals;
  }

  it("prints a table, or everything as JSON", async () => {
    const { code, out, err } = await run("cost", "--stack", "dev-ecs");
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^dev-ecs on AWS \(ECS, us-east-1\): \$[\d.]+–\$[\d.]+ a month\n/);
    const json = JSON.parse((await run("cost", "--stack", "dev-ecs", "--json")).out) as Estimate;
    assert.deepEqual([json.stack, json.currency, json.region], ["dev-ecs", "USD", "us-east-1"]);
    for (const { price } of json.lines) assert.match(price.source ?? "", /^https:/);
    assert.ok(json.free.length > 0 && json.unpriced.length === 0);
  });

  it("is in the plan's JSON as totals, and in its head", async () => {
    const { out } = await run("plan", "--stack", "dev-ecs", "--json");
    const { cost } = JSON.parse(out) as Plan & { cost: Estimate };
    assert.deepEqual(cost.totals, await totals("--stack", "dev-ecs"));
    assert.equal(cost.lines, undefined);
    const { out: tree } = await run("plan", "--stack", "dev-ecs");
    assert.match(tree.split("\n\n")[0] ?? "", /about \$\d+–\$\d+ a month\s+and \$\d+ by use/);
  });

  it("takes other config values, as plan does", async () => {
    const before = await totals("--stack", "dev-ecs");
    const after = await totals("--stack", "dev-ecs", "--set", "gateway.maxReplicas=12");
    assert.equal(after.fixed.least, before.fixed.least);
    assert.ok(after.fixed.most > before.fixed.most);
  });

  it("takes own prices and another use, by file and by flag, the later first", async () => {
    const before = await totals("--stack", "dev-ecs");
    const prices = [
      { id: "nat/hour", provider: "aws", region: "us-east-1", unit: "hour", price: 0.145 },
    ];
    const own = file("prices.json", JSON.stringify({ prices }));
    const dearer = await totals("--stack", "dev-ecs", "--prices", own);
    assert.equal(Math.round((dearer.fixed.most - before.fixed.most) * 100), 7300);
    const use = file("usage.yaml", "natGb: 150\nlogGb: 20\n");
    const more = await totals("--stack", "dev-ecs", "--usage", use, "--usage", "natGb=50");
    // 10 GB more of logs taken in, and kept for 7 days.
    assert.equal(Math.round((more.usage.most - before.usage.most) * 100), 507);
  });

  it("refuses files and values that it cannot use, before it plans", async () => {
    const failed = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await run("cost", ...args);
      assert.deepEqual([code, out], [1, ""]);
      assert.doesNotMatch(err, /^\s+at /m);
      return err;
    };
    assert.equal(
      await failed("--prices", "none.json"),
      "none.json cannot be read. Give the path of a file of JSON or YAML.\n",
    );
    assert.match(
      await failed("--prices", file("broken.json", "{ prices: [")),
      /^broken\.json is neither JSON nor YAML: /,
    );
    assert.match(
      await failed("--prices", file("wrong.json", '{"prices":[{"price":-1}]}')),
      /^wrong\.json has 5 problems:\n {2}prices\[0\]\.id is missing; /,
    );
    assert.equal(
      await failed("--usage", "logGb=", "--usage", "natGb=lots"),
      '--usage: logGb: "" must be a number from 0. Give a plain number of GB, like 10.\n' +
        '--usage: natGb: "lots" must be a number from 0. Give a plain number of GB, like 50.\n',
    );
    assert.match(await failed("--usage", file("l.json", "[]")), /^l\.json is no map of keys/);
    assert.match(
      await failed("--usage", file("k.json", '{"x":1}')),
      /^k\.json: x is no assumption/,
    );
    assert.match(await failed("--stack", "live"), /^There is no stack "live"/);
    assert.match(await failed("--price", "x"), /^Unknown option '--price'\.\n\nUsage: /);
  });
});
