import { parseMarkdown } from "./markdown";
import type { Tree } from "./tree";

/**
 * The blocks of a Markdown text that grows at its end. Only the last block can still change, so only
 * it is read again: a long reply costs no more per token than a short one.
 */
export class GrowingMarkdown {
  /** Where the block begins that can still change. */
  private settled = 0;

  /**
   * @param text the whole text, which begins with the one before
   * @returns the blocks that have settled since, and the ones that can still change
   */
  update(text: string): { readonly settled: readonly Tree[]; readonly open: readonly Tree[] } {
    const blocks = parseMarkdown(text.slice(this.settled));
    const last = blocks.at(-1);
    const settled = blocks.slice(0, -1).map(({ tree }) => tree);
    this.settled += last?.start ?? 0;
    return { settled, open: last ? [last.tree] : [] };
  }
}
