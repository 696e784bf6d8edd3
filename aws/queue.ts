import { Queue, QueuePolicy, RedriveAllowPolicy } from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

export interface EventQueueArgs {
  /** Time that a message taken by one worker is hidden from the others, in seconds. */
  readonly visibilitySeconds: number;
  /** Whether deleting the queues takes two steps. */
  readonly protect: boolean;
}

const DAY = 24 * 3600;

/** Deliveries of a message before it is put into the dead letters. */
const MOST_DELIVERIES = 5;

/** Longest that SQS lets a call wait for a message, in seconds: fewer empty calls are paid for. */
const LONG_POLL_SECONDS = 20;

/** Events that wait for a worker, and those that failed for good. */
export class EventQueue extends pulumi.ComponentResource {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(name: string, args: EventQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:EventQueue", name, {}, opts);
    this.deadLetters = this.createDeadLetters(name, args.protect);
    this.queue = this.createQueue(name, args);
    this.allowRedrive(name);
    this.requireTls(`${name}-events`, this.queue);
    this.requireTls(`${name}-dead-letters`, this.deadLetters);
    this.registerOutputs({ url: this.queue.url });
  }

  private createDeadLetters(name: string, protect: boolean): Queue {
    return new Queue(
      `${name}-dead-letters`,
      // The longest there is. A message's age goes on counting from when it was first sent.
      { messageRetentionSeconds: 14 * DAY, sqsManagedSseEnabled: true },
      { parent: this, protect },
    );
  }

  private createQueue(name: string, { visibilitySeconds, protect }: EventQueueArgs): Queue {
    return new Queue(
      `${name}-events`,
      {
        visibilityTimeoutSeconds: visibilitySeconds,
        messageRetentionSeconds: 4 * DAY,
        receiveWaitTimeSeconds: LONG_POLL_SECONDS,
        sqsManagedSseEnabled: true,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: this.deadLetters.arn,
          maxReceiveCount: MOST_DELIVERIES,
        }),
      },
      { parent: this, protect },
    );
  }

  /** Messages come from, and go back to, the one queue. */
  private allowRedrive(name: string): void {
    new RedriveAllowPolicy(
      name,
      {
        queueUrl: this.deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [this.queue.arn],
        }),
      },
      { parent: this },
    );
  }

  private requireTls(name: string, queue: Queue): void {
    new QueuePolicy(
      name,
      {
        queueUrl: queue.url,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "TlsOnly",
              Effect: "Deny",
              Principal: "*",
              Action: "sqs:*",
              Resource: queue.arn,
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        }),
      },
      { parent: this },
    );
  }
}
