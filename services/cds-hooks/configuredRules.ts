import { unknownPins } from '../../src/rulebase/packsInForce.ts';
import { openRuleStore, type RuleStore } from '../rule-store/ruleStore.ts';
import { ConfigError, type ServiceConfig } from './config.ts';
import { rulesFolder } from './rulesFolder.ts';

/**
 * The rule base that the configuration names.
 * @throws ConfigError when it pins packs to versions that are not there; RuleFileError when a file is not valid.
 */
export function configuredRules(config: ServiceConfig): RuleStore {
  const rules = openRuleStore(rulesFolder(config), config.draftRules ? 'draft' : 'released');
  const unknown = unknownPins(rules.versions, config.packs);
  if (unknown.length === 0) return rules;
  throw new ConfigError(
    `CONVERGENT_PACKS names versions that are not there: ${unknown.join(', ')}.`,
  );
}
