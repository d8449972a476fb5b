import { payloadHash, type KeptDecision } from '../cds-hooks/answering/decisionDraft.ts';
import { unpackPayload, UnreadablePayloadError } from '../decision-log/keptPayload.ts';
import type { DecisionRecord } from '../decision-log/logEntry.ts';
import { UsageError } from './usageError.ts';

/**
 * What an answer was made from, as it was recorded.
 * @throws UsageError when it was not kept, was changed, or can't be read.
 */
export async function keptDecision(
  record: Pick<DecisionRecord, 'id' | 'input'>,
  payload: Buffer | null,
  inputKey: Buffer | null,
): Promise<KeptDecision> {
  if (payload === null) {
    throw new UsageError(
      record.input.kept !== null
        ? 'The input of this decision was kept for its time and is deleted.'
        : 'The input of this decision was not kept: the service does so with CONVERGENT_KEEP_INPUTS=yes.',
    );
  }
  if (payloadHash(payload) !== record.input.kept) {
    throw new UsageError('What is kept of this decision is not what was recorded: it was changed.');
  }
  return (await unpackPayload(payload, record.id, inputKey).catch((error: unknown) => {
    if (!(error instanceof UnreadablePayloadError)) throw error;
    throw new UsageError(
      `The input of this decision can't be read. ${error.message} CONVERGENT_INPUT_KEY is the key.`,
    );
  })) as KeptDecision;
}
