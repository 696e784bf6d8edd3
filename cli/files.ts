import { readFileSync } from "node:fs";

/** The text of a file, or undefined where there is none. */
export function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
