import type { Diagnosis } from '../domain/patientCase.ts';
import { assertedIn } from '../nomenclature/assertedIn.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import {
  diseaseOfCode,
  diseasesOfConcept,
  isRefinedBy,
  mostSpecific,
} from '../nomenclature/diseaseLookup.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
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
  const why = isNotThePrimary(code)
    ? 'a metastasis or a family history, not the primary tumour'
    : isNotStated(context.terminology, code)
      ? 'speaks of a cancer without stating that it is there (screening, history, risk, suspicion, exclusion)'
      : null;
  if (why !== null) {
    context.outcome(condition, 'not used', why);
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
  return [...wordingsOf(code), ...notesOf(resource).flatMap(assertedIn)].some((text) =>
    /transform/i.test(text),
  );
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
    const stated = text.slice(0, LONGEST_NAME).replace(/\b(?:with(?:out)?|mit|ohne|no)\b.*$/i, '');
    // `Lung cancer, suspected brain metastases` names the primary first.
    const [first = ''] = stated.split(/[,;]/);
    const head = CANCER.test(first) ? first : stated;
    const spread = /\bmetastatic [\w ]{0,40}\b(?:to|in)\b/i.exec(head);
    return (
      /\bsecondary\b|\bfamily history\b|\bmetasta(?:sis|ses)\b/i.test(head) ||
      (spread !== null && !CANCER.test(head.slice(0, spread.index)))
    );
  });
}

/**
 * `Encounter for screening for malignant neoplasm of colon`, `history of melanoma`, `hereditary breast
 * and ovarian cancer syndrome`: ICD-10 chapter Z, or words around the name of the cancer. A code of
 * ICD-10 chapter C states it, whatever stands beside it; another code of the cancer itself does so beside
 * words of its history (`history of lung cancer, on osimertinib`).
 */
function isNotStated(terminology: Terminology, { codings, text }: Concept): boolean {
  const chapters = codings.map(({ code }) => /^[A-Z](?=\d[\dA-Z])/.exec(code ?? '')?.[0]);
  if (chapters.includes('C')) return false;
  if (chapters.includes('Z')) return true;
  const isCoded = codings.some((coding) => diseaseOfCode(terminology, coding) !== null);
  return wordingsOf({ codings, text }).some((wording) => {
    const words = wording.slice(0, LONGEST_NAME);
    const cancer = CANCER.exec(words);
    if (cancer === null) return false;
    // What stands before a comma is another statement: `history of smoking, lung cancer`.
    const before = words.slice(0, cancer.index);
    const head = before.slice(Math.max(before.lastIndexOf(','), before.lastIndexOf(';')) + 1);
    if (isCoded && HISTORY.test(head)) return false;
    return NOT_STATED_BEFORE.test(head) || NOT_STATED_BEHIND.test(words.slice(cancer.index));
  });
}

/** What is longer is no name of a disease. */
const LONGEST_NAME = 500;

const NOT_STATED_BEFORE =
  /\b(?:no|not|without|negative for|screening (?:for|of)|suspect\w*|suspicion|suspicious|possible|probable|concern for|rule out|r\/o|ruled out|exclude\w*|fear of|risk (?:of|for)|history|h\/o|hx|FH|mother|father|sister|brother|aunt|uncle|verdacht|ausschluss|kein\w*)\b|hereditary non-?polyposis|\bv\. ?a\./i;
const HISTORY = /^\W*(?:personal |past |medical )*(?:history|h\/o|hx)\b[^,;]*$/i;
const NOT_STATED_BEHIND =
  /^\S+ (?:gene mutation carrier|gene carrier|carrier|screening|risk (?:assessment|factor)|(?:predisposition |susceptibility )?syndrome|susceptibility|predisposition)|^[^,;]*(?:\bruled out|\bexcluded|\bnot (?:seen|found|identified|present|detected|confirmed)|\bausgeschlossen|\?\s*$)/i;

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
