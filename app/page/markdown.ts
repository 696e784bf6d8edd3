import MarkdownIt, { type Token } from "markdown-it";
import { TAGS, type Align, type Node, type Tag, type Tree } from "./tree";

/** A block of a Markdown text. */
export interface Block {
  /** The line that it begins on, from 0. */
  readonly line: number;
  readonly node: Node;
}

/** Protocols that a link may have. */
const PROTOCOLS = ["http:", "https:", "mailto:"];

/** CommonMark with tables, struck text and bare addresses. HTML in it is text. */
const parser = new MarkdownIt({ html: false, linkify: true });
// A bare "readme.md" is a file more often than a host in Moldova.
parser.linkify.set({ fuzzyLink: false });

/** A Markdown text as the blocks that a message shows. No image is loaded: its address is a link. */
export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  let line = 0;
  const tokens = parser.parse(source, {});
  const top = nodesOf(tokens, (token) => {
    line = token.map?.[0] ?? line;
    return line;
  });
  for (const { node, mark } of top) blocks.push({ line: mark, node });
  return blocks;
}
