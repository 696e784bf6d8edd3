import { z } from "zod";
import { parseCidr } from "../cidr";
import {
  BYTES_PATTERN,
  CPU_PATTERN,
  DURATION_PATTERN,
  type Bytes,
  type Cpu,
  type Duration,
} from "../units";

/** The preset that sets the default of every knob. */
export type Size = "dev" | "prod";

/** Separates the rule from the fix in the message of a type's own check. */
export const RULE_FIX_SEPARATOR = "\n";

function text<T extends string>(pattern: RegExp, rule: string, fix: string): z.ZodType<T, T> {
  const schema = z.string().regex(pattern, `${rule}${RULE_FIX_SEPARATOR}${fix}`);
  // zod has no type for "a string of this template": the pattern is what guarantees it.
  return schema as unknown as z.ZodType<T, T>;
}

export const duration = text<Duration>(
  DURATION_PATTERN,
  "must be a duration in seconds, minutes or hours",
  'Write it like "30s", "2m" or "1h".',
);

export const cpu = text<Cpu>(
  CPU_PATTERN,
  "must be a share of virtual CPUs",
  'Write it like "0.5 vCPU".',
);

export const bytes = text<Bytes>(
  BYTES_PATTERN,
  "must be an amount of memory or disk",
  'Write it like "512Mi" or "1Gi".',
);

export const cidrText = z
  .string()
  .refine(
    (value) => parseCidr(value) !== undefined,
    `must be an IPv4 range with no host bits set${RULE_FIX_SEPARATOR}Write it like "10.0.0.0/16".`,
  );

export const kubernetesVersion = text<string>(
  /^1\.\d{2}$/,
  "must be a Kubernetes minor version",
  'Write it like "1.36", in quotes.',
);

export const addonVersion = text<string>(
  /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
  "must be a version of an EKS add-on",
  'Write it like "v1.14.3-eksbuild.23".',
);

export const hostname = text<string>(
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "must be a full DNS name in lower case",
  'Write it like "chat.example.com".',
);

export const stackName = text<string>(
  /^([\w.-]+\/[\w.-]+\/)?[\w.-]+$/,
  "must be the name of a stack",
  "Write it like prod-azure, or organization/project/prod-azure.",
);

export const kubeContext = text<string>(
  /^[\w.:/@-]+$/,
  "must be the name of a context",
  "Choose one of: kubectl config get-contexts",
);

export const namespace = text<string>(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "must be the name of a namespace",
  'Write it like "ingress-nginx".',
);

export const httpsUrl = text<string>(
  /^https:\/\/[^\s]+$/,
  "must be an https:// URL",
  'Write it like "https://api.openai.com/v1".',
);

export const roleArn = text<string>(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
  "must be the ARN of an IAM role",
  'Write it like "arn:aws:iam::123456789012:role/platform".',
);

export const uuid = text<string>(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  "must be an object id (a UUID in lower case)",
  "Copy the object id from Entra.",
);

export const vaultId = text<string>(
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/,
  "must be the resource id of a Key Vault",
  "Copy it from: az keyvault show --name NAME --query id",
);

export const dnsZoneId = text<string>(
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/dnsZones\/[^/]+$/i,
  "must be the resource id of an Azure DNS zone",
  "Copy it from: az network dns zone show --name NAME --resource-group GROUP --query id",
);

export const timeOfDay = text<string>(
  /^([01]\d|2[0-3]):[0-5]\d$/,
  "must be a time of day",
  'Write it like "08:30".',
);

export const timeZone = z
  .string()
  .refine(
    isTimeZone,
    `must be a time zone of the IANA database${RULE_FIX_SEPARATOR}Write it like "Europe/Berlin", or "Etc/UTC".`,
  );

/** Names with a place in them only: AWS knows no abbreviations and no offsets. */
function isTimeZone(name: string): boolean {
  if (!name.includes("/")) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** A whole number of things, at least `min`. */
export function count(min = 0): z.ZodInt {
  return z.int().min(min);
}

export const percent = z.int().min(1).max(100);
