/** The machines that replicas run on. */
export interface Machines {
  readonly count: number;
  /** Time between two looks of whoever adds and removes machines, in seconds. */
  readonly period: number;
  /** Whether a machine costs money by itself: not with Fargate. */
  readonly isBilled: boolean;
  /** The service is up with so many replicas. */
  begin(replicas: number): void;
  /**
   * @param isScan machines may be asked for and removed; otherwise the room is only told
   * @returns how many replicas there is room for
   */
  look(now: number, replicas: number, isScan: boolean): number;
}

/** Fargate: every task finds a machine. */
export class NoMachines implements Machines {
  readonly count = 0;
  readonly period = 60;
  readonly isBilled = false;

  begin(): void {
    // Nothing stands ready.
  }

  look(): number {
    return Infinity;
  }
}
