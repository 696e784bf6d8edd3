import type { Chats } from "../chats";
import { Heap } from "../heap";
import type { Capacity, MeanPeak, Recorder } from "../outcome";
import type { Pool } from "./pools";

export interface QueueSettings {
  /** Events a second that the webhook takes, and twice as many in a burst; above it is 429. */
  readonly requestsPerSecond: number;
  /** From the webhook until a worker may have a message, in seconds. */
  readonly queueSeconds: number;
  /** Longest call, in seconds: what takes longer is given back, and tried again. */
  readonly timeout: number;
  /** Calls of one message before it goes to the dead letters. */
  readonly attempts: number;
  /** Time until a message that was given back is seen again, in seconds. */
  readonly visibility: number;
  /** From the last token until the reply is posted to who asked, in seconds. */
  readonly postSeconds: number;
  /** Calls at once, by time; Lambda's poller of a queue begins with few. */
  readonly concurrency: {
    readonly start: number;
    readonly perMinute: number;
    readonly most: number;
  };
}

/**
 * Chats that go through the webhook, the queue and the worker. Whoever asked reads nothing before
 * the whole reply is posted.
 * @param places those of the chats that go this way, in order
 */
export function simulateQueue(
  chats: Chats,
  places: readonly number[],
  settings: QueueSettings,
  pool: Pool,
  recorder: Recorder,
): Capacity {
  return new QueueWorker(chats, settings, pool, recorder).run(places);
}

/** Time between two steps of the poller's concurrency, in seconds. */
const STEP = 60;

class QueueWorker {
  private readonly queue: number[] = [];
  private head = 0;
  private readonly ends = new Heap();
  private readonly retries = new Heap();
  private readonly calls = new Map<number, number>();
  private busy = 0;
  private callCount = 0;
  private callSeconds = 0;
  private tokens: number;
  private tokensAt = 0;
  private limit: number;
  private limitAt = STEP;
  private noted = 0;

  constructor(
    private readonly chats: Chats,
    private readonly settings: QueueSettings,
    private readonly pool: Pool,
    private readonly recorder: Recorder,
  ) {
    this.tokens = 2 * settings.requestsPerSecond;
    this.limit = settings.concurrency.start;
  }

  run(places: readonly number[]): Capacity {
    for (const place of places) {
      const at = this.chats.at[place]!;
      this.advance(at + this.settings.queueSeconds);
      if (!this.admit(at)) this.recorder.refuse(place);
      else this.enqueue(place, at + this.settings.queueSeconds);
    }
    this.advance(Infinity);
    const { duration } = this.chats;
    const instances: MeanPeak = this.pool.meanPeak(duration);
    const callSeconds = this.pool.activeSeconds ?? this.callSeconds;
    return { instances, calls: this.callCount, callSeconds };
  }

  private admit(at: number): boolean {
    const { requestsPerSecond } = this.settings;
    const refilled = this.tokens + (at - this.tokensAt) * requestsPerSecond;
    this.tokens = Math.min(2 * requestsPerSecond, refilled);
    this.tokensAt = at;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Ends calls, sees messages again and grows the concurrency, in the order of time. */
  private advance(now: number): void {
    for (;;) {
      const waits = this.head < this.queue.length;
      const growth = waits && this.limit < this.settings.concurrency.most ? this.limitAt : Infinity;
      const next = Math.min(this.ends.firstKey, this.retries.firstKey, growth);
      if (next > now || next === Infinity) break;
      this.note(next);
      if (next === this.ends.firstKey) {
        this.pool.letGo(this.ends.pop(), next);
        this.busy -= 1;
      } else if (next === this.retries.firstKey) {
        this.queue.push(this.retries.pop());
      } else {
        this.limit = Math.min(
          this.settings.concurrency.most,
          this.limit + this.settings.concurrency.perMinute,
        );
        this.limitAt = next + STEP;
      }
      this.startWaiting(next);
    }
    if (now === Infinity) {
      this.note(this.chats.duration);
      return;
    }
    this.note(now);
    // The poller goes back to few when nothing waits.
    if (now >= this.limitAt) {
      if (this.head === this.queue.length && this.busy < this.settings.concurrency.start) {
        this.limit = this.settings.concurrency.start;
      }
      this.limitAt = now + STEP;
    }
  }

  private enqueue(place: number, now: number): void {
    this.queue.push(place);
    this.startWaiting(now);
  }

  private startWaiting(now: number): void {
    while (this.head < this.queue.length && this.busy < this.limit) {
      const taken = this.pool.take(now);
      if (taken === undefined) return;
      const place = this.queue[this.head++]!;
      if (this.head === this.queue.length) {
        this.queue.length = 0;
        this.head = 0;
      }
      this.call(place, now, taken);
    }
  }

  private call(
    place: number,
    now: number,
    { instance, readyAt, cold }: { instance: number; readyAt: number; cold: boolean },
  ): void {
    const { settings, chats, recorder } = this;
    const seconds = chats.seconds[place]! + settings.postSeconds;
    const end = readyAt + Math.min(seconds, settings.timeout);
    this.busy += 1;
    this.callCount += 1;
    // The start is billed too, since 2025-08.
    this.callSeconds += end - now;
    this.ends.push(end, instance);
    if (seconds <= settings.timeout) {
      recorder.serve(place, end - chats.at[place]!, end, cold);
      return;
    }
    const calls = (this.calls.get(place) ?? 0) + 1;
    this.calls.set(place, calls);
    if (calls < settings.attempts) this.retries.push(now + settings.visibility, place);
    else recorder.cutOff(place, end);
  }

  private note(now: number): void {
    const { recorder } = this;
    const { step } = recorder.series;
    for (; this.noted < recorder.steps && now >= (this.noted + 1) * step - 1e-6; this.noted += 1) {
      recorder.noteFunctions(this.noted, {
        busy: this.busy + this.queue.length - this.head,
        places: Math.min(this.limit, this.settings.concurrency.most),
        units: this.pool.count((this.noted + 1) * step),
      });
    }
  }
}
