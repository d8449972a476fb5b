import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import type { DecisionStore } from '../decision-log/decisionStore.ts';
import { exportLine, importLine } from '../decision-log/exportLine.ts';
import {
  verifyChain,
  type ChainedEntry,
  type ChainHead,
  type Verification,
} from '../decision-log/verifyChain.ts';
import { askedPeriod, dayStart } from './askedPeriod.ts';
import { decisionNamed } from './decisionNamed.ts';
import { parsedArgs } from './parsedArgs.ts';
import { UsageError } from './usageError.ts';
import { withDecisionStore } from './withDecisionStore.ts';

const USAGE =
  'Say what to do with the decisions: convergent decisions verify [FILE] [--anchor NUMBER:HASH] | export [--from DAY] [--to DAY] | show ID | prune --before DAY | migrate';

/** `convergent decisions`: looks after the log. */
export async function decisionsCommand(args: readonly string[]): Promise<number> {
  const { positionals, values } = parsedArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      anchor: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      before: { type: 'string' },
    },
  });
  const [task, subject] = positionals;
  switch (task) {
    case 'verify':
      return verify(subject, anchorOf(values.anchor));
    case 'export':
      await withDecisionStore((store) => print(store.entries(askedPeriod(values))));
      return 0;
    case 'show':
      if (subject === undefined) throw new UsageError(USAGE);
      return withDecisionStore(async (store) => {
        const decision = await decisionNamed(subject, store);
        process.stdout.write(`${JSON.stringify(decision, null, 2)}\n`);
        return 0;
      });
    case 'prune':
      return prune(values.before);
    case 'migrate':
      return withDecisionStore(async (store) => {
        process.stdout.write(`The tables are up to date; ${headLine(await store.head())}.\n`);
        return 0;
      });
    default:
      throw new UsageError(USAGE);
  }
}

async function verify(file: string | undefined, anchor: ChainHead | null): Promise<number> {
  const verification =
    file === undefined
      ? await withDecisionStore(async (store: DecisionStore) =>
          verifyChain(store.entries(), await store.head(), anchor),
        )
      : await verifyChain(entriesOf(file), null, anchor);
  const { entries, first, last, pruned, faults } = verification;
  const from = first === null ? '' : `, from entry ${String(first.seq)}`;
  process.stdout.write(`${String(entries)} entries${from}; ${headLine(last)}.\n`);
  process.stdout.write(prunedLines(pruned));
  if (faults.length === 0) {
    process.stdout.write('The chain holds: nothing was changed, removed or put in between.\n');
    return 0;
  }
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return 1;
}

function prunedLines(pruned: Verification['pruned']): string {
  return pruned
    .map(({ from, through }) => `Entries ${String(from)} to ${String(through)} were pruned.\n`)
    .join('');
}

function headLine({ seq, hash }: ChainHead): string {
  return `the last is ${String(seq)}:${hash}`;
}

async function* entriesOf(file: string): AsyncGenerator<ChainedEntry> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    if (line !== '') yield importLine(line);
  }
}

async function print(entries: AsyncIterable<ChainedEntry>): Promise<void> {
  for await (const entry of entries) {
    if (!process.stdout.write(exportLine(entry))) await once(process.stdout, 'drain');
  }
}

async function prune(before: string | undefined): Promise<number> {
  if (before === undefined) throw new UsageError(USAGE);
  const deleted = await withDecisionStore((store) => store.prune(dayStart(before), new Date()));
  process.stdout.write(`${String(deleted)} entries deleted.\n`);
  return 0;
}

function anchorOf(text: string | undefined): ChainHead | null {
  if (text === undefined) return null;
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new UsageError('An anchor is the number and hash of an entry, as verify prints them.');
  }
  return { seq: Number(seq), hash };
}
