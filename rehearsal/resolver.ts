import type { SideName } from "./nameSwitch";

export interface Answer {
  readonly side: SideName;
  /** When it was given, in milliseconds. */
  readonly at: number;
}

/** A client's view of the name: each answer is kept for its time to live. */
export class Resolver {
  private kept: Answer | undefined;

  /**
   * @param ask the name
   * @param ttl in milliseconds
   * @param now in milliseconds
   */
  constructor(
    private readonly ask: () => SideName,
    private readonly ttl: number,
    private readonly now: () => number,
  ) {}

  answer(): Answer {
    const at = this.now();
    if (!this.kept || at - this.kept.at >= this.ttl) this.kept = { side: this.ask(), at };
    return this.kept;
  }
}
