import assert from "node:assert/strict";
import fc from "fast-check";
import { edgeProxySize } from "../../shared/edgeProxySize";

describe("the size of the edge proxies", () => {
  it("is three small ones for a small stack, and more for a large one", () => {
    assert.deepEqual(edgeProxySize(600, 50), {
      minReplicas: 3,
      maxReplicas: 3,
      millicores: 250,
      mebibytes: 96,
      maxStreams: 300,
    });
    assert.deepEqual(edgeProxySize(6000, 50), {
      minReplicas: 3,
      maxReplicas: 15,
      millicores: 500,
      mebibytes: 384,
      maxStreams: 3000,
    });
  });

  it("carries all streams without one proxy, and never lacks CPU at full speed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 1, max: 200 }),
        (streams, tokens) => {
          const size = edgeProxySize(streams, tokens);
          assert.ok(size.maxStreams * (size.minReplicas - 1) >= streams);
          assert.ok(size.maxReplicas >= size.minReplicas);
          assert.ok(size.mebibytes * 1024 >= size.maxStreams * 104);
          assert.ok(size.maxReplicas * size.millicores >= (streams * tokens * 25) / 1000);
        },
      ),
    );
  });
});
