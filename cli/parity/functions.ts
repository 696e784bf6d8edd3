import { mebibytes, seconds, type Bytes, type Duration } from "../../shared/units";
import type { Functions } from "../../shared/workload";
import {
  AS_IT_IS,
  AS_TEXT,
  format,
  IN_SECONDS,
  onAws,
  type Carried,
  type FieldsOf,
  type Format,
  type Refused,
} from "./answer";

const LIST = format("with commas", (hosts: readonly string[]) => hosts.join(","));
const ENABLED = format("exists when true", (enabled: boolean) => enabled);
const MEBIBYTES = format("in MiB", (memory: Bytes) => mebibytes(memory));

/** A cluster that is there already has nothing to run them. */
const NO_FUNCTIONS = {
  kubernetes: {
    when: "any value",
    error: "must be false on kubernetes, which has no functions",
    asked: ["functions.enabled", true],
  } satisfies Refused,
};

type App = "webhook" | "worker";

function lambda(name: App, as: Format, path?: string): Carried {
  const type = "aws:lambda/function:Function";
  return { type, name, ...(path !== undefined && { path }), format: as };
}

function functionApp(name: App, as: Format, path?: string): Carried {
  const type = "azure-native:web:WebApp";
  return { type, name, ...(path !== undefined && { path }), format: as };
}

export const FUNCTION_FIELDS = {
  "functions.enabled": {
    ...NO_FUNCTIONS,
    ...onAws(lambda("worker", ENABLED)),
    aks: functionApp("worker", ENABLED),
  },
  "functions.memory": {
    ...NO_FUNCTIONS,
    ...onAws(lambda("worker", MEBIBYTES, "memorySize")),
    aks: functionApp("worker", MEBIBYTES, "functionAppConfig.scaleAndConcurrency.instanceMemoryMB"),
  },
  "functions.timeout": {
    ...NO_FUNCTIONS,
    ...onAws(lambda("worker", IN_SECONDS, "timeout")),
    aks: functionApp(
      "worker",
      format("in seconds", (value: Duration) => String(seconds(value))),
      "siteConfig.appSettings.TIMEOUT_SECONDS",
    ),
  },
  "functions.maxConcurrency": {
    ...NO_FUNCTIONS,
    ...onAws({
      type: "aws:lambda/eventSourceMapping:EventSourceMapping",
      name: "worker",
      path: "scalingConfig.maximumConcurrency",
      format: AS_IT_IS,
    }),
    aks: functionApp(
      "worker",
      format("instances of 50 calls at most", (calls: number) => Math.ceil(calls / 50)),
      "functionAppConfig.scaleAndConcurrency.maximumInstanceCount",
    ),
  },
  "functions.queueVisibility": {
    ...NO_FUNCTIONS,
    ...onAws({
      type: "aws:sqs/queue:Queue",
      name: "events",
      path: "visibilityTimeoutSeconds",
      format: IN_SECONDS,
    }),
    aks: {
      type: "azure-native:servicebus:Queue",
      name: "events",
      path: "lockDuration",
      format: format("in seconds", (value: Duration) => `PT${seconds(value)}S`),
    },
  },
  "functions.requestsPerSecond": {
    ...NO_FUNCTIONS,
    ...onAws({
      type: "aws:apigatewayv2/stage:Stage",
      name: "webhook",
      path: "defaultRouteSettings.throttlingRateLimit",
      format: AS_IT_IS,
    }),
    aks: functionApp("webhook", AS_TEXT, "siteConfig.appSettings.REQUESTS_PER_SECOND"),
  },
  "functions.callbackHosts": {
    ...NO_FUNCTIONS,
    ...onAws(lambda("webhook", LIST, "environment.variables.CALLBACK_HOSTS")),
    aks: functionApp("webhook", LIST, "siteConfig.appSettings.CALLBACK_HOSTS"),
  },
} satisfies FieldsOf<"functions", Functions>;
