import type { Diagnosis } from '../domain/patientCase.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { diseasesOfConcept, isRefinedBy, mostSpecific } from '../nomenclature/diseaseLookup.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptsAt, notesOf, objectsAt, textAt, type JsonObject } from './json.ts';
import { statusWordsAt } from './statusWords.ts';
import type { ReaderContext } from './readerContext.ts';
import { dateAt, isAfter, plainDateAt } from './resourceDates.ts';

export interface ReadCondition {
  readonly diagnoses: readonly Diagnosis[];
  /** Diseases that the tumour has turned into, such as small-cell lung cancer after a TKI. */
  readonly transformedInto: readonly string[];
}

const NOTHING: ReadCondition = { diagnoses: [], transformedInto: [] };

/** One Condition as diagnoses of the terminology; the histology extension makes them specific. */
export function readCondition(context: ReaderContext, condition: RecordedResource): ReadCondition {
  const { resource } = condition;
  const verification = statusWordsAt(resource, 'verificationStatus');
  if (verification.includes('refuted') || verification.includes('entered-in-error')) {
    context.problem(condition, 'entered-in-error', 'The condition is refuted or entered in error.');
    context.outcome(condition, 'not used', 'refuted or entered in error');
    return NOTHING;
  }
  if (verification.includes('differential')) {
    context.outcome(condition, 'not used', 'one of several possible diagnoses');
    return NOTHING;
  }
  const recordedOn = dateAt(resource, 'onset') ?? plainDateAt(resource, 'recordedDate');
  if (isAfter(recordedOn, context.asOf)) {
    context.problem(condition, 'future-dated', 'The condition begins after the day of evaluation.');
    context.outcome(condition, 'not used', 'lies in the future');
    return NOTHING;
  }
  const code = context.vocabulary.conceptAt(resource, 'code');
  if (isNotThePrimary(code)) {
    context.outcome(
      condition,
      'not used',
      'a metastasis or a family history, not the primary tumour',
    );
    return NOTHING;
  }
  const stated = context.vocabulary.diseasesOf(code);
  const histology = histologyOf(context, resource, code);
  const diseases = mostSpecific(context.terminology, [...stated, ...histology]);
  if (diseases.length === 0) {
    if (isCancer(code)) {
      context.problem(condition, 'unknown-disease', 'The terminology does not know this cancer.');
    }
    context.outcome(condition, 'not used', 'no disease that the terminology knows');
    return NOTHING;
  }
  const transformedInto = isTransformation(resource, code)
    ? [...stated, ...histology]
    : histology.filter((found) => stated.length > 0 && !isRelated(context, found, stated));
  context.outcome(
    condition,
    transformedInto.length > 0 ? 'diagnosis and histology' : 'diagnosis',
    diseases.join(', '),
  );
  return {
    diagnoses: diseases.map((disease) => ({ disease, recordedOn, resource: condition.ref })),
    transformedInto: [...new Set(transformedInto)],
  };
}

/** ICD-O-3 names the morphology there, and the site in the Condition's own code. */
function histologyOf(
  context: ReaderContext,
  resource: JsonObject,
  { codings: sites }: Concept,
): readonly string[] {
  return objectsAt(resource, 'extension')
    .filter((extension) => /histolog|morpholog/i.test(textAt(extension, 'url') ?? ''))
    .flatMap((extension) => conceptsAt(extension, 'valueCodeableConcept'))
    .flatMap(({ codings, text }) =>
      diseasesOfConcept(context.terminology, {
        codings: [...codings, ...sites.map((site) => ({ ...site, display: null }))],
        text,
      }),
    );
}

function isRelated(
  { terminology }: ReaderContext,
  found: string,
  stated: readonly string[],
): boolean {
  return stated.some(
    (id) =>
      found === id || isRefinedBy(terminology, id, found) || isRefinedBy(terminology, found, id),
  );
}

function isTransformation(resource: JsonObject, code: Concept): boolean {
  return [...wordingsOf(code), ...notesOf(resource)].some((text) => /transform/i.test(text));
}

/**
 * A metastasis in the lung is not lung cancer: mCODE secondary cancer conditions, ICD-10 C77-C79.
 * `Metastatic melanoma`, `colon cancer with liver metastases` and `lung cancer metastatic to brain`
 * are the primary itself.
 */
function isNotThePrimary(code: Concept): boolean {
  const icd = code.codings.flatMap(({ code: value }) => /^C\d\d/.exec(value ?? '')?.[0] ?? []);
  if (icd.some((category) => SECONDARY.test(category))) return true;
  if (icd.length > 0) return false;
  return wordingsOf(code).some((text) => {
    const head = text.replace(/\b(?:with|mit)\b.*$/i, '');
    const spread = /\bmetastatic [\w ]{0,40}\b(?:to|in)\b/i.exec(head);
    return (
      /\bsecondary\b|\bfamily history\b|\bmetasta(?:sis|ses)\b/i.test(head) ||
      (spread !== null && !CANCER.test(head.slice(0, spread.index)))
    );
  });
}

const SECONDARY = /^C7[789]/;
const CANCER = /carcinoma|cancer|malignan|melanoma|sarcoma|lymphoma|leuk|karzinom/i;

/** ICD-10 chapter C, or a word for cancer: then a disease that is not known matters. */
function isCancer(code: Concept): boolean {
  return (
    code.codings.some(
      (coding) => /^C\d\d/.test(coding.code ?? '') && /icd/i.test(coding.system ?? ''),
    ) || wordingsOf(code).some((text) => CANCER.test(text))
  );
}
