import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { drugName } from '../../../src/cards/detail.ts';
import type { Conclusion } from '../../../src/domain/conclusion.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import {
  ORDER_VERDICTS,
  RECHALLENGE_STATUSES,
  STANDINGS,
  STATUSES,
  TIMINGS,
} from '../wording/words.ts';
import { allOf, capitalised, listed } from '../../../src/domain/sentence.ts';

/** A conclusion as a sentence for a clinician. */
export function conclusionSentence(conclusion: Conclusion, knowledge: KnowledgeBase): string {
  const name = (drug: string): string => drugName(drug, knowledge);
  switch (conclusion.kind) {
    case 'resistance-mechanism': {
      const drugs = conclusion.against.map((r) => name(r.drug));
      const shown = drugs.length > 4 ? [...drugs.slice(0, 4), 'others'] : drugs;
      return `${alterationLabel(conclusion.alteration, knowledge)} stands against ${listed(shown)}: ${STANDINGS[conclusion.standing]}, ${TIMINGS[conclusion.timing]}.`;
    }
    case 'heterogeneity':
      return conclusion.statement;
    case 'convergence': {
      const best = conclusion.nodes[0];
      const all = conclusion.mechanisms.length + conclusion.escapes.length;
      if (best === undefined)
        return 'The mechanisms do not meet at a node that a drug could block.';
      const nodeName = knowledge.pathways.get(best.pathway)?.nodeNames.get(best.node) ?? best.node;
      const caught = best.intercepts.length + best.blocks.length;
      return `${capitalised(nodeName)} intercepts ${caught === all ? allOf(all, 'ways of resistance') : `${String(caught)} of ${String(all)} ways of resistance`}.`;
    }
    case 'strategy':
      return conclusion.test === null
        ? `Option: ${conclusion.title} (${STATUSES[conclusion.status]}).`
        : `Would help to decide: ${conclusion.title}.`;
    case 'combination-or-sequence':
      return conclusion.statement;
    case 'rechallenge':
      return `Re-challenge with ${listed(conclusion.drugs.map(name))}: ${RECHALLENGE_STATUSES[conclusion.status]}.`;
    case 'order-review':
      return `${capitalised(name(conclusion.drug))}: ${ORDER_VERDICTS[conclusion.verdict]}. ${conclusion.statement}`;
    case 'data-gap':
      return conclusion.message;
    default:
      return conclusion satisfies never;
  }
}
