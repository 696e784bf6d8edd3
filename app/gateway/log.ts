import { logTo, type Log, type LogFields } from "../functions/log";
import type { Produced } from "./reply/producer";

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

/** Logs how a reply ended here, and how fast it was, in milliseconds: nothing that anybody wrote. */
export function logReply(log: Log, result: Produced): void {
  const { outcome, reason, tokens, streaming: streamingMs, firstToken: firstTokenMs } = result;
  const first = firstTokenMs === undefined ? {} : { firstTokenMs };
  log.info("reply", { outcome, reason, tokens, ...first, streamingMs });
}
