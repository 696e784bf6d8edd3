/**
 * Remembers a value for a time; a failure is not remembered.
 * @param milliseconds how long
 * @param now in milliseconds
 */
export function cached<T>(
  load: () => Promise<T>,
  milliseconds: number,
  now: () => number,
): () => Promise<T> {
  let value: { readonly promise: Promise<T>; readonly until: number } | undefined;
  return () => {
    if (value && value.until > now()) return value.promise;
    const entry = { promise: load(), until: now() + milliseconds };
    value = entry;
    entry.promise.catch(() => {
      if (value === entry) value = undefined;
    });
    return entry.promise;
  };
}
