/** What may be logged: never a body, a key, or anything else that a sender wrote but its event's id. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** One entry per event. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

type Write = (entry: LogFields) => void;

/** Logs through the functions of a cloud's own logger, such as `console` in Lambda. */
export function logTo(logger: Record<keyof Log, Write>): Log {
  const entry =
    (write: Write) =>
    (event: string, fields: LogFields = {}): void =>
      write({ event, ...fields });
  return {
    info: entry((fields) => logger.info(fields)),
    warn: entry((fields) => logger.warn(fields)),
    error: entry((fields) => logger.error(fields)),
  };
}

/** A short name of an error, which says nothing of the data that caused it. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === "string" ? `${error.name} ${code}` : error.name;
}
