import type { Json, JsonObject } from "../types";
import { AZURE_SUBSCRIPTION, AZURE_TENANT } from "./resource";

type Answer = (args: JsonObject, location: string) => JsonObject;

/** The answer to a function of the Azure provider, or undefined for one that has none here. */
export function invokeAzure(
  token: string,
  args: JsonObject,
  location: string,
): JsonObject | undefined {
  return ANSWERS[token.replace(/\/v\d+\w*:/, ":")]?.(args, location);
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  "azure-native:authorization:getClientConfig": () => ({
    clientId: "22222222-2222-2222-2222-222222222222",
    objectId: "33333333-3333-3333-3333-333333333333",
    subscriptionId: AZURE_SUBSCRIPTION,
    tenantId: AZURE_TENANT,
  }),
  "azure-native:containerservice:listManagedClusterUserCredentials": (args, location) => ({
    kubeconfigs: [{ name: "clusterUser", value: kubeconfig(text(args["resourceName"]), location) }],
  }),
  "azure-native:network:getLoadBalancer": (args, location) => {
    const name = text(args["loadBalancerName"]);
    const id = idOf(args, "loadBalancers", name);
    return {
      id,
      name,
      type: "Microsoft.Network/loadBalancers",
      location,
      sku: { name: "Standard", tier: "Regional" },
      frontendIPConfigurations: [
        { id: `${id}/frontendIPConfigurations/frontend`, name: "frontend", zones: ["1", "2", "3"] },
      ],
      backendAddressPools: [{ id: `${id}/backendAddressPools/${name}`, name }],
      loadBalancingRules: [],
      probes: [],
      provisioningState: "Succeeded",
    };
  },
  "azure-native:network:getPublicIPAddress": (args, location) => {
    const name = text(args["publicIpAddressName"]);
    const id = idOf(args, "publicIPAddresses", name);
    return { id, name, location, ipAddress: "192.0.2.254", provisioningState: "Succeeded" };
  },
};

function idOf(args: JsonObject, collection: string, name: string): string {
  const group = text(args["resourceGroupName"]);
  return (
    `/subscriptions/${AZURE_SUBSCRIPTION}/resourceGroups/${group}` +
    `/providers/Microsoft.Network/${collection}/${name}`
  );
}

/** The kubeconfig that AKS gives to users when local accounts are off. */
function kubeconfig(cluster: string, location: string): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: cluster,
        cluster: {
          server: `https://${cluster}.hcp.${location}.azmk8s.io:443`,
          "certificate-authority-data": Buffer.from(`certificate authority of ${cluster}`).toString(
            "base64",
          ),
        },
      },
    ],
    contexts: [{ name: cluster, context: { cluster, user: "clusterUser" } }],
    "current-context": cluster,
    users: [
      {
        name: "clusterUser",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "kubelogin",
            args: ["get-token", "--environment", "AzurePublicCloud", "--login", "devicecode"],
            env: null,
            provideClusterInfo: false,
          },
        },
      },
    ],
  };
  return Buffer.from(JSON.stringify(config)).toString("base64");
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
