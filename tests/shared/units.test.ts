import assert from "node:assert/strict";
import {
  cpuQuantity,
  mebibytes,
  memoryQuantity,
  millicores,
  seconds,
  type Duration,
} from "../../shared/units";

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

  it("reads CPU as thousandths", () => {
    assert.equal(millicores("0.25 vCPU"), 250);
    assert.equal(millicores("2 vCPU"), 2000);
  });

  it("writes quantities as Kubernetes does, in the largest unit that they are whole in", () => {
    assert.equal(cpuQuantity(250), "250m");
    assert.equal(cpuQuantity(2000), "2");
    assert.equal(cpuQuantity(2500), "2500m");
    assert.equal(memoryQuantity(512), "512Mi");
    assert.equal(memoryQuantity(1536), "1536Mi");
    assert.equal(memoryQuantity(76_800), "75Gi");
    assert.equal(memoryQuantity(2 * 1024 * 1024), "2Ti");
    assert.equal(memoryQuantity(4096 * 1024 * 1024), "4096Ti");
    assert.equal(memoryQuantity(307.2), "308Mi");
  });

  it("refuses what is not of the form", () => {
    assert.throws(() => seconds("30 s" as string as Duration), /"30 s" is not of the form "30s"/);
  });
});
