/** What is known of an event: ours to answer, in another worker's hands, or answered. */
export type Claim = "claimed" | "busy" | "done";

/** Remembers which events are answered, so that one that is delivered twice is answered once. */
export interface Ledger {
  /**
   * Takes an event, for as long as a worker may run.
   * @param holder who takes it: the same holder may take it again
   */
  claim(id: string, holder: string): Promise<Claim>;
  /** The event is answered. */
  complete(id: string): Promise<void>;
  /** The event could not be answered this time: the next delivery may try at once. */
  release(id: string, holder: string): Promise<void>;
}

/** How long an answered event is remembered: the queues deliver nothing that is older. */
export const REMEMBERED_SECONDS = 4 * 24 * 3600;

/** A claim outlives its worker by this: by then, the worker is stopped by its time-out. */
export const CLAIM_MARGIN_SECONDS = 5;

interface Entry {
  readonly holder: string;
  readonly done: boolean;
  readonly until: number;
}

/**
 * A ledger in one instance's memory. It knows nothing of other instances, nor of a former life:
 * receivers see the event's id in `Idempotency-Key` and drop what comes twice.
 * @param claimSeconds how long a claim holds
 * @param now in milliseconds
 * @param most entries kept; the oldest go first
 */
export function memoryLedger(claimSeconds: number, now: () => number, most = 10_000): Ledger {
  const entries = new Map<string, Entry>();
  const put = (id: string, entry: Entry): void => {
    entries.delete(id);
    entries.set(id, entry);
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
  };
  const current = (id: string): Entry | undefined => {
    const entry = entries.get(id);
    return entry && entry.until > now() ? entry : undefined;
  };
  return {
    claim: (id, holder) => {
      const entry = current(id);
      if (entry?.done === true) return Promise.resolve("done");
      if (entry && entry.holder !== holder) return Promise.resolve("busy");
      put(id, { holder, done: false, until: now() + claimSeconds * 1000 });
      return Promise.resolve("claimed");
    },
    complete: (id) => {
      put(id, { holder: "", done: true, until: now() + REMEMBERED_SECONDS * 1000 });
      return Promise.resolve();
    },
    release: (id, holder) => {
      const entry = entries.get(id);
      if (entry?.done === false && entry.holder === holder) entries.delete(id);
      return Promise.resolve();
    },
  };
}
