/** Chats to come, before it is known how fast a model answers. Times in seconds from the first. */
export interface Traffic {
  /** What it is, for people. */
  readonly title: string;
  readonly at: Float64Array;
  /** Length of each reply in tokens; absent where the trace does not tell it. */
  readonly outputTokens?: Float64Array;
  readonly duration: number;
}

/** The most chats of a run: what a day of a large service has. */
export const MOST_CHATS = 5_000_000;

/** The longest trace, in seconds: a month. */
export const LONGEST = 31 * 86_400;
