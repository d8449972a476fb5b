import type { ResistanceMechanism } from '../domain/conclusion.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { drugName } from './detail.ts';
import { summaryMeasuring } from './measured.ts';
import { capitalised, listed } from '../domain/sentence.ts';

/** ENGINE.md section 8: an emerging mechanism before progression is an alert to watch and confirm; what two samples show is confirmed. */
export function watchSection(mechanisms: readonly ResistanceMechanism[]): string {
  const advice = areConfirmed(risingOf(mechanisms))
    ? 'Samples of two days show it: watch closely'
    : 'Confirm and watch';
  return `No progression is documented. Resistance can be found before it shows. ${advice}; by itself it does not call for a switch.`;
}

function areConfirmed(mechanisms: readonly ResistanceMechanism[]): boolean {
  return mechanisms.every(
    ({ track }) =>
      new Set(track.points.flatMap((p) => (p.state === 'detected' ? (p.on ?? []) : []))).size > 1,
  );
}

/** What rises, or all where nothing is known to rise. */
function risingOf(mechanisms: readonly ResistanceMechanism[]): readonly ResistanceMechanism[] {
  const rising = mechanisms.filter(({ track }) => RISING.has(track.trend));
  return rising.length > 0 ? rising : mechanisms;
}

/** Resistance found while the drug still helps; only what rises is called emerging. */
export function emergingSummary(
  drugs: DrugId | readonly DrugId[],
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): string {
  const drug = capitalised(listed([drugs].flat().map((d) => drugName(d, knowledge))));
  const named = risingOf(mechanisms);
  const verb = named.length > 1 ? 'are' : 'is';
  const course = named.some(({ track }) => RISING.has(track.trend)) ? 'emerging' : 'found';
  const advice = areConfirmed(named) ? 'found again: watch closely' : 'confirm and watch';
  return summaryMeasuring(
    named,
    knowledge,
    (list) => `${drug}: ${list} ${verb} ${course} before progression; ${advice}`,
  );
}

const RISING: ReadonlySet<string> = new Set(['emergent', 'rising']);
