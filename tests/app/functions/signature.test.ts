import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import {
  refusal,
  sign,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  TOLERANCE_SECONDS,
} from "../../../app/functions/signature";

const NOW = 1_800_000_000_000;
const BODY = Buffer.from('{"id":"1"}');

function signed(key: string, body: Uint8Array, at = NOW) {
  const headers = sign(key, body, at);
  return { timestamp: headers[TIMESTAMP_HEADER], signature: headers[SIGNATURE_HEADER], body };
}

describe("the signature of an event", () => {
  it("is the HMAC-SHA256 of the timestamp, a dot and the raw body", () => {
    const hex = createHmac("sha256", "key").update('1800000000.{"id":"1"}').digest("hex");
    assert.deepEqual(sign("key", BODY, NOW), {
      "x-chatscale-timestamp": "1800000000",
      "x-chatscale-signature": `v1=${hex}`,
    });
  });

  it("is accepted for five minutes either way, and not a second longer", () => {
    const at = (seconds: number) =>
      refusal(signed("key", BODY, NOW + seconds * 1000), ["key"], NOW);
    for (const seconds of [0, TOLERANCE_SECONDS, -TOLERANCE_SECONDS]) {
      assert.equal(at(seconds), undefined, `${seconds}`);
    }
    assert.equal(at(TOLERANCE_SECONDS + 1), "stale");
    assert.equal(at(-TOLERANCE_SECONDS - 1), "stale");
  });

  it("counts with either of two keys, and with no other", () => {
    const keys = ["new", "old"];
    assert.equal(refusal(signed("new", BODY), keys, NOW), undefined);
    assert.equal(refusal(signed("old", BODY), keys, NOW), undefined);
    assert.equal(refusal(signed("older", BODY), keys, NOW), "forged");
    assert.equal(refusal(signed("new", BODY), [], NOW), "forged");
  });

  it("must be there, in its one form", () => {
    const good = signed("key", BODY);
    const hex = (good.signature ?? "").slice("v1=".length);
    const bad = [undefined, "", hex, `v2=${hex}`, `v1=${hex.toUpperCase()}`, `v1=${hex}00`, "v1="];
    for (const signature of bad) {
      assert.equal(refusal({ ...good, signature }, ["key"], NOW), "unsigned", signature);
    }
    for (const timestamp of [undefined, "", "now", "-1", "1e9", "1.5", " 1800000000"]) {
      assert.equal(refusal({ ...good, timestamp }, ["key"], NOW), "unsigned", timestamp);
    }
  });

  it("does not count for another body, time or key, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.uint8Array(),
        fc.integer({ min: -TOLERANCE_SECONDS, max: TOLERANCE_SECONDS }),
        fc.nat(),
        (key, body, skew, position) => {
          const good = signed(key, body, NOW + skew * 1000);
          assert.equal(refusal(good, [key], NOW), undefined);
          assert.equal(refusal(good, [`${key}x`], NOW), "forged");
          const other = Uint8Array.from([...body, 1]);
          assert.equal(refusal({ ...good, body: other }, [key], NOW), "forged");
          if (body.length > 0) {
            const flipped = Uint8Array.from(body);
            flipped[position % body.length]! ^= 1;
            assert.equal(refusal({ ...good, body: flipped }, [key], NOW), "forged");
          }
          const later = String(Number(good.timestamp) + (skew > 0 ? -1 : 1));
          assert.equal(refusal({ ...good, timestamp: later }, [key], NOW), "forged");
        },
      ),
    );
  });
});
