import type { ChatbotWorkload, Model } from "../../shared/workload";
import {
  AS_IT_IS,
  format,
  onAws,
  onEcs,
  onKubernetes,
  type Answers,
  type FieldsOf,
  type Refused,
} from "./answer";
import { variable } from "./containers";

const SECRET = format("never shown", () => "[secret]");

/** A number of the scaling chain alone: a plan whose links disagree fails, whatever the platform. */
function inTheChain(key: string, value: number, when: string): Answers {
  const refused: Refused = {
    when,
    error: "must carry the largest scale: gateway.maxReplicas × gateway.concurrentChats",
    asked: [key, value],
  };
  return { ...onKubernetes(refused), ...onEcs(refused) };
}

export const MODEL_FIELDS = {
  "model.backend": variable("MODEL_BACKEND", AS_IT_IS),
  "model.url": variable("MODEL_URL", AS_IT_IS),
  "model.name": variable("MODEL_NAME", AS_IT_IS),
  "model.apiKey": {
    ...onAws({
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: "model-key",
      path: "secretStringWo",
      format: SECRET,
    }),
    aks: {
      type: "azure-native:keyvault:Secret",
      name: "model-api-key",
      path: "properties.value",
      format: SECRET,
    },
  },
  "model.tokensPerMinute": inTheChain("model.tokensPerMinute", 1, "too few for the largest scale"),
  "model.tokensPerSecond": inTheChain("model.tokensPerSecond", 1_000_000, "too many for the quota"),
  sessionStore: variable("SESSION_STORE", AS_IT_IS),
} satisfies FieldsOf<"model", Model> &
  Readonly<Record<keyof Pick<ChatbotWorkload, "sessionStore">, Answers>>;
