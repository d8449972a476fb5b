import type { Conclusion } from './conclusion.ts';

/** Names a conclusion within one evaluation, the same whenever the same record is judged again. */
export function conclusionKey(conclusion: Conclusion): string {
  switch (conclusion.kind) {
    case 'resistance-mechanism':
    case 'strategy':
      return `${conclusion.kind}:${conclusion.id}`;
    case 'heterogeneity':
      return `${conclusion.kind}:${conclusion.pattern}`;
    case 'convergence':
    case 'combination-or-sequence':
      return conclusion.kind;
    case 'rechallenge':
      return `${conclusion.kind}:${String(conclusion.line)}:${conclusion.drugs.join('+')}`;
    case 'order-review':
      return `${conclusion.kind}:${conclusion.verdict}:${conclusion.drug}`;
    case 'data-gap':
      return `${conclusion.kind}:${conclusion.gap}`;
    default:
      return conclusion satisfies never;
  }
}
