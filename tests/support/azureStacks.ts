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
