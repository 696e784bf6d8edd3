import type { ErrorCode } from "../api/api";
import { Evidence, type Call, type Verdict } from "./evidence";

/** How something is checked; times in milliseconds. */
export interface CheckTimes {
  /** Between two checks, and how long other calls make one needless. */
  readonly every: number;
  /** Longest time of one. */
  readonly limit: number;
  /** How long its outcome counts. */
  readonly knownFor: number;
}

export interface CheckParts {
  /** Tries once whether it works, and throws when it does not. */
  readonly run: (signal: AbortSignal) => Promise<unknown>;
  readonly codeOf: (error: unknown) => ErrorCode;
  /** What it is that took longer than the limit. */
  readonly late: ErrorCode;
  readonly times: CheckTimes;
  /** In milliseconds. */
  readonly now: () => number;
  /** Told of each check's outcome. */
  readonly onChecked: (outcome: ErrorCode | "ok") => void;
}

const LATE = new Error("The check took too long.");

/** What is known of something that chats need, by the calls that others made, else by its own. */
export class Check {
  private readonly evidence: Evidence;
  private over = new AbortController();
  private isClosed = false;
  private running: Promise<void> | undefined;
  private started = -Infinity;

  constructor(private readonly parts: CheckParts) {
    this.evidence = new Evidence(parts.times.knownFor, parts.now);
  }

  /** For a call that is made anyway. */
  call(): Call {
    return this.evidence.call();
  }

  get verdict(): Verdict {
    return this.evidence.verdict;
  }

  /** Starts a check when one is due; resolves at the end of the one that is under way, if any is. */
  refresh(): Promise<void> {
    const { verdict, parts } = this;
    const { every } = parts.times;
    const isFresh = verdict.works && verdict.age < every;
    const now = parts.now();
    if (!this.running && !isFresh && now - this.started >= every && !this.isClosed) {
      this.started = now;
      this.running = this.run().finally(() => (this.running = undefined));
    }
    return this.running ?? Promise.resolve();
  }

  /** Ends a check that is under way, without an outcome. */
  close(): void {
    this.isClosed = true;
    this.over.abort();
  }

  private async run(): Promise<void> {
    const { run, codeOf, late, times, onChecked } = this.parts;
    const over = (this.over = new AbortController());
    const call = this.call();
    const timer = setTimeout(() => over.abort(LATE), times.limit);
    // What is asked may not heed the signal.
    const cut = new Promise<never>((_, reject) =>
      over.signal.addEventListener("abort", () => reject(over.signal.reason as Error)),
    );
    try {
      await Promise.race([run(over.signal), cut]);
      call.worked();
      onChecked("ok");
    } catch (error) {
      if (this.isClosed) return;
      const code = over.signal.reason === LATE ? late : codeOf(error);
      call.failed(code);
      onChecked(code);
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }
}
