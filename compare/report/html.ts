import { escaped } from "../../plot/svg";

/** Each sentence as a paragraph. */
export function paragraphs(sentences: readonly string[]): string {
  return sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join("\n");
}

type Cell = string;

/** A table of texts. @param texts the columns that hold words, beside the first */
export function table(
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  texts: readonly number[] = [],
): string {
  const kind = (at: number): string => (texts.includes(at) ? ' class="text"' : "");
  // A number stays with its unit.
  const unbroken = (cell: Cell, at: number): Cell =>
    at === 0 || texts.includes(at) || /[a-z]{3}/i.test(cell)
      ? cell
      : cell.replace(/ (?!\()/g, "\u00a0");
  const line = (name: "th" | "td", cells: readonly Cell[]): string =>
    `<tr>${cells.map((cell, at) => `<${name}${kind(at)}>${escaped(unbroken(cell, at))}</${name}>`).join("")}</tr>`;
  return `<div class="wide"><table><thead>${line("th", head)}</thead><tbody>${rows.map((row) => line("td", row)).join("\n")}</tbody></table></div>`;
}
