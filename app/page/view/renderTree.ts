import type { CodeBlock, Element, Node as TreeNode, Tree } from "../tree";
import { copyButton } from "./copyButton";
import { element } from "./element";

/** The DOM of a tree, made of elements and texts only: nothing in it is ever read as HTML. */
export function renderTree(tree: Tree): Node[] {
  return tree.map(render);
}

function render(node: TreeNode): Node {
  if (typeof node === "string") return document.createTextNode(node);
  switch (node.tag) {
    case "codeBlock":
      return codeBlock(node);
    case "link": {
      // The other side learns neither the page's address nor gets a hold of its window.
      const attributes = { href: node.href, target: "_blank", rel: "noopener noreferrer" };
      return element("a", attributes, ...renderTree(node.children));
    }
    case "table": {
      const table = element("table", {}, ...renderTree(node.children));
      return scrolling("Table", "table-box", table);
    }
    default:
      return plain(node);
  }
}

function plain({ tag, children, start, align }: Element): Node {
  const made = element(tag, {}, ...renderTree(children));
  if (start !== undefined && start !== 1) made.setAttribute("start", String(start));
  if (align) made.classList.add(`align-${align}`);
  if (tag === "th") made.setAttribute("scope", "col");
  return made;
}

function codeBlock({ language, text }: CodeBlock): Node {
  const code = element("pre", {}, element("code", {}, text));
  const head = element(
    "div",
    { class: "code-head" },
    element("span", {}, language === "" ? "Code" : language),
    copyButton("Copy code", () => text),
  );
  return element("div", { class: "code-block" }, head, scrolling("Code", "code-box", code));
}

/** What may be wider than the message scrolls by itself, with the keyboard too. */
function scrolling(label: string, kind: string, content: Node): HTMLElement {
  const attributes = { class: kind, tabindex: "0", role: "group", "aria-label": label };
  return element("div", attributes, content);
}
