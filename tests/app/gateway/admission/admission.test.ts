import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Admission } from "../../../../app/gateway/admission/admission";
import { noAuth } from "../../../../app/gateway/admission/auth";
import { ApiError } from "../../../../app/gateway/api/errors";

/** A request from an address, by way of proxies. */
function from(address: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { headers, socket: { remoteAddress: address } } as unknown as IncomingMessage;
}

describe("the admission of a chat", () => {
  let phase: { isLeaving: boolean; isRefusing: boolean };
  let shared: string[];
  let local: string[];
  let wait: number;
  let isAway: boolean;

  beforeEach(() => {
    phase = { isLeaving: false, isRefusing: false };
    shared = [];
    local = [];
    wait = 0;
    isAway = false;
  });

  const admission = (trustedProxyHops = 0): Admission =>
    new Admission({
      auth: noAuth,
      phase,
      chatsPerMinute: 7,
      trustedProxyHops,
      shared: {
        countChat: (client, perMinute) => {
          assert.equal(perMinute, 7);
          shared.push(client);
          return isAway ? Promise.reject(new Error("away")) : Promise.resolve(wait);
        },
      },
      local: {
        countChat: (client) => {
          local.push(client);
          return Promise.resolve(wait);
        },
      },
    });

  const refusal = async (run: Promise<void>): Promise<[string, number | undefined]> => {
    try {
      await run;
    } catch (error) {
      assert.ok(error instanceof ApiError);
      return [error.code, error.retryAfterSeconds];
    }
    return ["", undefined];
  };

  it("counts each client by its name, or by its address where it has none", async () => {
    await admission().admit("alice", from("203.0.113.7"));
    await admission().admit("alice", from("203.0.113.8"));
    await admission().admit("", from("203.0.113.7"));
    await admission().admit("", from("::ffff:203.0.113.7"));
    await admission().admit("", from("203.0.113.9"));
    const [alice, again, seven, mapped, nine] = shared;
    assert.deepEqual([again, mapped], [alice, seven]);
    assert.equal(new Set([alice, seven, nine]).size, 3);
    // Neither names nor addresses are kept anywhere.
    for (const key of shared) assert.match(key, /^[0-9a-f]{32}$/);
  });

  it("believes the last entries of X-Forwarded-For only, as many as there are proxies", async () => {
    const claimed = "198.51.100.1, 203.0.113.7";
    await admission(0).admit("", from("10.0.0.1", claimed));
    await admission(1).admit("", from("10.0.0.1", claimed));
    await admission(1).admit("", from("10.0.0.2", "evil, 203.0.113.7"));
    await admission(2).admit("", from("10.0.0.1", `evil, ${claimed}`));
    await admission(0).admit("", from("10.0.0.1"));
    const [none, one, other, two, direct] = shared;
    assert.equal(none, direct);
    assert.equal(one, other);
    assert.equal(new Set([none, one, two]).size, 3);
  });

  it("refuses who is too fast, and says in whole seconds when to come back", async () => {
    for (const [milliseconds, seconds] of [
      [1, 1],
      [1000, 1],
      [1001, 2],
      [59_999, 60],
    ] as const) {
      wait = milliseconds;
      const refused = await refusal(admission().admit("", from("203.0.113.7")));
      assert.deepEqual(refused, ["rate_limited", seconds]);
    }
  });

  it("counts on its own while the shared count is away, and lets nobody through unseen", async () => {
    isAway = true;
    await admission().admit("", from("203.0.113.7"));
    assert.deepEqual(local, shared);
    wait = 5000;
    const refused = await refusal(admission().admit("", from("203.0.113.7")));
    assert.deepEqual(refused, ["rate_limited", 5]);
    isAway = false;
    wait = 0;
    await admission().admit("", from("203.0.113.7"));
    assert.equal(local.length, 2);
  });

  it("refuses all once the replica refuses, without counting them, and none before", async () => {
    phase.isLeaving = true;
    await admission().admit("", from("203.0.113.7"));
    phase.isRefusing = true;
    const refused = await refusal(admission().admit("", from("203.0.113.7")));
    assert.deepEqual(refused, ["draining", 1]);
    assert.equal(shared.length, 1);
  });
});
