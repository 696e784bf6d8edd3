import type { WebAppArgs } from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionAppArgs } from "./functionApp";
import type { StoredSecret } from "./vault";

/**
 * The settings of a function app. Every connection signs in as its identity, without a key.
 * @param account name of the storage account that the Functions host works with
 * @param secrets by the name of their setting, which refers to the vault
 */
export function appSettings(
  args: FunctionAppArgs,
  account: pulumi.Input<string>,
  secrets: Readonly<Record<string, StoredSecret>>,
): { name: string; value: pulumi.Input<string> }[] {
  const { clientId } = args.identity;
  const references = Object.entries(secrets).map(([name, { reference }]) => [name, reference]);
  const settings: Record<string, pulumi.Input<string>> = {
    FUNCTION: args.function,
    AZURE_CLIENT_ID: clientId,
    AzureWebJobsStorage__accountName: account,
    AzureWebJobsStorage__credential: "managedidentity",
    AzureWebJobsStorage__clientId: clientId,
    APPLICATIONINSIGHTS_CONNECTION_STRING: args.insights.connectionString,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: pulumi.interpolate`ClientId=${clientId};Authorization=AAD`,
    QUEUE_NAME: args.events.queue.name,
    ServiceBusConnection__fullyQualifiedNamespace: args.events.host,
    ServiceBusConnection__credential: "managedidentity",
    ServiceBusConnection__clientId: clientId,
    ...(Object.fromEntries(references) as Record<string, pulumi.Output<string>>),
    ...args.environment,
  };
  return Object.entries(settings).map(([name, value]) => ({ name, value }));
}

/**
 * The SDK adds settings of other kinds of apps, and Flex Consumption refuses to make an app that has
 * them ("Site.SiteConfig.NetFrameworkVersion … is invalid", pulumi-azure-native issue 4168).
 */
export function withoutDefaults({ props, opts }: pulumi.ResourceTransformationArgs) {
  const siteConfig = pulumi.output((props as WebAppArgs).siteConfig).apply((config) => ({
    ...config,
    netFrameworkVersion: undefined,
    localMySqlEnabled: undefined,
  }));
  return { props: { ...(props as WebAppArgs), siteConfig }, opts };
}
