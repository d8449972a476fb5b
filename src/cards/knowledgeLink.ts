import type { RuleRef } from '../domain/evidence.ts';

/** Where the knowledge is served as web pages, below the base URL of the service. */
export const KNOWLEDGE_PATH = '/knowledge';

/** The page of a rule as a conclusion followed it: in the version of its pack, below the base URL. */
export function rulePagePath({ pack, version, rule }: RuleRef): string {
  return `${KNOWLEDGE_PATH}/${pack}@${version}/rules/${ruleName(rule)}`;
}

/** The rule's name within its pack: `egfr` of `lung/egfr`. */
export function ruleName(rule: string): string {
  return rule.slice(rule.indexOf('/') + 1);
}
