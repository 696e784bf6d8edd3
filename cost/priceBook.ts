import { z } from "zod";

import shipped from "./prices.json";

export type Provider = "aws" | "azure";

/** A region's name for what costs the same everywhere. */
export const GLOBAL = "global";

/** Where the shipped prices are from; other regions are priced as these, and that is said. */
export const REFERENCE_REGIONS: Readonly<Record<Provider, string>> = {
  aws: "us-east-1",
  azure: "eastus",
};

/** Hours that a month is counted as: 365 × 24 ÷ 12, as the clouds' own calculators do. */
export const HOURS_PER_MONTH = 730;

/** How many of each unit one of a thing uses in a month. What is counted by itself is 1. */
export const UNITS = {
  hour: HOURS_PER_MONTH,
  day: HOURS_PER_MONTH / 24,
  month: 1,
  GB: 1,
  "GB-month": 1,
  "GB-second": 1,
  "10k": 1,
  million: 1,
  "10 million": 1,
} as const;

export type Unit = keyof typeof UNITS;

/** One list price, without taxes, free tiers, discounts and commitments. */
export const priceSchema = z.strictObject({
  /** A family and a size or kind within it: `ec2/t4g.medium`. */
  id: z.string().regex(/^[\w-]+\/[\w.-]+$/),
  provider: z.enum(["aws", "azure"]),
  /** The AWS region, the Azure location, or `global`. */
  region: z.string().min(1),
  unit: z.enum(Object.keys(UNITS) as [Unit, ...Unit[]]),
  /** US dollars per unit. */
  price: z.number().min(0),
  /** The page that says so. A price of the Azure or AWS price API was read in public copies of it. */
  source: z.url(),
  /** The day, month or year that the page speaks of. */
  date: z.string().regex(/^\d{4}(-\d\d){0,2}$/),
  /** False where only one page said so, or one for another region. Default: true. */
  verified: z.boolean().optional(),
});

export type Price = Readonly<
  Omit<z.infer<typeof priceSchema>, "source" | "date"> & {
    /** Absent where the user gave none. */
    source?: string | undefined;
    date?: string | undefined;
  }
>;

const SHIPPED: readonly Price[] = z.array(priceSchema).parse(shipped.prices);

/** List prices by provider, id and region. */
export class PriceBook {
  readonly #prices = new Map<string, Price>();

  /** @param own a user's prices, which stand before the shipped ones */
  constructor(own: readonly Price[] = []) {
    for (const price of [...SHIPPED, ...own]) {
      this.#prices.set(keyOf(price.provider, price.id, price.region), price);
    }
  }

  /** The price in a region; else the one of everywhere; else the one of the reference region. */
  find(provider: Provider, id: string, region: string): Price | undefined {
    return [region, GLOBAL, REFERENCE_REGIONS[provider]]
      .map((each) => this.#prices.get(keyOf(provider, id, each)))
      .find((price) => price !== undefined);
  }
}

/**
 * The unit that a price of an id must have: the shipped one's, or for another size of a family that
 * of the whole family. Undefined where nothing is priced by that id.
 */
export function unitOf(provider: Provider, id: string): Unit | undefined {
  const mine = SHIPPED.filter((price) => price.provider === provider);
  const same = mine.find((price) => price.id === id);
  if (same) return same.unit;
  const units = new Set(mine.filter((each) => family(each.id) === family(id)).map((p) => p.unit));
  const [unit] = units;
  return units.size === 1 ? unit : undefined;
}

/** The shipped prices' families, such as `ec2`, with their provider in front. */
export function families(): string[] {
  return [...new Set(SHIPPED.map(({ provider, id }) => `${provider} ${family(id)}`))].sort();
}

function family(id: string): string {
  return id.split("/")[0] ?? id;
}

export function keyOf(provider: Provider, id: string, region: string): string {
  return `${provider} ${id} ${region}`;
}
