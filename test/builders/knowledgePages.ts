import {
  knowledgePages,
  type KnowledgePages,
} from '../../services/knowledge-pages/knowledgePages.ts';
import { openRuleStore, type RuleOrigin } from '../../services/rule-store/ruleStore.ts';
import type { PackPins } from '../../src/rulebase/packsInForce.ts';
import { TODAY } from './aCase.ts';

/** The pages of a folder of rules, as they are today. */
export function pagesOf(
  folder = 'rules',
  origin: RuleOrigin = 'draft',
  pins: PackPins = {},
): KnowledgePages {
  const ruleStore = openRuleStore(folder, origin);
  return knowledgePages({
    rules: () => ({ ruleStore, knowledge: ruleStore.knowledge(TODAY, pins) }),
    pins,
    today: () => TODAY,
    serviceUrl: 'https://cds.example',
    styleHash: 'ab12',
  });
}
