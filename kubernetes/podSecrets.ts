import type * as pulumi from "@pulumi/pulumi";
import type { ClusterSecrets, SecretName } from "../shared/platform";
import type { ChatbotWorkload } from "../shared/workload";
import type { Valkey } from "./valkey";
import { CERTIFICATE_FILE } from "./valkey";

/** The gateway's secrets, with the certificate of the session store beside its password. */
export function podSecrets(
  { model, gateway: { access } }: ChatbotWorkload,
  store: Valkey | undefined,
): ClusterSecrets | undefined {
  const token = access.auth.kind === "bearer" ? access.auth.token : undefined;
  const secrets: Partial<Record<SecretName, pulumi.Input<string>>> = {
    ...(model.apiKey && { "model-api-key": model.apiKey }),
    ...(token && { "gateway-token": token }),
    ...(store && { "session-store-password": store.password }),
  };
  const names = Object.keys(secrets) as SecretName[];
  if (names.length === 0) return undefined;
  return { names, files: { ...secrets, ...(store && { [CERTIFICATE_FILE]: store.certificate }) } };
}
