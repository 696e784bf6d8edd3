import type { Times } from "./histogram";

/** What a run found. Plain data, as it is written to load.json. */
export interface LoadReport {
  /** What was asked for. */
  readonly run: RunSettings;
  /** Seconds from the start to the end of the last stream. */
  readonly seconds: number;
  /** Whether the run was broken off before its time. */
  readonly interrupted: boolean;
  readonly chats: ChatCounts;
  /** Milliseconds from the moment that a chat was due to its first token. */
  readonly firstToken: Times | undefined;
  /** Milliseconds between a token and the next one. */
  readonly gaps: Times | undefined;
  /** Milliseconds from the moment that a chat was due to the end of its complete reply. */
  readonly reply: Times | undefined;
  /** Percentiles of the time to first token. */
  readonly firstTokenCurve: readonly (readonly [percent: number, milliseconds: number])[];
  readonly stream: StreamCounts;
  readonly generator: GeneratorHealth;
  /** The run in steps of equal length. */
  readonly series: Series;
}

export interface RunSettings {
  readonly urls: readonly string[];
  readonly protocol: string;
  readonly shape: string;
  /** Chats per second. */
  readonly rate: number;
  readonly spike: number;
  /** Seconds. */
  readonly duration: number;
  readonly seed: number;
}

/** Each chat that was due is counted once among the outcomes. */
export interface ChatCounts {
  readonly due: number;
  readonly complete: number;
  /** Why complete replies ended, by the server's word. */
  readonly ends: Readonly<Record<string, number>>;
  readonly shed: readonly ShedCount[];
  /** By code. */
  readonly failed: Readonly<Record<string, number>>;
  readonly truncated: number;
  /** Still open when the run was over. */
  readonly unfinished: number;
  /** Not sent, because the generator held as many streams as it may. */
  readonly notSent: number;
}

export interface ShedCount {
  readonly status: number;
  readonly count: number;
  /** How many named no time to come back. */
  readonly withoutRetryAfter: number;
  /** Seconds: the shortest and the longest Retry-After. */
  readonly retryAfter?: readonly [number, number];
}

export interface StreamCounts {
  readonly tokens: number;
  /** How often a lost connection was replaced and the reply went on. */
  readonly resumed: number;
  /** Events that never came, by the gaps in their numbers. */
  readonly lost: number;
  /** Events that came again. */
  readonly doubled: number;
  readonly mostOpen: number;
}

/** Whether the generator kept up. */
export interface GeneratorHealth {
  /** Milliseconds from the moment that a chat was due to the moment that it was sent. */
  readonly late: Times | undefined;
  /** Share of the run in which its event loop was busy, from 0 to 1. */
  readonly busy: number;
}

export interface Series {
  /** Seconds of one step. */
  readonly step: number;
  readonly steps: readonly Step[];
}

/** Chats by the step in which they were due; `open` is the most at once within the step. */
export interface Step {
  readonly due: number;
  readonly complete: number;
  readonly shed: number;
  /** Failed, truncated or not sent. */
  readonly failed: number;
  readonly open: number;
  /** Milliseconds to the first token; undefined when no chat of the step had one. */
  readonly firstToken: { readonly p50: number; readonly p99: number } | undefined;
}
