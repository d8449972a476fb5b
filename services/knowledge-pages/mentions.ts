import { alterationPattern, geneOfPattern } from '../../src/rulebase/alterationPattern.ts';
import type { RuleFile } from '../../src/rulebase/ruleFiles.ts';

/** What a rule names. */
export interface Mentions {
  /** Drugs and classes that it speaks about. */
  readonly about: readonly string[];
  /** Drugs and classes that only say in whom it speaks: given before, given together. */
  readonly beside: readonly string[];
  /** Alterations it looks for, as rules write them. */
  readonly alterations: readonly string[];
  /** Alterations that only say in whom it speaks. */
  readonly context: readonly string[];
  readonly genes: ReadonlySet<string>;
}

/** The names in a rule, by what they are to it. */
export function mentionsOf(rule: RuleFile): Mentions {
  const { about, beside = [], alterations = [], context = [], genes = [] } = named(rule);
  const ofPatterns = [...alterations, ...context].flatMap((text) => {
    const pattern = alterationPattern(text);
    return (pattern === null ? null : geneOfPattern(pattern)) ?? [];
  });
  return { about, beside, alterations, context, genes: new Set([...genes, ...ofPatterns]) };
}

interface Named {
  readonly about: readonly string[];
  readonly beside?: readonly string[];
  readonly alterations?: readonly string[];
  readonly context?: readonly string[];
  readonly genes?: readonly string[];
}

function named(rule: RuleFile): Named {
  switch (rule.kind) {
    case 'mechanism': {
      const { resistantTo, prior = [], alterations } = rule;
      const { background = [], unless = [], suspectedBy = [] } = rule;
      const context = [...background, ...unless, ...suspectedBy];
      return { about: resistantTo, beside: prior, alterations, context };
    }
    case 'sensitivity':
      return {
        about: [...new Set(rule.rows.flatMap(({ calls }) => Object.keys(calls)))],
        alterations: rule.rows.map(({ alteration }) => alteration),
        context: rule.rows.flatMap(({ background = [], unless = [] }) => [
          ...background,
          ...unless,
        ]),
        genes: [rule.gene],
      };
    case 'option': {
      const { present = [], absent = [], prior = [], noPrior = [] } = rule.when;
      const overcomes = rule.overcomes ?? [];
      return {
        about: rule.drugs,
        beside: [...prior.flatMap(({ anyOf }) => anyOf), ...noPrior],
        alterations: [...present, ...overcomes.flatMap(({ alterations }) => alterations)],
        context: [...absent, ...overcomes.flatMap(({ background = [] }) => background)],
      };
    }
    case 'rechallenge': {
      const { present = [], absent = [], interveningLine, genesToClear = [] } = rule.criteria;
      const between = typeof interveningLine === 'boolean' ? [] : interveningLine.anyOf;
      return {
        about: rule.drugs,
        beside: [...(rule.after ?? []), ...between],
        alterations: [
          ...present,
          ...absent,
          ...(rule.decay ?? []).flatMap(({ alterations }) => alterations),
        ],
        genes: genesToClear.map((sought) => sought.replace(/ .*/, '')),
      };
    }
    case 'order': {
      const { present = [], testedAbsent = [], target = [], untested = [] } = rule.when;
      return {
        about: rule.drugs,
        beside: [...(rule.when.without ?? []), ...(rule.when.sinceProgressionUnder ?? [])],
        alterations: [...present, ...testedAbsent, ...target, ...untested],
      };
    }
    case 'thresholds':
      return { about: [] };
    default:
      return rule satisfies never;
  }
}
