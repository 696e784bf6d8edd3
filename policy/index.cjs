// What Pulumi's policy host loads. It registers its own TypeScript compiler, which knows nothing of
// this project's settings, so the pack is loaded by the one that runs the program too.
require("tsx/cjs");
require("./pack.ts");
