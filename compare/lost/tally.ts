import type { OptionOutcome } from "../options/run";
import { FATE, type Ledger } from "../simulate/ledger";
import { DELAYED, LATE, percentiles, type Percentiles } from "../simulate/outcome";
import type { Way } from "./lose";
import type { Around } from "./window";

/**
 * What came of a loss for the chats that it may touch: those that came after it, on either side, and
 * those in the works on the lost side. Times in seconds.
 */
export interface Loss {
  /** From the loss until the name no longer leads there. */
  readonly detected: number;
  /** All of them; each is in one of the next six. */
  readonly started: number;
  /** Served by the survivor at the first try. */
  readonly complete: number;
  /** Cut in the middle, and served by the survivor. */
  readonly resumed: number;
  /** Got an error, as the name still led to the lost side, and were served at a later try. */
  readonly retried: number;
  /** By the survivor, for want of places. */
  readonly refused: number;
  /** Cut or in error, and not asked again within the time that is simulated. */
  readonly failed: number;
  /** Ended by the survivor, as the longest call was over. */
  readonly tooLong: number;
  /** Cut in the middle when the side was lost, whatever became of them then. */
  readonly cut: number;
  /** Got an error at first, whatever became of them then. */
  readonly errors: number;
  /** Came to ask the survivor. */
  readonly asked: number;
  /** Of these, served with the first words more than ten seconds late. */
  readonly late: number;
  /** The longest time from asking the survivor until its first words. */
  readonly worstWait: number;
  /** From the loss until those that were cut had words again. */
  readonly resumedAfter: Percentiles | undefined;
  /** From the first try until those that got an error had words. */
  readonly retriedAfter: Percentiles | undefined;
  /** From the loss until the last chat came that was refused, or delayed by more than a second. */
  readonly wellAfter: number;
  readonly timeline: Timeline;
  readonly survivor: OptionOutcome;
  /** When the side was lost, in seconds of the survivor's series. */
  readonly lostAt: number;
}

/** Chats by the time that they asked, in equal steps from `TIMELINE.before` ahead of the loss. */
export interface Timeline {
  /** Served by the side that is lost. */
  readonly lost: Float64Array;
  /** Served by the survivor at the first try, and after an error or a cut. */
  readonly survivor: Float64Array;
  readonly back: Float64Array;
  readonly refused: Float64Array;
  /** Cut by the loss, or in error. */
  readonly broken: Float64Array;
}

/** In seconds. */
export const TIMELINE = { before: 300, after: 900, step: 10 } as const;

/** The share of the chats that asked the survivor which it refused, or served late. */
export function overShare({ refused, late, asked }: Loss): number {
  return asked === 0 ? 0 : (refused + late) / asked;
}

export class Tally {
  private readonly counts = { complete: 0, resumed: 0, retried: 0, refused: 0, tooLong: 0 };
  /** Chats that asked the survivor first. */
  private first = 0;
  private failed = 0;
  private cut = 0;
  private errors = 0;
  private asked = 0;
  private late = 0;
  private worstWait = 0;
  private wellAfter = 0;
  private readonly resumedAfter: number[] = [];
  private readonly retriedAfter: number[] = [];
  private readonly timeline: Timeline;

  constructor(
    private readonly around: Around,
    readonly detected: number,
  ) {
    const bins = (): Float64Array =>
      new Float64Array((TIMELINE.before + TIMELINE.after) / TIMELINE.step);
    this.timeline = {
      lost: bins(),
      survivor: bins(),
      back: bins(),
      refused: bins(),
      broken: bins(),
    };
  }

  /** A chat of the lost side was served before the loss. */
  end(at: number): void {
    this.mark("lost", at);
  }

  cutOff(at: number): void {
    this.cut += 1;
    this.mark("broken", at);
  }

  error(at: number): void {
    this.errors += 1;
    this.mark("broken", at);
  }

  /** A chat that was cut, or got an error, is not asked again. */
  giveUp(): void {
    this.failed += 1;
  }

  /** What the survivor made of a chat that asked it; `index` is its place in the ledger. */
  answer(place: number, at: number, way: Way, ledger: Ledger, index: number): void {
    const { lostAt, chats } = this.around;
    const fate = ledger.fate[index];
    const isServed = fate === FATE.served;
    const isBack = way === "cut" || way === "error";
    if (isServed) this.mark(isBack ? "back" : "survivor", at);
    else if (fate === FATE.refused) this.mark("refused", at);
    if (way === "own" && at <= lostAt) return;
    this.asked += 1;
    if (!isBack) this.first += 1;
    if (fate === FATE.refused) this.counts.refused += 1;
    else if (!isServed) this.counts.tooLong += 1;
    else if (way === "cut") this.counts.resumed += 1;
    else if (way === "error") this.counts.retried += 1;
    else this.counts.complete += 1;
    const delay = ledger.delay[index]!;
    if (fate === FATE.refused || (isServed && delay > DELAYED)) {
      this.wellAfter = Math.max(this.wellAfter, at - lostAt);
    }
    if (!isServed) return;
    const wait = ledger.wait[index]!;
    this.worstWait = Math.max(this.worstWait, wait);
    if (delay > LATE) this.late += 1;
    if (way === "cut") this.resumedAfter.push(at + wait - lostAt);
    if (way === "error") this.retriedAfter.push(at + wait - chats.at[place]!);
  }

  loss(survivor: OptionOutcome): Loss {
    const { counts, failed } = this;
    return {
      detected: this.detected,
      started: this.first + this.cut + this.errors,
      ...counts,
      failed,
      cut: this.cut,
      errors: this.errors,
      asked: this.asked,
      late: this.late,
      worstWait: this.worstWait,
      resumedAfter: percentiles(Float64Array.from(this.resumedAfter)),
      retriedAfter: percentiles(Float64Array.from(this.retriedAfter)),
      wellAfter: this.wellAfter,
      timeline: this.timeline,
      survivor,
      lostAt: this.around.lostAt,
    };
  }

  private mark(what: keyof Timeline, at: number): void {
    const bin = Math.floor((at - this.around.lostAt + TIMELINE.before) / TIMELINE.step);
    const bins = this.timeline[what];
    if (bin >= 0 && bin < bins.length) bins[bin]! += 1;
  }
}
