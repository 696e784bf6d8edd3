import assert from "node:assert/strict";
import fc from "fast-check";
import { fargateSize } from "../../shared/fargate";

describe("the size of a Fargate task", () => {
  const sizes: [millicores: number, mebibytes: number, cpu: number, memory: number][] = [
    [250, 512, 256, 512],
    [250, 513, 256, 1024],
    [251, 512, 512, 1024],
    [250, 2049, 512, 3072],
    [500, 1024, 512, 1024],
    [1000, 1024, 1024, 2048],
    [4000, 30 * 1024, 4096, 30 * 1024],
    [4000, 30 * 1024 + 1, 8192, 32 * 1024],
    [16000, 120 * 1024, 16384, 120 * 1024],
  ];
  for (const [millicores, mebibytes, cpu, memory] of sizes) {
    it(`is ${cpu} units and ${memory} MiB for ${millicores}m and ${mebibytes} MiB`, () => {
      assert.deepEqual(fargateSize(millicores, mebibytes), { cpu, memory });
    });
  }

  it("does not exist above 16 vCPU or 120 GiB", () => {
    assert.equal(fargateSize(16001, 1024), undefined);
    assert.equal(fargateSize(250, 120 * 1024 + 1), undefined);
  });

  it("holds what was asked for, and never shrinks when more is asked", () => {
    const millicores = fc.integer({ min: 1, max: 16000 });
    const mebibytes = fc.integer({ min: 1, max: 120 * 1024 });
    fc.assert(
      fc.property(millicores, mebibytes, fc.nat(1000), (cpu, memory, more) => {
        const size = fargateSize(cpu, memory);
        assert.ok(size);
        assert.ok(size.cpu * 1000 >= cpu * 1024 && size.memory >= memory);
        const larger = fargateSize(cpu, memory + more);
        assert.ok(!larger || larger.cpu > size.cpu || larger.memory >= size.memory);
      }),
    );
  });
});
