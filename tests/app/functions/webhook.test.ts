import assert from "node:assert/strict";
import type { Log } from "../../../app/functions/log";
import { sign } from "../../../app/functions/signature";
import {
  LARGEST_BODY,
  receive,
  type WebhookCloud,
  type WebhookReply,
} from "../../../app/functions/webhook";

const NOW = 1_800_000_000_000;
const EVENT = {
  id: "order-17",
  message: "my secret message",
  callbackUrl: "https://hooks.example.com/replies",
};

interface Setup {
  readonly queue: string[];
  readonly logged: string[];
  readonly cloud: WebhookCloud;
}

function setup(replaced: Partial<WebhookCloud> = {}): Setup {
  const queue: string[] = [];
  const logged: string[] = [];
  const write = (event: string, fields?: object): void =>
    void logged.push(JSON.stringify({ event, ...fields }));
  const log: Log = { info: write, warn: write, error: write };
  const cloud: WebhookCloud = {
    keys: () => Promise.resolve(["key-one", "key-two"]),
    enqueue: (text) => Promise.resolve(void queue.push(text)),
    callbackHosts: ["hooks.example.com"],
    now: () => NOW,
    log,
    ...replaced,
  };
  return { queue, logged, cloud };
}

function post(
  cloud: WebhookCloud,
  body: string | Uint8Array,
  key = "key-one",
): Promise<WebhookReply> {
  const bytes = Buffer.from(body);
  const headers = sign(key, bytes, NOW);
  return receive({ header: (name) => headers[name], body: bytes }, cloud);
}

describe("the webhook", () => {
  it("takes a signed event, and puts it on the queue", async () => {
    for (const key of ["key-one", "key-two"]) {
      const { queue, cloud } = setup();
      const reply = await post(cloud, JSON.stringify(EVENT), key);
      assert.equal(reply.status, 202);
      assert.equal(reply.headers["content-type"], "application/json");
      assert.deepEqual(JSON.parse(reply.body), { id: "order-17" });
      assert.deepEqual(
        queue.map((text) => JSON.parse(text) as unknown),
        [
          {
            id: "order-17",
            messages: [{ role: "user", content: "my secret message" }],
            callbackUrl: EVENT.callbackUrl,
          },
        ],
      );
    }
  });

  it("refuses what is not signed, and does not say what was wrong", async () => {
    const { queue, cloud } = setup();
    const forged = await post(cloud, JSON.stringify(EVENT), "key-three");
    const unsigned = await receive({ header: () => undefined, body: Buffer.from("{}") }, cloud);
    assert.equal(forged.status, 401);
    assert.equal(forged.headers["content-type"], "application/problem+json");
    assert.equal((JSON.parse(forged.body) as { title: string }).title, "Unauthorized");
    assert.deepEqual(forged, unsigned);
    assert.deepEqual(queue, []);
  });

  it("refuses a large body before it looks at the signature", async () => {
    let asked = 0;
    const { queue, cloud } = setup({
      keys: () => {
        asked += 1;
        return Promise.resolve(["key-one"]);
      },
    });
    const event = { ...EVENT, message: "" };
    const message = "x".repeat(LARGEST_BODY - JSON.stringify(event).length);
    const largest = JSON.stringify({ ...EVENT, message });
    assert.equal((await post(cloud, largest)).status, 202);
    assert.equal((await post(cloud, `${largest} `)).status, 413);
    assert.equal(asked, 1);
    assert.equal(queue.length, 1);
  });

  it("refuses what is no event", async () => {
    const { queue, cloud } = setup();
    for (const body of ["{}", "[", "", Buffer.from([0x22, 0xff, 0x22])]) {
      const reply = await post(cloud, body);
      assert.equal(reply.status, 400, String(body));
      assert.equal((JSON.parse(reply.body) as { status: number }).status, 400);
    }
    const elsewhere = { ...EVENT, callbackUrl: "https://evil.example/" };
    assert.equal((await post(cloud, JSON.stringify(elsewhere))).status, 400);
    assert.deepEqual(queue, []);
  });

  it("asks to send again when its key or its queue is out of reach", async () => {
    const fail = () => Promise.reject(new Error("down"));
    for (const replaced of [{ keys: fail }, { enqueue: fail }]) {
      const reply = await post(setup(replaced).cloud, JSON.stringify(EVENT));
      assert.equal(reply.status, 503);
      assert.equal(reply.headers["retry-after"], "5");
    }
  });

  it("limits the rate of those who may send, where nothing in front does", async () => {
    const { queue, cloud } = setup({ admit: () => false });
    const reply = await post(cloud, JSON.stringify(EVENT));
    assert.equal(reply.status, 429);
    assert.equal(reply.headers["retry-after"], "1");
    assert.equal((await post(cloud, JSON.stringify(EVENT), "key-three")).status, 401);
    assert.deepEqual(queue, []);
  });

  it("logs ids and reasons, never messages, keys or signatures", async () => {
    const fail = () => Promise.reject(new Error("my secret message"));
    for (const replaced of [{}, { keys: fail }, { enqueue: fail }]) {
      const { logged, cloud } = setup(replaced);
      await post(cloud, JSON.stringify(EVENT));
      await post(cloud, JSON.stringify(EVENT), "key-three");
      await post(cloud, "my secret message");
      assert.ok(logged.length >= 3);
      assert.doesNotMatch(logged.join("\n"), /secret message|key-|v1=/);
    }
  });
});
