const { availableParallelism } = require("node:os");

const named = process.argv.slice(2).some((argument) => argument.endsWith(".test.ts"));

module.exports = {
  require: ["tsx"],
  // Mocha would add the files of the command line to those that are named here.
  spec: named ? [] : ["tests/**/*.test.ts"],
  ignore: ["tests/deep/**", "tests/e2e/**"],
  timeout: 60000,
  // Plans make garbage by the megabyte: with room for it, a third less time goes into collecting it.
  "node-option": ["max-semi-space-size=64"],
  // Each process loads the clouds' SDKs and plans for itself: more of them gain little.
  parallel: true,
  jobs: Math.min(4, Math.max(2, availableParallelism())),
};
