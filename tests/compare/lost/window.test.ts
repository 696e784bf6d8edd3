import assert from "node:assert/strict";

import { around, busiest, inTheWorks, pick } from "../../../compare/lost/window";
import { chatsAt, drawsFor } from "./scenes";

describe("the time around a loss", () => {
  it("is busiest when the most chats are in the works", () => {
    // Two at 0, but three at 12, when the one of 10 and the one of 11 are still there.
    const chats = chatsAt([0, 0, 10, 11, 12, 40], [5, 5, 5, 5, 5, 1], 60);
    assert.equal(busiest(chats), 12);
    assert.deepEqual(
      [-1, 0, 5, 12, 14.9, 15].map((time) => inTheWorks(chats, time)),
      [0, 2, 0, 3, 3, 2],
    );
  });

  it("is busiest when the first of equal crowds is there, and at the start without a chat", () => {
    assert.equal(busiest(chatsAt([3, 20], [5, 5], 60)), 3);
    // A chat that ends makes room for one that begins then.
    assert.equal(busiest(chatsAt([3, 8, 8], [5, 5, 5], 60)), 8);
    assert.equal(busiest(chatsAt([], [], 60)), 0);
  });

  it("has half an hour before and an hour after, with times of its own", () => {
    const times = [0, 8199, 8200, 10_000, 13_599, 13_600, 20_000];
    const side = Float64Array.from(times, (_, place) => place / 10);
    const chats = chatsAt(
      times,
      times.map(() => 7),
      30_000,
    );
    const found = around(chats, drawsFor(7, { side }), 10_000);
    assert.deepEqual([...found.chats.at], [0, 1800, 5399]);
    assert.deepEqual([found.chats.count, found.chats.duration, found.lostAt], [3, 5400, 1800]);
    assert.deepEqual([...found.draws.side], [0.2, 0.3, 0.4]);
    assert.equal(found.chats.seconds.length, 3);
  });

  it("ends where the trace does", () => {
    const found = around(chatsAt([0, 90], [1, 1], 100), drawsFor(2), 60);
    assert.deepEqual([found.lostAt, found.chats.duration, found.chats.count], [60, 100, 2]);
  });

  it("leaves out the chats of the other side", () => {
    const picked = pick(chatsAt([1, 2, 3], [4, 5, 6], 9), [0, 2]);
    assert.deepEqual(picked, chatsAt([1, 3], [4, 6], 9));
  });
});
