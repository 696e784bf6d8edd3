import { AZURE_PAIR, DNS_ZONE, ONE_CLOUD } from "./failover";
import { pairwise, type LevelsOf } from "./pairwise";

/** Overrides that give a stack a certificate, and with it the edge proxy. */
export const WITH_CERTIFICATE = [
  'ingress.certificate={"vaultId":"/subscriptions/0/resourceGroups/c/providers/Microsoft.KeyVault/vaults/v","name":"chat"}',
  "ingress.hostname=chat.example.com",
] as const;

/** Overrides that turn the functions on. */
export const FUNCTIONS = [
  "functions.enabled=true",
  'functions.callbackHosts=["hooks.example.com"]',
] as const;

export const PRIVATE_API = [
  "kubernetesApi.private=true",
  // An empty value removes the key.
  "kubernetesApi.allowedCidrs=",
] as const;

export const EXPLICIT = "ingress.mode=explicit";

export const FRONT_DOOR = "ingress.mode=frontDoor";

export const NO_CERTIFICATE = "ingress.certificate=";

/** What a stack on Azure can be: the levels of each factor. */
export const FACTORS = {
  mode: ["managed", "explicit", "frontDoor"],
  size: ["dev", "prod"],
  domain: ["own", "none"],
  api: ["public", "private"],
  functions: ["on", "off"],
  disk: ["local", "remote"],
  zones: ["1", "3"],
  store: ["redis", "memory"],
  clouds: ["one", "both"],
} satisfies Readonly<Record<string, readonly string[]>>;

export type Levels = LevelsOf<typeof FACTORS>;

/** Stacks that have every two levels of different factors together at least once. */
export const pairwiseStacks = (): Levels[] => pairwise(FACTORS);

/** The shipped stack and the overrides that make these levels of it. */
export function stackOf(levels: Levels) {
  const { mode, size, domain, api, functions, disk, zones, store, clouds } = levels;
  const prod = size === "prod";
  const hasCertificate = mode !== "frontDoor" && (domain === "own" || prod);
  const set = [
    "ingress=",
    `ingress.mode=${mode}`,
    ...domainOf(mode, domain === "own", prod),
    ...(api === "private" ? PRIVATE_API : []),
    ...(functions === "on" ? FUNCTIONS : []),
    ...(disk === "local"
      ? ["nodes.vmSize=Standard_D2pds_v5", "systemNodes.vmSize=Standard_D2pds_v5"]
      : []),
    `network.zones=${zones}`,
    // Sessions in memory are refused in prod.
    ...(store === "memory" && !prod ? ["sessionStore=memory"] : []),
    clouds === "both" && hasCertificate ? AZURE_PAIR : ONE_CLOUD,
  ];
  return { stack: prod ? "prod-azure" : "dev-azure", set };
}

/** In prod, only Front Door does without a domain. */
function domainOf(mode: string, own: boolean, prod: boolean): readonly string[] {
  if (mode !== "frontDoor") return own || prod ? WITH_CERTIFICATE : [];
  return own ? ["ingress.hostname=chat.example.com", `ingress.dnsZoneId=${DNS_ZONE}`] : [];
}
