import type { Study } from "../study";
import type { Subject } from "./table";
export function reportFigure(_s: Subject, _t: Study): string {
  return "";
}
export function reportPage(_s: Subject, _t: Study, svg: string): string {
  return svg;
}
