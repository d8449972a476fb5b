/** The rule base can't be used. The message is one sentence per fault, each naming file and place. */
export class RuleFileError extends Error {
  override readonly name = 'RuleFileError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}
