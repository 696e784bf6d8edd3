import Mocha from "mocha";

/** Mocha's usual report, closed by the numbers of passed and failed tests. */
export default class ClosingReporter extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures } = this.stats;
    Mocha.reporters.Base.consoleLog(`${passes} passed, ${failures} failed`);
  }
}
