/** The places of a gateway's replica and the queue before them, as `app/gateway/slots.ts` has them. */
export class Replica {
  active = 0;
  /** When it takes chats; infinity while it waits for a node. */
  readyAt = Infinity;
  startedAt = Infinity;
  draining = false;
  /** Places of the chats that wait, the longest first, from `head` on. */
  private readonly queue: number[] = [];
  private head = 0;
  private busySeconds = 0;
  private changedAt = 0;
  private takenSeconds = 0;
  private takenAt = 0;
  private arrivals = 0;

  constructor(readonly createdAt: number) {}

  get queued(): number {
    return this.queue.length - this.head;
  }

  get outstanding(): number {
    return this.active + this.queued;
  }

  /** Begins or ends so many chats. */
  change(now: number, by: 1 | -1): void {
    this.busySeconds += this.active * (now - this.changedAt);
    this.changedAt = now;
    this.active += by;
    if (by > 0) this.arrivals += 1;
  }

  wait(place: number): void {
    this.queue.push(place);
  }

  /** Who has waited for longest; undefined when nobody does. */
  get first(): number | undefined {
    return this.queue[this.head];
  }

  /** The next that waits; undefined when nobody does. */
  next(): number | undefined {
    if (this.head === this.queue.length) return undefined;
    const place = this.queue[this.head++];
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
    return place;
  }

  /** Chats in the works, on average since the last call, and how many began. */
  sample(now: number): { active: number; started: number } {
    const busy = this.busySeconds + this.active * (now - this.changedAt);
    const time = now - this.takenAt;
    const sample = {
      active: time > 0 ? (busy - this.takenSeconds) / time : this.active,
      started: this.arrivals,
    };
    this.takenSeconds = busy;
    this.takenAt = now;
    this.arrivals = 0;
    return sample;
  }
}
