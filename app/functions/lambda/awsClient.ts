import { AwsClient } from "aws4fetch";
import type { SettingsReader } from "../settings";

/** Longest that one call of a service may take, retries included, in milliseconds. */
const TIME_OUT = 5000;

/** Who calls AWS, and where. */
export interface AwsSettings {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Endpoints other than AWS's own, by the variables that AWS's SDKs have for them. */
  readonly endpoints: {
    readonly sqs: string | undefined;
    readonly secretsManager: string | undefined;
  };
}

/** What Lambda puts into the environment of every function. */
export function readAwsSettings(reader: SettingsReader): AwsSettings {
  const everywhere = reader.optional("AWS_ENDPOINT_URL");
  return {
    region: reader.text("AWS_REGION"),
    accessKeyId: reader.text("AWS_ACCESS_KEY_ID"),
    secretAccessKey: reader.text("AWS_SECRET_ACCESS_KEY"),
    sessionToken: reader.optional("AWS_SESSION_TOKEN"),
    endpoints: {
      sqs: reader.optional("AWS_ENDPOINT_URL_SQS") ?? everywhere,
      secretsManager: reader.optional("AWS_ENDPOINT_URL_SECRETS_MANAGER") ?? everywhere,
    },
  };
}

/** A call that AWS refused; the code is AWS's own name of the reason. */
class AwsError extends Error {
  constructor(readonly code: string) {
    super(`AWS answered ${code}`);
    this.name = "AwsError";
  }
}

interface Call {
  readonly service: "sqs" | "secretsmanager";
  readonly endpoint: string;
  readonly target: string;
  readonly contentType: string;
  readonly input: Readonly<Record<string, string>>;
}

/** The two calls that the functions make; the AWS SDK would be fifty times their size. */
export class Aws {
  private readonly client: AwsClient;

  constructor(private readonly settings: AwsSettings) {
    const { region, accessKeyId, secretAccessKey, sessionToken } = settings;
    this.client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      region,
      retries: 2,
      ...(sessionToken !== undefined && { sessionToken }),
    });
  }

  /** Puts a message on a queue. */
  async sendMessage(queueUrl: string, text: string): Promise<void> {
    await this.call({
      service: "sqs",
      endpoint: this.settings.endpoints.sqs ?? new URL(queueUrl).origin,
      target: "AmazonSQS.SendMessage",
      contentType: "application/x-amz-json-1.0",
      input: { QueueUrl: queueUrl, MessageBody: text },
    });
  }

  /** A secret's value at a stage, or undefined when it has no such stage. */
  async secret(
    arn: string,
    stage: "AWSCURRENT" | "AWSPREVIOUS" = "AWSCURRENT",
  ): Promise<string | undefined> {
    try {
      const output = await this.call({
        service: "secretsmanager",
        endpoint: this.settings.endpoints.secretsManager ?? this.secretsManager(),
        target: "secretsmanager.GetSecretValue",
        contentType: "application/x-amz-json-1.1",
        input: { SecretId: arn, VersionStage: stage },
      });
      const value = output["SecretString"];
      return typeof value === "string" ? value : undefined;
    } catch (error) {
      if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  private secretsManager(): string {
    const { region } = this.settings;
    const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    return `https://secretsmanager.${region}.${domain}`;
  }

  private async call(call: Call): Promise<Readonly<Record<string, unknown>>> {
    const { service, endpoint, target, contentType, input } = call;
    const send = (): Promise<Response> =>
      this.client.fetch(`${endpoint}/`, {
        method: "POST",
        headers: { "content-type": contentType, "x-amz-target": target },
        body: JSON.stringify(input),
        signal,
        aws: { service },
      });
    const signal = AbortSignal.timeout(TIME_OUT);
    // A connection from before the instance was frozen is dead, and shows it only when it is used.
    const response = await send().catch(send);
    const output = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok) return output;
    // Either `Name` or `namespace#Name`.
    const type = output["__type"];
    const code = typeof type === "string" ? type.split("#").at(-1) : undefined;
    throw new AwsError(code ?? `HTTP ${response.status}`);
  }
}
