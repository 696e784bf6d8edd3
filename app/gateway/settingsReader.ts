import { readFileSync } from "node:fs";
import { SettingsReader } from "../functions/settings";

/** Names of this machine. */
export const LOOPBACK = ["localhost", "127.0.0.1", "::1", "[::1]"];

/** Largest number, as of seconds: Node's timers overflow at 2^31 ms, and then fire at once. */
const LARGEST = 2_000_000;

/** Reads the gateway's settings, each of which has a default where one is safe. */
export class GatewaySettingsReader extends SettingsReader {
  /** A whole number. */
  number(name: string, byDefault: number, least = 0, most = LARGEST): number {
    const text = this.optional(name);
    if (text === undefined) return byDefault;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      this.refuse(`${name} must be a whole number from ${least} to ${most}.`);
    }
    return value;
  }

  /** A port; 0 for any that is free. */
  port(name: string, byDefault: number, least = 0): number {
    return this.number(name, byDefault, least, 65_535);
  }

  /** One of a few words; the first one when it is not given. */
  choice<T extends string>(name: string, first: T, ...others: readonly T[]): T {
    return this.optional(name) === undefined ? first : this.oneOf(name, first, ...others);
  }

  /** An https address; plain http only to this machine. */
  url(name: string): string {
    const text = this.text(name);
    if (text === "") return text;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isSafe =
      url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.includes(url.hostname));
    if (!isSafe) this.refuse(`${name} must be an https address.`);
    return text;
  }

  /** A secret, in a variable or in the file that a variable names. */
  secret(name: string): string | undefined {
    const file = this.optional(`${name}_FILE`);
    if (file === undefined) return this.optional(name);
    try {
      const text = readFileSync(file, "utf8").trim();
      if (text === "") this.refuse(`${name}_FILE names a file that is empty.`);
      return text;
    } catch {
      this.refuse(`${name}_FILE names a file that cannot be read.`);
      return undefined;
    }
  }
}
