import type { DecisionStore } from '../decision-log/decisionStore.ts';
import type { DecisionRecord } from '../decision-log/logEntry.ts';
import { UsageError } from './usageError.ts';

/** At least so many digits, so that a decision is not hit by chance. */
const ID = /^[0-9a-f]{6}[0-9a-f-]{0,30}$/i;

/** @throws UsageError when there is none or more than one. */
export async function decisionNamed(id: string, store: DecisionStore): Promise<DecisionRecord> {
  if (!ID.test(id)) {
    throw new UsageError(
      'A decision is named by the X-Request-Id of its answer, or the first six digits or more of it.',
    );
  }
  const found = await store.decision(id);
  if (found === 'not found') throw new UsageError(`There is no decision ${id} in the log.`);
  if (found === 'ambiguous') throw new UsageError(`Several decisions begin with ${id}.`);
  return found;
}
