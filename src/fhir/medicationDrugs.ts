import type { DrugId } from '../domain/therapy.ts';
import { nameOf, NO_CONCEPT, type Concept } from '../nomenclature/concept.ts';
import { drugsOfConcept, type DrugLookup } from '../nomenclature/drugLookup.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { RecordedResource, ResourceCollection } from './collectResources.ts';
import { asConcept, asObject, conceptAt, elementOf, objectAt, objectsAt, textAt } from './json.ts';

export interface MedicationDrugs {
  readonly lookup: DrugLookup;
  /** The medication's name as the record gives it. */
  readonly name: string | null;
}

/**
 * The drugs of anything with a `medication[x]`: a concept, a reference to a (contained) Medication
 * or to one that only its display names, R5's CodeableReference. A Medication is its own code, or
 * else its ingredients.
 */
export function drugsOfMedication(
  terminology: Terminology,
  resolve: ResourceCollection['resolve'],
  holder: RecordedResource,
): MedicationDrugs {
  const { concepts, medication } = medicationOf(resolve, holder);
  const whole = firstKnown(terminology, concepts);
  const name = concepts.map(nameOf).find((text) => text !== null) ?? null;
  if (whole.found !== 'unknown' || medication === null) return { lookup: whole, name };
  const ingredients = ingredientsOf(terminology, resolve, medication);
  return { lookup: ingredients.length > 0 ? { found: 'drugs', drugs: ingredients } : whole, name };
}

function medicationOf(
  resolve: ResourceCollection['resolve'],
  holder: RecordedResource,
): { readonly concepts: readonly Concept[]; readonly medication: RecordedResource | null } {
  const { resource } = holder;
  const r5 = objectAt(resource, 'medication');
  const reference =
    objectAt(resource, 'medicationReference') ?? (r5 === null ? null : objectAt(r5, 'reference'));
  const concepts = [
    asConcept(elementOf(resource, 'medicationCodeableConcept')),
    r5 === null ? null : asConcept(elementOf(r5, 'concept')),
  ].filter((concept) => concept !== null);
  if (reference === null) return { concepts, medication: null };
  const medication = resolve(reference, holder);
  const display = textAt(reference, 'display');
  return {
    medication,
    concepts: [
      ...concepts,
      ...(medication === null ? [] : [conceptAt(medication.resource, 'code')]),
      ...(display === null ? [] : [{ codings: [], text: display }]),
    ],
  };
}

function firstKnown(terminology: Terminology, concepts: readonly Concept[]): DrugLookup {
  const lookups = concepts.map((concept) => drugsOfConcept(terminology, concept));
  return (
    lookups.find(({ found }) => found !== 'unknown') ??
    lookups.find((lookup) => lookup.found === 'unknown' && lookup.antineoplastic) ??
    drugsOfConcept(terminology, NO_CONCEPT)
  );
}

function ingredientsOf(
  terminology: Terminology,
  resolve: ResourceCollection['resolve'],
  medication: RecordedResource,
): readonly DrugId[] {
  const drugs = new Set<DrugId>();
  for (const ingredient of objectsAt(medication.resource, 'ingredient')) {
    const item =
      asConcept(elementOf(ingredient, 'itemCodeableConcept')) ??
      conceptOfSubstance(resolve(asObject(elementOf(ingredient, 'itemReference')), medication));
    const lookup = item === null ? null : drugsOfConcept(terminology, item);
    if (lookup?.found === 'drugs') for (const drug of lookup.drugs) drugs.add(drug);
  }
  return [...drugs].sort();
}

function conceptOfSubstance(substance: RecordedResource | null): Concept | null {
  return substance === null ? null : conceptAt(substance.resource, 'code');
}
