import { widthOf, wrapped, type Font } from "./letters";
import type { Area, Link, Part } from "./types";

/** All lengths are pixels. */
export const FONTS = {
  title: { size: 13, bold: true },
  line: { size: 11 },
  area: { size: 11.5 },
  link: { size: 10.5 },
} as const satisfies Readonly<Record<string, Font>>;

export const BOX = { width: 168, padding: 11, sign: 26, titleLine: 16, line: 14.5 };
export const AREA = { padding: 14, line: 15 };

/** A box with its text laid out in lines. */
export interface Measured {
  readonly title: readonly string[];
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** How big a part's box is, and how its text breaks. */
export function measured({ title, lines }: Part): Measured {
  const room = BOX.width - 2 * BOX.padding - BOX.sign;
  const titles = wrapped(title, room, FONTS.title);
  const texts = lines.flatMap((line) => wrapped(line, room, FONTS.line));
  const height = 2 * BOX.padding + titles.length * BOX.titleLine + texts.length * BOX.line - 3;
  return { title: titles, lines: texts, width: BOX.width, height: Math.round(height) };
}

/** An area's title as it breaks in the least room that the area can have, and the room above its content. */
export interface Head {
  readonly lines: readonly string[];
  readonly height: number;
}

export function headOf(area: Area, areas: readonly Area[]): Head {
  const lines = wrapped(area.title, leastWidth(area, areas), FONTS.area);
  return { lines, height: 12 + lines.length * AREA.line };
}

/** The width of an area's content at the least: that of one box, with the frames of areas around it. */
function leastWidth({ id }: Area, areas: readonly Area[]): number {
  const inner = areas.filter(({ area }) => area === id);
  const widths = inner.map((each) => leastWidth(each, areas) + 2 * AREA.padding);
  return Math.max(BOX.width, ...widths);
}

/** The room of a link's label, with a little around it. */
export function labelSize({ label }: Link): { readonly width: number; readonly height: number } {
  return { width: Math.ceil(widthOf(label, FONTS.link)) + 8, height: 16 };
}
