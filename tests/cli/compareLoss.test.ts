import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { itRefuses, runCommand } from "../support/command";

interface Lost {
  readonly pair: Readonly<Record<string, string>>;
  readonly primary: string;
  readonly share: number;
  readonly failover: unknown;
  readonly lostAt: number;
  readonly limit: number;
  readonly shares: readonly {
    readonly share: number;
    readonly month: number;
    readonly lost: Readonly<Record<string, readonly { readonly cut: number }[]>>;
  }[];
}

describe("the compare command with a cloud that is lost", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "chatscale-compare-"));
    writeFileSync(
      join(folder, "mine.csv"),
      "time,output_tokens\n0,100\n60,500\n61,500\n3000,200\n",
    );
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]) =>
    runCommand(["compare", "--traffic", "mine.csv", ...args], { env: { INIT_CWD: folder } });

  const lostOf = async (...args: string[]): Promise<Lost> => {
    const { code, out, err } = await run("--json", ...args);
    assert.equal(code, 0, err);
    return (JSON.parse(out) as { readonly lost: Lost }).lost;
  };

  it("takes the best containers of each cloud, and the config's defaults", async () => {
    const lost = await lostOf("--lost", "either");
    assert.deepEqual(lost.pair, { aws: "aws-ecs", azure: "azure-aks" });
    assert.deepEqual([lost.primary, lost.share, lost.limit, lost.lostAt], ["aws", 100, 0.01, 61]);
    assert.deepEqual(lost.failover, { checkSeconds: 10, failures: 3, ttl: 60 });
    const [full] = lost.shares;
    // Both replies were under way.
    assert.deepEqual([full?.lost["aws"]?.[0]?.cut, full?.lost["azure"]?.[0]?.cut], [2, 0]);
    assert.deepEqual(
      lost.shares.map(({ share }) => share),
      [100, 90, 80, 70, 60, 50],
    );
  });

  it("takes the stacks' platforms and their failover, and what the command line says instead", async () => {
    const stacks = ["--stack", "prod-aws", "--stack", "prod-azure"];
    const plain = await lostOf(...stacks, "--lost", "azure");
    assert.deepEqual(plain.pair, { aws: "aws-eks", azure: "azure-aks" });
    assert.deepEqual([plain.primary, plain.share], ["aws", 100]);
    assert.deepEqual(Object.keys(plain.shares[0]?.lost ?? {}), ["azure"]);
    const other = await lostOf(
      ...[...stacks, "--lost", "azure", "--pair", "azure-functions,aws-lambda"],
      ...["--primary", "azure", "--share", "75", "--check-seconds", "30", "--failures", "2"],
      ...["--ttl-seconds", "20", "--lost-at", "0:01", "--limit-refused", "5"],
    );
    assert.deepEqual(other.pair, { aws: "aws-lambda", azure: "azure-functions" });
    assert.deepEqual([other.primary, other.share, other.limit], ["azure", 75, 0.05]);
    assert.deepEqual(other.failover, { checkSeconds: 30, failures: 2, ttl: 20 });
    assert.equal(other.lostAt, 60);
    assert.ok(other.shares.some(({ share }) => share === 75));
  });

  it("shows it below the comparison, and in the report", async () => {
    const { code, out, err } = await run("--lost", "aws", "--out", "report");
    assert.equal(code, 0, err);
    assert.match(out, /\n\nOne cloud gone\n\naws-ecs and azure-aks behind one host name; AWS/);
    assert.deepEqual(
      out.split("\n").filter((line) => Array.from(line).length > 80),
      [],
    );
    const files = readdirSync(join(folder, "report")).sort();
    assert.deepEqual(files, [
      ...["lost.png", "lost.svg"],
      ...["report.html", "report.json", "report.png", "report.svg"],
    ]);
    assert.match(readFileSync(join(folder, "report/report.html"), "utf8"), /<h2>One cloud gone</);
  });

  const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [["--lost", "gcp"], /--lost: gcp\n.*must be one of: aws, azure, either/],
    [["--share", "80"], /--share: 80\n.*needs --lost\n.*Add --lost either/],
    [["--lost", "aws", "--share", "101"], /--share: 101\n.*1 to 100\n.*--share 80/],
    [["--lost", "aws", "--primary", "both"], /--primary: both\n.*aws, azure/],
    [["--lost", "aws", "--pair", "aws-eks"], /--pair: aws-eks\n.*two of these/],
    [["--lost", "aws", "--pair", "aws-eks,aws-ecs"], /--pair: .*\n.*one on each cloud/],
    [["--lost", "aws", "--lost-at", "noon"], /--lost-at: noon\n.*hours and minutes/],
    [["--lost", "aws", "--lost-at", "7:00"], /--lost-at: 7:00\n.*before its end/],
    [["--lost", "aws", "--check-seconds", "20"], /--check-seconds: 20\n.*10, 30/],
    [["--lost", "aws", "--failures", "0"], /--failures: 0\n.*1 to 10/],
    [["--lost", "aws", "--ttl-seconds", "1m"], /--ttl-seconds: 1m\n.*1 to 3,600/],
    [["--lost", "aws", "--limit-refused", "1.5"], /--limit-refused: 1\.5\n.*0 to 100/],
  ];
  itRefuses(refused, run);

  it("tells every problem at once", async () => {
    const { err } = await run("--lost", "gcp", "--share", "x", "--failures", "11");
    assert.match(err, /^The comparison has 3 problems:/);
  });
});
