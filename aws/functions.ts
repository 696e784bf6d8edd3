import { EventSourceMapping } from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { reservedConcurrency } from "../shared/config/functionRules";
import type { AwsConfig } from "../shared/config/schema";
import { webhookEnvironment, workerEnvironment } from "../shared/functionEnvironment";
import { mebibytes, seconds } from "../shared/units";
import type { ChatbotWorkload } from "../shared/workload";
import type { WatchedFunctions } from "./alarmSources";
import { Lambda, type Right } from "./lambda";
import { EventQueue } from "./queue";
import { StoredSecret, type ReadableSecret } from "./secret";
import { ledgerEnvironment, type SharedLedger } from "./sharedLedger";
import { WebhookApi } from "./webhookApi";

export interface FunctionsArgs {
  readonly config: AwsConfig;
  readonly workload: ChatbotWorkload;
  /** The key of the model's API, where the model needs one. */
  readonly modelKey?: ReadableSecret;
  /** Default: each instance of the worker remembers its own events. */
  readonly ledger?: SharedLedger;
}

/** The webhook only checks and enqueues; API Gateway itself waits for 30 seconds at most. */
const WEBHOOK_TIMEOUT_SECONDS = 10;

/**
 * One message a call. The worker asks a model, which may take the whole time of a call, so a second
 * message would find none left; and the calls at once are then the chats at once that the model
 * sees. What a call costs beside its time is a hundredth of what the model costs.
 */
const BATCH_SIZE = 1;

/** The webhook that takes events, their queue, and the worker that answers them. */
export class Functions extends pulumi.ComponentResource {
  readonly webhookUrl: pulumi.Output<string>;
  readonly webhookKey: pulumi.Output<string>;
  readonly watched: WatchedFunctions;
  private readonly retentionDays: number;

  constructor(name: string, args: FunctionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Functions", name, {}, opts);
    const { config, workload } = args;
    const prod = config.size === "prod";
    this.retentionDays = prod ? 90 : 7;
    const events = new EventQueue(
      name,
      {
        visibilitySeconds: Math.ceil(seconds(workload.functions.queueVisibility)),
        protect: prod,
      },
      { parent: this },
    );
    // Letters and digits: the key is copied into the settings of senders.
    const password = new RandomPassword(
      `${name}-webhook-key`,
      { length: 48, special: false },
      { parent: this },
    );
    const key = this.storeKey(name, config, password.result);
    const webhook = this.createWebhook(name, args, events, key);
    const worker = this.createWorker(name, args, events, key);
    const api = new WebhookApi(
      `${name}-webhook`,
      {
        webhook: webhook.function,
        timeout: WEBHOOK_TIMEOUT_SECONDS,
        requestsPerSecond: workload.functions.requestsPerSecond,
        retentionDays: this.retentionDays,
        protect: prod,
      },
      { parent: this },
    );
    this.webhookUrl = api.url;
    this.webhookKey = password.result;
    this.watched = {
      queue: events.queue.name,
      deadLetters: events.deadLetters.name,
      names: [webhook, worker].map((lambda) => lambda.function.name),
    };
    this.registerOutputs({ webhookUrl: this.webhookUrl });
  }

  private storeKey(name: string, config: AwsConfig, value: pulumi.Output<string>): ReadableSecret {
    const { arn, version } = new StoredSecret(
      `${name}-webhook-key`,
      {
        description: "Key that events and replies are signed with",
        value,
        recoverable: config.size === "prod",
      },
      { parent: this },
    );
    return { arn, ready: [version] };
  }

  private createWebhook(
    name: string,
    { workload }: FunctionsArgs,
    { queue }: EventQueue,
    key: ReadableSecret,
  ): Lambda {
    return new Lambda(
      `${name}-webhook`,
      {
        entry: "lambda/webhook",
        environment: {
          ...webhookEnvironment(workload),
          QUEUE_URL: queue.url,
          WEBHOOK_KEY_SECRET_ARN: key.arn,
        },
        rights: [{ actions: ["sqs:SendMessage"], resource: queue.arn }, readOnly(key)],
        memory: mebibytes(workload.functions.memory),
        timeout: WEBHOOK_TIMEOUT_SECONDS,
        retentionDays: this.retentionDays,
        ready: key.ready,
      },
      { parent: this },
    );
  }

  private createWorker(
    name: string,
    { config, workload, modelKey, ledger }: FunctionsArgs,
    { queue }: EventQueue,
    key: ReadableSecret,
  ): Lambda {
    const secrets = [key, ...(modelKey ? [modelKey] : []), ...(ledger ? [ledger.password] : [])];
    const reserved = reservedConcurrency(config);
    const worker = new Lambda(
      `${name}-worker`,
      {
        entry: "lambda/worker",
        environment: {
          ...workerEnvironment(workload),
          WEBHOOK_KEY_SECRET_ARN: key.arn,
          ...(modelKey && { MODEL_API_KEY_SECRET_ARN: modelKey.arn }),
          ...(ledger && ledgerEnvironment(ledger)),
        },
        rights: [
          {
            actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            resource: queue.arn,
          },
          ...secrets.map(readOnly),
        ],
        memory: mebibytes(workload.functions.memory),
        timeout: Math.ceil(seconds(workload.functions.timeout)),
        ...(reserved !== undefined && { reservedConcurrency: reserved }),
        ...(ledger && { network: ledger.network }),
        retentionDays: this.retentionDays,
        ready: secrets.flatMap(({ ready }) => ready),
      },
      { parent: this },
    );
    new EventSourceMapping(
      `${name}-worker`,
      {
        eventSourceArn: queue.arn,
        functionName: worker.function.arn,
        batchSize: BATCH_SIZE,
        functionResponseTypes: ["ReportBatchItemFailures"],
        // Lambda takes no message that it could not run: a throttled one would count as delivered.
        scalingConfig: { maximumConcurrency: workload.functions.maxConcurrency },
      },
      { parent: this },
    );
    return worker;
  }
}

function readOnly({ arn }: ReadableSecret): Right {
  return { actions: ["secretsmanager:GetSecretValue"], resource: arn };
}
