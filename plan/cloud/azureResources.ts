import type { JsonObject } from "../types";
import { AZURE_OUTPUTS } from "./azureOutputs";
import { AZURE_PATHS } from "./azurePaths";
import { AZURE_SUBSCRIPTION, type Creation, type FakeResource } from "./resource";

/** Names that may hold nothing but lower-case letters and digits. */
const PLAIN_NAMES = new Set(["storage:StorageAccount", "containerregistry:Registry"]);

/** What Azure adds to a new resource. */
export function createAzure(resource: FakeResource): Creation {
  const type = withoutVersion(resource.type);
  if (type === "resources:ResourceGroup") return createGroup(resource);
  const path = AZURE_PATHS[type] ?? genericPath(type, resource);
  const keys = [...path.matchAll(/\{(\w+)\}/g)].map(([, key = ""]) => key);
  const nameKey = keys.at(-1) ?? "name";
  const name = resource.text(nameKey) ?? generatedName(type, resource);
  const named: JsonObject = { ...resource.inputs, [nameKey]: name };
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = named[key];
    return typeof value === "string" ? value : "unknown";
  });
  const group = resource.text("resourceGroupName") ?? "unknown";
  const id = path.startsWith("{")
    ? `/${filled.replace(/^\//, "")}`
    : `/subscriptions/${AZURE_SUBSCRIPTION}/resourceGroups/${group}/providers/${filled}`;
  return {
    id,
    outputs: {
      name,
      type: armType(path),
      provisioningState: "Succeeded",
      ...AZURE_OUTPUTS[type]?.(resource, name, id),
    },
    // The provider generates missing names before it creates anything.
    defaults: resource.inputs[nameKey] === undefined ? { [nameKey]: name } : {},
  };
}

/** `network:Subnet` of both `azure-native:network:Subnet` and `azure-native:network/v2024…:Subnet`. */
function withoutVersion(type: string): string {
  return type.replace(/^azure-native:/, "").replace(/\/v\d+\w*:/, ":");
}

function createGroup(resource: FakeResource): Creation {
  const name = resource.text("resourceGroupName") ?? `${resource.name}${resource.hex(8)}`;
  return {
    id: `/subscriptions/${AZURE_SUBSCRIPTION}/resourceGroups/${name}`,
    outputs: { name, type: "Microsoft.Resources/resourceGroups" },
    defaults: { resourceGroupName: name, location: resource.region },
  };
}

function generatedName(type: string, resource: FakeResource): string {
  if (type === "authorization:RoleAssignment") return resource.uuid("name");
  const name = `${resource.name}${resource.hex(8)}`;
  return PLAIN_NAMES.has(type)
    ? name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, "")
        .slice(-24)
    : name;
}

function armType(path: string): string {
  const own = path.slice(path.lastIndexOf("Microsoft."));
  return own
    .split("/")
    .filter((part) => !part.startsWith("{"))
    .join("/");
}

/** For types without a path: Azure's naming scheme, which most of them follow. */
function genericPath(type: string, resource: FakeResource): string {
  const [module = "", kind = ""] = type.split(":");
  const camel = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
  const key = `${camel}Name` in resource.inputs ? `${camel}Name` : "name";
  return `Microsoft.${module.charAt(0).toUpperCase()}${module.slice(1)}/${camel}s/{${key}}`;
}
