import type { MeanPeak } from "../outcome";
import { Instances } from "./instances";
import { SharedInstances } from "./shared";

/** Where calls run. */
export interface Pool {
  /** @returns undefined when no call can run now */
  take(now: number): { instance: number; readyAt: number; cold: boolean } | undefined;
  letGo(instance: number, now: number): void;
  count(now: number): number;
  meanPeak(duration: number): MeanPeak;
  /** The time that is billed, where it is not that of the calls. */
  readonly activeSeconds?: number;
}

/**
 * Lambda: one call an instance.
 * @param initSeconds from nothing until an instance takes its call
 */
export class LambdaPool implements Pool {
  private readonly instances: Instances;
  private peak = 0;

  constructor(
    idleLifetime: number,
    private readonly initSeconds: number,
  ) {
    this.instances = new Instances(idleLifetime);
  }

  take(now: number) {
    const { instance, cold } = this.instances.take(now);
    if (cold) this.peak = Math.max(this.peak, this.instances.count(now));
    return { instance, cold, readyAt: cold ? now + this.initSeconds : now };
  }

  letGo(instance: number, now: number): void {
    this.instances.letGo(instance, now);
  }

  count(now: number): number {
    return this.instances.count(now);
  }

  meanPeak(duration: number): MeanPeak {
    return { mean: this.instances.instanceSeconds(duration) / duration, peak: this.peak };
  }
}

/** Flex Consumption: many calls an instance. */
export class FlexPool implements Pool {
  private readonly instances: SharedInstances;
  private peak = 0;

  constructor(settings: ConstructorParameters<typeof SharedInstances>[0]) {
    this.instances = new SharedInstances(settings);
    this.peak = settings.alwaysReady;
  }

  get activeSeconds(): number {
    return this.instances.activeSeconds;
  }

  take(now: number) {
    const taken = this.instances.take(now);
    if (taken?.cold) this.peak = Math.max(this.peak, this.instances.count);
    return taken;
  }

  letGo(instance: number, now: number): void {
    this.instances.letGo(instance, now);
  }

  count(): number {
    return this.instances.count;
  }

  meanPeak(duration: number): MeanPeak {
    return { mean: this.instances.instanceSeconds(duration) / duration, peak: this.peak };
  }
}
