import { createHmac } from "node:crypto";

/** What a text is known by to those who have the key: HMAC-SHA256, half of it, in hexadecimal. */
export function digest(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex").slice(0, 32);
}
