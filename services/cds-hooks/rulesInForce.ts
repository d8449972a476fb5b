import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { DatedVersion } from '../../src/rulebase/packsInForce.ts';
import { ruleBundle, type RuleBundle } from '../rule-store/ruleBundle.ts';
import type { RuleStore } from '../rule-store/ruleStore.ts';
import { calendarDay } from './calendarDay.ts';
import type { ServiceConfig } from './config.ts';

/** The rules that judge requests which ask for no others. */
export interface RulesInForce {
  readonly knowledge: KnowledgeBase;
  /** The same rules, for the app that compiles them in the browser. */
  readonly bundle: RuleBundle;
  /** Every version that a request may name. */
  readonly versions: readonly DatedVersion[];
  /** Where these are, and what explains them. */
  readonly ruleStore: RuleStore;
}

/** The rules in force now: in a service that runs for days, those of the day. */
export function rulesInForce(
  ruleStore: RuleStore,
  { packs: pins }: ServiceConfig,
  clock: () => Date,
): () => RulesInForce {
  let known: RulesInForce | null = null;
  return () => {
    const today = calendarDay(clock());
    const knowledge = ruleStore.knowledge(today, pins);
    if (known?.knowledge !== knowledge) {
      const bundle = ruleBundle(ruleStore.files(today, pins));
      known = { knowledge, bundle, versions: ruleStore.versions, ruleStore };
    }
    return known;
  };
}
