import { TimeHistogram } from "./histogram";
import type { Outcome } from "./outcome";
import type { ChatCounts, Series, ShedCount, StreamCounts } from "./report";

/** Seconds that one step of a run's series may take; the first that needs few enough steps is taken. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300];
const MOST_STEPS = 60;

/** One step while it is counted. */
class StepCounts {
  due = 0;
  complete = 0;
  shed = 0;
  failed = 0;
  open = 0;
  readonly firstToken = new TimeHistogram();
}

/** Counts what the streams of a run tell. All times are milliseconds since the run's start. */
export class Recorder {
  readonly firstToken = new TimeHistogram();
  readonly gaps = new TimeHistogram();
  readonly reply = new TimeHistogram();
  readonly late = new TimeHistogram();
  open = 0;
  due = 0;
  private tokens = 0;
  private resumes = 0;
  private lost = 0;
  private doubled = 0;
  private mostOpen = 0;
  private notSentCount = 0;
  private readonly kinds = { complete: 0, shed: 0, failed: 0, truncated: 0, unfinished: 0 };
  private readonly ends = new Map<string, number>();
  private readonly codes = new Map<string, number>();
  private readonly shed = new Map<number, ShedCount>();
  private readonly step: number;
  private readonly steps: StepCounts[];

  /** @param duration of the run, in seconds */
  constructor(duration: number) {
    this.step = STEPS.find((seconds) => duration / seconds <= MOST_STEPS) ?? duration;
    this.steps = Array.from({ length: Math.ceil(duration / this.step) }, () => new StepCounts());
  }

  /** Notes how many streams are open: to be called at least once in each step. */
  look(at: number): void {
    const step = this.stepOf(at);
    step.open = Math.max(step.open, this.open);
  }

  /** Chats that were refused, failed, were truncated or not sent. */
  get notServed(): number {
    const { shed, failed, truncated } = this.kinds;
    return shed + failed + truncated + this.notSentCount;
  }

  sent(due: number, at: number): void {
    this.count(due);
    this.late.record(at - due);
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    this.look(at);
  }

  notSent(due: number): void {
    this.count(due).failed += 1;
    this.notSentCount += 1;
  }

  token(due: number, at: number, gap: number | undefined): void {
    this.tokens += 1;
    if (gap === undefined) {
      this.firstToken.record(at - due);
      this.stepOf(due).firstToken.record(at - due);
    } else {
      this.gaps.record(gap);
    }
  }

  resumed(): void {
    this.resumes += 1;
  }

  irregular(lost: number, doubled: number): void {
    this.lost += lost;
    this.doubled += doubled;
  }

  done(due: number, at: number, outcome: Outcome): void {
    this.look(at);
    this.open -= 1;
    this.kinds[outcome.kind] += 1;
    const step = this.stepOf(due);
    switch (outcome.kind) {
      case "complete":
        step.complete += 1;
        this.reply.record(at - due);
        add(this.ends, outcome.reason);
        break;
      case "shed":
        step.shed += 1;
        this.addShed(outcome.status, outcome.retryAfter);
        break;
      case "failed":
        step.failed += 1;
        add(this.codes, outcome.code);
        break;
      case "truncated":
        step.failed += 1;
        break;
      case "unfinished":
        break;
    }
  }

  chats(): ChatCounts {
    const { complete, truncated, unfinished } = this.kinds;
    return {
      due: this.due,
      complete,
      ends: Object.fromEntries(this.ends),
      shed: [...this.shed.values()].sort((a, b) => a.status - b.status),
      failed: Object.fromEntries(this.codes),
      truncated,
      unfinished,
      notSent: this.notSentCount,
    };
  }

  stream(): StreamCounts {
    const { tokens, resumes, lost, doubled, mostOpen } = this;
    return { tokens, resumed: resumes, lost, doubled, mostOpen };
  }

  series(): Series {
    const steps = this.steps.map(({ firstToken, ...counts }) => ({
      ...counts,
      firstToken:
        firstToken.count === 0
          ? undefined
          : { p50: firstToken.percentile(50), p99: firstToken.percentile(99) },
    }));
    return { step: this.step, steps };
  }

  private count(due: number): StepCounts {
    this.due += 1;
    const step = this.stepOf(due);
    step.due += 1;
    return step;
  }

  private addShed(status: number, retryAfter: number | undefined): void {
    const so = this.shed.get(status) ?? { status, count: 0, withoutRetryAfter: 0 };
    const [least, most] = so.retryAfter ?? [Infinity, -Infinity];
    this.shed.set(status, {
      ...so,
      count: so.count + 1,
      ...(retryAfter === undefined
        ? { withoutRetryAfter: so.withoutRetryAfter + 1 }
        : { retryAfter: [Math.min(least, retryAfter), Math.max(most, retryAfter)] }),
    });
  }

  /** Replies that go on after the last arrival count to the last step. */
  private stepOf(at: number): StepCounts {
    const index = Math.min(this.steps.length - 1, Math.floor(at / 1000 / this.step));
    const step = this.steps[index];
    if (!step) throw new Error(`a run has no step at ${at} ms`);
    return step;
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
