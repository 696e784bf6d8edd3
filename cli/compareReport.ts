import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { LossStudy } from "../compare/lost/study";
import type { Subject } from "../compare/report/table";
import type { Study } from "../compare/study";
import { PlanError, messageOf } from "../plan/errors";

/** What a run of `compare` has to tell. */
export interface Found {
  readonly subject: Subject;
  readonly study: Study;
  /** Undefined where nothing was lost. */
  readonly loss: LossStudy | undefined;
}

/** In 80 columns. */
export async function reportText({ subject, study, loss }: Found): Promise<string> {
  const { comparisonTable } = await import("../compare/report/table.js");
  const { lossTable } = await import("../compare/report/loss/table.js");
  return [comparisonTable(subject, study), ...(loss ? [lossTable(loss)] : [])].join("\n");
}

export async function reportJson({ subject, study, loss }: Found): Promise<string> {
  const { comparisonJson } = await import("../compare/report/json.js");
  const { lossJson } = await import("../compare/report/loss/json.js");
  const { sortedJson } = await import("../plan/json.js");
  return sortedJson({
    ...comparisonJson(subject, study),
    ...(loss && { lost: lossJson(loss) }),
  });
}

/**
 * Writes the page, and its plots and figures beside it.
 * @returns the names of the files
 * @throws PlanError when the folder cannot be written
 */
export async function writeReport(folder: string, found: Found): Promise<string[]> {
  const { subject, study, loss } = found;
  const { reportFigure, reportPage } = await import("../compare/report/page.js");
  const { lossFigure } = await import("../compare/report/loss/charts.js");
  const { lossSection } = await import("../compare/report/loss/page.js");
  const { Resvg } = await import("@resvg/resvg-js");
  const svg = reportFigure(subject, study);
  const lossSvg = loss && lossFigure(loss);
  const section = loss && lossSvg ? lossSection(loss, lossSvg) : undefined;
  const png = (drawn: string): Buffer => new Resvg(drawn).render().asPng();
  const files = {
    "report.html": reportPage(subject, study, svg, section),
    "report.svg": svg,
    "report.png": png(svg),
    "report.json": await reportJson(found),
    ...(lossSvg && { "lost.svg": lossSvg, "lost.png": png(lossSvg) }),
  };
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  } catch (error) {
    throw new PlanError(`--out cannot be written: ${messageOf(error)}`);
  }
  return Object.keys(files);
}
