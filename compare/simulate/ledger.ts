/** What became of a chat. Cut: it ended without its whole reply, as the longest call was over. */
export const FATE = { refused: 0, served: 1, cut: 2 } as const;

/** What became of each chat of a run, by its place; times in seconds. */
export class Ledger {
  readonly fate: Uint8Array;
  /** From the moment that it was sent until the first words; of served chats. */
  readonly wait: Float64Array;
  /** How much of that an idle service would not have taken. */
  readonly delay: Float64Array;
  /** When its reply ended; 0 where it was refused. */
  readonly end: Float64Array;

  constructor(count: number) {
    this.fate = new Uint8Array(count);
    this.wait = new Float64Array(count);
    this.delay = new Float64Array(count);
    this.end = new Float64Array(count);
  }

  serve(place: number, { wait, delay, end }: { wait: number; delay: number; end: number }): void {
    this.fate[place] = FATE.served;
    this.wait[place] = wait;
    this.delay[place] = delay;
    this.end[place] = end;
  }

  refuse(place: number): void {
    this.fate[place] = FATE.refused;
  }

  cutOff(place: number, end: number): void {
    this.fate[place] = FATE.cut;
    this.end[place] = end;
  }
}
