import MarkdownIt, { type Token } from "markdown-it";
import { TAGS, type Align, type Element, type Node, type Tag, type Tree } from "./tree";

/** A block of a Markdown text. */
export interface Block {
  /** The line that it begins on, from 0. */
  readonly line: number;
  readonly node: Node;
}

/** An element whose end has not come yet. */
interface Open {
  readonly line: number;
  readonly tag: Tag | "link" | "none";
  readonly token: Token;
  readonly children: Node[];
}

const PROTOCOLS = ["http:", "https:", "mailto:"];

/** Levels that headings move down: the page has a heading of its own, and so has each message. */
const HEADING_SHIFT = 2;

/** CommonMark with tables, struck text and bare addresses. HTML in it is text. */
const parser = new MarkdownIt({ html: false, linkify: true });
// Without "https://" a file's name is easily a host's.
parser.linkify.set({ fuzzyLink: false });

/** A Markdown text as the blocks that a message shows. No image is loaded: its address is a link. */
export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  const open: Open[] = [];
  let line = 0;
  const add = (...nodes: readonly Node[]): void => {
    const parent = open.at(-1);
    if (parent) parent.children.push(...nodes);
    else blocks.push(...nodes.map((node) => ({ line, node })));
  };
  for (const token of flat(parser.parse(source, {}))) {
    if (open.length === 0) line = token.map?.[0] ?? line;
    if (token.nesting === 1) {
      open.push({ line, tag: tagOf(token), token, children: [] });
    } else if (token.nesting === -1) {
      const element = open.pop();
      if (element) add(...close(element));
    } else {
      add(...leaf(token));
    }
  }
  return blocks;
}

/** The tokens in the order of the text, those inside of a line in the place of their line. */
function flat(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => (token.type === "inline" ? (token.children ?? []) : [token]));
}

function tagOf({ tag, type, hidden }: Token): Open["tag"] {
  if (hidden) return "none";
  if (type === "link_open") return "link";
  const [, level] = /^h([1-6])$/.exec(tag) ?? [];
  const name = level === undefined ? tag : `h${Math.min(6, Number(level) + HEADING_SHIFT)}`;
  return TAGS.find((known) => known === name) ?? "none";
}

function close({ tag, token, children }: Open): Node[] {
  if (tag === "none") return children;
  if (tag === "link") return link(token.attrGet("href"), children);
  const start = tag === "ol" ? Number(token.attrGet("start") ?? 1) : undefined;
  const align = alignOf(token);
  const element: Element = {
    tag,
    children,
    ...(start !== undefined && { start }),
    ...(align && { align }),
  };
  return [element];
}

function leaf(token: Token): Node[] {
  switch (token.type) {
    case "fence":
    case "code_block": {
      const [language = ""] = token.info.trim().split(/\s+/);
      return [{ tag: "codeBlock", language, text: token.content.replace(/\n$/, "") }];
    }
    case "code_inline":
      return [{ tag: "code", children: [token.content] }];
    case "softbreak":
      return ["\n"];
    case "hardbreak":
      return [{ tag: "br", children: [] }];
    case "hr":
      return [{ tag: "hr", children: [] }];
    case "image":
      return link(token.attrGet("src"), [token.content === "" ? "Image" : token.content]);
    default:
      return token.content === "" ? [] : [token.content];
  }
}

/** A link, or only its text where the address is none that a link may have. */
function link(address: string | number | null, children: Tree): Node[] {
  const url = URL.canParse(String(address)) ? new URL(String(address)) : undefined;
  const isSafe = url && PROTOCOLS.includes(url.protocol);
  return isSafe ? [{ tag: "link", href: url.href, children }] : [...children];
}

function alignOf(token: Token): Align | undefined {
  const [, side] = /^text-align:(left|center|right)$/.exec(String(token.attrGet("style"))) ?? [];
  return side as Align | undefined;
}
