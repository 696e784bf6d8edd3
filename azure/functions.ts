import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { AksConfig } from "../shared/config/schema";
import { webhookEnvironment, workerEnvironment } from "../shared/functionEnvironment";
import { functionPackage } from "../shared/functionPackage";
import type { FunctionApps } from "../shared/platform";
import { mebibytes, seconds } from "../shared/units";
import type { ChatbotWorkload } from "../shared/workload";
import { createApplicationInsights } from "./applicationInsights";
import type { Cache } from "./cache";
import type { WatchedFunctions } from "./functionAlarms";
import { FunctionApp, type CommonAppArgs } from "./functionApp";
import { hostJson, webhookScale, workerScale } from "./functionHost";
import { createSuffix, globalNames, type GlobalNames } from "./names";
import { EventQueue } from "./queue";
import type { Vault } from "./vault";

export interface FunctionsArgs {
  readonly config: AksConfig;
  readonly workload: ChatbotWorkload;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Resource id of the Log Analytics workspace. */
  readonly workspaceId: pulumi.Input<string>;
  readonly vault: Vault;
  /** The workers' ledger. Default: each instance remembers its own events. */
  readonly cache: Cache | undefined;
  /** Where the worker is, to reach its ledger. */
  readonly functionsSubnetId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The webhook that takes events, their queue, and the worker that answers them. */
export class Functions extends pulumi.ComponentResource {
  readonly webhookUrl: pulumi.Output<string>;
  readonly webhookKey: pulumi.Output<string>;
  readonly apps: pulumi.Output<FunctionApps>;
  readonly watched: WatchedFunctions;

  constructor(name: string, args: FunctionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Functions", name, {}, opts);
    const { config, workload, resourceGroupName, tags } = args;
    const prod = config.size === "prod";
    const suffix = createSuffix(`${name}-functions`, config, this);
    const names = suffix.apply((text) => globalNames(name, text));
    const events = new EventQueue(
      name,
      {
        resourceGroupName,
        namespaceName: names.serviceBus,
        lockSeconds: Math.ceil(seconds(workload.functions.queueVisibility)),
        protect: prod,
        tags,
      },
      { parent: this },
    );
    // Letters and digits: the key is copied into the settings of senders.
    const password = new RandomPassword(
      `${name}-webhook-key`,
      { length: 48, special: false },
      { parent: this },
    );
    const host = hostJson(workload.functions);
    const common: CommonAppArgs = {
      resourceGroupName,
      events,
      insights: createApplicationInsights(`${name}-functions`, args, this),
      key: args.vault.put(name, { label: "webhook-key", suffix, value: password.result }, this),
      memory: mebibytes(workload.functions.memory),
      alwaysReady: prod,
      packageSha256: pulumi.output(functionPackage(host)).sha256,
      tags,
    };
    const webhook = this.createWebhook(`${name}-webhook`, args, names, common);
    const worker = this.createWorker(`${name}-worker`, args, names, common);
    this.webhookUrl = pulumi.interpolate`https://${webhook.app.defaultHostName}/api/webhook`;
    this.webhookKey = password.result;
    this.apps = pulumi.output({
      resourceGroup: resourceGroupName,
      names: [webhook.app.name, worker.app.name],
      hostJson: host,
      sha256: common.packageSha256,
    });
    const { maxConcurrency, timeout } = workload.functions;
    this.watched = {
      namespaceId: events.namespace.id,
      queue: events.queue.name,
      eventsPerSecond: maxConcurrency / seconds(timeout),
      apps: [webhook, worker].map(({ app, maxInstances }) => ({ id: app.id, maxInstances })),
    };
    this.registerOutputs({ webhookUrl: this.webhookUrl });
  }

  private createWebhook(
    name: string,
    { config, workload }: FunctionsArgs,
    names: pulumi.Output<GlobalNames>,
    common: CommonAppArgs,
  ): FunctionApp {
    const prod = config.size === "prod";
    return new FunctionApp(
      name,
      {
        ...common,
        function: "webhook",
        appName: names.webhook,
        storageName: names.webhookStorage,
        identity: this.createIdentity(name, common),
        queueRole: "Azure Service Bus Data Sender",
        environment: {
          ...webhookEnvironment(workload),
          REQUESTS_PER_SECOND: String(workload.functions.requestsPerSecond),
        },
        secrets: {},
        scale: webhookScale(workload.functions, prod),
        ready: [],
        // Senders know its address.
        protect: prod,
      },
      { parent: this },
    );
  }

  private createWorker(
    name: string,
    { workload, cache, functionsSubnetId, vault }: FunctionsArgs,
    names: pulumi.Output<GlobalNames>,
    common: CommonAppArgs,
  ): FunctionApp {
    const { modelKey } = vault;
    const identity = this.createIdentity(name, common);
    const scale = workerScale(workload.functions);
    return new FunctionApp(
      name,
      {
        ...common,
        function: "worker",
        appName: names.worker,
        storageName: names.workerStorage,
        identity,
        // Without the right to manage the queue, the scaler cannot see its length, and never starts
        // a second instance (the Service Bus extension's metrics provider).
        queueRole:
          scale.instances > 1 ? "Azure Service Bus Data Owner" : "Azure Service Bus Data Receiver",
        environment: {
          ...workerEnvironment(workload),
          ...(cache && ledgerEnvironment(cache, identity)),
        },
        secrets: modelKey ? { MODEL_API_KEY: modelKey } : {},
        scale,
        ...(cache && { subnetId: functionsSubnetId }),
        ready: cache ? [cache, cache.allow("worker", identity.principalId)] : [],
        protect: false,
      },
      { parent: this },
    );
  }

  private createIdentity(name: string, { resourceGroupName, tags }: CommonAppArgs) {
    return new UserAssignedIdentity(
      name,
      { resourceGroupName, resourceName: name, tags },
      { parent: this },
    );
  }
}

/** The worker's settings that lead to its ledger. */
function ledgerEnvironment({ sessionStore }: Cache, { principalId }: UserAssignedIdentity) {
  return {
    SESSION_STORE: "redis",
    SESSION_STORE_AUTH: "entra",
    SESSION_STORE_HOST: sessionStore.host,
    SESSION_STORE_PORT: String(sessionStore.port),
    SESSION_STORE_USERNAME: principalId,
  };
}
