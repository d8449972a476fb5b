import { randomUUID } from 'node:crypto';
import { decide } from '../cds-hooks/answering/decide.ts';
import { payloadHash, type KeptDecision } from '../cds-hooks/answering/decisionDraft.ts';
import { unpackPayload, UnreadablePayloadError } from '../decision-log/keptPayload.ts';
import type { DecisionRecord } from '../decision-log/logEntry.ts';
import { decisionNamed } from './decisionNamed.ts';
import { parsedArgs } from './parsedArgs.ts';
import { recordedKnowledge } from './recordedKnowledge.ts';
import { replayDifferences } from './replayDifferences.ts';
import { rulesDirectory } from './rulesDirectory.ts';
import { UsageError } from './usageError.ts';
import { decisionLogConfig, withDecisionStore } from './withDecisionStore.ts';

/**
 * `convergent replay ID`: asks again what was asked then, as of that day and with the packs of that
 * day, and shows what differs. Ends with 1 when anything does.
 */
export async function replayCommand(args: readonly string[]): Promise<number> {
  const { positionals, values } = parsedArgs({
    args: [...args],
    allowPositionals: true,
    options: { rules: { type: 'string' } },
  });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) {
    throw new UsageError('Name one decision: convergent replay ID [--rules DIRECTORY]');
  }
  const { record, payload } = await withDecisionStore(async (store) => {
    const found = await decisionNamed(id, store);
    return { record: found, payload: await store.kept(found.id) };
  });
  const kept = await keptDecision(record, payload);
  const knowledge = recordedKnowledge(values.rules ?? rulesDirectory(), record);
  const now = decide(kept.question, knowledge, randomUUID);
  const differences = replayDifferences(record, kept, now);
  process.stdout.write(
    [
      `Decision ${record.id}, ${record.at}, ${record.hook}, as of ${record.asOf}`,
      `Packs ${record.packs.map(({ pack, version }) => `${pack}@${version}`).join(', ')}`,
      ...(differences.length === 0
        ? ['The same conclusions and the same cards.']
        : ['What differs (- then, + now):', ...differences]),
      '',
    ].join('\n'),
  );
  return differences.length === 0 ? 0 : 1;
}

async function keptDecision(record: DecisionRecord, payload: Buffer | null): Promise<KeptDecision> {
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
  const { inputKey } = decisionLogConfig();
  return (await unpackPayload(payload, record.id, inputKey).catch((error: unknown) => {
    if (!(error instanceof UnreadablePayloadError)) throw error;
    throw new UsageError(
      `The input of this decision can't be read. ${error.message} CONVERGENT_INPUT_KEY is the key.`,
    );
  })) as KeptDecision;
}
