import { App } from "./app";
import { ConversationStore, type Box } from "./conversationStore";

/** Storage that ends with the page, for browsers that allow none. */
class Memory implements Box {
  private readonly items = new Map<string, string>();

  get length(): number {
    return this.items.size;
  }

  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}

function storage(kind: "localStorage" | "sessionStorage"): Box {
  try {
    return window[kind];
  } catch {
    return new Memory();
  }
}

new App(new ConversationStore(storage("localStorage")), storage("sessionStorage")).start();

// What has an export is a module to esbuild, even in a package that says CommonJS.
export {};
