import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Acquired, SessionStore } from "../store/store";
import type { Feed } from "./feed";

/** The right to go on with a reply, and what is needed for it. */
export interface Lease {
  readonly owner: string;
  readonly acquired: Acquired;
}

interface FollowerParts {
  readonly store: Pick<SessionStore, "acquire" | "read">;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Wait between two looks at a reply that another replica makes, in milliseconds. */
const POLL = 50;

/** The same while the store is away, in milliseconds. */
const AWAY_POLL = 500;

/** How often the owner of a followed reply is told of its listeners, in milliseconds. */
const TOUCH = 3000;

/** How long a followed reply is kept while nobody listens here, in milliseconds. */
export const FOLLOW_GRACE = 5000;

/** How long the store may be away before those who follow are sent off to try again, in milliseconds. */
const FOLLOW_PATIENCE = 30_000;

/** Brings the events of a reply that another replica makes to those who listen here. */
export class Follower {
  private touched = 0;
  private reached: number;
  private isAway = false;

  /** @param isExpired whether the other replica is known to be gone */
  constructor(
    private readonly parts: FollowerParts,
    private readonly id: string,
    private readonly feed: Feed,
    private isExpired: boolean,
  ) {
    this.reached = parts.now();
  }

  /**
   * Follows until the feed is closed, or the other replica is gone.
   * @returns the lease in the latter case: this replica goes on
   */
  async run(): Promise<Lease | undefined> {
    for (;;) {
      const lease = await this.look().catch((error: unknown) => this.miss(error));
      if (lease) return lease;
      if (this.feed.idle > FOLLOW_GRACE) this.feed.close("cut");
      if (this.feed.closed !== undefined) return undefined;
      await sleep(this.isAway ? AWAY_POLL : POLL);
    }
  }

  private async look(): Promise<Lease | undefined> {
    const { store, now } = this.parts;
    const owner = randomUUID();
    const acquired = this.isExpired ? await store.acquire(this.id, owner) : undefined;
    if (acquired) {
      // The last owner may have written until its lease was taken.
      await this.read(false);
      return { owner, acquired };
    }
    const touch = now() - this.touched > TOUCH && this.feed.idle === 0;
    if (touch) this.touched = now();
    const state = await this.read(touch);
    this.reached = now();
    this.isAway = false;
    if (state?.done !== false) this.feed.close(state ? "ended" : "cut");
    this.isExpired = state?.expired === true;
    return undefined;
  }

  private async read(touch: boolean): ReturnType<SessionStore["read"]> {
    const state = await this.parts.store.read(this.id, this.feed.length, touch);
    if (state) this.feed.append(state.events);
    return state;
  }

  private miss(error: unknown): undefined {
    // Once for each time that the store goes away, not at every look.
    if (!this.isAway) this.parts.report(error);
    this.isAway = true;
    if (this.parts.now() - this.reached > FOLLOW_PATIENCE) this.feed.close("cut");
  }
}
