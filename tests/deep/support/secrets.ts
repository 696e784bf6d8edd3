import { SECRET, type Json } from "../../../plan/types";

/** No secret is in a plan; this takes its place, in a form and length that services accept. */
const SOME_SECRET = "Some-secret-of-32-characters-000";

/** A planned value with something in the place of its secrets. */
export function withSecrets(value: Json): Json {
  if (value === SECRET) return SOME_SECRET;
  if (Array.isArray(value)) return (value as readonly Json[]).map(withSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withSecrets(item)]));
}
