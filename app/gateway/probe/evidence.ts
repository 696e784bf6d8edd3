import type { ErrorCode } from "../api/api";

/** Why something does not work: a failure's code, or that nothing is known of it by now. */
export type Reason = ErrorCode | "unknown";

export type Verdict =
  /** It works; `age` is how long ago it was last seen to, in milliseconds. */
  | { readonly works: true; readonly age: number }
  | { readonly works: false; readonly reason: Reason };

/** One call, of which any number of signs may come. */
export interface Call {
  worked(): void;
  /** It ended with a failure, whatever worked of it before. */
  failed(code: ErrorCode): void;
}

interface Entry {
  at: number;
  readonly failed: boolean;
}

/** Calls that are looked back at. */
const LOOK_BACK = 10;

/** Fewest failures that tell anything: one may be chance. */
const FEWEST_FAILURES = 2;

/**
 * What the last calls tell of something that chats need. It fails when more than half of the last
 * ten calls failed, and at least two; it works again when that is no longer so of newer ones.
 */
export class Evidence {
  private entries: Entry[] = [];
  private seen = -Infinity;
  private isFailing = false;
  private last: { readonly code: ErrorCode; readonly at: number } | undefined;

  /**
   * @param knownFor how long a call counts, in milliseconds
   * @param now in milliseconds
   */
  constructor(
    private readonly knownFor: number,
    private readonly now: () => number,
  ) {}

  call(): Call {
    let entry: Entry | undefined;
    return {
      worked: () => {
        this.seen = this.now();
        if (entry) entry.at = this.seen;
        else this.add((entry = { at: this.seen, failed: false }));
      },
      failed: (code) => {
        this.entries = this.entries.filter((one) => one !== entry);
        this.last = { code, at: this.now() };
        this.add({ at: this.last.at, failed: true });
      },
    };
  }

  get verdict(): Verdict {
    const { last, seen } = this;
    const now = this.now();
    if (!this.isFailing && now - seen <= this.knownFor) return { works: true, age: now - seen };
    const isKnown = last !== undefined && now - last.at <= this.knownFor;
    return { works: false, reason: isKnown ? last.code : "unknown" };
  }

  private add(entry: Entry): void {
    const recent = this.entries.filter(({ at }) => entry.at - at <= this.knownFor);
    this.entries = [...recent, entry].slice(-LOOK_BACK);
    const failures = this.entries.filter(({ failed }) => failed).length;
    this.isFailing = failures >= FEWEST_FAILURES && failures * 2 > this.entries.length;
  }
}
