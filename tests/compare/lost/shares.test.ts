import assert from "node:assert/strict";

import { assumed } from "../../../compare/options/assumptions";
import { lossAssumed } from "../../../compare/lost/assumptions";
import { isOf, keepsLimit, sweepShares, worstOf, type Sweep } from "../../../compare/lost/shares";
import { loseSide } from "../../../compare/lost/lose";
import type { Ledger } from "../../../compare/simulate/ledger";
import { pairWith } from "./pairs";
import { CHECKS, chatsAt, drawsFor, PROMPT, steadyScene } from "./scenes";

/** A chat a second, each half a minute long, alternately below and above a half. */
function sweepOf(own: Partial<Sweep> = {}): Sweep {
  const at = Array.from({ length: 1200 }, (_, second) => second);
  const chats = chatsAt(at, Array<number>(1200).fill(30), 1200);
  const side = Float64Array.from(at, (second) => (second % 2 === 0 ? 0.25 : 0.75));
  return {
    pair: pairWith(),
    clouds: ["aws", "azure"],
    primary: "aws",
    failover: CHECKS,
    around: { chats, draws: drawsFor(1200, { side }), lostAt: 600 },
    values: assumed(),
    lossValues: lossAssumed(PROMPT),
    known: new Map<string, Ledger>(),
    ...own,
  };
}

describe("the shares of two clouds", () => {
  it("give each chat to one of them, the primary below its share", () => {
    for (const primary of ["aws", "azure"] as const) {
      const other = primary === "aws" ? "azure" : "aws";
      assert.equal(isOf(primary, primary, 70, 0.69), true);
      assert.equal(isOf(primary, primary, 70, 0.7), false);
      assert.equal(isOf(other, primary, 70, 0.69), false);
      assert.equal(isOf(other, primary, 70, 0.7), true);
    }
    assert.equal(isOf("azure", "aws", 100, 0.999), false);
  });

  it("cut and fail what the lost side has: all, half or nothing", () => {
    const rows = sweepShares(sweepOf(), [100, 50], [1]);
    const figures = rows.map(({ share, losses }) => [
      share,
      ...[losses.aws, losses.azure].map((all) => [all?.[0]?.cut, all?.[0]?.errors]),
    ]);
    // From 571 to 600 there are 30 in the works, and 34 come within the 35 s.
    assert.deepEqual(figures, [
      [100, [30, 34], [0, 0]],
      [50, [15, 17], [15, 17]],
    ]);
  });

  it("lose only the cloud that is asked for, in each phase", () => {
    const [row] = sweepShares(sweepOf({ clouds: ["azure"] }), [50], [0, 1]);
    assert.deepEqual(Object.keys(row?.losses ?? {}), ["azure"]);
    assert.deepEqual(
      row?.losses.azure?.map(({ detected }) => detected),
      [25, 35],
    );
  });

  it("are led to the survivor whose own scaler they then meet", () => {
    const [row] = sweepShares(sweepOf(), [100], [1]);
    // AKS has nodes, and Fargate none.
    const nodes = [row?.losses.aws, row?.losses.azure].map(
      (losses) => losses?.[0]?.survivor.capacity.nodes?.peak,
    );
    assert.deepEqual(nodes, [1, undefined]);
  });

  it("simulate what the lost side had once", () => {
    const sweep = sweepOf();
    const first = sweepShares(sweep, [50], [1]);
    assert.deepEqual([...sweep.known.keys()], ["aws 50", "azure 50"]);
    const ledger = sweep.known.get("aws 50");
    assert.deepEqual(sweepShares(sweep, [50], [1]), first);
    assert.equal(sweep.known.get("aws 50"), ledger);
  });

  it("keep a limit when the worst phase of every loss does", () => {
    const [full, half, none] = [1, 2, 3].map((replicas) => loseSide(steadyScene(replicas), 1));
    assert.ok(full && half && none);
    assert.equal(worstOf([none, full, half]), full);
    assert.equal(worstOf([]), undefined);
    const row = { share: 50, losses: { aws: [none, half], azure: [none] } };
    assert.equal(keepsLimit(row, 10 / 375), true);
    assert.equal(keepsLimit(row, 9 / 375), false);
  });
});
