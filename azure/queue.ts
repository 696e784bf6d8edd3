import * as servicebus from "@pulumi/azure-native/servicebus";
import * as pulumi from "@pulumi/pulumi";

export interface EventQueueArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly namespaceName: pulumi.Input<string>;
  /** Time that a message taken by one worker is hidden from the others, in seconds, unless renewed. */
  readonly lockSeconds: number;
  /** Whether deleting the queue takes two steps. */
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Deliveries of a message before it is put into the dead letters. */
const MOST_DELIVERIES = 5;

/**
 * Events that wait for a worker. Those that failed for good, or that nobody took in time, are in
 * its dead letters, which keep them until they are taken out.
 */
export class EventQueue extends pulumi.ComponentResource {
  readonly namespace: servicebus.Namespace;
  readonly queue: servicebus.Queue;
  /** Host name of the namespace. */
  readonly host: pulumi.Output<string>;

  constructor(name: string, args: EventQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:EventQueue", name, {}, opts);
    const { resourceGroupName, protect } = args;
    this.namespace = new servicebus.Namespace(
      name,
      {
        resourceGroupName,
        namespaceName: args.namespaceName,
        // Premium alone has private endpoints, at hundreds of dollars a month. Here, nobody gets in
        // without a token of an identity that has a role on the queue.
        sku: { name: "Standard", tier: "Standard" },
        disableLocalAuth: true,
        minimumTlsVersion: "1.2",
        tags: args.tags,
      },
      { parent: this, protect },
    );
    this.queue = new servicebus.Queue(
      `${name}-events`,
      {
        resourceGroupName,
        namespaceName: this.namespace.name,
        queueName: "events",
        lockDuration: `PT${args.lockSeconds}S`,
        maxDeliveryCount: MOST_DELIVERIES,
        defaultMessageTimeToLive: "P4D",
        deadLetteringOnMessageExpiration: true,
        // It goes by an id that the host makes up for each message; the ledger knows the event's.
        requiresDuplicateDetection: false,
      },
      { parent: this, protect },
    );
    this.host = pulumi.interpolate`${this.namespace.name}.servicebus.windows.net`;
    this.registerOutputs({ host: this.host });
  }
}
