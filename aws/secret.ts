import { createHash } from "node:crypto";
import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./iam";

export interface SecretArgs {
  readonly description: string;
  readonly value: pulumi.Output<string>;
  /** Whether a deleted secret can be brought back for 30 days; otherwise its name is free at once. */
  readonly recoverable: boolean;
}

/** A value in Secrets Manager, written by AWS's write-only input, so that no output ever shows it. */
export class StoredSecret {
  readonly arn: pulumi.Output<string>;
  /** The value: whoever reads the secret waits for it. */
  readonly version: SecretVersion;

  constructor(name: string, args: SecretArgs, opts: pulumi.CustomResourceOptions) {
    const { description, value, recoverable } = args;
    const secret = new Secret(
      name,
      { description, recoveryWindowInDays: recoverable ? 30 : 0 },
      opts,
    );
    this.version = new SecretVersion(
      name,
      {
        secretId: secret.arn,
        secretStringWo: value,
        secretStringWoVersion: value.apply(versionOf),
      },
      opts,
    );
    this.arn = secret.arn;
  }
}

/**
 * The number that tells AWS's provider that a write-only value has changed: 31 bits of its digest,
 * far too few to find a value of high entropy by.
 */
export function versionOf(value: string): number {
  return createHash("sha256").update(value).digest().readUInt32BE() >>> 1;
}

/** A secret, and what must exist before it can be read. */
export interface ReadableSecret {
  readonly arn: pulumi.Input<string>;
  readonly ready: readonly pulumi.Resource[];
}

/** The right to read these secrets. */
export function readSecretsPolicy(secretArns: readonly string[]): string {
  const Action = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"];
  return policyDocument({ Action, Resource: secretArns });
}
