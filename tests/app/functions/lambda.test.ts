import assert from "node:assert/strict";
import {
  refusal,
  sign,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
} from "../../../app/functions/signature";
import { bundleFile, bundleFunction } from "../../../shared/functionBundle";
import { selfSigned } from "../../support/certificate";
import { runBundle, type ChildResult } from "../../support/child";
import { PROJECT_DIR } from "../../support/plans";
import { startServer, type Answer, type Received, type TestServer } from "../../support/servers";

const KEY_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook-key-AbCdEf";
const MODEL_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:model-key-AbCdEf";
const HOST = "hooks.example.com";
const EVENT = {
  id: "order-17",
  message: "my secret message",
  callbackUrl: `https://${HOST}/replies`,
};

const CALL = `async (load, { events, remaining }) => {
  const { handler } = load();
  const results = [];
  for (const event of events) {
    results.push(await handler(event, { getRemainingTimeInMillis: () => remaining }));
  }
  return results;
}`;

/** Secrets Manager and SQS, as far as the functions use them. */
class FakeAws {
  secrets: Record<string, Record<string, string>> = {
    [KEY_ARN]: { AWSCURRENT: "new-key", AWSPREVIOUS: "old-key" },
    [MODEL_ARN]: { AWSCURRENT: "model-key" },
  };
  readonly messages: string[] = [];
  /** Answers that come before the real ones. */
  readonly first: Answer[] = [];

  readonly answer = ({ headers, body }: Received): Answer => {
    const early = this.first.shift();
    if (early) return early;
    const input = JSON.parse(body) as Record<string, string>;
    if (headers["x-amz-target"] === "AmazonSQS.SendMessage") {
      this.messages.push(input["MessageBody"] ?? "");
      return { status: 200, body: JSON.stringify({ MessageId: "1" }) };
    }
    const value = this.secrets[input["SecretId"] ?? ""]?.[input["VersionStage"] ?? ""];
    if (value !== undefined) return { status: 200, body: JSON.stringify({ SecretString: value }) };
    return { status: 400, body: JSON.stringify({ __type: "ResourceNotFoundException" }) };
  };
}

describe("the bundled functions in Lambda", () => {
  const certificate = selfSigned(HOST);
  let fake: FakeAws;
  let aws: TestServer;

  beforeEach(async () => {
    fake = new FakeAws();
    aws = await startServer(fake.answer);
  });

  afterEach(() => aws.close());

  const environment = () => ({
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example-secret-access-key",
    AWS_SESSION_TOKEN: "example-session-token",
    AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${aws.port}`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${aws.port}`,
    QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/events",
    WEBHOOK_KEY_SECRET_ARN: KEY_ARN,
    CALLBACK_HOSTS: HOST,
    MODEL_BACKEND: "demo",
    TIMEOUT_SECONDS: "30",
  });
  const call = (bundle: string, events: readonly unknown[], more = {}): Promise<ChildResult> =>
    runBundle(bundle, CALL, { ...environment(), ...more }, { events, remaining: 30_000 });

  describe("the webhook", () => {
    const post = (body: string, key = "new-key", isBase64Encoded = false) => ({
      version: "2.0",
      headers: { ...sign(key, Buffer.from(body), Date.now()), host: "example.com" },
      body: isBase64Encoded ? Buffer.from(body).toString("base64") : body,
      isBase64Encoded,
    });
    const webhook = async (...events: unknown[]) => {
      const { result, output } = await call(await bundleFunction("lambda/webhook"), events);
      const replies = result as { statusCode: number; body: string }[];
      return { replies, statuses: replies.map(({ statusCode }) => statusCode), output };
    };

    it("takes events with the key of Secrets Manager, and sends them to SQS", async () => {
      const text = JSON.stringify({ ...EVENT, message: "my secret message ü" });
      const { replies, statuses, output } = await webhook(
        post(text),
        post(text, "old-key", true),
        post(text, "other-key"),
        { ...post(text), body: undefined },
      );
      assert.deepEqual(statuses, [202, 202, 401, 401]);
      assert.deepEqual(JSON.parse(replies[0]?.body ?? ""), { id: "order-17" });
      assert.equal(fake.messages.length, 2);
      assert.deepEqual((JSON.parse(fake.messages[0] ?? "") as { messages: unknown }).messages, [
        { role: "user", content: "my secret message ü" },
      ]);
      assert.match(output, /enqueued/);
      assert.doesNotMatch(output, /my secret|new-key|old-key|v1=|example-secret/);
    });

    it("signs its calls with the function's own credentials, and reads a secret once", async () => {
      await webhook(post(JSON.stringify(EVENT)), post(JSON.stringify(EVENT)));
      const targets = aws.received.map(({ headers }) => headers["x-amz-target"]);
      assert.deepEqual(targets, [
        "secretsmanager.GetSecretValue",
        "secretsmanager.GetSecretValue",
        "AmazonSQS.SendMessage",
        "AmazonSQS.SendMessage",
      ]);
      for (const { headers } of aws.received) {
        const service =
          headers["x-amz-target"] === "AmazonSQS.SendMessage" ? "sqs" : "secretsmanager";
        assert.match(
          headers.authorization ?? "",
          new RegExp(
            `^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/\\d{8}/us-east-1/${service}/aws4_request`,
          ),
        );
        assert.equal(headers["x-amz-security-token"], "example-session-token");
      }
      assert.equal(
        (JSON.parse(aws.received[2]?.body ?? "") as { QueueUrl: string }).QueueUrl,
        environment().QUEUE_URL,
      );
    });

    it("works with a key that has no version before it", async () => {
      fake.secrets[KEY_ARN] = { AWSCURRENT: "new-key" };
      const { statuses } = await webhook(post(JSON.stringify(EVENT)));
      assert.deepEqual(statuses, [202]);
    });

    it("asks to send again when AWS refuses or fails, and recovers", async () => {
      fake.first.push(
        { status: 400, body: JSON.stringify({ __type: "x#AccessDeniedException" }) },
        { status: 400, body: JSON.stringify({ __type: "x#AccessDeniedException" }) },
      );
      const { statuses, output } = await webhook(
        post(JSON.stringify(EVENT)),
        post(JSON.stringify(EVENT)),
      );
      assert.deepEqual(statuses, [503, 202]);
      assert.match(output, /no keys/);
    });

    it("names every setting that is missing", async () => {
      const bundle = await bundleFunction("lambda/webhook");
      await assert.rejects(
        runBundle(bundle, CALL, { AWS_REGION: "us-east-1" }, { events: [{}], remaining: 1 }),
        /AWS_ACCESS_KEY_ID is missing.*QUEUE_URL is missing.*WEBHOOK_KEY_SECRET_ARN is missing.*CALLBACK_HOSTS is missing/,
      );
    });
  });

  describe("the worker", () => {
    const record = (messageId: string, body: unknown) => ({
      messageId,
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: { ApproximateReceiveCount: "1" },
    });

    it("answers with the model, and gives back the messages that failed, and no others", async () => {
      const callbacks = await startServer(
        ({ body }) => ({ status: body.includes('"bad"') ? 503 : 200 }),
        certificate,
      );
      const model = await startServer(() => ({
        status: 200,
        body: JSON.stringify({ choices: [{ message: { content: "Hello." } }] }),
      }));
      try {
        const bundle = await bundleFile("tests/app/functions/fixtures/openWorker.ts", PROJECT_DIR);
        const Records = [
          record("m1", EVENT),
          record("m2", "my secret poison"),
          record("m3", { ...EVENT, id: "bad" }),
          record("m4", { ...EVENT, id: "order-18" }),
          record("m5", EVENT),
        ];
        const { result, output } = await call(bundle, [{ Records }], {
          MODEL_BACKEND: "openai",
          MODEL_URL: `http://127.0.0.1:${model.port}/v1`,
          MODEL_API_KEY_SECRET_ARN: MODEL_ARN,
          TEST_CA: certificate.cert,
          TEST_PORT: String(callbacks.port),
        });
        assert.deepEqual(result, [
          { batchItemFailures: [{ itemIdentifier: "m2" }, { itemIdentifier: "m3" }] },
        ]);
        const got = callbacks.received.map(({ headers }) => headers["idempotency-key"]);
        assert.deepEqual(got, ["order-17", "bad", "order-18"]);
        const [first] = callbacks.received;
        assert.deepEqual(JSON.parse(first?.body ?? ""), { id: "order-17", reply: "Hello." });
        const header = (name: string): string => String(first?.headers[name]);
        const signed = {
          timestamp: header(TIMESTAMP_HEADER),
          signature: header(SIGNATURE_HEADER),
          body: Buffer.from(first?.body ?? ""),
        };
        assert.equal(refusal(signed, ["new-key"], Date.now()), undefined);
        assert.equal(model.received[0]?.headers.authorization, "Bearer model-key");
        assert.doesNotMatch(output, /my secret|Hello|new-key|model-key/);
      } finally {
        await callbacks.close();
        await model.close();
      }
    });

    it("refuses to call this machine: no setting opens the way inside", async () => {
      const local = { ...EVENT, callbackUrl: "https://localhost/replies" };
      const { result, output } = await call(
        await bundleFunction("lambda/worker"),
        [{ Records: [record("m1", local)] }],
        { CALLBACK_HOSTS: "localhost" },
      );
      assert.deepEqual(result, [{ batchItemFailures: [{ itemIdentifier: "m1" }] }]);
      assert.match(output, /not public/);
    });

    it("starts no message for which no time is left", async () => {
      const bundle = await bundleFunction("lambda/worker");
      const input = { events: [{ Records: [record("m1", EVENT)] }], remaining: 3500 };
      const { result, output } = await runBundle(bundle, CALL, environment(), input);
      assert.deepEqual(result, [{ batchItemFailures: [{ itemIdentifier: "m1" }] }]);
      assert.match(output, /too little time/);
    });
  });
});
