import { mebibytes, seconds, type Bytes } from "../units";
import type { Problem } from "./problems";
import type { AksConfig, AwsConfig, CloudConfig } from "./schema";

/** Lambda keeps this many calls of an account's quota out of any reservation (Lambda quotas). */
const NEVER_RESERVED = 100;

/** What Lambda and SQS allow (their quotas). */
const LAMBDA_MEMORY = { least: 128, most: 10_240 };
const LAMBDA_TIMEOUT_SECONDS = 900;
const SQS_CONCURRENCY = { least: 2, most: 1000 };
const SQS_VISIBILITY_SECONDS = 12 * 3600;

/** What one instance can have on Flex Consumption (Azure docs, "Flex Consumption plan"). */
const FLEX_MEMORY: readonly Bytes[] = ["512Mi", "2Gi", "4Gi"];

/** What a call gets at least when Azure renews the machine under it (Azure docs, function app time-out). */
const FLEX_TIMEOUT_SECONDS = 600;

/** Longest lock of a message; the Functions host renews it (Azure docs, Service Bus locks). */
const SERVICE_BUS_LOCK_SECONDS = 300;

/** Most receive requests at once on a queue (Azure docs, Service Bus quotas). */
const SERVICE_BUS_RECEIVERS = 5000;

/** The least that leaves the worker time for a model, in seconds. */
const LEAST_TIMEOUT_SECONDS = 10;

/** The rules of the functions; without functions, none of their keys has an effect. */
export function functionRules(config: CloudConfig): Problem[] {
  if (!config.functions.enabled) return [];
  return [
    ...callbackRules(config),
    ...(config.cloud === "aws" ? lambdaRules(config) : flexRules(config)),
  ];
}

/** Calls at once that Lambda keeps for the worker, or undefined for none. */
export function reservedConcurrency({ size, functions }: AwsConfig): number | undefined {
  if (functions.reservedConcurrency !== undefined) return functions.reservedConcurrency;
  return size === "prod" ? functions.maxConcurrency : undefined;
}

function callbackRules({ functions }: CloudConfig): Problem[] {
  if (functions.callbackHosts.length > 0) return [];
  return [
    {
      key: "functions.callbackHosts",
      value: "[]",
      rule: "must name a host: replies are posted to hosts on this list only",
      fix: 'Set it to the hosts of your receivers, like ["hooks.example.com"].',
    },
  ];
}

function lambdaRules(config: AwsConfig): Problem[] {
  const { memory, timeout, maxConcurrency, queueVisibility } = config.functions;
  const between = rangeOn("AWS");
  return [
    ...between("memory", mebibytes(memory), LAMBDA_MEMORY.least, LAMBDA_MEMORY.most, "Mi"),
    ...between("timeout", seconds(timeout), LEAST_TIMEOUT_SECONDS, LAMBDA_TIMEOUT_SECONDS, "s"),
    ...between("queueVisibility", seconds(queueVisibility), 60, SQS_VISIBILITY_SECONDS, "s"),
    ...between("maxConcurrency", maxConcurrency, SQS_CONCURRENCY.least, SQS_CONCURRENCY.most, ""),
    ...concurrencyRules(config),
  ];
}

function flexRules({ functions }: AksConfig): Problem[] {
  const { memory, timeout, maxConcurrency, queueVisibility } = functions;
  const between = rangeOn("Azure");
  const sizes = FLEX_MEMORY.map((size) => mebibytes(size));
  return [
    ...(sizes.includes(mebibytes(memory))
      ? []
      : [
          {
            key: "functions.memory",
            value: memory,
            rule: `must be one of ${FLEX_MEMORY.join(", ")} on Azure`,
            fix: `Set it to ${FLEX_MEMORY.find((_, index) => (sizes[index] ?? 0) > mebibytes(memory)) ?? "4Gi"}.`,
          },
        ]),
    ...between("timeout", seconds(timeout), LEAST_TIMEOUT_SECONDS, FLEX_TIMEOUT_SECONDS, "s"),
    ...between("queueVisibility", seconds(queueVisibility), 60, SERVICE_BUS_LOCK_SECONDS, "s"),
    ...between("maxConcurrency", maxConcurrency, 1, SERVICE_BUS_RECEIVERS, ""),
  ];
}

function rangeOn(cloud: string) {
  return (key: string, value: number, least: number, most: number, unit: string): Problem[] =>
    value >= least && value <= most
      ? []
      : [
          {
            key: `functions.${key}`,
            value: `${value}${unit}`,
            rule: `must be from ${least}${unit} to ${most}${unit} on ${cloud}`,
            fix: `Set it to ${value < least ? `${least}${unit} or more` : `${most}${unit} or less`}.`,
          },
        ];
}

function concurrencyRules(config: AwsConfig): Problem[] {
  const { maxConcurrency, accountConcurrency } = config.functions;
  const reserved = reservedConcurrency(config);
  const raise =
    "or, if AWS has raised the account's quota, set functions.accountConcurrency to the new one.";
  if (reserved === undefined) {
    if (maxConcurrency <= accountConcurrency) return [];
    const rule = `must be at most functions.accountConcurrency (${accountConcurrency})`;
    const fix = `Lower it to ${accountConcurrency} or less, ${raise}`;
    return [{ key: "functions.maxConcurrency", value: String(maxConcurrency), rule, fix }];
  }
  const key = "functions.reservedConcurrency";
  const value = String(reserved);
  if (reserved < maxConcurrency) {
    const rule = `must be at least functions.maxConcurrency (${maxConcurrency}), or messages are throttled into the dead letters`;
    return [{ key, value, rule, fix: `Raise it to ${maxConcurrency} or more, or leave it out.` }];
  }
  const most = accountConcurrency - NEVER_RESERVED;
  if (reserved <= most) return [];
  const rule = `must leave ${NEVER_RESERVED} of functions.accountConcurrency (${accountConcurrency}) unreserved`;
  return [{ key, value, rule, fix: `Lower it to ${Math.max(0, most)} or less, ${raise}` }];
}
