import { wordingsOf, type Concept } from './concept.ts';
import type { Terminology } from './terminology.ts';
import { phrasesIn } from './words.ts';

/** The assay that one of the concepts (report, order, method, device) names, or `null`. */
export function assayOfConcepts(
  terminology: Terminology,
  concepts: readonly Concept[],
): string | null {
  const found = new Set(concepts.flatMap((concept) => assaysOfConcept(terminology, concept)));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

function assaysOfConcept(terminology: Terminology, concept: Concept): readonly string[] {
  const coded = concept.codings.flatMap(
    ({ system, code }) => terminology.assayByCode.get(`${system ?? ''}|${code ?? ''}`) ?? [],
  );
  const worded = wordingsOf(concept).flatMap((text) => phrasesIn(terminology.assayNames, text));
  return [...coded, ...worded];
}
