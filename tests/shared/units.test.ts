import assert from "node:assert/strict";
import { cpuQuantity, mebibytes, millicores, seconds, type Duration } from "../../shared/units";

describe("units", () => {
  it("reads durations as seconds", () => {
    assert.equal(seconds("30s"), 30);
    assert.equal(seconds("2m"), 120);
    assert.equal(seconds("1.5h"), 5400);
  });

  it("reads bytes as mebibytes", () => {
    assert.equal(mebibytes("512Mi"), 512);
    assert.equal(mebibytes("1.5Gi"), 1536);
  });

  it("reads CPU as thousandths, and writes it as Kubernetes does", () => {
    assert.equal(millicores("0.25 vCPU"), 250);
    assert.equal(cpuQuantity("2 vCPU"), "2000m");
  });

  it("refuses what is not of the form", () => {
    assert.throws(() => seconds("30 s" as string as Duration), /"30 s" is not of the form "30s"/);
  });
});
