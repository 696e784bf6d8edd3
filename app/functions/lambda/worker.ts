import { workOff } from "../batch";
import { logTo } from "../log";
import { workerParts } from "../parts";
import { readWorkerSettings, SettingsReader, type Environment } from "../settings";
import { work, type WorkerCloud } from "../worker";
import { Aws, readAwsSettings } from "./awsClient";
import { secretValue, webhookKeys } from "./secrets";

/** What is used of an event of SQS. */
export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** The messages that SQS must deliver again; after five times it puts them into the dead letters. */
export interface SqsResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

export type SqsHandler = (event: SqsEvent, context: LambdaContext) => Promise<SqsResult>;

/** Time to answer SQS before Lambda's time-out, in milliseconds. */
const MARGIN = 1000;

/**
 * The worker, as its environment says.
 * @param replaced parts to use instead, for tests
 */
export function createWorker(
  environment: Environment,
  replaced: Partial<WorkerCloud> = {},
): SqsHandler {
  const reader = new SettingsReader(environment);
  const aws = new Aws(readAwsSettings(reader));
  const settings = readWorkerSettings(reader, "password");
  const keyArn = reader.text("WEBHOOK_KEY_SECRET_ARN");
  const { model, ledger } = settings;
  const modelKeyArn =
    model.backend === "openai" ? reader.text("MODEL_API_KEY_SECRET_ARN") : undefined;
  const passwordArn = ledger && reader.text("SESSION_STORE_PASSWORD_SECRET_ARN");
  reader.check();
  const cloud: WorkerCloud = {
    ...workerParts(settings, {
      modelApiKey: secretValue(aws, modelKeyArn, Date.now),
      sessionStorePassword: secretValue(aws, passwordArn, Date.now),
    }),
    keys: webhookKeys(aws, keyArn, Date.now),
    callbackHosts: settings.callbackHosts,
    now: Date.now,
    log: logTo(console),
    ...replaced,
  };
  return async (event, context) => {
    const until = Date.now() + context.getRemainingTimeInMillis() - MARGIN;
    const failed = await workOff(
      event.Records,
      ({ messageId }) => messageId,
      ({ body }) => work(body, cloud, until),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

let worker: SqsHandler | undefined;

/** What Lambda calls; the settings are read with the first event. */
export const handler: SqsHandler = async (event, context) => {
  worker ??= createWorker(process.env);
  return worker(event, context);
};
