import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { readTraffic } from "../../../compare/traffic/csv";
import { seededRandom } from "../../../load/random";
import type { Problem } from "../../../shared/problems";

function read(text: string) {
  const problems: Problem[] = [];
  const traffic = readTraffic("mine.csv", text, seededRandom(1), problems);
  return { traffic, problems };
}

function only(text: string): Problem {
  const { traffic, problems } = read(text);
  assert.equal(traffic, undefined);
  assert.equal(problems.length, 1);
  return problems[0]!;
}

describe("traffic from a CSV file", () => {
  it("reads arrivals, with or without tokens", () => {
    const { traffic, problems } = read(
      "time,input_tokens,output_tokens\n10,5,7\n12.5,6,9\n90,1,0\n",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual([...traffic!.at], [0, 2.5, 80]);
    assert.deepEqual([...traffic!.outputTokens!], [7, 9, 0]);
    assert.equal(traffic!.duration, 80);
    assert.equal(read("time\n1\n2\n").traffic!.outputTokens, undefined);
  });

  it("reads dates and times, in UTC where none says otherwise, with all their digits", () => {
    const times = [
      "2026-11-26T10:00:00.1234567",
      "2026-11-26 10:00:01Z",
      "2026-11-26T12:00:02+02:00",
    ];
    const { traffic } = read(`time\n${times.join("\n")}`);
    const rounded = [...traffic!.at].map((at) => Math.round(at * 1e6) / 1e6);
    assert.deepEqual(rounded, [0, 0.876543, 1.876543]);
  });

  it("reads the public trace of Azure by its own column names", () => {
    const { traffic } = read(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\r\n",
    );
    assert.deepEqual([...traffic!.outputTokens!], [44, 109]);
  });

  it("reads rates a second, and requests in each row's time, of exports", () => {
    const rates = read("time,rate\n0,2\n1000,0\n2000,4\n3000,0\n").traffic!;
    assert.ok(Math.abs(rates.at.length - 6000) < 300);
    assert.ok(rates.at.every((at) => at < 1000 || (at >= 2000 && at < 3000)));
    assert.equal(rates.duration, 4000);
    const requests = read(
      '"Timestamp";"RequestCount"\n2026-11-26T10:00:00Z;6000\n2026-11-26T10:05:00Z;0\n',
    );
    assert.ok(Math.abs(requests.traffic!.at.length - 6000) < 300);
    assert.equal(requests.traffic!.duration, 600);
  });

  it("says what an empty file, or one that is no CSV, has to begin with", () => {
    assert.match(only("").rule, /is empty/);
    assert.match(only("\n\n").rule, /is empty/);
    assert.match(only("time,rate\n").rule, /nothing below it/);
    const { key, rule, fix } = only("PK\u0003\u0004 not a csv\nx\n");
    assert.deepEqual([key, rule], ["mine.csv, line 1", "must name a column time"]);
    assert.match(fix, /time,output_tokens/);
  });

  it("names the line, the value and the rule of each wrong row", () => {
    assert.deepEqual(only("time\n5\n4\n"), {
      key: "mine.csv, line 3",
      value: "4",
      rule: "is before the row above it",
      fix: "Sort the rows by time.",
    });
    assert.match(only("time\n-5\n4\n").rule, /is negative/);
    assert.match(only("time,rate\n0,-1\n").rule, /rate must be a number from 0/);
    assert.match(only("time,rate\n0,1e999\n").rule, /rate must be a number from 0/);
    assert.match(only("time,output_tokens\n0,\n").rule, /output_tokens must be/);
    assert.match(only("time\nyesterday\n").rule, /must be a time/);
    assert.equal(read("time\na\nb\nc\nd\ne\nf\ng\n").problems.length, 5);
  });

  it("refuses what would take for ever", () => {
    assert.match(only("time,rate\n0,1e9\n1,1e9\n2,1\n").rule, /more than 5,000,000 chats/);
    assert.match(only("time\n0\n9999999999\n").rule, /31 days/);
  });

  it("reads the trace that comes with the program", () => {
    const file = join(__dirname, "../../../compare/data/azure-chats-2023.csv");
    const { traffic, problems } = read(readFileSync(file, "utf8"));
    assert.deepEqual(problems, []);
    assert.equal(traffic!.at.length, 19_366);
    assert.ok(traffic!.duration > 57 * 60 && traffic!.duration < 59 * 60);
  });
});
