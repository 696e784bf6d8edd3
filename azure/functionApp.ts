import type { Component } from "@pulumi/azure-native/applicationinsights";
import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import * as web from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import { appSettings, withoutDefaults } from "./appSettings";
import type { FlexScale } from "./functionHost";
import { PackageStorage } from "./packageStorage";
import type { EventQueue } from "./queue";
import { assignRole, type RoleArgs } from "./roles";
import type { StoredSecret } from "./vault";

/** What the webhook and the worker share. */
export interface CommonAppArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly events: EventQueue;
  readonly insights: Component;
  /** The key that events and replies are signed with. */
  readonly key: StoredSecret;
  /** Of one instance, in MB: 512, 2048 or 4096. */
  readonly memory: number;
  /** Whether one instance is kept warm, which is paid for by the hour. */
  readonly alwaysReady: boolean;
  readonly packageSha256: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface FunctionAppArgs extends CommonAppArgs {
  /** Which of the package's functions it runs. */
  readonly function: "webhook" | "worker";
  readonly appName: pulumi.Input<string>;
  readonly storageName: pulumi.Input<string>;
  readonly identity: UserAssignedIdentity;
  /** What its identity may do with the queue of events. */
  readonly queueRole: RoleArgs["role"];
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** Further secrets, by the name of their setting. */
  readonly secrets: Readonly<Record<string, StoredSecret>>;
  readonly scale: FlexScale;
  /** Delegated to `Microsoft.App/environments`. Default: the Internet, without a network. */
  readonly subnetId?: pulumi.Input<string>;
  /** What must exist before the first call. */
  readonly ready: readonly pulumi.Resource[];
  readonly protect: boolean;
}

/** The newest that Flex Consumption is sure to run (Azure docs, supported language versions). */
const RUNTIME = { name: "node", version: "22" };

/**
 * A function app on Flex Consumption. Its package comes after `pulumi up`: see docs/functions.md.
 * It has a storage account to itself, so that no app can change another's package.
 */
export class FunctionApp extends pulumi.ComponentResource {
  readonly app: web.WebApp;
  readonly maxInstances: number;

  constructor(name: string, args: FunctionAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:FunctionApp", name, {}, opts);
    this.maxInstances = args.scale.instances;
    const storage = new PackageStorage(
      name,
      { ...pick(args), accountName: args.storageName },
      { parent: this },
    );
    const secrets = { WEBHOOK_KEY: args.key, ...args.secrets };
    const roles = this.assignRoles(name, args, storage, Object.values(secrets));
    this.app = this.createApp(name, args, storage, secrets, roles);
    this.closeBasicSignIn(name, args);
    this.registerOutputs({ name: this.app.name });
  }

  private assignRoles(
    name: string,
    { identity, insights, events, queueRole }: FunctionAppArgs,
    storage: PackageStorage,
    secrets: readonly StoredSecret[],
  ): pulumi.Resource[] {
    const assign = (suffix: string, role: RoleArgs["role"], scope: pulumi.Input<string>) =>
      assignRole(
        `${name}-${suffix}`,
        { role, scope, principalId: identity.principalId, principalType: "ServicePrincipal" },
        { parent: this },
      );
    return [
      // The host makes containers of its own beside that of the package.
      assign("storage", "Storage Blob Data Owner", storage.account.id),
      assign("insights", "Monitoring Metrics Publisher", insights.id),
      assign("queue", queueRole, events.queue.id),
      ...secrets.map(({ label, id }) => assign(label, "Key Vault Secrets User", id)),
    ];
  }

  private createApp(
    name: string,
    args: FunctionAppArgs,
    storage: PackageStorage,
    secrets: Readonly<Record<string, StoredSecret>>,
    roles: readonly pulumi.Resource[],
  ): web.WebApp {
    const { identity, scale, subnetId } = args;
    const isWebhook = args.function === "webhook";
    const group = isWebhook ? "http" : `function:${args.function}`;
    return new web.WebApp(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        name: args.appName,
        kind: "functionapp,linux",
        serverFarmId: this.createPlan(name, args).id,
        httpsOnly: true,
        identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
        keyVaultReferenceIdentity: identity.id,
        ...(subnetId !== undefined && { virtualNetworkSubnetId: subnetId }),
        functionAppConfig: {
          runtime: RUNTIME,
          deployment: storage.deployment(identity),
          scaleAndConcurrency: {
            instanceMemoryMB: args.memory,
            maximumInstanceCount: scale.instances,
            alwaysReady: args.alwaysReady ? [{ name: group, instanceCount: 1 }] : [],
            // That of the worker's instances is in host.json.
            ...(isWebhook && {
              triggers: { http: { perInstanceConcurrency: scale.callsPerInstance } },
            }),
          },
        },
        siteConfig: {
          minTlsVersion: "1.2",
          scmMinTlsVersion: "1.2",
          ftpsState: "Disabled",
          http20Enabled: true,
          appSettings: appSettings(args, storage.account.name, secrets),
        },
        // As a setting, it would restart the app before the package is there.
        tags: { ...args.tags, PackageSha256: args.packageSha256 },
      },
      {
        parent: this,
        protect: args.protect,
        transformations: [withoutDefaults],
        dependsOn: [
          ...roles,
          ...Object.values(secrets).map(({ resource }) => resource),
          ...args.ready,
        ],
      },
    );
  }

  /** Flex Consumption wants a plan for each app. */
  private createPlan(name: string, args: FunctionAppArgs): web.AppServicePlan {
    return new web.AppServicePlan(
      name,
      {
        ...pick(args),
        name: args.appName,
        kind: "functionapp",
        sku: { name: "FC1", tier: "FlexConsumption" },
        // Linux.
        reserved: true,
      },
      { parent: this },
    );
  }

  /** Publishing takes a token of Entra: user names and passwords are turned off. */
  private closeBasicSignIn(name: string, { resourceGroupName }: FunctionAppArgs): void {
    const closed = { resourceGroupName, name: this.app.name, allow: false };
    const opts = { parent: this, deletedWith: this.app };
    new web.WebAppFtpAllowed(name, closed, opts);
    new web.WebAppScmAllowed(name, closed, opts);
  }
}

function pick({ resourceGroupName, tags }: CommonAppArgs) {
  return { resourceGroupName, tags };
}
