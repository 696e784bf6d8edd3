import { LifecycleHook, type Group } from "@pulumi/aws/autoscaling";
import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { Queue, QueuePolicy } from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

export interface TerminationEventsArgs {
  readonly group: Group;
  /** Longest that a node may take to be drained, in seconds. */
  readonly drainSeconds: number;
}

/** Time that an event may take until the drain begins, in seconds: its way, and the next poll. */
const NOTICE_SECONDS = 60;

/** An event that nobody took in this time is of no use: the machine is gone. In seconds. */
const RETENTION_SECONDS = 300;

/** What AWS is about to do to machines, as messages, and the time to react before it does. */
export class TerminationEvents extends pulumi.ComponentResource {
  readonly queue: Queue;

  constructor(name: string, args: TerminationEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:TerminationEvents", name, {}, opts);
    this.queue = new Queue(
      `${name}-termination`,
      { messageRetentionSeconds: RETENTION_SECONDS, sqsManagedSseEnabled: true },
      { parent: this },
    );
    const rules = this.createRules(name, args.group);
    this.allow(name, rules);
    this.createHook(name, args);
    this.registerOutputs({ url: this.queue.url });
  }

  private createRules(name: string, group: Group): EventRule[] {
    const patterns = [
      {
        suffix: "lifecycle",
        description: "The group ends a machine",
        source: "aws.autoscaling",
        type: "EC2 Instance-terminate Lifecycle Action",
        detail: { AutoScalingGroupName: [group.name] },
      },
      {
        suffix: "spot",
        description: "Spot takes a machine back in two minutes",
        source: "aws.ec2",
        type: "EC2 Spot Instance Interruption Warning",
      },
      {
        suffix: "maintenance",
        description: "AWS plans work on a machine",
        source: "aws.health",
        type: "AWS Health Event",
        detail: { service: ["EC2"], eventTypeCategory: ["scheduledChange"] },
      },
    ];
    return patterns.map(({ suffix, description, source, type, detail }) => {
      const eventPattern = pulumi.jsonStringify({
        source: [source],
        "detail-type": [type],
        ...(detail && { detail }),
      });
      const rule = new EventRule(
        `${name}-${suffix}`,
        { description, eventPattern },
        { parent: this },
      );
      new EventTarget(
        `${name}-${suffix}`,
        { rule: rule.name, arn: this.queue.arn },
        { parent: this },
      );
      return rule;
    });
  }

  /** These rules may send, and nobody speaks to the queue without TLS. */
  private allow(name: string, rules: readonly EventRule[]): void {
    const Resource = this.queue.arn;
    new QueuePolicy(
      `${name}-termination`,
      {
        queueUrl: this.queue.url,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "Events",
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource,
              Condition: { ArnEquals: { "aws:SourceArn": rules.map(({ arn }) => arn) } },
            },
            {
              Sid: "TlsOnly",
              Effect: "Deny",
              Principal: "*",
              Action: "sqs:*",
              Resource,
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        }),
      },
      { parent: this },
    );
  }

  /** A machine waits for its drain, and ends without it when nobody answers. */
  private createHook(name: string, { group, drainSeconds }: TerminationEventsArgs): void {
    new LifecycleHook(
      `${name}-drain`,
      {
        autoscalingGroupName: group.name,
        lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        heartbeatTimeout: drainSeconds + NOTICE_SECONDS,
        defaultResult: "CONTINUE",
      },
      { parent: this },
    );
  }
}
