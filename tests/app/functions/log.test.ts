import assert from "node:assert/strict";
import { errorName, logTo } from "../../../app/functions/log";

describe("the log", () => {
  it("passes entries on to the logger of the cloud, by level", () => {
    const got: unknown[] = [];
    const write = (level: string) => (entry: object) => got.push([level, entry]);
    const log = logTo({ info: write("info"), warn: write("warn"), error: write("error") });
    log.info("a", { id: "1" });
    log.warn("b");
    log.error("c", { status: 500 });
    assert.deepEqual(got, [
      ["info", { event: "a", id: "1" }],
      ["warn", { event: "b" }],
      ["error", { event: "c", status: 500 }],
    ]);
  });

  it("names errors without their messages, which may hold data", () => {
    assert.equal(errorName(new TypeError("my secret")), "TypeError");
    assert.equal(
      errorName(Object.assign(new Error("x"), { code: "ECONNRESET" })),
      "Error ECONNRESET",
    );
    assert.equal(errorName("my secret"), "unknown");
  });
});
