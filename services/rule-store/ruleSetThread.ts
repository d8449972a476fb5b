import { RuleFileError } from './ruleFileError.ts';
import { readRuleSet } from './ruleSet.ts';
import type { RuleSetReading, RuleSource } from './readRuleSetAside.ts';

/** Reads one set, in the thread of `readRuleSetAside`. */
export default function reading({ directory, origin }: RuleSource): RuleSetReading {
  try {
    return { set: readRuleSet(directory, origin) };
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    return { faults: error.faults };
  }
}
