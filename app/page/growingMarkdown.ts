import { parseMarkdown } from "./markdown";
import type { Node } from "./tree";

/**
 * The blocks of a Markdown text that grows at its end. Only what can still change is read again, so
 * that a long reply costs no more per token than a short one. That is the last block that begins on
 * a line which is complete: a block on the last line may be none, as "#" is until it is "#tag".
 */
export class GrowingMarkdown {
  /** Where the text begins that can still change. */
  private settled = 0;

  /**
   * @param text the whole text, which begins with the one before
   * @returns the blocks that have settled since, and the ones that can still change
   */
  update(text: string): { readonly settled: readonly Node[]; readonly open: readonly Node[] } {
    const rest = text.slice(this.settled);
    const lines = lineStarts(rest);
    const blocks = parseMarkdown(rest);
    const complete = blocks.findLast(({ line }) => line < lines.length - 1);
    const from = complete?.line ?? 0;
    const nodes = (isOpen: boolean): Node[] =>
      blocks.filter(({ line }) => line >= from === isOpen).map(({ node }) => node);
    this.settled += lines[from] ?? 0;
    return { settled: nodes(false), open: nodes(true) };
  }
}

/** Where each line begins. Lines end as Markdown has it: with CR LF, CR or LF. */
function lineStarts(text: string): number[] {
  const ends = [...text.matchAll(/\r\n|\r|\n/g)];
  return [0, ...ends.map((end) => end.index + end[0].length)];
}
