import { z } from "zod";

import { PlanError } from "../plan/errors";
import { families, keyOf, priceSchema, unitOf, UNITS, type Price } from "./priceBook";

/** A user's prices need no source, as they may come from a contract. */
const ownPrice = priceSchema.partial({ source: true, date: true });
const ownFile = z.strictObject({
  currency: z.literal("USD").optional(),
  prices: z.array(ownPrice),
});

const FIXES: Readonly<Record<string, string>> = {
  currency: 'must be "USD", since totals are in one currency. Remove it, or convert the prices.',
  prices: "must be a list of prices. See docs/cost.md for an example.",
  id: "must be a family and a size, like ec2/m8g.large.",
  provider: "must be aws or azure.",
  region: 'must be a region or location, like eu-west-1, or "global".',
  unit: `must be one of: ${Object.keys(UNITS).join(", ")}.`,
  price: "must be a number from 0: US dollars per unit.",
  source: "must be a URL. Leave it out where there is none.",
  date: "must be a date like 2026-11-26, 2026-11 or 2026. Leave it out where there is none.",
  verified: "must be true or false. Leave it out where it is true.",
};

/**
 * A user's own prices.
 * @param file its name, for messages
 * @param content what the file holds, parsed
 * @throws PriceFileError with every problem at once
 */
export function readPrices(file: string, content: unknown): readonly Price[] {
  const parsed = ownFile.safeParse(content);
  if (!parsed.success) {
    throw new PriceFileError(
      file,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, content)),
    );
  }
  const { prices } = parsed.data;
  const problems = prices.flatMap((price, index) => misplaced(price, index, prices));
  if (problems.length > 0) throw new PriceFileError(file, problems);
  return prices;
}

/** A file of prices that cannot be used; the message has one line and its fix for each problem. */
class PriceFileError extends PlanError {
  override readonly name = "PriceFileError";

  constructor(file: string, problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${file} has ${count}:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

function problemsOf(issue: z.core.$ZodIssue, content: unknown): string[] {
  const path = z.core.toDotPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(issue.path.length === 0 ? ownFile.shape : ownPrice.shape).join(", ");
    return issue.keys.map(
      (key) => `${path === "" ? key : `${path}.${key}`} is no key of it. Choose from: ${known}.`,
    );
  }
  const name = issue.path.findLast((part) => typeof part === "string");
  const fix = FIXES[name ?? "prices"] ?? issue.message;
  if (path === "") return ["must be a map with the key prices. See docs/cost.md for an example."];
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    content,
  );
  if (value === undefined) return [`${path} is missing; it ${fix}`];
  if (typeof issue.path.at(-1) === "number") return [`${path} must be a map of a price's keys.`];
  return [`${path}: ${JSON.stringify(value)} ${fix}`];
}

/** What is wrong with a price among the others: it would be used by nothing, or not alone. */
function misplaced(price: Price, index: number, all: readonly Price[]): string[] {
  const { provider, id, region, unit } = price;
  const at = `prices[${index}]`;
  const expected = unitOf(provider, id);
  if (expected === undefined) {
    const known = families().join(", ");
    return [`${at}.id: "${id}" of ${provider} prices nothing. Known families: ${known}.`];
  }
  if (expected !== unit) {
    return [`${at}.unit: "${unit}" must be "${expected}" for ${id}. Convert the price.`];
  }
  const first = all.findIndex(
    (other) => keyOf(other.provider, other.id, other.region) === keyOf(provider, id, region),
  );
  return first === index ? [] : [`${at} is prices[${first}] again (${id}, ${region}). Remove one.`];
}
