import { wordingsOf, type Coded, type Concept } from './concept.ts';
import type { Terminology } from './terminology.ts';
import { phrasesIn } from './words.ts';

/**
 * The most specific diseases that a concept states. Codes count before words, and a disease gives
 * way to one below it, so that C34.9 beside a SNOMED code for its histology is the histology.
 */
export function diseasesOfConcept(terminology: Terminology, concept: Concept): readonly string[] {
  const coded = concept.codings.flatMap((coding) => diseaseOfCode(terminology, coding) ?? []);
  const worded = wordingsOf(concept).flatMap((text) => diseasesInText(terminology, text));
  if (coded.length === 0) return mostSpecific(terminology, worded);
  // Words may refine what a code says, but not add a disease beside it.
  const refining = worded.filter((id) => coded.some((code) => isA(terminology, id, code)));
  return mostSpecific(terminology, [...coded, ...refining]);
}

/** The disease of a SNOMED, ICD-10 or ICD-O-3 code; ICD codes fall back to their category. */
export function diseaseOfCode(terminology: Terminology, { system, code }: Coded): string | null {
  if (code === null) return null;
  if (system !== null && /snomed/i.test(system)) {
    return terminology.diseaseByCode.get(`snomed|${code.trim()}`) ?? null;
  }
  // Some senders glue topography and morphology together: `C34.9 8140/3`.
  for (const part of code.trim().toUpperCase().split(/\s+/).reverse()) {
    const disease = diseaseOfIcd(terminology, part);
    if (disease !== null) return disease;
  }
  return null;
}

/** The diseases a text names; the longest name wins at each place. */
export function diseasesInText(terminology: Terminology, text: string): readonly string[] {
  return phrasesIn(terminology.diseaseNames, text);
}

/** Whether a disease is, or lies below, another. */
export function isA(terminology: Terminology, disease: string, ancestor: string): boolean {
  return terminology.diseaseAncestors.get(disease)?.has(ancestor) ?? false;
}

function diseaseOfIcd(terminology: Terminology, code: string): string | null {
  if (!ICD_SHAPE.test(code)) return null;
  for (let at = code; at.length >= ICD_CATEGORY; at = at.slice(0, -1)) {
    const disease = terminology.diseaseByCode.get(`icd|${at}`);
    if (disease !== undefined) return disease;
  }
  return null;
}

/** ICD-10 (`C34.1`) or an ICD-O-3 morphology (`8041/3`). */
const ICD_SHAPE = /^(?:[A-Z]\d[\dA-Z](?:\.[\dA-Z]{0,4})?|\d{4}\/\d)$/;
const ICD_CATEGORY = 3;

function mostSpecific(terminology: Terminology, found: readonly string[]): readonly string[] {
  const distinct = [...new Set(found)];
  const hasBelow = (id: string): boolean =>
    distinct.some((other) => other !== id && isA(terminology, other, id));
  return distinct.filter((id) => !hasBelow(id)).sort();
}
