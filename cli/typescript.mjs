import module from "node:module";

// Keeps compiled code between runs, which saves a sixth of a plan's time; Node has this from 22 on.
module.enableCompileCache?.();

// Loads TypeScript like `node --import tsx`, but leaves source maps as Node was started. tsx turns
// them on, and reading those of the whole SDK takes a third of a plan's time. For exact lines in a
// stack trace: NODE_OPTIONS=--enable-source-maps.
const wanted = process.sourceMapsEnabled;
await import("tsx");
process.setSourceMapsEnabled(wanted);
