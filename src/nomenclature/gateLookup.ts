import { wordingsOf, type Coded, type Concept } from './concept.ts';
import type { Terminology } from './terminology.ts';
import { phrasesIn } from './words.ts';

/** The gates (heart function, interstitial lung disease ...) that a code asks or a condition answers. */
export function gatesOfConcept(terminology: Terminology, concept: Concept): readonly string[] {
  const coded = concept.codings.flatMap((coding) => gatesOfCode(terminology, coding));
  const worded = wordingsOf(concept).flatMap((text) => phrasesIn(terminology.gateNames, text));
  return [...new Set([...coded, ...worded])].sort();
}

function gatesOfCode({ gatesByCode }: Terminology, { system, code }: Coded): readonly string[] {
  if (code === null) return [];
  const asked = gatesByCode.get(`loinc|${code}`) ?? [];
  if (system !== null && /snomed/i.test(system)) return gatesByCode.get(`snomed|${code}`) ?? asked;
  if (!ICD_SHAPE.test(code)) return asked;
  // What lies below a category is of the category.
  const below = Array.from({ length: code.length - ICD_CATEGORY + 1 }, (_none, dropped) =>
    code.slice(0, code.length - dropped),
  );
  return [...asked, ...below.flatMap((at) => gatesByCode.get(`icd|${at}`) ?? [])];
}

const ICD_SHAPE = /^[A-Z]\d[\dA-Z](?:\.[\dA-Z]{0,4})?$/;
const ICD_CATEGORY = 3;
