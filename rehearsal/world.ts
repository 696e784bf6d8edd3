import { randomBytes } from "node:crypto";
import { arrivals } from "../load/arrivals";
import { seededRandom, type Random } from "../load/random";
import { keepChecking, probe, realClock } from "./checker";
import { Client, type Miss } from "./client";
import { NameSwitch, SIDES, type SideName } from "./nameSwitch";
import type { SideEvent } from "./report";
import { Resolver } from "./resolver";
import { checkTimeout, type RehearsalSettings } from "./settings";
import { Side } from "./side";
import { Turn } from "./turn";

/** Longer than any rehearsal, in seconds: its end stops the arrivals. */
const A_DAY = 24 * 60 * 60;

/** Two sides, the name before them, the checks behind it, and the clients. */
export class World {
  readonly turns: Turn[] = [];
  readonly misses: Miss[] = [];
  readonly events: SideEvent[] = [];
  readonly phases: string[] = [];
  readonly name: NameSwitch;
  private readonly sides: Readonly<Record<SideName, Side>>;
  private readonly clients: readonly Client[];
  private readonly random: Random;
  private readonly begin = performance.now();
  private readonly arriving = new AbortController();
  private readonly checking = new AbortController();
  private readonly checked = new Set<SideName>();

  constructor(private readonly settings: RehearsalSettings) {
    const { failures, share, seed, ttl, retry, clients } = settings;
    const token = randomBytes(24).toString("base64url");
    const now = (): number => this.now();
    this.random = seededRandom(seed);
    this.sides = { A: new Side("A", token), B: new Side("B", token) };
    this.name = new NameSwitch(failures, share, (side, isHealthy) =>
      this.note(isHealthy ? "healthy" : "unhealthy", side),
    );
    const ask = (): SideName => this.name.answer(this.random());
    this.clients = Array.from({ length: clients }, () => {
      return new Client({
        resolver: new Resolver(ask, ttl * 1000, now),
        baseOf: (side) => this.sides[side].base,
        onMiss: (miss) => this.misses.push(miss),
        token,
        now,
        random: this.random,
        retry: retry * 1000,
      });
    });
  }

  /** Milliseconds since the start. */
  now(): number {
    return performance.now() - this.begin;
  }

  /** Chats that are not over. */
  get open(): readonly Turn[] {
    return this.turns.filter(({ isComplete }) => isComplete === undefined);
  }

  /** Chats that were cut off and are not served again. */
  get cutOff(): readonly Turn[] {
    return this.open.filter(({ cutAt, servedAt }) => cutAt !== undefined && servedAt === undefined);
  }

  /** Whether each side has had a good check. */
  get isChecked(): boolean {
    return this.checked.size === SIDES.length;
  }

  /** Starts both sides, and their checks. */
  async start(): Promise<void> {
    await Promise.all(SIDES.map((side) => this.sides[side].start()));
    const interval = this.settings.interval * 1000;
    const times = { interval, timeout: checkTimeout(this.settings) * 1000 };
    for (const side of SIDES) {
      const check = (signal: AbortSignal): Promise<boolean> => probe(this.sides[side].base, signal);
      const observe = (works: boolean): void => {
        if (works) this.checked.add(side);
        this.name.observe(side, works);
      };
      void keepChecking(check, observe, times, realClock, this.checking.signal);
    }
  }

  /** Has clients ask from now on, each time anyone of them, whether or not others are answered. */
  async arrive(): Promise<void> {
    const { rate, seed } = this.settings;
    const { signal } = this.arriving;
    const profile = [{ start: 0, end: A_DAY, from: rate, to: rate }];
    const first = this.now();
    for (const due of arrivals(profile, seededRandom(seed + 1))) {
      await realClock.sleep(Math.ceil(first + due * 1000 - this.now()), signal);
      if (signal.aborted) return;
      const index = Math.floor(this.random() * this.clients.length);
      const turn = new Turn(index, this.phases.length - 1);
      this.turns.push(turn);
      this.clients[index]?.ask(turn);
    }
  }

  async kill(side: SideName): Promise<void> {
    this.note("killed", side);
    await this.sides[side].kill();
  }

  async restart(side: SideName): Promise<void> {
    await this.sides[side].start();
    this.note("started", side);
  }

  stopArrivals(): void {
    this.arriving.abort();
  }

  /** Ends all that runs. */
  async close(): Promise<void> {
    this.arriving.abort();
    this.checking.abort();
    for (const client of this.clients) client.close();
    await Promise.all(SIDES.map((side) => this.sides[side].kill()));
  }

  private note(kind: SideEvent["kind"], side: SideName): void {
    this.events.push({ kind, side, at: this.now() });
  }
}
