import type { ResistanceMechanism } from '../domain/conclusion.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { drugName } from './detail.ts';
import { summaryMeasuring } from './measured.ts';
import { capitalised, listed } from '../domain/sentence.ts';

/** ENGINE.md section 8: an emerging mechanism before progression is an alert to watch and confirm. */
export const WATCH =
  'No progression is documented. Resistance in plasma can come before it: confirm and watch; by itself it does not call for a switch.';

/** Resistance found while the drug still helps; only what rises is called emerging. */
export function emergingSummary(
  drugs: DrugId | readonly DrugId[],
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): string {
  const drug = capitalised(listed([drugs].flat().map((d) => drugName(d, knowledge))));
  const rising = mechanisms.filter(({ track }) => RISING.has(track.trend));
  const named = rising.length > 0 ? rising : mechanisms;
  const verb = named.length > 1 ? 'are' : 'is';
  const course = rising.length > 0 ? `${verb} emerging` : `${verb} found`;
  return summaryMeasuring(
    named,
    knowledge,
    (list) => `${drug}: ${list} ${course} before progression; confirm and watch`,
  );
}

const RISING: ReadonlySet<string> = new Set(['emergent', 'rising']);
