import { writeFileSync } from "node:fs";

import { costsOf } from "../cost/treeCosts";
import type { Estimate } from "../cost/types";
import { withCosts } from "../picture/costs";
import { layoutOf } from "../picture/layout";
import { pictureMermaid } from "../picture/mermaid";
import { pictureOf } from "../picture/picture";
import { pictureSvg } from "../picture/svg";
import type { Picture } from "../picture/types";
import { PlanError } from "../plan/errors";
import type { Plan } from "../plan/types";

/** What stands for the standard output where a file is asked for. */
const STANDARD_OUTPUT = "-";

export interface Drawing {
  /** Files to write, or `-`. */
  readonly svg: string | undefined;
  readonly mermaid: string | undefined;
  /** What each part costs is shown where this is given. */
  readonly costs: Estimate | undefined;
  readonly out: (text: string) => void;
}

/**
 * Draws a plan that can be compared: all of it, or nothing.
 * @throws PlanError where a file cannot be written, or Mermaid would not draw so large a picture
 */
export async function draw(plan: Plan, { svg, mermaid, costs, out }: Drawing): Promise<void> {
  const bare = pictureOf(plan);
  const picture = costs ? withCosts(bare, costsOf(costs)) : bare;
  const files: (readonly [file: string, text: string])[] = [];
  if (svg !== undefined) files.push([svg, await rendered(picture)]);
  if (mermaid !== undefined) {
    const text = pictureMermaid(picture);
    if (text === undefined) {
      throw new PlanError(
        "--mermaid: the picture is larger than Mermaid draws. Use --svg instead.",
      );
    }
    files.push([mermaid, text]);
  }
  for (const [file, text] of files) {
    if (file === STANDARD_OUTPUT) out(text);
    else write(file, text);
  }
}

/** The picture of a plan that can be compared, as an SVG document. */
export function svgOf(plan: Plan): Promise<string> {
  return rendered(pictureOf(plan));
}

async function rendered(picture: Picture): Promise<string> {
  return pictureSvg(picture, await layoutOf(picture));
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PlanError(
      `${file} cannot be written: ${why}. Name a file in a folder that is there.`,
    );
  }
}
