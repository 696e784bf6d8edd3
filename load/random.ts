import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

/** Gives the next number from 0 (included) to 1 (excluded), evenly spread. */
export type Random = () => number;

/** The same seed, a whole number, gives the same numbers on every machine. */
export function seededRandom(seed: number): Random {
  // The library's faster generators begin with numbers near 1 whatever the seed is.
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}
