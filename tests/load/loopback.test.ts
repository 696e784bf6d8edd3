import assert from "node:assert/strict";
import { isLoopback } from "../../load/loopback";

const HERE = [
  "localhost",
  "LOCALHOST:8080",
  "localhost.",
  "chat.localhost",
  "127.0.0.1:8080",
  "127.255.0.9",
  "127.1",
  "0x7f.0.0.1",
  "[::1]:8080",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
];
const ELSEWHERE = [
  "example.com",
  "localhost.example.com",
  "mylocalhost",
  "127.0.0.1.example.com",
  "128.0.0.1",
  "10.0.0.1",
  "192.168.1.1",
  "0.0.0.0",
  "[::]",
  "[::2]",
  "[fe80::1]",
  "[::ffff:10.0.0.1]",
];

describe("the loopback check", () => {
  it("knows this machine", () => {
    for (const host of HERE) assert.equal(isLoopback(new URL(`http://${host}/`)), true, host);
  });

  it("takes nothing else for it", () => {
    for (const host of ELSEWHERE) assert.equal(isLoopback(new URL(`http://${host}/`)), false, host);
    const disguised = new URL("http://127.0.0.1@example.com/");
    assert.equal(isLoopback(disguised), false);
  });
});
