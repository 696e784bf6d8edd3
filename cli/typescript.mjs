// Loads TypeScript like `node --import tsx`, but leaves source maps as Node was started. tsx turns
// them on, and reading those of the whole SDK takes a third of a plan's time. For exact lines in a
// stack trace: NODE_OPTIONS=--enable-source-maps.
const wanted = process.sourceMapsEnabled;
await import("tsx");
process.setSourceMapsEnabled(wanted);
