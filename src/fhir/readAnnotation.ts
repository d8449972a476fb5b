import type { LaboratoryAnnotation } from '../domain/annotation.ts';
import type { Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { DrugId } from '../domain/therapy.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { drugsOfConcept } from '../nomenclature/drugLookup.ts';
import type { RecordedResource } from './collectResources.ts';
import { hasCode, listAt } from './json.ts';
import type { ReaderContext } from './readerContext.ts';

/**
 * The readings, with the implications that the laboratory derived from them (GRIG therapeutic,
 * diagnostic and prognostic implication, molecular consequence; STU1 to STU4).
 */
export function withAnnotations(
  context: ReaderContext,
  readings: readonly Reading[],
  sources: readonly RecordedResource[],
  readingsOf: (ref: ResourceRef) => readonly Reading[],
): readonly Reading[] {
  const annotations = new Map<Reading, LaboratoryAnnotation[]>();
  for (const source of sources) {
    const annotation = annotationOf(context, source);
    const related = relatedReadings(context, source, readingsOf);
    const words = [
      annotation.about,
      annotation.says,
      annotation.drugs.length === 0 ? null : annotation.drugs.join(' + '),
    ];
    context.outcome(
      source,
      'annotation',
      `${words.filter((word) => word !== null).join(', ')}; ${related.size === 0 ? 'what it is derived from is not in the record, or was not read' : 'by the laboratory, never the variant itself'}`,
    );
    // One that neither classes nor predicts anything adds nothing to the reading.
    if (annotation.says === null && annotation.drugs.length === 0) continue;
    for (const reading of related) {
      const known = annotations.get(reading);
      if (known === undefined) annotations.set(reading, [annotation]);
      else known.push(annotation);
    }
  }
  if (annotations.size === 0) return readings;
  return readings.map((reading) => {
    const found = annotations.get(reading);
    return found === undefined ? reading : { ...reading, annotations: found };
  });
}

function relatedReadings(
  context: ReaderContext,
  source: RecordedResource,
  readingsOf: (ref: ResourceRef) => readonly Reading[],
): ReadonlySet<Reading> {
  const references = [
    ...listAt(source.resource, 'derivedFrom'),
    ...listAt(source.resource, 'focus'),
  ];
  return new Set(
    references.slice(0, MOST_RELATED).flatMap((reference) => {
      const found = context.resolve(reference, source);
      return found === null ? [] : readingsOf(found.ref);
    }),
  );
}

const MOST_RELATED = 20;

function annotationOf(context: ReaderContext, source: RecordedResource): LaboratoryAnnotation {
  const code = context.codeOf(source);
  const about = SUBJECTS.find(([, words]) =>
    code.codings.some((coding) => words.test(coding.code ?? '')),
  )?.[0];
  const parts = context.partsOf(source);
  const value = context.vocabulary.conceptAt(source.resource, 'valueCodeableConcept');
  const answers = [
    value,
    ...parts.filter((part) => hasCode(part.code, ANSWERING)).map((part) => part.value),
  ];
  const drugs = parts
    .filter((part) => hasCode(part.code, NAMING_DRUGS))
    .flatMap((part): readonly DrugId[] => {
      const lookup = drugsOfConcept(context.terminology, part.value);
      return lookup.found === 'drugs' ? lookup.drugs : [];
    });
  return {
    about: about ?? 'other',
    says: answers.map(saidBy).find((said) => said !== null) ?? null,
    drugs: [...new Set(drugs)].sort(),
    resource: source.ref,
  };
}

const SUBJECTS: readonly (readonly [LaboratoryAnnotation['about'], RegExp])[] = [
  ['therapy', /^(?:predicted-)?therapeutic-implication$|^somatic-predictive$|^medication-/],
  ['diagnosis', /^diagnostic-implication$|^somatic-diagnostic$|^inherited-disease-pathogenicity$/],
  ['prognosis', /^(?:prognostic-implication|somatic-prognostic)$/],
  ['consequence', /^molecular-consequence$/],
];

/** Components that hold the answer: predicted effect, clinical significance (LOINC 53037-8). */
const ANSWERING: ReadonlySet<string> = new Set([
  'therapeutic-implication',
  'predicted-therapeutic-implication',
  'predicted-phenotype',
  '53037-8',
]);

/** Medication assessed (LOINC 51963-7); STU1's own code for it. */
const NAMING_DRUGS: ReadonlySet<string> = new Set(['51963-7', 'somatic-predictive-medication']);

type Said = LaboratoryAnnotation['says'];

function saidBy(answer: Concept): Said {
  for (const { code } of answer.codings) {
    const coded = CODES.get(code ?? '');
    if (coded !== undefined) return coded;
  }
  for (const text of wordingsOf(answer)) {
    const worded = WORDS.find(([words]) => words.test(text))?.[1];
    if (worded !== undefined) return worded;
  }
  return null;
}

/** LOINC answers to the effect of a medication and to clinical significance (53037-8), of both its lists; the others are told by their words. */
const CODES: ReadonlyMap<string, Said> = new Map<string, Said>([
  ['LA6676-6', 'resistant'],
  ['LA6677-4', 'responsive'],
  ['LA6668-3', 'pathogenic'],
  ['LA26332-9', 'likely-pathogenic'],
  ['LA6669-1', 'likely-pathogenic'],
  ['LA26333-7', 'uncertain-significance'],
  ['LA6682-4', 'uncertain-significance'],
  ['LA6674-1', 'likely-benign'],
  ['LA6675-8', 'benign'],
]);

/** `Does not support resistance` says neither. */
const WORDS: readonly (readonly [RegExp, Said])[] = [
  [/\bnot support/i, null],
  [/\bnon-?respon|\bnot respon|\binsensitiv/i, 'not-responsive'],
  [/\bresist/i, 'resistant'],
  [/\brespon|\bsensitiv/i, 'responsive'],
  [/\blikely pathogenic/i, 'likely-pathogenic'],
  [/\bpathogenic/i, 'pathogenic'],
  [/\buncertain|unknown significance/i, 'uncertain-significance'],
  [/\blikely benign/i, 'likely-benign'],
  [/\bbenign/i, 'benign'],
];
