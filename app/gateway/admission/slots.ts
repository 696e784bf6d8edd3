import { ApiError } from "../api/errors";

/** Gives a place back; calling it again does nothing. */
export type Release = () => void;

interface Waiting {
  readonly take: (release: Release) => void;
  readonly refuse: (error: Error) => void;
}

/** The places for chats on this replica, and the queue before them. */
export class Slots {
  private taken = 0;
  private readonly queue = new Set<Waiting>();
  private closed = false;

  /**
   * @param places most chats at once
   * @param mostQueued most chats that wait for a place
   * @param longestWait in milliseconds; whoever waits longer is refused
   */
  constructor(
    private readonly places: number,
    private readonly mostQueued: number,
    private readonly longestWait: number,
  ) {}

  get inFlight(): number {
    return this.taken;
  }

  get queued(): number {
    return this.queue.size;
  }

  /**
   * Waits for a place.
   * @param signal leaves the queue
   * @throws ApiError `full` or `draining`, or the signal's reason
   */
  async acquire(signal: AbortSignal): Promise<Release> {
    if (this.closed) throw draining();
    if (this.taken < this.places && this.queue.size === 0) return this.force();
    if (this.queue.size >= this.mostQueued) throw full();
    return await this.wait(signal);
  }

  /** A place beyond all limits, for a reply that another replica has left. */
  force(): Release {
    this.taken += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.taken -= 1;
      this.next();
    };
  }

  /** Refuses all who wait, and all who come. */
  close(): void {
    this.closed = true;
    for (const { refuse } of this.queue) refuse(draining());
  }

  private async wait(signal: AbortSignal): Promise<Release> {
    signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      // A place goes to the first in the queue: who gives up must not be found there any more.
      const leave = (): void => {
        this.queue.delete(entry);
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      };
      const entry: Waiting = {
        take: (release) => {
          leave();
          resolve(release);
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = (): void => entry.refuse(signal.reason as Error);
      const timer = setTimeout(() => entry.refuse(full()), this.longestWait);
      signal.addEventListener("abort", abort);
      this.queue.add(entry);
    });
  }

  private next(): void {
    const [first] = this.queue;
    if (!first || this.taken >= this.places) return;
    first.take(this.force());
  }
}

/** Replies last for about a minute: a few seconds are a fair guess of when one ends. */
const RETRY_SECONDS = 5;

function full(): ApiError {
  return new ApiError("full", "Every place for a chat is taken. Try again soon.", RETRY_SECONDS);
}

/** Another replica takes the next try. */
export function draining(): ApiError {
  return new ApiError("draining", "This replica is stopping. Try again.", 1);
}
