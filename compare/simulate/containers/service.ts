import type { Chats } from "../chats";
import { Heap } from "../heap";
import { Level, type Capacity, type Recorder } from "../outcome";
import type { Machines } from "../nodes/machines";
import { Replica } from "./replica";

export interface ServiceSettings {
  /** Replicas at the start. */
  readonly initial: number;
  /** Chats that a replica serves at once, and that may wait for it. */
  readonly places: number;
  readonly queue: number;
  /** Whoever waits longer is refused, in seconds. */
  readonly longestWait: number;
  /** Time from having a machine until a replica takes chats, in seconds. */
  readonly startSeconds: number;
  /** Chats that take longer are cut, in seconds. */
  readonly longestReply: number;
}

/** Who decides how many replicas there are. */
export interface Autoscaler {
  /** Time between two looks, in seconds. */
  readonly period: number;
  /** @returns the replicas to have from now on */
  look(now: number, wanted: number, replicas: readonly Replica[]): number;
}

/** What a chat that finds no place, or no free one, does instead. Default: it waits, or is refused. */
export type Overflow = (place: number) => void;

/**
 * Containers behind a load balancer that gives each chat to the replica with the fewest, as the ALB
 * and the edge proxy do.
 */
export function simulateService(
  chats: Chats,
  settings: ServiceSettings,
  autoscaler: Autoscaler,
  machines: Machines,
  recorder: Recorder,
  overflow?: Overflow,
): Capacity {
  return new Service(chats, settings, autoscaler, machines, recorder, overflow).run();
}

class Service {
  private readonly all: Replica[] = [];
  private readonly ends = new Heap();
  private serving: number[] = [];
  private servingUntil = Infinity;
  private replicas: Replica[] = [];
  private readonly ids = new Map<Replica, number>();
  private wanted: number;
  private readonly replicaLevel: Level;
  private readonly nodeLevel: Level;
  private step = 0;

  constructor(
    private readonly chats: Chats,
    private readonly settings: ServiceSettings,
    private readonly autoscaler: Autoscaler,
    private readonly machines: Machines,
    private readonly recorder: Recorder,
    private readonly overflow: Overflow | undefined,
  ) {
    this.wanted = settings.initial;
    for (let count = 0; count < settings.initial; count += 1) this.add(0);
    // The service has long been up when the trace begins.
    for (const replica of this.replicas) replica.startedAt = replica.readyAt = -3600;
    machines.begin(settings.initial);
    this.replicaLevel = new Level(settings.initial);
    this.nodeLevel = new Level(machines.count);
    this.findServing(0);
  }

  run(): Capacity {
    const { chats, autoscaler, machines } = this;
    let look = autoscaler.period;
    let scan = machines.period;
    for (let place = 0; place < chats.count; place += 1) {
      const at = chats.at[place]!;
      for (;;) {
        const control = Math.min(look, scan);
        if (control > at) break;
        this.endUntil(control);
        if (look === control) {
          this.resize(control, autoscaler.look(control, this.wanted, this.replicas));
          look += autoscaler.period;
        }
        if (scan === control) {
          this.placeReplicas(control);
          scan += machines.period;
        }
        this.record(control);
      }
      this.endUntil(at);
      if (at >= this.servingUntil) this.findServing(at);
      this.arrive(place, at);
    }
    this.endUntil(Infinity);
    this.record(chats.duration);
    return {
      replicas: this.replicaLevel.meanPeak(chats.duration),
      ...(machines.isBilled && { nodes: this.nodeLevel.meanPeak(chats.duration) }),
    };
  }

  private arrive(place: number, at: number): void {
    const { settings } = this;
    let best = -1;
    let fewest = Infinity;
    for (const id of this.serving) {
      const outstanding = this.all[id]!.outstanding;
      if (outstanding < fewest) {
        fewest = outstanding;
        best = id;
      }
    }
    if (fewest >= settings.places && best >= 0) fewest -= this.refuseTired(this.all[best]!, at);
    if (best >= 0 && fewest < settings.places) this.begin(best, place, at);
    else if (this.overflow) this.overflow(place);
    else if (best >= 0 && fewest < settings.places + settings.queue) this.all[best]?.wait(place);
    else this.recorder.refuse(place);
  }

  /** Refuses who has waited for too long. @returns how many */
  private refuseTired(replica: Replica, now: number): number {
    const { chats, settings, recorder } = this;
    let count = 0;
    for (let first = replica.first; first !== undefined; first = replica.first) {
      if (now - chats.at[first]! <= settings.longestWait) break;
      replica.next();
      recorder.refuse(first);
      count += 1;
    }
    return count;
  }

  private begin(id: number, place: number, now: number): void {
    const { chats, settings, recorder } = this;
    const seconds = chats.seconds[place]!;
    this.all[id]?.change(now, 1);
    const end = now + Math.min(seconds, settings.longestReply);
    this.ends.push(end, id);
    if (seconds > settings.longestReply) recorder.cutOff(place, end);
    else recorder.serve(place, now - chats.at[place]! + chats.firstToken, end);
  }

  private endUntil(now: number): void {
    const { ends } = this;
    while (ends.firstKey <= now && ends.size > 0) {
      const at = ends.firstKey;
      const id = ends.pop();
      const replica = this.all[id]!;
      replica.change(at, -1);
      for (let next = replica.next(); next !== undefined; next = replica.next()) {
        if (at - this.chats.at[next]! <= this.settings.longestWait) {
          this.begin(id, next, at);
          break;
        }
        this.recorder.refuse(next);
      }
    }
  }

  private resize(now: number, wanted: number): void {
    const changed = wanted !== this.wanted;
    this.wanted = wanted;
    while (this.replicas.length < wanted) this.add(now);
    while (this.replicas.length > wanted) {
      // Those that never came go first, then the youngest.
      const replica = this.replicas.pop()!;
      replica.draining = true;
    }
    if (changed) {
      this.replicaLevel.set(now, wanted);
      this.placeReplicas(now, false);
      this.findServing(now);
    }
  }

  private add(now: number): void {
    const replica = new Replica(now);
    this.ids.set(replica, this.all.length);
    this.all.push(replica);
    this.replicas.push(replica);
  }

  /** Gives replicas without a machine one, in the order in which they came. */
  private placeReplicas(now: number, isScan = true): void {
    const { machines } = this;
    const room = machines.look(now, this.replicas.length, isScan);
    for (const [index, replica] of this.replicas.entries()) {
      if (index >= room) break;
      if (replica.startedAt !== Infinity) continue;
      replica.startedAt = now;
      replica.readyAt = now + this.settings.startSeconds;
      this.servingUntil = Math.min(this.servingUntil, replica.readyAt);
    }
    this.nodeLevel.set(now, machines.count);
  }

  private findServing(now: number): void {
    this.serving = [];
    this.servingUntil = Infinity;
    for (const replica of this.replicas) {
      if (replica.readyAt <= now) this.serving.push(this.ids.get(replica)!);
      else this.servingUntil = Math.min(this.servingUntil, replica.readyAt);
    }
  }

  private record(now: number): void {
    const { step } = this.recorder.series;
    if (now < (this.step + 1) * step) return;
    const state = {
      busy: this.replicas.reduce((sum, replica) => sum + replica.outstanding, 0),
      places: this.serving.length * this.settings.places,
      units: this.wanted,
      nodes: this.machines.isBilled ? this.machines.count : 0,
    };
    for (
      ;
      this.step < this.recorder.steps && now >= (this.step + 1) * step - 1e-6;
      this.step += 1
    ) {
      this.recorder.note(this.step, state);
    }
  }
}
