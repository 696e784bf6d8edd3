import type { Chats } from "./chats";
import type { Ledger } from "./ledger";

/** What became of the chats of one option; times in seconds. */
export interface Outcome {
  readonly chats: number;
  /** Had their whole reply. */
  readonly served: number;
  /** Served, with the first words more than a second later than an idle service gives them. */
  readonly delayed: number;
  /** Of these, by more than ten seconds: who asked may be gone. */
  readonly late: number;
  /** Refused at once or after waiting: 503, and 429 of a webhook. */
  readonly refused: number;
  /** Ended without their whole reply, as the longest call was over. */
  readonly cut: number;
  /** Served by an instance that was started for them. */
  readonly cold: number;
  /** From the moment that a chat is sent until the first words can be read. */
  readonly firstWords: Percentiles | undefined;
  /** The longest time in which chats were delayed or not served, without a minute's rest. */
  readonly absorbSeconds: number;
  readonly capacity: Capacity;
  readonly series: Series;
}

export interface Percentiles {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What ran, for the bill. */
export interface Capacity {
  readonly replicas?: MeanPeak;
  readonly nodes?: MeanPeak;
  readonly instances?: MeanPeak;
  /** Calls that were billed, and their time. */
  readonly calls?: number;
  readonly callSeconds?: number;
}

export interface MeanPeak {
  readonly mean: number;
  readonly peak: number;
}

/** Values of equal steps of time. */
export interface Series {
  /** Seconds. */
  readonly step: number;
  /** Chats in the works or waiting, at the end of each step. */
  readonly busy: Float64Array;
  /** Chats that could be in the works. */
  readonly places: Float64Array;
  /** Replicas, or instances. */
  readonly units: Float64Array;
  readonly nodes: Float64Array;
  /** Chats that came in each step and were not served. */
  readonly lost: Float64Array;
  /** The worst wait for the first words of a chat of each step. */
  readonly worst: Float64Array;
}

/** Steps of a series, so that a plot of any trace has as many. */
const STEPS = 240;

/** How much later the first words may come before a chat counts as delayed, in seconds. */
export const DELAYED = 1;

/** How much later they may come before the chat counts as late, in seconds. */
export const LATE = 10;

/** Calm that ends an episode of delays, in seconds. */
const REST = 60;

/** Takes notes of what becomes of each chat. */
export class Recorder {
  readonly series: Series;
  private readonly waits: Float64Array;
  private served = 0;
  private delayed = 0;
  private late = 0;
  private refused = 0;
  private cut = 0;
  private cold = 0;
  private troubleStart = -Infinity;
  private troubleEnd = -Infinity;
  private absorb = 0;

  /**
   * @param firstWords of an idle service, in seconds; what comes later is a delay
   * @param ledger is told what became of each chat
   */
  constructor(
    private readonly chats: Chats,
    private readonly firstWords: (place: number) => number,
    private readonly ledger?: Ledger,
  ) {
    this.waits = new Float64Array(chats.count);
    const steps = (): Float64Array => new Float64Array(STEPS);
    this.series = {
      step: chats.duration / STEPS,
      busy: steps(),
      places: steps(),
      units: steps(),
      nodes: steps(),
      lost: steps(),
      worst: steps(),
    };
  }

  /**
   * @param wait from the moment it was sent until the first words
   * @param end when the whole reply is there
   */
  serve(place: number, wait: number, end: number, cold = false): void {
    this.waits[this.served++] = wait;
    if (cold) this.cold += 1;
    const step = this.stepOf(place);
    if (wait > (this.series.worst[step] ?? 0)) this.series.worst[step] = wait;
    const delay = wait - this.firstWords(place);
    this.ledger?.serve(place, { wait, delay, end });
    if (delay <= DELAYED) return;
    this.delayed += 1;
    if (delay > LATE) this.late += 1;
    this.trouble(place);
  }

  refuse(place: number): void {
    this.refused += 1;
    this.ledger?.refuse(place);
    this.lose(place);
  }

  /** @param end when the longest call was over */
  cutOff(place: number, end: number): void {
    this.cut += 1;
    this.ledger?.cutOff(place, end);
    this.lose(place);
  }

  /** Called once for each step of the series, in order, with the state at its end. */
  note(step: number, state: { busy: number; places: number; units: number; nodes: number }): void {
    this.series.busy[step] = state.busy;
    this.series.places[step] = state.places;
    this.series.units[step] = state.units;
    this.series.nodes[step] = state.nodes;
  }

  /** The same of functions, which may stand beside containers. */
  noteFunctions(
    step: number,
    { busy, places, units }: Omit<Parameters<Recorder["note"]>[1], "nodes">,
  ): void {
    const { series } = this;
    series.busy[step] = (series.busy[step] ?? 0) + busy;
    series.places[step] = (series.places[step] ?? 0) + places;
    series.units[step] = (series.units[step] ?? 0) + units;
  }

  get steps(): number {
    return STEPS;
  }

  outcome(capacity: Capacity): Outcome {
    const { served, delayed, late, refused, cut, cold, series } = this;
    const firstWords = percentiles(this.waits.subarray(0, served));
    const absorbSeconds = this.absorb;
    const chats = this.chats.count;
    return {
      chats,
      served,
      delayed,
      late,
      refused,
      cut,
      cold,
      firstWords,
      absorbSeconds,
      capacity,
      series,
    };
  }

  private lose(place: number): void {
    const step = this.stepOf(place);
    this.series.lost[step] = (this.series.lost[step] ?? 0) + 1;
    this.trouble(place);
  }

  private trouble(place: number): void {
    const at = this.chats.at[place] ?? 0;
    if (at > this.troubleEnd + REST) this.troubleStart = at;
    this.troubleEnd = Math.max(at, this.troubleEnd);
    this.absorb = Math.max(this.absorb, this.troubleEnd - this.troubleStart);
  }

  private stepOf(place: number): number {
    return Math.min(STEPS - 1, Math.floor((this.chats.at[place] ?? 0) / this.series.step));
  }
}

/** Undefined without values. Sorts them where they are. */
export function percentiles(values: Float64Array): Percentiles | undefined {
  if (values.length === 0) return undefined;
  values.sort();
  const at = (share: number): number => values[Math.ceil(share * values.length) - 1] ?? 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The mean over time and the peak of a number that changes now and then. */
export class Level {
  private area = 0;
  private since = 0;
  private peak: number;

  constructor(private value: number) {
    this.peak = value;
  }

  set(now: number, value: number): void {
    this.area += this.value * (now - this.since);
    this.since = now;
    this.value = value;
    this.peak = Math.max(this.peak, value);
  }

  meanPeak(end: number): MeanPeak {
    this.set(end, this.value);
    return { mean: end > 0 ? this.area / end : this.value, peak: this.peak };
  }
}
