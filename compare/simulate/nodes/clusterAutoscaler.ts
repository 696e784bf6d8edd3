import type { Machines } from "./machines";

export interface NodeSettings {
  readonly min: number;
  readonly max: number;
  /** Replicas that fit a node. */
  readonly perNode: number;
  /** From the request for a node until pods run on it, in seconds. */
  readonly readySeconds: number;
  readonly scanSeconds: number;
  /** Time that a node must stand little used before it goes, in seconds. */
  readonly unneededSeconds: number;
  /** Time after a node came before any goes, in seconds. */
  readonly delayAfterAddSeconds: number;
  /** A node is little used below this share. */
  readonly utilization: number;
}

/**
 * Cluster Autoscaler over a group of equal machines: it asks for as many as the waiting pods need,
 * and takes one at a time away that was little used for long enough, when the others have room.
 * Pods fill one node after the other; what a removal moves is taken to move without a break.
 */
export class ClusterAutoscaler implements Machines {
  readonly isBilled = true;
  /** When each node takes pods, the oldest first. */
  private readonly readyAt: number[] = [];
  private unneededSince: number | undefined;
  private lastAdded = -Infinity;

  constructor(private readonly settings: NodeSettings) {}

  get count(): number {
    return this.readyAt.length;
  }

  get period(): number {
    return this.settings.scanSeconds;
  }

  begin(replicas: number): void {
    const { min, max, perNode } = this.settings;
    const nodes = Math.min(max, Math.max(min, Math.ceil(replicas / perNode)));
    for (let count = 0; count < nodes; count += 1) this.readyAt.push(-Infinity);
  }

  look(now: number, replicas: number, isScan: boolean): number {
    if (isScan) this.scan(now, replicas);
    const ready = this.readyAt.filter((at) => at <= now).length;
    return ready * this.settings.perNode;
  }

  private scan(now: number, replicas: number): void {
    const { min, max, perNode, readySeconds } = this.settings;
    const needed = Math.min(max, Math.max(min, Math.ceil(replicas / perNode)));
    if (needed > this.count) {
      while (this.count < needed) this.readyAt.push(now + readySeconds);
      this.lastAdded = now + readySeconds;
    }
    this.shrink(now, replicas, needed);
  }

  private shrink(now: number, replicas: number, needed: number): void {
    const { perNode, utilization, unneededSeconds, delayAfterAddSeconds } = this.settings;
    // What the last node holds when the others are full is what would have to move.
    const onLast = replicas - (this.count - 1) * perNode;
    const isLittleUsed = needed < this.count && onLast < utilization * perNode;
    if (!isLittleUsed) {
      this.unneededSince = undefined;
      return;
    }
    this.unneededSince ??= now;
    const isLong = now - this.unneededSince >= unneededSeconds;
    if (isLong && now - this.lastAdded >= delayAfterAddSeconds) this.readyAt.pop();
  }
}
