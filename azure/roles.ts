import { RoleAssignment } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

/** Ids of Azure's built-in roles (Azure docs, "Azure built-in roles"). */
const BUILT_IN_ROLES = {
  AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  AcrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
  "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
  "Azure Kubernetes Service RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
  "Monitoring Data Reader": "b0d8363b-8ddd-447d-831f-62ca05bff136",
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  "Azure Service Bus Data Owner": "090c5cfd-751d-490a-894a-3ce6f1109419",
  "Azure Service Bus Data Receiver": "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
  "Azure Service Bus Data Sender": "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
  "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
  "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
} as const;

export interface RoleArgs {
  readonly role: keyof typeof BUILT_IN_ROLES;
  /** Resource id of what the role is for. */
  readonly scope: pulumi.Input<string>;
  readonly principalId: pulumi.Input<string>;
  /**
   * `ServicePrincipal` for an identity that was just made: without it, the assignment fails until
   * the directory has caught up. The SDK takes everybody else for a `User`.
   */
  readonly principalType: "ServicePrincipal" | "User" | "Group";
}

/** Gives a principal a built-in role on one scope. */
export function assignRole(
  name: string,
  { role, scope, principalId, principalType }: RoleArgs,
  opts: pulumi.CustomResourceOptions,
): RoleAssignment {
  return new RoleAssignment(
    name,
    {
      scope,
      principalId,
      principalType,
      roleDefinitionId: pulumi.output(scope).apply((id) => definitionId(id, role)),
    },
    opts,
  );
}

/** In the form that Azure answers with: any other would look like a change after a refresh. */
function definitionId(scope: string, role: RoleArgs["role"]): string {
  const subscription = /^\/subscriptions\/[^/]+/.exec(scope)?.[0] ?? "";
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${BUILT_IN_ROLES[role]}`;
}
