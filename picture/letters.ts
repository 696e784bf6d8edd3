/**
 * Widths of letters in thousandths of the size: Helvetica's, from Adobe's AFM files. Letters that are not
 * here are as wide as they are high.
 */
const WIDTHS: Readonly<Record<string, string>> = {
  "191": "'",
  "222": "ijl",
  "260": "|",
  "278": " !,./:;I[\\]ft·",
  "333": "()-`r",
  "334": "{}",
  "355": '"',
  "389": "*",
  "469": "^",
  "500": "Jckszvxy",
  "556": "#$0123456789?L_abdeghnopqu–",
  "584": "+<=>~×→−±",
  "611": "FTZ",
  "667": "&ABEKPSVXY",
  "722": "CDHNRUw",
  "778": "GOQ",
  "833": "Mm",
  "889": "%",
  "944": "W",
  "1015": "@",
};

const WIDTH_OF: ReadonlyMap<string, number> = new Map(
  Object.entries(WIDTHS).flatMap(([width, letters]) =>
    Array.from(letters).map((letter) => [letter, Number(width)] as const),
  ),
);

/**
 * How much wider another font may be, which the reader's machine picks: DejaVu Sans is the widest that
 * is common, and its bold letters are wider still.
 */
const RESERVE = { plain: 1.2, bold: 1.34 };

export interface Font {
  /** In pixels. */
  readonly size: number;
  readonly bold?: boolean;
}

/** How wide a text may be at the most, in pixels, whatever common font it is shown in. */
export function widthOf(text: string, { size, bold = false }: Font): number {
  const letters = Array.from(text).reduce((sum, letter) => sum + (WIDTH_OF.get(letter) ?? 1000), 0);
  return (letters / 1000) * size * (bold ? RESERVE.bold : RESERVE.plain);
}

/**
 * A text in lines that fit a width, broken at spaces and after hyphens; what fits no line is cut, as is
 * what is beyond the last.
 */
export function wrapped(text: string, width: number, font: Font, most = 3): string[] {
  const lines: string[] = [];
  for (const word of text.match(/\s*[^\s-]*-*(?=[^-]|$)/g) ?? []) {
    const longer = (lines.at(-1) ?? "") + word;
    if (lines.length > 0 && widthOf(longer, font) <= width) lines[lines.length - 1] = longer;
    else if (word.trim() !== "") lines.push(word.trimStart());
  }
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] = `${shown[most - 1] ?? ""}…`;
  return shown.map((line) => cut(line, width, font));
}

/** A text that fits, with `…` for what is cut off. */
export function cut(text: string, width: number, font: Font): string {
  if (widthOf(text, font) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && widthOf(`${letters.join("")}…`, font) > width) letters.pop();
  return `${letters.join("")}…`;
}
