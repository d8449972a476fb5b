import { unknownPins } from '../../src/rulebase/packsInForce.ts';
import { readRuleSetAside, type RuleSource } from '../rule-store/readRuleSetAside.ts';
import { readRuleSet, ruleStoreOf, type RuleSet } from '../rule-store/ruleSet.ts';
import type { RuleStore } from '../rule-store/ruleStore.ts';
import { ConfigError, type ServiceConfig } from './config.ts';
import { rulesFolder } from './rulesFolder.ts';

/** The rules that the configuration names, and the same in a form that other threads can be given. */
export interface ConfiguredRules {
  readonly set: RuleSet;
  readonly ruleStore: RuleStore;
}

/**
 * Reads the rules that the configuration names.
 * @throws ConfigError when it pins packs to versions that are not there; RuleFileError when a file is not valid.
 */
export function configuredRules(config: ServiceConfig): ConfiguredRules {
  const { directory, origin } = sourceOf(config);
  return withPins(readRuleSet(directory, origin), config);
}

/** The same, without holding up this thread. */
export async function configuredRulesAside(config: ServiceConfig): Promise<ConfiguredRules> {
  return withPins(await readRuleSetAside(sourceOf(config)), config);
}

function sourceOf(config: ServiceConfig): RuleSource {
  return { directory: rulesFolder(config), origin: config.draftRules ? 'draft' : 'released' };
}

function withPins(set: RuleSet, { packs }: ServiceConfig): ConfiguredRules {
  const unknown = unknownPins(set.releases, packs);
  if (unknown.length === 0) return { set, ruleStore: ruleStoreOf(set) };
  throw new ConfigError(
    `CONVERGENT_PACKS names versions that are not there: ${unknown.join(', ')}.`,
  );
}
