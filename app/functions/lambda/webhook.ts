import { logTo } from "../log";
import { SettingsReader, type Environment } from "../settings";
import { receive } from "../webhook";
import { Aws, readAwsSettings } from "./awsClient";
import { webhookKeys } from "./secrets";

/** What is used of a request, as API Gateway gives it (HTTP API, payload format 2.0). */
export interface HttpEvent {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The webhook, as its environment says. */
export function createWebhook(environment: Environment): (event: HttpEvent) => Promise<HttpResult> {
  const reader = new SettingsReader(environment);
  const aws = new Aws(readAwsSettings(reader));
  const queueUrl = reader.text("QUEUE_URL");
  const keyArn = reader.text("WEBHOOK_KEY_SECRET_ARN");
  const callbackHosts = reader.list("CALLBACK_HOSTS");
  reader.check();
  const cloud = {
    keys: webhookKeys(aws, keyArn, Date.now),
    enqueue: (text: string) => aws.sendMessage(queueUrl, text),
    callbackHosts,
    now: Date.now,
    log: logTo(console),
  };
  return async (event) => {
    const { status, headers, body } = await receive(
      {
        header: (name) => event.headers[name],
        body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
      },
      cloud,
    );
    return { statusCode: status, headers, body };
  };
}

let webhook: ((event: HttpEvent) => Promise<HttpResult>) | undefined;

/** What Lambda calls; the settings are read with the first event. */
export const handler = async (event: HttpEvent): Promise<HttpResult> => {
  webhook ??= createWebhook(process.env);
  return webhook(event);
};
