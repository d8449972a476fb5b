import { Piscina } from 'piscina';
import { RuleFileError } from './ruleFileError.ts';
import type { RuleSet } from './ruleSet.ts';
import type { RuleOrigin } from './ruleStore.ts';

/** Which rules are read. */
export interface RuleSource {
  readonly directory: string;
  readonly origin: RuleOrigin;
}

export type RuleSetReading = { readonly set: RuleSet } | { readonly faults: readonly string[] };

/** Of the source or of the build, whichever this file is. */
const THREAD = new URL(import.meta.url.replace(/readRuleSetAside(?=\.[jt]s$)/, 'ruleSetThread'));

/**
 * `readRuleSet` in a thread of its own: reading and checking some hundred files would hold up the event
 * loop for as long.
 * @throws RuleFileError with a sentence for every fault.
 */
export async function readRuleSetAside(source: RuleSource): Promise<RuleSet> {
  const thread = new Piscina({ filename: THREAD.href, minThreads: 1, maxThreads: 1 });
  let reading: RuleSetReading;
  try {
    reading = (await thread.run(source)) as RuleSetReading;
  } finally {
    await thread.destroy();
  }
  if ('faults' in reading) throw new RuleFileError(reading.faults);
  return reading.set;
}
