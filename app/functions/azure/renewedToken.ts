/** A token and its end, in milliseconds since 1970. */
export interface Token {
  readonly text: string;
  readonly end: number;
}

interface Entry {
  readonly promise: Promise<string>;
  /** When to ask for the next one, in milliseconds since 1970. */
  until: number;
}

/** A new token is asked for so long before the end of the old one, in milliseconds. */
const EARLY = 5 * 60 * 1000;

/**
 * Tokens, each used until shortly before its end; a failure is not remembered.
 * @param now in milliseconds since 1970
 */
export function renewedToken(load: () => Promise<Token>, now: () => number): () => Promise<string> {
  let current: Entry | undefined;
  const ask = (): Entry => {
    const entry: Entry = {
      until: Infinity,
      promise: load().then(({ text, end }) => {
        entry.until = end - EARLY;
        return text;
      }),
    };
    entry.promise.catch(() => {
      if (current === entry) current = undefined;
    });
    return entry;
  };
  return () => {
    if (!current || current.until <= now()) current = ask();
    return current.promise;
  };
}
