import { randomUUID } from 'node:crypto';
import { decide } from '../cds-hooks/answering/decide.ts';
import { decisionNamed } from './decisionNamed.ts';
import { keptDecision } from './keptDecision.ts';
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
  const kept = await keptDecision(record, payload, decisionLogConfig().inputKey);
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
