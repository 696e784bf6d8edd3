import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPTION_IDS } from "../../compare/options/kinds";
import { itRefuses, runCommand } from "../support/command";

interface Found {
  readonly chats: number;
  readonly options: Readonly<
    Record<string, { served: number; cost: { month: number; idle: number }; ranges: unknown }>
  >;
  readonly verdict: { readonly prefer: string; readonly option: string };
  readonly assumptions: Readonly<Record<string, { source: string; date: string }>>;
}

describe("the compare command", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-compare-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]) =>
    runCommand(["compare", ...args], { env: { INIT_CWD: folder } });

  it("simulates and prices every option, and writes a report that needs nothing else", async () => {
    writeFileSync(join(folder, "mine.csv"), "time,output_tokens\n0,100\n30,50\n3000,200\n");
    const { code, out } = await run("--traffic", "mine.csv", "--json", "--out", "report");
    assert.equal(code, 0);
    const found = JSON.parse(out) as Found;
    assert.equal(found.chats, 3);
    assert.deepEqual(Object.keys(found.options).sort(), [...OPTION_IDS].sort());
    for (const [id, { served, cost }] of Object.entries(found.options)) {
      assert.equal(served, 3, id);
      assert.ok(cost.month >= cost.idle * 0.9 && cost.idle > 0, id);
    }
    const { options } = found;
    // Three chats an hour: functions cost next to nothing, and a cluster what it costs anyway.
    assert.ok(options["aws-lambda"]!.cost.month < 10);
    assert.ok(options["aws-ecs"]!.cost.month < options["aws-eks"]!.cost.month);
    assert.deepEqual([found.verdict.prefer, found.verdict.option], ["cost", "aws-lambda"]);
    for (const { source, date } of Object.values(found.assumptions)) {
      assert.ok(source !== "" && /^\d{4}/.test(date));
    }
    const files = readdirSync(join(folder, "report")).sort();
    assert.deepEqual(files, ["report.html", "report.json", "report.png", "report.svg"]);
    const html = readFileSync(join(folder, "report/report.html"), "utf8");
    assert.doesNotMatch(html, /<script|<link|src=|url\(|@import/);
    assert.match(html, /<svg/);
    const png = readFileSync(join(folder, "report/report.png"));
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    assert.equal(readFileSync(join(folder, "report/report.json"), "utf8"), out);
  });

  const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [
      ["--traffic", "tsunami"],
      /neither a preset \(flat, office, world, viral, bursts, launch\) nor a file/,
    ],
    [["--traffic", "none.csv"], /--traffic: none\.csv\n.*cannot be read/],
    [["--chats", "0"], /--chats: 0\n.*whole number from 1 to 5,000,000/],
    [["--chats", "9e99"], /--chats: 9e99/],
    [["--seed", "-1"], /./],
    [["--prefer", "beauty"], /--prefer: beauty\n.*cost, latency, simplicity/],
    [["--reply-seconds", "long"], /--reply-seconds: long/],
    [["--stack", "nowhere"], /There is no stack "nowhere"/],
    [["--set", "gateway.maxReplicas=0"], /gateway\.maxReplicas: 0/],
  ];
  itRefuses(refused, run);

  it("tells every problem at once", async () => {
    const { err } = await run("--chats", "0", "--prefer", "x", "--traffic", "y");
    assert.match(err, /^The comparison has 3 problems:/);
  });
});
