import type { InvocationContext } from "@azure/functions";
import { logTo, type Log } from "../log";

/** A log that the Functions host takes to where the app's log is. */
export function logOf(context: InvocationContext): Log {
  return logTo({
    info: (entry) => context.log(JSON.stringify(entry)),
    warn: (entry) => context.warn(JSON.stringify(entry)),
    error: (entry) => context.error(JSON.stringify(entry)),
  });
}
