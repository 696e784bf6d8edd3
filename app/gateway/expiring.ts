interface Entry<T> {
  readonly value: T;
  /** In milliseconds since 1970. */
  readonly until: number;
}

/** A map whose entries end some time after they were last set, and whose oldest give way to new ones. */
export class Expiring<T> {
  private readonly entries = new Map<string, Entry<T>>();

  /**
   * @param most entries at once
   * @param milliseconds how long one lives
   * @param now in milliseconds since 1970
   */
  constructor(
    private readonly most: number,
    private readonly milliseconds: number,
    private readonly now: () => number,
  ) {}

  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.until > this.now()) return entry?.value;
    this.entries.delete(key);
    return undefined;
  }

  set(key: string, value: T): void {
    // A map keeps the order of insertion, so that the first is the one set longest ago.
    this.entries.delete(key);
    this.entries.set(key, { value, until: this.now() + this.milliseconds });
    for (const [oldest, { until }] of this.entries) {
      if (this.entries.size <= this.most && until > this.now()) break;
      this.entries.delete(oldest);
    }
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
