import { Heap } from "../heap";

/** An instance that took a request. */
export interface Taken {
  readonly instance: number;
  /** It was started for this request. */
  readonly cold: boolean;
}

/**
 * Instances that serve one request at a time, as Lambda's do. A request goes to the newest idle one,
 * and starts another when there is none; an instance ends when it was idle for long enough.
 * (Mahmoudi and Khazaei, "SimFaaS", 2021, section 3: measured on Lambda.) Times in seconds.
 */
export class Instances {
  /** Idle ones, the newest first: the key is the negative number. */
  private readonly idle = new Heap();
  private readonly living = new Set<number>();
  private readonly startedAt: number[] = [];
  /** When each was last let go; infinity while it is busy. */
  private readonly idleSince: number[] = [];
  private endedSeconds = 0;
  private busyCount = 0;

  /** @param idleLifetime after which an idle instance ends */
  constructor(private readonly idleLifetime: number) {}

  get busy(): number {
    return this.busyCount;
  }

  take(now: number): Taken {
    this.busyCount += 1;
    while (this.idle.size > 0) {
      const instance = this.idle.pop();
      if (this.endOf(instance) > now) {
        this.idleSince[instance] = Infinity;
        return { instance, cold: false };
      }
      this.end(instance);
    }
    this.idleSince.push(Infinity);
    const instance = this.startedAt.push(now) - 1;
    this.living.add(instance);
    return { instance, cold: true };
  }

  letGo(instance: number, now: number): void {
    this.busyCount -= 1;
    this.idleSince[instance] = now;
    this.idle.push(-instance, instance);
  }

  /** The sum of the lives of all instances up to a time at or after the last call. */
  instanceSeconds(now: number): number {
    let seconds = this.endedSeconds;
    for (const instance of this.living) seconds += this.lifeOf(instance, now);
    return seconds;
  }

  /** How many live at a time at or after the last call. */
  count(now: number): number {
    let count = 0;
    for (const instance of this.living) if (this.endOf(instance) > now) count += 1;
    return count;
  }

  private lifeOf(instance: number, now: number): number {
    return Math.min(now, this.endOf(instance)) - this.startedAt[instance]!;
  }

  private endOf(instance: number): number {
    return this.idleSince[instance]! + this.idleLifetime;
  }

  private end(instance: number): void {
    this.endedSeconds += this.lifeOf(instance, Infinity);
    this.living.delete(instance);
  }
}
