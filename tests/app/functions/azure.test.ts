import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpRequest, InvocationContext } from "@azure/functions";
import { createWebhook } from "../../../app/functions/azure/webhook";
import { createWorker } from "../../../app/functions/azure/worker";
import type { Delivery } from "../../../app/functions/deliver";
import { ModelError } from "../../../app/functions/model";
import { sign } from "../../../app/functions/signature";
import type { WorkerCloud } from "../../../app/functions/worker";
import { bundleFunction } from "../../../shared/functionBundle";
import { runBundle } from "../../support/child";

const WEBHOOK = {
  FUNCTION: "webhook",
  QUEUE_NAME: "events",
  WEBHOOK_KEY: "new-key",
  WEBHOOK_KEY_PREVIOUS: "old-key",
  REQUESTS_PER_SECOND: "2",
  CALLBACK_HOSTS: "hooks.example.com,localhost",
};
const WORKER = {
  FUNCTION: "worker",
  QUEUE_NAME: "events",
  WEBHOOK_KEY: "new-key",
  CALLBACK_HOSTS: "hooks.example.com,localhost",
  MODEL_BACKEND: "demo",
  TIMEOUT_SECONDS: "30",
};
const EVENT = {
  id: "order-17",
  message: "my secret message ü",
  callbackUrl: "https://hooks.example.com/replies",
};

/**
 * Takes the place of the Functions host: provides the module that it injects, and calls what was
 * registered over the library's own conversion of requests and replies.
 */
const HOST = `async (load, calls) => {
  const Module = require("node:module");
  const functions = new Map();
  let model;
  const core = {
    setProgrammingModel: (given) => { model = given; },
    registerFunction: (metadata, handler) => functions.set(metadata.name, { metadata, handler }),
    registerHook: () => undefined,
    log: () => undefined,
  };
  const original = Module.prototype.require;
  Module.prototype.require = function (name) {
    return name === "@azure/functions-core" ? core : original.call(this, name);
  };
  load();
  const results = [];
  for (const { name, data, triggerMetadata } of calls) {
    const { metadata, handler } = functions.get(name);
    const trigger = Object.entries(metadata.bindings).find(([, { type }]) => /trigger/i.test(type));
    const logs = [];
    const invocation = model.getInvocationModel({
      invocationId: "1",
      metadata,
      request: { inputData: [{ name: trigger[0], data }], triggerMetadata },
      log: (level, category, text) => logs.push(text),
    });
    const { context, inputs } = await invocation.getArguments();
    try {
      const returned = await invocation.invokeFunction(context, inputs, handler);
      const { returnValue, outputData } = await invocation.getResponse(context, returned);
      const http = returnValue?.http;
      const body = http && Buffer.from(http.body.bytes).toString();
      results.push({ status: http?.statusCode, body, outputData, logs });
    } catch (error) {
      results.push({ error: String(error), logs });
    }
  }
  return { results, metadata: [...functions.values()].map(({ metadata }) => metadata) };
}`;

interface HostResult {
  readonly results: {
    readonly status?: string;
    readonly body?: string;
    readonly outputData?: { readonly data: { readonly string: string } }[];
    readonly error?: string;
    readonly logs: string[];
  }[];
  readonly metadata: { readonly name: string; readonly bindings: Record<string, object> }[];
}

async function host(
  environment: Readonly<Record<string, string>>,
  ...calls: object[]
): Promise<HostResult> {
  const { result } = await runBundle(await bundleFunction("azure/main"), HOST, environment, calls);
  return result as HostResult;
}

function post(text: string, key: string): object {
  const bytes = Buffer.from(text);
  const headers = sign(key, bytes, Date.now());
  const nullableHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { value }]),
  );
  return {
    name: "webhook",
    data: {
      http: {
        method: "POST",
        url: "https://example.azurewebsites.net/api/webhook",
        nullableHeaders,
        body: { bytes: [...bytes] },
      },
    },
  };
}

describe("the bundled functions on Azure", () => {
  const queue = { connection: "ServiceBusConnection", queueName: "events" };

  /** The one function that an app has, and its bindings. */
  async function registered(environment: Readonly<Record<string, string>>) {
    const { metadata } = await host(environment);
    assert.equal(metadata.length, 1);
    const bindings = Object.values(metadata[0]?.bindings ?? {}) as Record<string, unknown>[];
    return { name: metadata[0]?.name, bindings };
  }

  it("are in one app a webhook that writes to the queue by identity", async () => {
    const { name, bindings } = await registered(WEBHOOK);
    assert.equal(name, "webhook");
    const http = bindings.find(({ type }) => type === "httpTrigger");
    assert.ok(http);
    assert.deepEqual(
      [http["methods"], http["route"], http["authLevel"]],
      [["POST"], "webhook", "anonymous"],
    );
    const bus = bindings.find(({ type }) => type === "serviceBus");
    assert.deepEqual({ connection: bus?.["connection"], queueName: bus?.["queueName"] }, queue);
    assert.equal(bus?.["direction"], "out");
  });

  it("are in the other a worker of one message at a time", async () => {
    const { name, bindings } = await registered(WORKER);
    assert.equal(name, "worker");
    assert.equal(bindings.length, 1);
    const [messages = {}] = bindings;
    assert.equal(messages["type"], "serviceBusTrigger");
    assert.equal(messages["cardinality"], "one");
    assert.deepEqual(
      { connection: messages["connection"], queueName: messages["queueName"] },
      queue,
    );
  });

  it("do not start in an app that does not say which it is", async () => {
    await assert.rejects(host({ ...WORKER, FUNCTION: "both" }), /FUNCTION must be one of/);
  });

  it("take events over the raw body, and give them to the queue", async () => {
    // Spaces that no JSON printer would write, so that only the raw body fits the signature.
    const text = JSON.stringify(EVENT, null, 3);
    const { results } = await host(
      WEBHOOK,
      post(text, "new-key"),
      post(text, "old-key"),
      post(text, "other"),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ["202", "202", "401"],
    );
    assert.deepEqual(JSON.parse(results[0]?.body ?? ""), { id: "order-17" });
    const sent = results.map(({ outputData }) => outputData?.map(({ data }) => data.string));
    const message = {
      id: "order-17",
      messages: [{ role: "user", content: "my secret message ü" }],
      callbackUrl: EVENT.callbackUrl,
    };
    assert.deepEqual(JSON.parse(sent[0]?.[0] ?? ""), message);
    assert.deepEqual(sent[2], []);
    assert.match(results[0]?.logs.join() ?? "", /"event":"enqueued","id":"order-17"/);
    assert.doesNotMatch(JSON.stringify(results.map(({ logs }) => logs)), /my secret|-key/);
  });

  it("limit the rate of each instance, since no gateway stands in front", async () => {
    const text = JSON.stringify(EVENT);
    const { results } = await host(
      WEBHOOK,
      ...Array.from({ length: 10 }, () => post(text, "new-key")),
    );
    const statuses = results.map(({ status }) => status);
    assert.equal(statuses[0], "202");
    assert.ok(statuses.includes("429"), statuses.join());
  });

  it("fail a message that cannot be answered, so that Service Bus keeps it", async () => {
    const message = (text: string) => ({ name: "worker", data: { string: text } });
    const local = JSON.stringify({ ...EVENT, callbackUrl: "https://localhost/" });
    const { results } = await host(WORKER, message("my secret poison"), message(local));
    assert.match(results[0]?.error ?? "", /not JSON/);
    assert.match(results[1]?.error ?? "", /not public/);
    assert.doesNotMatch(JSON.stringify(results), /my secret/);
  });
});

describe("the functions on Azure", () => {
  const context = (deliveryCount: number): InvocationContext => {
    const quiet = (): void => undefined;
    const parts = { log: quiet, warn: quiet, error: quiet, triggerMetadata: { deliveryCount } };
    return parts as unknown as InvocationContext;
  };

  it("answer a message, and complete it", async () => {
    const delivered: Delivery[] = [];
    const worker = createWorker(WORKER, {
      deliver: (delivery) => Promise.resolve(delivered.push(delivery) && 200),
    });
    await worker(EVENT, context(1));
    assert.equal(delivered.length, 1);
    assert.match(delivered[0]?.body.toString() ?? "", /demo model/);
  });

  it("wait longer with each delivery before a message goes back", async () => {
    const waits: number[] = [];
    const busy: Partial<WorkerCloud> = {
      model: { reply: () => Promise.reject(new ModelError("busy", false)) },
    };
    const sleep = (milliseconds: number) => Promise.resolve(waits.push(milliseconds));
    const worker = createWorker({ ...WORKER, TIMEOUT_SECONDS: "600" }, busy, sleep);
    for (const count of [1, 2, 3, 4, 5]) {
      await assert.rejects(worker({ ...EVENT, id: `${count}` }, context(count)), /busy/);
    }
    assert.deepEqual(waits, [2000, 4000, 8000, 16_000, 30_000]);
  });

  it("do not wait with a message that will fail again", async () => {
    const refusing: Partial<WorkerCloud> = {
      model: { reply: () => Promise.reject(new ModelError("refused", true)) },
    };
    const sleep = () => Promise.reject(new Error("waited"));
    const worker = createWorker(WORKER, refusing, sleep);
    await assert.rejects(worker(EVENT, context(1)), /refused/);
  });

  it("name every setting that is missing", () => {
    const missing = (create: () => unknown): string[] => {
      try {
        create();
      } catch (error) {
        return [...(error as Error).message.matchAll(/(\w+) is missing/g)].map(([, name]) => name!);
      }
      return [];
    };
    assert.deepEqual(
      missing(() => createWebhook({})),
      ["CALLBACK_HOSTS", "WEBHOOK_KEY", "REQUESTS_PER_SECOND"],
    );
    const environment = {
      MODEL_BACKEND: "openai",
      SESSION_STORE: "redis",
      SESSION_STORE_AUTH: "entra",
    };
    assert.deepEqual(
      missing(() => createWorker(environment)),
      [
        "WEBHOOK_KEY",
        "CALLBACK_HOSTS",
        "MODEL_URL",
        "SESSION_STORE_HOST",
        "SESSION_STORE_PORT",
        "SESSION_STORE_USERNAME",
        "TIMEOUT_SECONDS",
        "MODEL_API_KEY",
        "IDENTITY_ENDPOINT",
        "IDENTITY_HEADER",
        "AZURE_CLIENT_ID",
      ],
    );
  });

  it("ask for a token of their identity before they sign in to the ledger", async () => {
    const asked: (string | undefined)[] = [];
    const endpoint = createServer((request, response) => {
      asked.push(request.url, request.headers["x-identity-header"]?.toString());
      response.end(JSON.stringify({ access_token: "token", expires_on: "4000000000" }));
    });
    endpoint.listen(0, "127.0.0.1");
    await once(endpoint, "listening");
    const { port } = endpoint.address() as AddressInfo;
    const worker = createWorker(
      {
        ...WORKER,
        SESSION_STORE: "redis",
        SESSION_STORE_AUTH: "entra",
        SESSION_STORE_HOST: "127.0.0.1",
        // No TLS there: the sign-in gets no further than the greeting.
        SESSION_STORE_PORT: String(port),
        SESSION_STORE_USERNAME: "object",
        IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/token`,
        IDENTITY_HEADER: "proof",
        AZURE_CLIENT_ID: "client",
      },
      {},
      () => Promise.resolve(),
    );
    try {
      await assert.rejects(worker(EVENT, context(1)), /the ledger failed/);
    } finally {
      endpoint.close();
    }
    assert.deepEqual(asked, [
      "/token?api-version=2019-08-01&resource=https%3A%2F%2Fredis.azure.com&client_id=client",
      "proof",
    ]);
  });

  it("read the body as it came", async () => {
    const text = JSON.stringify(EVENT);
    const headers = new Headers(sign("new-key", Buffer.from(text), Date.now()));
    const request = new Request("https://example.com/", { method: "POST", body: text, headers });
    const sent: string[] = [];
    const webhook = createWebhook(WEBHOOK);
    const reply = await webhook(request as unknown as HttpRequest, context(1), (event) =>
      sent.push(event),
    );
    assert.equal(reply.status, 202);
    assert.equal(sent.length, 1);
  });
});
