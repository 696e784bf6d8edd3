import { logTo, type Log, type LogFields } from "../functions/log";

export { errorName, type Log } from "../functions/log";

/**
 * A log of one JSON object a line.
 * @param write takes a line
 */
export function jsonLog(write: (line: string) => void): Log {
  const at =
    (level: string) =>
    (entry: LogFields): void =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, ...entry })}\n`);
  return logTo({ info: at("info"), warn: at("warn"), error: at("error") });
}
