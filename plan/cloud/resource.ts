import { createHash } from "node:crypto";

import type { Json, JsonObject } from "../types";

/** The account that every fake cloud answer belongs to: the one AWS uses in its documentation. */
export const AWS_ACCOUNT = "123456789012";
export const AZURE_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
export const AZURE_TENANT = "11111111-1111-1111-1111-111111111111";

/** What the cloud adds to a new resource. */
export interface Creation {
  readonly id: string;
  /** Values that exist only after creation, so a first preview does not know them. */
  readonly outputs: JsonObject;
  /** Values that the provider fills in before it creates anything, like a generated name. */
  readonly defaults: JsonObject;
}

export type Rule = (resource: FakeResource) => {
  readonly id: string;
  readonly outputs?: JsonObject;
  readonly defaults?: JsonObject;
};

/** A resource on its way into the fake cloud, with what its identifiers are made of. */
export class FakeResource {
  constructor(
    readonly type: string,
    readonly name: string,
    readonly inputs: JsonObject,
    readonly region: string,
    /** What the identifiers are derived from: unique within a stack, the same in each run. */
    private readonly key: string,
    private readonly nextAddress: (hash: number) => string,
  ) {}

  hex(length: number, salt = ""): string {
    return createHash("sha256").update(`${this.key}|${salt}`).digest("hex").slice(0, length);
  }

  digits(length: number, salt = ""): string {
    return String(BigInt(`0x${this.hex(40, salt)}`)).slice(0, length);
  }

  capitals(length: number, salt = ""): string {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bytes = createHash("sha256").update(`${this.key}|${salt}`).digest();
    return Array.from(bytes.subarray(0, length), (byte) => letters[byte % 32]).join("");
  }

  uuid(salt = ""): string {
    const hex = this.hex(32, `uuid ${salt}`);
    const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
    return [...parts, `a${hex.slice(17, 20)}`, hex.slice(20)].join("-");
  }

  /** A public address from the ranges reserved for documentation. */
  address(salt = ""): string {
    return this.nextAddress(Number.parseInt(this.hex(8, `address ${salt}`), 16));
  }

  /** The input as text, or undefined where it is absent or no text. */
  text(key: string): string | undefined {
    const value = this.inputs[key];
    return typeof value === "string" ? value : undefined;
  }

  list(key: string): readonly Json[] {
    return asList(this.inputs[key]);
  }

  group(key: string): JsonObject {
    return asGroup(this.inputs[key]);
  }
}

/** The value if it is a list; otherwise an empty one. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The value if it is an object; otherwise an empty one. */
export function asGroup(value: Json | undefined): JsonObject {
  const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
  return isGroup ? (value as JsonObject) : {};
}

/** Hands out addresses of the documentation ranges, none of them twice in one run. */
export function addressBook(): (hash: number) => string {
  const ranges = ["192.0.2", "198.51.100", "203.0.113"];
  const size = ranges.length * 254;
  const taken = new Set<number>();
  return (hash) => {
    let index = hash % size;
    while (taken.has(index) && taken.size < size) index = (index + 1) % size;
    taken.add(index);
    return `${ranges[Math.floor(index / 254)] ?? ""}.${(index % 254) + 1}`;
  };
}
