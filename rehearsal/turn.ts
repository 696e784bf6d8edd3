import type { SideName } from "./nameSwitch";

/** One question of a client and the reply to it. Times in milliseconds of the rehearsal. */
export class Turn {
  /** Who served it, as far as it is. */
  side: SideName | undefined;
  /** Whether its conversation was asked for where it was not known, and carried over. */
  isCarried = false;
  /** When it was first cut off, or could not be sent. */
  cutAt: number | undefined;
  /** When its first token came after that. */
  servedAt: number | undefined;
  /** Whether the reply is what it must be; undefined while it is not over. */
  isComplete: boolean | undefined;

  constructor(
    readonly client: number,
    /** Index of the phase in which it was asked. */
    readonly phase: number,
  ) {}

  cut(at: number): void {
    this.cutAt ??= at;
    this.servedAt = undefined;
  }

  token(at: number): void {
    if (this.cutAt !== undefined) this.servedAt ??= at;
  }
}
