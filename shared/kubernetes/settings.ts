import { gatewayEnvironment, type Environment } from "../gatewayEnvironment";
import type { KubernetesTarget, SecretDelivery, SecretName } from "../platform";
import type { ChatbotWorkload } from "../workload";

/** Where secrets are mounted: files, since environments leak into logs and child processes. */
export const SECRETS_MOUNT = "/var/run/secrets/chatbot";

const FILE_VARIABLES: Readonly<Record<SecretName, string>> = {
  "model-api-key": "MODEL_API_KEY_FILE",
  "session-store-password": "SESSION_STORE_PASSWORD_FILE",
};

/** The environment of the gateway's container in a cluster. */
export function podEnvironment(workload: ChatbotWorkload, target: KubernetesTarget): Environment {
  const files = secretNames(target.secrets).map((name) => [
    FILE_VARIABLES[name],
    `${SECRETS_MOUNT}/${name}`,
  ]);
  return {
    ...gatewayEnvironment(workload, target.sessionStore),
    ...(Object.fromEntries(files) as Environment),
  };
}

function secretNames(secrets: SecretDelivery | undefined): readonly SecretName[] {
  if (!secrets) return [];
  return secrets.kind === "store" ? secrets.names : (Object.keys(secrets.values) as SecretName[]);
}
