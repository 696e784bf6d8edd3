import { gatewayEnvironment, SECRET_VARIABLES, type Environment } from "../gatewayEnvironment";
import type { KubernetesTarget } from "../platform";
import type { ChatbotWorkload } from "../workload";

/** Where secrets are mounted: files, since environments leak into logs and child processes. */
export const SECRETS_MOUNT = "/var/run/secrets/chatbot";

/** The environment of the gateway's container in a cluster. */
export function podEnvironment(workload: ChatbotWorkload, target: KubernetesTarget): Environment {
  const files = (target.secrets?.names ?? []).map((name) => [
    `${SECRET_VARIABLES[name]}_FILE`,
    `${SECRETS_MOUNT}/${name}`,
  ]);
  const { sessionStore, proxyHops } = target;
  return {
    ...gatewayEnvironment(workload, sessionStore, proxyHops),
    ...(Object.fromEntries(files) as Environment),
    ...(sessionStore &&
      "trustedFile" in sessionStore && {
        NODE_EXTRA_CA_CERTS: `${SECRETS_MOUNT}/${sessionStore.trustedFile}`,
      }),
  };
}
