import { text, wrongFlags, type Flags } from "../read";
import type { Breach, Policy, Resource } from "../types";

/** Flags that turn off keys, passwords and accounts beside Entra. */
const ENTRA_ONLY: Flags = {
  "azure-native:applicationinsights:Component": [["disableLocalAuth", true]],
  "azure-native:containerregistry:Registry": [
    ["adminUserEnabled", false],
    ["anonymousPullEnabled", false],
  ],
  "azure-native:containerservice:ManagedCluster": [
    ["disableLocalAccounts", true],
    ["enableRBAC", true],
    ["aadProfile.managed", true],
  ],
  "azure-native:keyvault:Vault": [["properties.enableRbacAuthorization", true]],
  "azure-native:operationalinsights:Workspace": [["features.disableLocalAuth", true]],
  "azure-native:redisenterprise:Database": [["accessKeysAuthentication", "Disabled"]],
  "azure-native:servicebus:Namespace": [["disableLocalAuth", true]],
  "azure-native:storage:StorageAccount": [["allowSharedKeyAccess", false]],
  "azure-native:web:WebAppFtpAllowed": [["allow", false]],
  "azure-native:web:WebAppScmAllowed": [["allow", false]],
};

/** Azure docs, "Azure built-in roles": what may do anything, or give others any right. */
const WIDE_ROLES: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
};

const GROUP_SCOPE = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i;

function wideRole({ type, inputs }: Resource): Breach[] {
  if (type !== "azure-native:authorization:RoleAssignment") return [];
  const role = WIDE_ROLES[text(inputs["roleDefinitionId"]).split("/").at(-1)?.toLowerCase() ?? ""];
  return [
    ...(GROUP_SCOPE.test(text(inputs["scope"]))
      ? []
      : [{ property: "scope", rule: "must be a resource group, or what is in one" }]),
    ...(role === undefined ? [] : [{ property: "roleDefinitionId", rule: `must not be ${role}` }]),
  ];
}

export const AZURE_IDENTITY: readonly Policy[] = [
  {
    name: "azure-entra-only",
    level: "mandatory",
    description: "Everybody signs in through Entra: no shared keys, local accounts or admin users.",
    remediation: "Turn off the key, account or user, and give a role instead.",
    check: (resource) => wrongFlags(resource, ENTRA_ONLY),
  },
  {
    name: "azure-no-wide-roles",
    level: "mandatory",
    description: "A role is given on a resource or its group, and never one that may do anything.",
    remediation: "Give a narrower role, on the resource that needs it.",
    check: wideRole,
  },
];
