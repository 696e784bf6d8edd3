import type { ChatbotWorkload, Model } from "../../shared/workload";
import { AS_IT_IS, onEcs, onKubernetes, type Answers, type FieldsOf, type Refused } from "./answer";
import { variable } from "./containers";
import { storedSecret } from "./secrets";

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
  "model.apiKey": storedSecret("model-api-key", "model-key"),
  "model.tokensPerMinute": inTheChain("model.tokensPerMinute", 1, "too few for the largest scale"),
  "model.tokensPerSecond": inTheChain("model.tokensPerSecond", 1_000_000, "too many for the quota"),
  sessionStore: variable("SESSION_STORE", AS_IT_IS),
} satisfies FieldsOf<"model", Model> &
  Readonly<Record<keyof Pick<ChatbotWorkload, "sessionStore">, Answers>>;
