import { Component } from "@pulumi/azure-native/applicationinsights";
import type * as pulumi from "@pulumi/pulumi";

export interface ApplicationInsightsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Resource id of the Log Analytics workspace that keeps what is sent. */
  readonly workspaceId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Application Insights over the stack's workspace. Its connection string only says where to send:
 * who sends must have the role "Monitoring Metrics Publisher".
 */
export function createApplicationInsights(
  name: string,
  { resourceGroupName, workspaceId, tags }: ApplicationInsightsArgs,
  parent: pulumi.Resource,
): Component {
  return new Component(
    name,
    {
      resourceGroupName,
      resourceName: name,
      kind: "web",
      applicationType: "web",
      ingestionMode: "LogAnalytics",
      workspaceResourceId: workspaceId,
      disableLocalAuth: true,
      tags,
    },
    { parent },
  );
}
