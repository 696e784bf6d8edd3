import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

/** Times in milliseconds; the percentiles are those of the recorded values to 3 digits. */
export interface Times {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** An hour in microseconds; what takes longer counts as an hour. */
const LONGEST = 3_600_000_000;

/** An HDR histogram of times: fixed memory, each value kept to 3 significant digits. */
export class TimeHistogram {
  private readonly histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: LONGEST,
    figures: 3,
  });

  /** @param milliseconds kept in whole microseconds */
  record(milliseconds: number): void {
    const microseconds = Math.round(milliseconds * 1000);
    this.histogram.record(Math.min(LONGEST, Math.max(1, microseconds)));
  }

  get count(): number {
    return this.histogram.count;
  }

  /** The time, in milliseconds, that so many percent (above 0, up to 100) do not exceed. */
  percentile(percent: number): number {
    return this.histogram.percentile(percent) / 1000;
  }

  /** Undefined when nothing was recorded. */
  times(): Times | undefined {
    const { histogram } = this;
    if (histogram.count === 0) return undefined;
    return {
      count: histogram.count,
      min: histogram.min / 1000,
      mean: histogram.mean / 1000,
      p50: this.percentile(50),
      p95: this.percentile(95),
      p99: this.percentile(99),
      p999: this.percentile(99.9),
      max: histogram.max / 1000,
    };
  }

  /**
   * Percentiles and their times, ever denser towards 100, as far as the number of values carries:
   * the line of an HDR plot.
   */
  curve(): (readonly [percent: number, milliseconds: number])[] {
    const points: [number, number][] = [];
    if (this.count === 0) return points;
    for (let rest = 1; rest >= 1 / this.count; rest *= CURVE_STEP) {
      const percent = 100 * (1 - rest);
      points.push([percent, percent === 0 ? this.histogram.min / 1000 : this.percentile(percent)]);
    }
    return points;
  }
}

/** Eight points for each halving of what is left. */
const CURVE_STEP = 2 ** (-1 / 8);
