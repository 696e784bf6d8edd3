import type { ReplyEvent } from "../api/api";

/** Told that a feed has more events, or that it is over. */
export type Wake = () => void;

/**
 * The events of one reply as this replica knows them, from the first one on: the index of an event
 * is its number. An event may be known before it may be seen, namely while it is being stored: who
 * has seen an event must find it again on any replica.
 */
export class Feed {
  private readonly all: ReplyEvent[] = [];
  private readonly wakers = new Set<Wake>();
  private shown = 0;
  private over: "ended" | "cut" | undefined;
  /** When the last subscriber left, in milliseconds since 1970; from the start while none came. */
  private left: number;

  constructor(private readonly now: () => number) {
    this.left = now();
  }

  /** Number of known events, seen or not. */
  get length(): number {
    return this.all.length;
  }

  /** Number of events that subscribers may see. */
  get visible(): number {
    return this.shown;
  }

  /** `ended` with the reply; `cut` when the reply goes on at another replica. */
  get closed(): "ended" | "cut" | undefined {
    return this.over;
  }

  slice(from: number, to: number): readonly ReplyEvent[] {
    return this.all.slice(from, to);
  }

  /** The text of all known tokens. */
  text(): string {
    let text = "";
    for (const { event, data } of this.all) if (event === "token") text += data.text;
    return text;
  }

  push(event: ReplyEvent): void {
    this.all.push(event);
  }

  /** Adds events that are stored already, and shows them. */
  append(events: readonly ReplyEvent[]): void {
    this.all.push(...events);
    this.show(this.all.length);
  }

  /** Shows the events up to a number; who has seen the last one of the reply needs no more. */
  show(count: number): void {
    if (count <= this.shown) return;
    this.shown = Math.min(count, this.all.length);
    const last = this.all[this.shown - 1]?.event;
    if (last === "end" || last === "error") this.over ??= "ended";
    this.wake();
  }

  /** Forgets what nobody has seen: another replica has gone on with the reply. */
  dropHidden(): void {
    this.all.length = this.shown;
  }

  close(how: "ended" | "cut"): void {
    if (this.over) return;
    this.over = how;
    this.wake();
  }

  /** @returns ends the subscription */
  subscribe(wake: Wake): () => void {
    this.wakers.add(wake);
    return () => {
      this.wakers.delete(wake);
      if (this.wakers.size === 0) this.left = this.now();
    };
  }

  /** How long nobody has listened, in milliseconds. */
  get idle(): number {
    return this.wakers.size > 0 ? 0 : this.now() - this.left;
  }

  private wake(): void {
    for (const wake of this.wakers) wake();
  }
}
