import type { Plan } from "./types";
export function planTree(
  plan: Plan,
  _view: { readonly width: number; readonly colour: boolean },
): string {
  return `${plan.resources.map((r) => `${r.type} ${r.name}`).join("\n")}\n`;
}
