import { parseMarkdown } from "./markdown";
import type { Node } from "./tree";

/**
 * The blocks of a Markdown text that grows at its end. Only the last block can still change, so only
 * it is read again: a long reply costs no more per token than a short one.
 */
export class GrowingMarkdown {
  /** Where the block begins that can still change. */
  private settled = 0;

  /**
   * @param text the whole text, which begins with the one before
   * @returns the blocks that have settled since, and the one that can still change
   */
  update(text: string): { readonly settled: readonly Node[]; readonly open: readonly Node[] } {
    const rest = text.slice(this.settled);
    const blocks = parseMarkdown(rest);
    const lastLine = blocks.at(-1)?.line ?? 0;
    const nodes = (isOpen: boolean): Node[] =>
      blocks.filter(({ line }) => line >= lastLine === isOpen).map(({ node }) => node);
    this.settled += startOfLine(rest, lastLine);
    return { settled: nodes(false), open: nodes(true) };
  }
}

/** Where a line begins. Markdown's lines end as the parser has it: CR LF, CR or LF. */
function startOfLine(text: string, line: number): number {
  let left = line;
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) {
    if (left === 0) break;
    left -= 1;
    if (left === 0) return index + end.length;
  }
  return 0;
}
