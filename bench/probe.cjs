// Loaded into every measured process: plain CommonJS, because no other kind starts as quickly.
const { writeSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  performance.mark("node started");
  process.on("exit", () => {
    writeSync(3, String(process.resourceUsage().maxRSS));
  });
}
