import { seconds } from "../shared/units";
import type { Functions } from "../shared/workload";

/** How many instances an app may have, and what each of them does at once. */
export interface FlexScale {
  /** Most instances: 1 to 1000 (Azure docs, "Flex Consumption plan", considerations). */
  readonly instances: number;
  /** Calls at once in each. */
  readonly callsPerInstance: number;
}

/**
 * Chats that one instance of the worker has in the works. Each only waits for the model, with less
 * than a megabyte of its own: the smallest instance bears these.
 */
const CHATS_PER_INSTANCE = 50;

/** Longest that Flex Consumption lets an HTTP call of one instance be one of many (its docs). */
const MOST_HTTP_CALLS = 1000;

/** Time by which a message's lock outlives the longest call, in seconds. */
const LOCK_MARGIN = 30;

/** As few instances as do, and together never more calls than the workload allows. */
export function workerScale({ maxConcurrency }: Functions): FlexScale {
  const instances = Math.ceil(maxConcurrency / CHATS_PER_INSTANCE);
  return { instances, callsPerInstance: Math.floor(maxConcurrency / instances) };
}

/**
 * Each instance lets `requestsPerSecond` in by itself, so that there are few: one, and in prod a
 * second that takes over. A call takes far less than a second, so that the burst fits.
 */
export function webhookScale({ requestsPerSecond }: Functions, prod: boolean): FlexScale {
  return {
    instances: prod ? 2 : 1,
    callsPerInstance: Math.min(MOST_HTTP_CALLS, 2 * requestsPerSecond),
  };
}

/** The settings of the Functions host. They are in the package, where the scaler reads them. */
export function hostJson(functions: Functions): string {
  const timeout = Math.ceil(seconds(functions.timeout));
  const settings = {
    version: "2.0",
    functionTimeout: clock(timeout),
    extensionBundle: {
      id: "Microsoft.Azure.Functions.ExtensionBundle",
      version: "[4.*, 5.0.0)",
    },
    extensions: {
      serviceBus: {
        maxConcurrentCalls: workerScale(functions).callsPerInstance,
        // A message that waits inside an instance would lose its lock there.
        prefetchCount: 0,
        autoCompleteMessages: true,
        maxAutoLockRenewalDuration: clock(timeout + LOCK_MARGIN),
      },
    },
    logging: {
      // Each call is counted; what they log is thinned out above twenty entries a second.
      applicationInsights: { samplingSettings: { isEnabled: true, excludedTypes: "Request" } },
    },
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

/** Seconds as hours, minutes and seconds. */
function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
