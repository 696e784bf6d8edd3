/** An error that a person can act on: its message says what is wrong and how to put it right. */
export class PlanError extends Error {
  override readonly name: string = "PlanError";
}

/** Text of an unknown thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
