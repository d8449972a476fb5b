/** The command was called in a way it can't follow; the message says what to do, without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
