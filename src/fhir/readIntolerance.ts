import type { Intolerance } from '../domain/patientCase.ts';
import { drugsOfConcept } from '../nomenclature/drugLookup.ts';
import type { DrugId } from '../domain/therapy.ts';
import { expressionsOf, wordingsOf, type Concept } from '../nomenclature/concept.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, conceptsAt, objectsAt, textAt, elementOf } from './json.ts';
import { drugsOfMedication } from './medicationDrugs.ts';
import { statusWordsAt } from './statusWords.ts';
import type { ReaderContext } from './readerContext.ts';
import { dateAt, isAfter, plainDateAt } from './resourceDates.ts';

/** An AllergyIntolerance or AdverseEvent of a drug of the terminology, or `null`. */
export function readIntolerance(
  context: ReaderContext,
  source: RecordedResource,
): Intolerance | null {
  const { resource, type } = source;
  const course = statusWordsAt(resource, 'clinicalStatus');
  const inactive = course.includes('inactive') || course.includes('resolved');
  const verification = statusWordsAt(resource, 'verificationStatus');
  const refuted = verification.includes('refuted') || verification.includes('entered-in-error');
  const drugs = type === 'AdverseEvent' ? suspects(context, source) : substances(context, source);
  const why =
    drugs.length === 0
      ? 'no drug that the terminology knows'
      : refuted
        ? 'refuted or entered in error'
        : inactive
          ? 'not active'
          : textAt(resource, 'actuality') === 'potential'
            ? 'an event that did not happen'
            : isDenied(source)
              ? 'says that there is no such intolerance, or that the drug was not its cause'
              : null;
  if (why !== null) {
    context.outcome(source, 'not used', why);
    return null;
  }
  const on =
    dateAt(resource, 'onset') ??
    plainDateAt(resource, 'recordedDate') ??
    plainDateAt(resource, 'date');
  if (isAfter(on, context.asOf)) {
    context.problem(source, 'future-dated', 'The intolerance lies after the day of evaluation.');
    context.outcome(source, 'not used', 'lies in the future');
    return null;
  }
  context.outcome(source, 'intolerance', drugs.join(', '));
  return { drugs, severity: isSevere(source) ? 'dose-limiting' : 'unknown', resource: source.ref };
}

/** `No known allergy to cetuximab`, or a suspect that was found not to be the cause. */
function isDenied({ type, resource }: RecordedResource): boolean {
  if (type !== 'AdverseEvent') {
    return wordingsOf(conceptAt(resource, 'code')).some((text) =>
      /^\s*(?:no|not|denies)\b/i.test(text),
    );
  }
  const causes = objectsAt(resource, 'suspectEntity').flatMap((entity) =>
    objectsAt(entity, 'causality').flatMap((cause) =>
      expressionsOf(conceptAt(cause, 'assessment')),
    ),
  );
  return (
    causes.length > 0 &&
    causes.every((cause) => /^(?:unlikely|not related|unrelated)\b/i.test(cause))
  );
}

function substances(context: ReaderContext, { resource }: RecordedResource): readonly DrugId[] {
  const concepts: readonly Concept[] = [
    conceptAt(resource, 'code'),
    ...objectsAt(resource, 'reaction').flatMap((reaction) => conceptsAt(reaction, 'substance')),
  ];
  const drugs = concepts.flatMap((concept) => {
    const lookup = drugsOfConcept(context.terminology, concept);
    return lookup.found === 'drugs' ? lookup.drugs : [];
  });
  return [...new Set(drugs)].sort();
}

/** The suspect is a Medication, or an order or statement of one. */
function suspects(context: ReaderContext, source: RecordedResource): readonly DrugId[] {
  const drugs = objectsAt(source.resource, 'suspectEntity').flatMap((entity) => {
    const suspect = context.resolve(elementOf(entity, 'instance'), source);
    if (suspect === null) return [];
    const lookup =
      suspect.type === 'Medication'
        ? drugsOfConcept(context.terminology, conceptAt(suspect.resource, 'code'))
        : drugsOfMedication(context.terminology, context.resolve, suspect).lookup;
    return lookup.found === 'drugs' ? lookup.drugs : [];
  });
  return [...new Set(drugs)].sort();
}

function isSevere({ resource }: RecordedResource): boolean {
  return (
    textAt(resource, 'criticality') === 'high' ||
    objectsAt(resource, 'reaction').some((reaction) => textAt(reaction, 'severity') === 'severe') ||
    conceptAt(resource, 'severity').codings.some(({ code }) => code === 'severe') ||
    conceptAt(resource, 'seriousness').codings.some(({ code }) => /^serious$/i.test(code ?? ''))
  );
}
