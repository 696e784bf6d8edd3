import type { Config } from "../../shared/config/schema";
import { seconds } from "../../shared/units";
import type { ChatbotWorkload } from "../../shared/workload";
import { FlexPool, LambdaPool, type Pool } from "../simulate/functions/pools";
import type { QueueSettings } from "../simulate/functions/worker";
import type { Assumed } from "./assumptions";

/** How the webhook, the queue and the worker serve, as the stack's config has it. */
export interface FunctionSide {
  readonly queue: QueueSettings;
  readonly pool: () => Pool;
}

/** Calls of a message before it goes to the dead letters: both clouds' queues in this program. */
const ATTEMPTS = 5;

/** Lambda's poller of a queue: calls at once at the start, and more a minute (AWS, "SQS event source"). */
const POLLER = { start: 5, perMinute: 300 };

/** Flex bills an instance that works for a second at the least (Microsoft, 2024-11). */
const LEAST_BILLED = 1;

/** Calls at once of one Flex instance: `azure/functionHost.ts`. */
const FLEX_CALLS = 50;

export function functionsOf(
  config: Config,
  { functions }: ChatbotWorkload,
  values: Assumed,
): FunctionSide {
  const most = functions.maxConcurrency;
  const isLambda = config.cloud === "aws";
  const concurrency = isLambda
    ? { ...POLLER, most: Math.min(most, lambdaLimit(config)) }
    : { start: most, perMinute: 0, most };
  return {
    queue: {
      requestsPerSecond: functions.requestsPerSecond,
      queueSeconds: values.queueSeconds,
      timeout: seconds(functions.timeout),
      attempts: ATTEMPTS,
      visibility: seconds(functions.queueVisibility),
      postSeconds: values.postSeconds,
      concurrency: { ...concurrency, start: Math.min(concurrency.start, concurrency.most) },
    },
    pool: () => {
      if (isLambda) return new LambdaPool(values.lambdaIdleSeconds, values.lambdaInitSeconds);
      const instances = Math.ceil(most / FLEX_CALLS);
      return new FlexPool({
        callsPerInstance: Math.floor(most / instances),
        most: instances,
        alwaysReady: config.size === "prod" ? 1 : 0,
        startSeconds: values.flexStartSeconds,
        idleLifetime: values.flexIdleSeconds,
        leastBilled: LEAST_BILLED,
      });
    },
  };
}

/** What the account has, or what is kept for the worker. */
function lambdaLimit({ functions }: Config): number {
  if (!("accountConcurrency" in functions)) return Infinity;
  return functions.reservedConcurrency ?? functions.accountConcurrency;
}
