import { App } from "./app";
import { ConversationStore, type Box } from "./conversationStore";
import { MemoryBox } from "./memoryBox";

function storage(kind: "localStorage" | "sessionStorage"): Box {
  try {
    return window[kind];
  } catch {
    return new MemoryBox();
  }
}

new App(new ConversationStore(storage("localStorage")), storage("sessionStorage")).start();

// What has an export is a module to esbuild, even in a package that says CommonJS.
export {};
