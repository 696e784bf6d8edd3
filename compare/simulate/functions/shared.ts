interface Shared {
  calls: number;
  readonly startedAt: number;
  /** When it takes its first call. */
  readonly readyAt: number;
  idleSince: number;
}

/**
 * Instances that serve several calls at once, as Flex Consumption's do: calls fill one after the
 * other, and one more is started when all are full. Times in seconds.
 */
export class SharedInstances {
  private readonly all: (Shared | undefined)[] = [];
  private activeTotal = 0;
  private livingTotal = 0;

  constructor(
    private readonly settings: {
      readonly callsPerInstance: number;
      readonly most: number;
      readonly alwaysReady: number;
      readonly startSeconds: number;
      readonly idleLifetime: number;
      /** Least time that is billed when an instance works, in seconds. */
      readonly leastBilled: number;
    },
  ) {
    for (let count = 0; count < settings.alwaysReady; count += 1) {
      this.all.push({ calls: 0, startedAt: 0, readyAt: -Infinity, idleSince: 0 });
    }
  }

  /** @returns undefined when all are full and no more may start */
  take(now: number): { instance: number; readyAt: number; cold: boolean } | undefined {
    const { callsPerInstance, most, startSeconds } = this.settings;
    this.endIdle(now);
    let free = this.all.findIndex((one) => one !== undefined && one.calls < callsPerInstance);
    if (free < 0) {
      if (this.count >= most) return undefined;
      const readyAt = now + startSeconds;
      free = this.all.push({ calls: 0, startedAt: now, readyAt, idleSince: now }) - 1;
    }
    const one = this.all[free]!;
    if (one.calls === 0) one.idleSince = Infinity;
    if (one.calls++ === 0) this.activeSince.set(free, Math.max(now, one.readyAt));
    return { instance: free, readyAt: Math.max(now, one.readyAt), cold: one.readyAt > now };
  }

  letGo(instance: number, now: number): void {
    const one = this.all[instance];
    if (one === undefined) return;
    one.calls -= 1;
    if (one.calls > 0) return;
    one.idleSince = now;
    const active = now - (this.activeSince.get(instance) ?? now);
    this.activeTotal += Math.max(this.settings.leastBilled, active);
  }

  get count(): number {
    return this.all.reduce((sum, one) => (one === undefined ? sum : sum + 1), 0);
  }

  /** Time in which instances had at least one call. */
  get activeSeconds(): number {
    return this.activeTotal;
  }

  /** The sum of the lives of all instances up to a time at or after the last call. */
  instanceSeconds(now: number): number {
    this.endIdle(now);
    const living = this.all.reduce((sum, one) => sum + (one ? now - one.startedAt : 0), 0);
    return this.livingTotal + living;
  }

  private readonly activeSince = new Map<number, number>();

  private endIdle(now: number): void {
    const { alwaysReady, idleLifetime } = this.settings;
    for (let index = alwaysReady; index < this.all.length; index += 1) {
      const one = this.all[index];
      if (one === undefined || one.idleSince + idleLifetime > now) continue;
      this.livingTotal += one.idleSince + idleLifetime - one.startedAt;
      this.all[index] = undefined;
    }
  }
}
