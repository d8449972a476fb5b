import { wordingsOf, type Coded, type Concept } from './concept.ts';
import type { Terminology } from './terminology.ts';
import { phrasesIn } from './words.ts';

/**
 * The most specific diseases that a concept states. Codes count before words, and a disease gives
 * way to one that states its type, so that C34.9 beside a SNOMED code for its histology is the
 * histology.
 */
export function diseasesOfConcept(terminology: Terminology, concept: Concept): readonly string[] {
  const coded = [
    ...concept.codings.flatMap((coding) => diseaseOfCode(terminology, coding) ?? []),
    ...diseasesOfMorphology(terminology, concept.codings),
  ];
  const worded = wordingsOf(concept).flatMap((text) => diseasesInText(terminology, text));
  if (coded.length === 0) return mostSpecific(terminology, worded);
  // Words may refine what a code says, but not add a disease beside it.
  const refining = worded.filter((id) =>
    coded.some((code) => code === id || isRefinedBy(terminology, code, id)),
  );
  return mostSpecific(terminology, [...coded, ...refining]);
}

/** The disease of a SNOMED, OncoTree, ICD-10 or ICD-O-3 code; ICD codes fall back to their category. */
export function diseaseOfCode(terminology: Terminology, { system, code }: Coded): string | null {
  if (code === null) return null;
  if (isSnomed(system)) return terminology.diseaseByCode.get(`snomed|${code.trim()}`) ?? null;
  if (system !== null && /oncotree/i.test(system)) {
    return terminology.diseaseByCode.get(`oncotree|${code.trim().toUpperCase()}`) ?? null;
  }
  for (const part of icdParts(code).reverse()) {
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

/** Whether the tumour cells of a disease are in the blood. */
export function isOfBlood(terminology: Terminology, disease: string): boolean {
  const above = terminology.diseaseAncestors.get(disease) ?? [];
  return [disease, ...above].some((id) => terminology.diseases.get(id)?.inBlood === true);
}

/** Whether another disease says more of the same: it lies below it, or states the type it leaves open. */
export function isRefinedBy(terminology: Terminology, disease: string, other: string): boolean {
  if (disease === other) return false;
  if (isA(terminology, other, disease)) return true;
  const { unspecified = false, parent } = terminology.diseases.get(disease) ?? {};
  return unspecified && parent !== undefined && other !== parent && isA(terminology, other, parent);
}

/** Without those of which another says more. */
export function mostSpecific(
  terminology: Terminology,
  found: readonly string[],
): readonly string[] {
  const distinct = [...new Set(found)];
  return distinct
    .filter((id) => !distinct.some((other) => isRefinedBy(terminology, id, other)))
    .sort();
}

function isSnomed(system: string | null): boolean {
  return system !== null && /snomed/i.test(system);
}

/** Some senders glue topography and morphology together: `C34.9 8140/3`. */
function icdParts(code: string): string[] {
  return code
    .trim()
    .toUpperCase()
    .split(/\s+/)
    .filter((part) => ICD_SHAPE.test(part));
}

function diseaseOfIcd(terminology: Terminology, code: string): string | null {
  for (const at of categoriesOf(code)) {
    const disease = terminology.diseaseByCode.get(`icd|${at}`);
    if (disease !== undefined) return disease;
  }
  return null;
}

/** ICD-O-3: what a tumour is follows from site and morphology together, in one code or in two. */
function diseasesOfMorphology(
  terminology: Terminology,
  codings: readonly Coded[],
): readonly string[] {
  const parts = codings.flatMap(({ system, code }) =>
    code === null || isSnomed(system) ? [] : icdParts(code),
  );
  const sites = parts.filter((part) => !MORPHOLOGY.test(part)).flatMap(categoriesOf);
  return parts
    .filter((part) => MORPHOLOGY.test(part))
    .flatMap((type) =>
      sites.flatMap((site) => terminology.diseaseByCode.get(`icd|${site} ${type}`) ?? []),
    );
}

/** A code and the codes above it, the longest first. */
function categoriesOf(code: string): readonly string[] {
  if (MORPHOLOGY.test(code)) return [code];
  const lengths = Array.from({ length: code.length - ICD_CATEGORY + 1 }, (_, i) => code.length - i);
  return lengths.map((length) => code.slice(0, length));
}

/** ICD-10 (`C34.1`) or an ICD-O-3 morphology (`8041/3`). */
const ICD_SHAPE = /^(?:[A-Z]\d[\dA-Z](?:\.[\dA-Z]{0,4})?|\d{4}\/\d)$/;
const MORPHOLOGY = /^\d{4}\/\d$/;
const ICD_CATEGORY = 3;
