import type { Case, Cases } from "./case";

const azure = (type: string, more: Partial<Case> & Pick<Case, "found">): Case => ({
  stack: "functions",
  type: `azure-native:${type}`,
  ...more,
});

const RULES_OPEN = "must open no port but those of the load balancer to what is outside";
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** One flag turned over. */
function flag(type: string, path: string, value: boolean | string, rule: string): Case {
  return azure(type, { set: { [path]: value }, found: [[path, rule]] });
}

/** What breaks each policy of Azure. */
export const AZURE_CASES: Cases = {
  "azure-entra-only": [
    flag("containerregistry:Registry", "adminUserEnabled", true, "must be false"),
    flag("containerservice:ManagedCluster", "disableLocalAccounts", false, "must be true"),
    flag("keyvault:Vault", "properties.enableRbacAuthorization", false, "must be true"),
    flag("operationalinsights:Workspace", "features.disableLocalAuth", false, "must be true"),
    flag("redisenterprise:Database", "accessKeysAuthentication", "Enabled", "must be Disabled"),
    flag("servicebus:Namespace", "disableLocalAuth", false, "must be true"),
    azure("storage:StorageAccount", {
      name: "-webhook",
      set: { allowSharedKeyAccess: undefined },
      found: [["allowSharedKeyAccess", "must be false"]],
    }),
    azure("web:WebAppScmAllowed", {
      name: "-webhook",
      set: { allow: true },
      found: [["allow", "must be false"]],
    }),
  ],
  "azure-no-wide-roles": [
    azure("authorization:RoleAssignment", {
      name: "-pull",
      set: { scope: SUBSCRIPTION },
      found: [["scope", "must be a resource group, or what is in one"]],
    }),
    azure("authorization:RoleAssignment", {
      name: "-pull",
      set: {
        roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${OWNER}`,
      },
      found: [["roleDefinitionId", "must not be Owner"]],
    }),
  ],
  "azure-over-tls": [
    flag("redisenterprise:Database", "clientProtocol", "Plaintext", "must be Encrypted"),
    flag("redisenterprise:RedisEnterprise", "minimumTlsVersion", "1.0", "must be 1.2"),
    flag("servicebus:Namespace", "minimumTlsVersion", "1.1", "must be 1.2 or 1.3"),
    azure("web:WebApp", {
      name: "-webhook",
      set: { httpsOnly: false, "siteConfig.ftpsState": "AllAllowed" },
      found: [
        ["httpsOnly", "must be true"],
        ["siteConfig.ftpsState", "must be Disabled"],
      ],
    }),
  ],
  "azure-web-ports-only": [
    ...["22", "*", "0-65535"].map((port) =>
      azure("network:NetworkSecurityGroup", {
        name: "-nodes",
        set: { "securityRules.0.destinationPortRanges": ["443", port] },
        found: [["securityRules[0]", RULES_OPEN]],
      }),
    ),
    azure("network:NetworkSecurityGroup", {
      name: "-private",
      set: {
        securityRules: [
          {
            access: "Allow",
            direction: "Inbound",
            sourceAddressPrefix: "Internet",
            destinationPortRange: "3389",
          },
        ],
      },
      found: [["securityRules[0]", RULES_OPEN]],
    }),
  ],
  "azure-data-private": [
    flag("redisenterprise:RedisEnterprise", "publicNetworkAccess", "Enabled", "must be Disabled"),
    azure("storage:StorageAccount", {
      name: "-worker",
      set: { allowBlobPublicAccess: true },
      found: [["allowBlobPublicAccess", "must be false"]],
    }),
  ],
  "azure-machines-private": [
    azure("network:Subnet", {
      name: "-nodes",
      set: { defaultOutboundAccess: undefined },
      found: [["defaultOutboundAccess", "must be false"]],
    }),
    azure("containerservice:ManagedCluster", {
      set: { "agentPoolProfiles.0.enableNodePublicIP": true },
      found: [["agentPoolProfiles[0].enableNodePublicIP", "must be false"]],
    }),
    azure("containerservice:AgentPool", {
      name: "-user-ebb27a66",
      set: { enableNodePublicIP: true },
      found: [["enableNodePublicIP", "must be false"]],
    }),
  ],
  "azure-api-narrow": [
    azure("containerservice:ManagedCluster", {
      set: { "apiServerAccessProfile.authorizedIPRanges": ["0.0.0.0/0"] },
      found: [["apiServerAccessProfile.authorizedIPRanges", "must be ranges of your own"]],
    }),
    azure("containerservice:ManagedCluster", {
      set: { apiServerAccessProfile: undefined },
      found: [["apiServerAccessProfile.authorizedIPRanges", "must be ranges of your own"]],
    }),
  ],
  "azure-vaults-recoverable": [
    azure("keyvault:Vault", {
      set: { "properties.enablePurgeProtection": undefined },
      found: [["properties.enablePurgeProtection", "must be true"]],
    }),
  ],
};
