import { cached } from "../cached";
import type { Aws } from "./awsClient";

/** How long a secret is remembered, in milliseconds: a replaced one counts after that at the latest. */
const SECRETS_FOR = 5 * 60 * 1000;

/**
 * The keys that events are signed with: the current one first, and the one before it, which
 * Secrets Manager keeps, so that a key is replaced without a gap.
 */
export function webhookKeys(
  aws: Aws,
  arn: string,
  now: () => number,
): () => Promise<readonly string[]> {
  const load = async (): Promise<readonly string[]> => {
    const [current, previous] = await Promise.all([
      aws.secret(arn),
      aws.secret(arn, "AWSPREVIOUS"),
    ]);
    if (current === undefined) throw new Error("The webhook's key has no value.");
    return previous === undefined ? [current] : [current, previous];
  };
  return cached(load, SECRETS_FOR, now);
}

/** A secret by its ARN, or an error when its ARN is not among the settings. */
export function secretValue(
  aws: Aws,
  arn: string | undefined,
  now: () => number,
): () => Promise<string> {
  return cached(
    async () => {
      const value = arn === undefined ? undefined : await aws.secret(arn);
      if (value === undefined) throw new Error("A secret has no value.");
      return value;
    },
    SECRETS_FOR,
    now,
  );
}
