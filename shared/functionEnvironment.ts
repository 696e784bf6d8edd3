import { seconds } from "./units";
import type { ChatbotWorkload } from "./workload";

type Environment = Readonly<Record<string, string>>;

/** The webhook's settings that are the same on every cloud; docs/functions.md explains each. */
export function webhookEnvironment({ functions }: ChatbotWorkload): Environment {
  return { CALLBACK_HOSTS: functions.callbackHosts.join(",") };
}

/** The worker's settings that are the same on every cloud. */
export function workerEnvironment(workload: ChatbotWorkload): Environment {
  const { functions, model } = workload;
  return {
    ...webhookEnvironment(workload),
    TIMEOUT_SECONDS: String(Math.ceil(seconds(functions.timeout))),
    MODEL_BACKEND: model.backend,
    ...(model.url !== undefined && { MODEL_URL: model.url }),
    ...(model.name !== undefined && { MODEL_NAME: model.name }),
  };
}
