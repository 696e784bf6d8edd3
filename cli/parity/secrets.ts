import { format, onAws, type Answers } from "./answer";

const SECRET = format("never shown", () => "[secret]");

/** A secret in the cloud's own store, from where the gateway has it as a file or a reference. */
export function storedSecret(name: string, awsName = name): Answers {
  return {
    ...onAws({
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: awsName,
      path: "secretStringWo",
      format: SECRET,
    }),
    aks: { type: "azure-native:keyvault:Secret", name, path: "properties.value", format: SECRET },
  };
}
