import type { Conclusion } from '../../src/domain/conclusion.ts';
import type { RuleRef } from '../../src/domain/evidence.ts';
import type { ShortConclusion } from './logEntry.ts';

/** A conclusion as the log keeps it: what it is about and says, without text, date, value or resource. */
export function shortConclusion(conclusion: Conclusion): ShortConclusion {
  const { about, says } = inShort(conclusion);
  return { kind: conclusion.kind, about, says, rules: ruleNames(conclusion) };
}

/** The rules a conclusion follows, as `pack/rule@version`. */
export function ruleNames({ because }: Conclusion): readonly string[] {
  return [...new Set(because.rules.map(ruleName))];
}

function ruleName({ rule, version }: RuleRef): string {
  return `${rule}@${version}`;
}

function inShort(conclusion: Conclusion): Pick<ShortConclusion, 'about' | 'says'> {
  switch (conclusion.kind) {
    case 'resistance-mechanism': {
      const { id, standing, timing, against } = conclusion;
      const drugs = against.map(({ drug, level }) => `${drug} ${level}`);
      return { about: id, says: `${standing}, ${timing}, against ${list(drugs)}` };
    }
    case 'heterogeneity': {
      const parts = conclusion.parts.map(({ seen }) => seen);
      return { about: conclusion.pattern, says: list(parts) };
    }
    case 'convergence': {
      const nodes = conclusion.smallestSet ?? conclusion.nodes.slice(0, 1).map(({ node }) => node);
      return { about: list(conclusion.mechanisms), says: nodes.length > 0 ? list(nodes) : 'none' };
    }
    case 'strategy': {
      const { id, form, status, orderable, coverage } = conclusion;
      const covered = coverage.map(({ mechanism, verdict }) => `${mechanism} ${verdict}`);
      const order = orderable ? 'orderable' : 'not orderable';
      return { about: id, says: list([form, status, order, ...covered]) };
    }
    case 'combination-or-sequence':
      return {
        about: list([conclusion.combination, conclusion.singleAgent].filter(isThere)),
        says: conclusion.verdict,
      };
    case 'rechallenge':
      return { about: list(conclusion.drugs), says: conclusion.status };
    case 'order-review': {
      const { drug, verdict, level, standing, mechanisms } = conclusion;
      return { about: drug, says: list([verdict, level, standing, ...mechanisms].filter(isThere)) };
    }
    case 'data-gap':
      return { about: conclusion.gap, says: 'not known' };
    default:
      return conclusion satisfies never;
  }
}

function list(parts: readonly string[]): string {
  return parts.join(', ');
}

function isThere(part: string | null): part is string {
  return part !== null;
}
