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
} from "./answer";

const LIST = format("with commas", (hosts: readonly string[]) => hosts.join(","));
const ENABLED = format("exists when true", (enabled: boolean) => enabled);
const MEBIBYTES = format("in MiB", (memory: Bytes) => mebibytes(memory));

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
    ...onAws(lambda("worker", ENABLED)),
    aks: functionApp("worker", ENABLED),
  },
  "functions.memory": {
    ...onAws(lambda("worker", MEBIBYTES, "memorySize")),
    aks: functionApp("worker", MEBIBYTES, "functionAppConfig.scaleAndConcurrency.instanceMemoryMB"),
  },
  "functions.timeout": {
    ...onAws(lambda("worker", IN_SECONDS, "timeout")),
    aks: functionApp(
      "worker",
      format("in seconds", (value: Duration) => String(seconds(value))),
      "siteConfig.appSettings.TIMEOUT_SECONDS",
    ),
  },
  "functions.maxConcurrency": {
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
    ...onAws({
      type: "aws:apigatewayv2/stage:Stage",
      name: "webhook",
      path: "defaultRouteSettings.throttlingRateLimit",
      format: AS_IT_IS,
    }),
    aks: functionApp("webhook", AS_TEXT, "siteConfig.appSettings.REQUESTS_PER_SECOND"),
  },
  "functions.callbackHosts": {
    ...onAws(lambda("webhook", LIST, "environment.variables.CALLBACK_HOSTS")),
    aks: functionApp("webhook", LIST, "siteConfig.appSettings.CALLBACK_HOSTS"),
  },
} satisfies FieldsOf<"functions", Functions>;
