import { wordingsOf, type Concept } from './concept.ts';
import type { Terminology } from './terminology.ts';
import { phrasesIn } from './words.ts';

/** The assays that a concept (code of a report, order or method, device) names. */
export function assaysOfConcept(terminology: Terminology, concept: Concept): readonly string[] {
  const coded = concept.codings.flatMap(
    ({ system, code }) => terminology.assayByCode.get(`${system ?? ''}|${code ?? ''}`) ?? [],
  );
  const worded = wordingsOf(concept).flatMap((text) => phrasesIn(terminology.assayNames, text));
  return [...coded, ...worded];
}
