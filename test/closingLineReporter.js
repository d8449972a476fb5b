/** Prints the closing line that scripts look for: `N passed, N failed`. */
export default class ClosingLineReporter {
  /**
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    // A file that does not even load counts as one failure: no run with a broken file looks green.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    const line = `\n${results.numPassedTests} passed, ${failed} failed${skipped}\n`;
    // After jest's own summary, which comes when all reporters are done.
    process.once('exit', () => process.stdout.write(line));
  }
}
