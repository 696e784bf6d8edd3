/** What a message shows, as plain data: everything that the page can make of Markdown. */
export type Tree = readonly Node[];

export type Node = string | Element | CodeBlock | Link;

/** The elements of HTML that have no address and no name. */
export const TAGS = [
  "p",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "ul",
  "ol",
  "li",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
  "em",
  "strong",
  "s",
  "code",
  "br",
  "hr",
] as const;

export type Tag = (typeof TAGS)[number];

export interface Element {
  readonly tag: Tag;
  readonly children: Tree;
  /** Number of the first item of an ordered list. */
  readonly start?: number;
  /** Side of a table's cell. */
  readonly align?: Align;
}

export type Align = "left" | "center" | "right";

export interface CodeBlock {
  readonly tag: "codeBlock";
  /** The language that the writer names; empty for none. */
  readonly language: string;
  readonly text: string;
}

export interface Link {
  readonly tag: "link";
  /** Always an absolute address of http, https or mailto. */
  readonly href: string;
  readonly children: Tree;
}

/** Elements that end a sentence. */
const BLOCKS: readonly string[] = TAGS.filter(
  (tag) => !["em", "strong", "s", "code"].includes(tag),
);

/** A tree as it is read aloud: without marks, and without code blocks, which are only named. */
export function spokenText(tree: Tree): string {
  return tree.map(spoken).join("");
}

function spoken(node: Node): string {
  if (typeof node === "string") return node;
  if (node.tag === "codeBlock") return "Code block.\n";
  const text = spokenText(node.children);
  return BLOCKS.includes(node.tag) ? `${text}\n` : text;
}
