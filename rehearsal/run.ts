import { setTimeout as sleep } from "node:timers/promises";
import type { SideName } from "./nameSwitch";
import { reportOf, type RehearsalReport } from "./report";
import { longestOutage, type RehearsalSettings } from "./settings";
import { World } from "./world";

/** How far a rehearsal is. */
export interface Progress {
  readonly phase: string;
  readonly seconds: number;
  readonly chats: number;
  readonly open: number;
  /** Chats that were cut off and are not served again. */
  readonly cutOff: number;
}

export interface RehearsalControl {
  /** Ends it early, with what it has. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Milliseconds from one look at the progress to the next. */
const TICK = 200;

/** Milliseconds between two looks at what is waited for. */
const LOOK = 20;

/** Seconds that each phase lasts beyond the time in which all clients ask the name anew. */
const BEYOND = 4;

/** Seconds beyond the promise after which a rehearsal waits no longer for what should come. */
const PATIENCE = 60;

/**
 * Rehearses the end of one side of two, its return, and a planned switch, with clients that chat all
 * the while. Its sides are processes of this machine, which end with it.
 */
export async function rehearse(
  settings: RehearsalSettings,
  { signal, onProgress }: RehearsalControl = {},
): Promise<RehearsalReport> {
  const world = new World(settings);
  const ticker = setInterval(() => {
    const { phases, turns, open, cutOff } = world;
    onProgress?.({
      phase: phases.at(-1) ?? "starting",
      seconds: world.now() / 1000,
      chats: turns.length,
      open: open.length,
      cutOff: cutOff.length,
    });
  }, TICK);
  try {
    await new Play(settings, world, signal).run();
    const { phases, turns, misses, events } = world;
    const interrupted = signal?.aborted ?? false;
    return reportOf({ settings, phases, turns, misses, events, interrupted });
  } finally {
    clearInterval(ticker);
    await world.close();
  }
}

/** The order of what happens. An abort skips what is left. */
class Play {
  constructor(
    private readonly settings: RehearsalSettings,
    private readonly world: World,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async run(): Promise<void> {
    const { world, settings } = this;
    await world.start();
    await this.until(() => world.isChecked);
    world.phases.push("both sides");
    void world.arrive();
    await this.settle();
    for (let round = 0; round < settings.rounds && !this.isOver; round += 1) {
      await this.killOne(round % 2 === 0 ? "A" : "B");
    }
    world.phases.push("planned: all to B");
    world.name.moveShare(0);
    await this.settle();
    world.stopArrivals();
    await this.until(() => world.open.length === 0);
  }

  private async killOne(side: SideName): Promise<void> {
    const { world, settings } = this;
    world.phases.push(`${side} is killed`);
    await world.kill(side);
    const end = world.now() + longestOutage(settings) * 1000;
    await this.until(() => !world.name.isHealthy(side));
    await this.until(() => world.now() >= end);
    await this.until(() => world.cutOff.length === 0);
    world.phases.push(`${side} is back`);
    if (this.isOver) return;
    await world.restart(side);
    await this.until(() => world.name.isHealthy(side));
    await this.settle();
  }

  /** Waits until every client has asked the name anew, and some longer. */
  private async settle(): Promise<void> {
    const end = this.world.now() + (this.settings.ttl + BEYOND) * 1000;
    await this.until(() => this.world.now() >= end);
  }

  /** Waits for what should come, but not for ever: the report tells what did not. */
  private async until(isSo: () => boolean): Promise<void> {
    const { ttl } = this.settings;
    const end = this.world.now() + (longestOutage(this.settings) + ttl + PATIENCE) * 1000;
    while (!isSo() && !this.isOver && this.world.now() < end) await sleep(LOOK);
  }

  private get isOver(): boolean {
    return this.signal?.aborted ?? false;
  }
}
