import assert from "node:assert/strict";
import { ForbiddenAddress } from "../../../app/functions/addresses";
import { workOff } from "../../../app/functions/batch";
import type { Delivery } from "../../../app/functions/deliver";
import { memoryLedger } from "../../../app/functions/ledger";
import type { Log } from "../../../app/functions/log";
import { ModelError } from "../../../app/functions/model";
import { refusal, SIGNATURE_HEADER, TIMESTAMP_HEADER } from "../../../app/functions/signature";
import { work, type Outcome, type WorkerCloud } from "../../../app/functions/worker";

const NOW = 1_800_000_000_000;
const EVENT = {
  id: "order-17",
  message: "my secret message",
  callbackUrl: "https://hooks.example.com/replies",
};

interface Setup {
  readonly delivered: Delivery[];
  readonly logged: string[];
  readonly cloud: WorkerCloud;
}

function setup(replaced: Partial<WorkerCloud> = {}): Setup {
  const delivered: Delivery[] = [];
  const logged: string[] = [];
  const write = (event: string, fields?: object): void =>
    void logged.push(JSON.stringify({ event, ...fields }));
  const log: Log = { info: write, warn: write, error: write };
  const cloud: WorkerCloud = {
    ledger: memoryLedger(35, () => NOW),
    model: { reply: () => Promise.resolve("my secret reply") },
    deliver: (delivery) => {
      delivered.push(delivery);
      return Promise.resolve(200);
    },
    keys: () => Promise.resolve(["key-one", "key-two"]),
    callbackHosts: ["hooks.example.com"],
    now: () => NOW,
    log,
    ...replaced,
  };
  return { delivered, logged, cloud };
}

function run(cloud: WorkerCloud, message: unknown = JSON.stringify(EVENT)): Promise<Outcome> {
  return work(message, cloud, NOW + 30_000);
}

describe("the worker", () => {
  it("posts the reply, signed, with the event's id as its key", async () => {
    const { delivered, cloud } = setup();
    assert.deepEqual(await run(cloud), { kind: "done" });
    const [delivery] = delivered;
    assert.equal(delivered.length, 1);
    assert.equal(delivery?.url, EVENT.callbackUrl);
    assert.deepEqual(JSON.parse(delivery.body.toString()), {
      id: "order-17",
      reply: "my secret reply",
    });
    assert.equal(delivery.headers["idempotency-key"], "order-17");
    const signed = {
      timestamp: delivery.headers[TIMESTAMP_HEADER],
      signature: delivery.headers[SIGNATURE_HEADER],
      body: delivery.body,
    };
    assert.equal(refusal(signed, ["key-one"], NOW), undefined, "the current key comes first");
  });

  it("takes a message that its cloud has parsed already", async () => {
    const { delivered, cloud } = setup();
    assert.deepEqual(await run(cloud, EVENT), { kind: "done" });
    assert.equal(delivered.length, 1);
  });

  it("answers an event once, however often it is delivered", async () => {
    const { delivered, cloud } = setup();
    for (let delivery = 0; delivery < 3; delivery += 1) {
      assert.deepEqual(await run(cloud), { kind: "done" });
    }
    assert.equal(delivered.length, 1);
  });

  it("leaves an event to the worker that has it, but lets it come back", async () => {
    let answer: (reply: string) => void = () => undefined;
    const reply = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const { delivered, cloud } = setup({ model: { reply: () => reply } });
    const first = run(cloud);
    assert.deepEqual(await run(cloud), { kind: "retry", reason: "another worker has it" });
    answer("Hello.");
    assert.deepEqual(await first, { kind: "done" });
    assert.deepEqual(await run(cloud), { kind: "done" });
    assert.equal(delivered.length, 1);
  });

  it("tells what can pass from what would fail each time", async () => {
    const reject = (error: Error) => () => Promise.reject(error);
    const status = (code: number) => () => Promise.resolve(code);
    const cases: readonly (readonly [Partial<WorkerCloud>, Outcome["kind"]])[] = [
      [{ model: { reply: reject(new ModelError("busy", false)) } }, "retry"],
      [{ model: { reply: reject(new ModelError("refused", true)) } }, "poison"],
      [{ model: { reply: reject(new Error("my secret message")) } }, "retry"],
      [{ keys: reject(new Error("down")) }, "retry"],
      [{ keys: () => Promise.resolve([]) }, "retry"],
      [{ deliver: reject(new Error("ECONNRESET")) }, "retry"],
      [{ deliver: reject(new ForbiddenAddress()) }, "poison"],
      ...[201, 204, 299].map((code) => [{ deliver: status(code) }, "done"] as const),
      ...[301, 302, 307, 400, 401, 404, 410].map(
        (code) => [{ deliver: status(code) }, "poison"] as const,
      ),
      ...[408, 425, 429, 500, 502, 503].map(
        (code) => [{ deliver: status(code) }, "retry"] as const,
      ),
    ];
    for (const [replaced, kind] of cases) {
      const { logged, cloud } = setup(replaced);
      const outcome = await run(cloud);
      assert.equal(outcome.kind, kind, JSON.stringify(outcome));
      assert.doesNotMatch(logged.join("\n") + JSON.stringify(outcome), /my secret/);
    }
  });

  it("releases an event that failed, so that the next delivery can answer it", async () => {
    let deliveries = 0;
    const { cloud } = setup({ deliver: () => Promise.resolve(++deliveries === 1 ? 503 : 200) });
    assert.equal((await run(cloud)).kind, "retry");
    assert.equal((await run(cloud)).kind, "done");
    assert.equal(deliveries, 2);
  });

  it("calls what is no event, or leads off the list, poison", async () => {
    const { delivered, logged, cloud } = setup();
    const elsewhere = { ...EVENT, callbackUrl: "https://evil.example/" };
    for (const message of ["my secret message", "{}", null, JSON.stringify(elsewhere)]) {
      assert.equal((await run(cloud, message)).kind, "poison");
    }
    assert.deepEqual(delivered, []);
    assert.doesNotMatch(logged.join("\n"), /my secret|evil/);
  });

  it("asks no model without the ledger, a key, or time", async () => {
    let asked = 0;
    const reply = () => Promise.resolve(String(++asked));
    const down = () => Promise.reject(new Error("down"));
    const ledger = { claim: down, complete: down, release: down };
    assert.match(JSON.stringify(await run(setup({ model: { reply }, ledger }).cloud)), /ledger/);
    await run(setup({ model: { reply }, keys: down }).cloud);
    const outcome = await work(EVENT, setup({ model: { reply } }).cloud, NOW + 2999);
    assert.deepEqual(outcome, { kind: "retry", reason: "too little time is left" });
    assert.equal(asked, 0);
  });

  it("is done when the reply is out, even if that cannot be noted", async () => {
    const { logged, cloud } = setup({
      ledger: {
        claim: () => Promise.resolve("claimed"),
        complete: () => Promise.reject(new Error("down")),
        release: () => Promise.resolve(),
      },
    });
    assert.deepEqual(await run(cloud), { kind: "done" });
    assert.match(logged.join("\n"), /ledger not written/);
  });

  it("leaves a third of the time, and at most ten seconds, to the delivery", async () => {
    const given: number[] = [];
    const model = {
      reply: (_: unknown, until: number) => {
        given.push(until - NOW);
        return Promise.resolve("Hello.");
      },
    };
    await work({ ...EVENT, id: "a" }, setup({ model }).cloud, NOW + 9000);
    await work({ ...EVENT, id: "b" }, setup({ model }).cloud, NOW + 600_000);
    assert.deepEqual(given, [6000, 590_000]);
  });
});

describe("a batch of messages", () => {
  it("gives back those that are not done, and no others", async () => {
    const outcomes: Readonly<Record<string, () => Promise<Outcome>>> = {
      a: () => Promise.resolve({ kind: "done" }),
      b: () => Promise.resolve({ kind: "retry", reason: "x" }),
      c: () => Promise.reject(new Error("x")),
      d: () => Promise.resolve({ kind: "poison", reason: "x" }),
      e: () => Promise.resolve({ kind: "done" }),
    };
    const failed = await workOff(
      Object.keys(outcomes),
      (id) => id,
      (id) => outcomes[id]!(),
    );
    assert.deepEqual(failed, ["b", "c", "d"]);
  });
});
