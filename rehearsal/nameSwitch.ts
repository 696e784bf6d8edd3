/** The two clouds behind one name. */
export type SideName = "A" | "B";

export const SIDES: readonly SideName[] = ["A", "B"];

interface Side {
  isHealthy: boolean;
  /** Checks in a row that say otherwise. */
  against: number;
  weight: number;
}

/**
 * A name with a weight for each side, as weighted records with health checks are: a side changes its
 * health by so many checks in a row, and is healthy at first. Sides without weight are answered only
 * when no other one is healthy, and unhealthy ones only when none is (Route 53, "How Amazon Route 53
 * chooses records when health checking is configured").
 */
export class NameSwitch {
  private readonly sides: Readonly<Record<SideName, Side>>;

  /**
   * @param failures checks in a row that change a side's health, either way
   * @param share side A's part of the answers, in percent
   * @param onChange told when a side's health changes
   */
  constructor(
    private readonly failures: number,
    share: number,
    private readonly onChange: (side: SideName, isHealthy: boolean) => void = () => undefined,
  ) {
    const side = (weight: number): Side => ({ isHealthy: true, against: 0, weight });
    this.sides = { A: side(share), B: side(100 - share) };
  }

  isHealthy(side: SideName): boolean {
    return this.sides[side].isHealthy;
  }

  /** Takes the outcome of a check. */
  observe(name: SideName, works: boolean): void {
    const side = this.sides[name];
    side.against = works === side.isHealthy ? 0 : side.against + 1;
    if (side.against < this.failures) return;
    side.isHealthy = works;
    side.against = 0;
    this.onChange(name, works);
  }

  /** @param share side A's part of the answers from now on, in percent */
  moveShare(share: number): void {
    this.sides.A.weight = share;
    this.sides.B.weight = 100 - share;
  }

  /** The side that who asks is sent to. @param random from 0 (included) to 1 (excluded) */
  answer(random: number): SideName {
    const healthy = SIDES.filter((side) => this.isHealthy(side));
    const weighted = (side: SideName): boolean => this.sides[side].weight > 0;
    const groups = [healthy.filter(weighted), healthy, SIDES.filter(weighted)];
    const [among = SIDES] = groups.filter((group) => group.length > 0);
    const total = among.reduce((sum, side) => sum + this.sides[side].weight, 0);
    const isA = among.includes("A") && random * total < this.sides.A.weight;
    return isA || !among.includes("B") ? "A" : "B";
  }
}
