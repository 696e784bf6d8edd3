import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's usual report, and the numbers of passed and failed tests in a file for .ci/run. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      writeFileSync(options.reporterOptions.counts, `${passes} ${failures}\n`);
    });
  }
}
