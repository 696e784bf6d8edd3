import { SECRET_VARIABLES } from "../../shared/gatewayEnvironment";
import { SECRETS_MOUNT } from "../../shared/kubernetes/settings";
import type { SecretName } from "../../shared/platform";
import { format, onAws, type Answers } from "./answer";
import { container } from "./containers";

const SECRET = format("never shown", () => "[secret]");

/**
 * A secret in the cloud's own store, from where the gateway has it as a file or a reference. A cluster
 * that is there already has it as a Secret, whose files show in no plan.
 */
export function storedSecret(name: SecretName, awsName: string = name): Answers {
  const file = `${SECRETS_MOUNT}/${name}`;
  return {
    ...onAws({
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: awsName,
      path: "secretStringWo",
      format: SECRET,
    }),
    kubernetes: container(
      `env.${SECRET_VARIABLES[name]}_FILE`,
      format("a file of the Secret `gateway-secrets`", () => file),
    ),
    aks: { type: "azure-native:keyvault:Secret", name, path: "properties.value", format: SECRET },
  };
}
