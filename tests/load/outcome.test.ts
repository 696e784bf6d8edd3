import assert from "node:assert/strict";
import { retryAfterSeconds } from "../../load/outcome";

describe("a Retry-After header", () => {
  it("holds seconds, or a date", () => {
    const now = Date.parse("Fri, 31 Jul 2026 12:00:00 GMT");
    assert.equal(retryAfterSeconds("0", now), 0);
    assert.equal(retryAfterSeconds("120", now), 120);
    assert.equal(retryAfterSeconds("Fri, 31 Jul 2026 12:01:30 GMT", now), 90);
    assert.equal(retryAfterSeconds("Fri, 31 Jul 2026 11:00:00 GMT", now), 0);
    assert.equal(retryAfterSeconds("soon", now), undefined);
    assert.equal(retryAfterSeconds(undefined, now), undefined);
  });
});
