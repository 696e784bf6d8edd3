import { compare } from "../../../diff/compare";
import { planStack } from "../../../plan/run";
import type { Plan } from "../../../plan/types";
import { PROJECT_DIR } from "../../support/plans";
import type { Step } from "./stack";
import { IMAGE } from "./workspace";

/** What `npm run diff` says of changes of a stack's config. */
export class Differ {
  private constructor(
    private readonly name: string,
    private readonly base: Plan,
  ) {}

  /** @param set overrides of the config of the stack that is up */
  static async from(name: string, set: readonly string[]): Promise<Differ> {
    return new Differ(name, await comparable(name, set));
  }

  /** The operations of a change, as `operation type name`, sorted; providers are left out. */
  async operations(set: readonly string[]): Promise<string[]> {
    return compare(this.base, await comparable(this.name, set))
      .map(({ operation, type, name }) => `${operation} ${type} ${name}`)
      .filter(isNoProvider)
      .sort();
  }
}

/** The engine's steps in the same words: the three of a replacement are one. */
export function operationsOf(steps: readonly Step[]): string[] {
  const operations = steps.map((step) =>
    step.replace(/^(create-replacement|delete-replaced) /, "replace "),
  );
  return [...new Set(operations)].filter(isNoProvider).sort();
}

/** What providers do with their own settings, the test provider does not know. */
function isNoProvider(operation: string): boolean {
  return !operation.includes(" pulumi:providers:");
}

function comparable(stack: string, set: readonly string[]): Promise<Plan> {
  return planStack({ projectDir: PROJECT_DIR, stack, set: [IMAGE, ...set], digestKey: "a key" });
}
