import type { Clock } from "../../rehearsal/checker";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  private time = 0;
  private readonly sleepers = new Set<Sleeper>();

  readonly now = (): number => this.time;

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (milliseconds <= 0 || signal.aborted) {
        resolve();
        return;
      }
      const end = (): void => {
        this.sleepers.delete(sleeper);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const sleeper = { at: this.time + milliseconds, wake: end };
      this.sleepers.add(sleeper);
      signal.addEventListener("abort", end);
    });

  /** Lets so much time pass, and whatever waits for it run. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const [next] = [...this.sleepers].sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      this.time = next.at;
      next.wake();
    }
    this.time = end;
    await settled();
  }
}

/** All promises that can go on have done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
