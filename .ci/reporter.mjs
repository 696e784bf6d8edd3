import { appendFileSync, writeFileSync } from "node:fs";
import Mocha from "mocha";

/**
 * Mocha's usual report; and for .ci/run, in files, the numbers of passed and failed tests, and the
 * failed ones by name.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { counts, failures: list } = options.reporterOptions;
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error) => {
      appendFileSync(list, `${test.fullTitle()}\n  ${error.stack ?? error.message}\n`);
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      writeFileSync(counts, `${passes} ${failures}\n`);
    });
  }
}
