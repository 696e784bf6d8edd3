interface Entry<T> {
  readonly value: T;
  weight: number;
  /** In milliseconds since 1970. */
  readonly until: number;
}

/** How long an entry that grows keeps its place among the others, in milliseconds. */
const PLACE = 1000;

/**
 * A map whose entries end some time after they were last set, and whose oldest give way to new ones
 * when all together grow too heavy.
 */
export class Expiring<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private total = 0;

  /**
   * @param heaviest weight of all entries together
   * @param milliseconds how long one lives
   * @param now in milliseconds since 1970
   */
  constructor(
    private readonly heaviest: number,
    private readonly milliseconds: number,
    private readonly now: () => number,
  ) {}

  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.until > this.now()) return entry?.value;
    this.delete(key);
    return undefined;
  }

  set(key: string, value: T, weight = 1): void {
    this.delete(key);
    this.entries.set(key, { value, weight, until: this.now() + this.milliseconds });
    this.total += weight;
    // A map keeps the order of insertion, so that the first is the one set longest ago.
    for (const [oldest, { until }] of this.entries) {
      if (this.total <= this.heaviest && until > this.now()) break;
      this.delete(oldest);
    }
  }

  /** Sets an entry that is there already, at little cost when that is done again and again. */
  grow(key: string, weight: number): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    const isRecent = entry.until - this.milliseconds + PLACE > this.now();
    const total = this.total + weight - entry.weight;
    if (!isRecent || total > this.heaviest) {
      this.set(key, entry.value, weight);
      return;
    }
    this.total = total;
    entry.weight = weight;
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.total -= entry.weight;
    this.entries.delete(key);
  }
}
