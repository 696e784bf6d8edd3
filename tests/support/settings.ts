import assert from "node:assert/strict";
import { SettingsError } from "../../app/functions/settings";
import { readSettings } from "../../app/gateway/settings";

/** What is wrong with a gateway's environment. */
export function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.problems;
  }
  return [];
}
