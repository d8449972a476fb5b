import type { ClinicalDate } from '../domain/date.ts';
import type { ClinicalFinding, Diagnosis, Intolerance } from '../domain/patientCase.ts';
import type { Exposure } from '../domain/therapy.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import type { RecordedResource } from './collectResources.ts';
import { MOLECULAR_TEST } from './observationKind.ts';
import { conceptAt, conceptsAt, hasCode, listAt, textAt } from './json.ts';
import { readClinicalFindings } from './readClinicalFinding.ts';
import { readCondition } from './readCondition.ts';
import type { ReaderContext } from './readerContext.ts';
import { EXPOSURE_TYPES, readExposure } from './readExposure.ts';
import { readIntolerance } from './readIntolerance.ts';
import { isGenomicStudyAnalysis } from './readRegionStudied.ts';

/** Diagnoses, therapy and what else is told of the patient but by Observations. */
export interface ClinicalCourse {
  readonly diagnoses: readonly Diagnosis[];
  readonly exposures: readonly Exposure[];
  readonly findings: readonly ClinicalFinding[];
  readonly intolerances: readonly Intolerance[];
  /** Conditions that state a transformation, with the diseases the tumour turned into. */
  readonly histologies: readonly HistologyEntry[];
}

/** A Condition that states what the tumour has turned into. */
export interface HistologyEntry {
  readonly source: RecordedResource;
  readonly on: ClinicalDate | null;
  readonly diseases: readonly string[];
}

/** Reads everything but Observations, resource by resource. */
export function readClinicalCourse(
  context: ReaderContext,
  accepted: readonly RecordedResource[],
): ClinicalCourse {
  const diagnoses: Diagnosis[] = [];
  const exposures: Exposure[] = [];
  const intolerances: Intolerance[] = [];
  const histologies: HistologyEntry[] = [];
  const findings: ClinicalFinding[] = [];
  for (const source of accepted) {
    if (source.type === 'Observation') continue;
    if (source.type === 'Condition') {
      const { diagnoses: found, transformedInto } = readCondition(context, source);
      diagnoses.push(...found);
      if (transformedInto.length > 0) {
        const on = found[0]?.recordedOn ?? null;
        histologies.push({ source, on, diseases: transformedInto });
      }
    } else if (EXPOSURE_TYPES.has(source.type) && !isGenomicStudyAnalysis(source)) {
      const read = readExposure(context, source);
      if (read !== null) exposures.push(read.exposure);
      if (read?.intolerance != null) intolerances.push(read.intolerance);
    } else if (source.type === 'AllergyIntolerance' || source.type === 'AdverseEvent') {
      const intolerance = readIntolerance(context, source);
      if (intolerance !== null) intolerances.push(intolerance);
    } else tellOfOthers(context, source);
    // Last, so that the outcome of a resource that says nothing else is told.
    if (GATE_TYPES.has(source.type)) findings.push(...readClinicalFindings(context, source));
  }
  return { diagnoses, exposures, findings, intolerances, histologies };
}

const GATE_TYPES: ReadonlySet<string> = new Set(['Condition', 'Procedure', 'DiagnosticReport']);

/** What is no finding itself but serves the others, or holds findings that cannot be read. */
function tellOfOthers(context: ReaderContext, source: RecordedResource): void {
  const { type, resource } = source;
  if (type === 'DiagnosticReport' && isReportInWordsOnly(resource)) {
    context.problem(
      source,
      'incomplete-data',
      'A molecular report holds its findings as a document or as text only (presentedForm, conclusion); they are not read. Send them as Observations in its result.',
    );
    context.outcome(source, 'not used', 'a document or text');
  } else if (type === 'DiagnosticReport' && isWithoutItsResults(context, source)) {
    context.problem(
      source,
      'incomplete-data',
      'A molecular report names results that are not in the record; they are not read. Send them along.',
    );
    context.outcome(source, 'not used', 'its results are not in the record');
  } else if (SUPPORTING.has(type)) context.outcome(source, 'supports other resources');
  else if (type === 'DocumentReference' && isGenomicDocument(conceptAt(resource, 'type'))) {
    context.problem(
      source,
      'incomplete-data',
      'A molecular report is in the record as a document only; its findings are not read.',
    );
    context.outcome(source, 'not used', 'a document');
  }
}

const SUPPORTING: ReadonlySet<string> = new Set([
  'Patient',
  'Medication',
  'Substance',
  'Specimen',
  'DiagnosticReport',
  'ServiceRequest',
  'Device',
  'BodyStructure',
]);

/** A molecular report without a result, but with something to be read by people. */
function isReportInWordsOnly(resource: RecordedResource['resource']): boolean {
  if (listAt(resource, 'result').length > 0) return false;
  return (
    isMolecularReport(resource) &&
    (listAt(resource, 'presentedForm').length > 0 ||
      listAt(resource, 'conclusionCode').length > 0 ||
      textAt(resource, 'conclusion') !== null)
  );
}

function isMolecularReport(resource: RecordedResource['resource']): boolean {
  return (
    isGenomicDocument(conceptAt(resource, 'code')) ||
    conceptsAt(resource, 'category').some((category) => hasCode(category, GENETICS))
  );
}

/** None of the results that a molecular report names was sent along. */
function isWithoutItsResults(context: ReaderContext, source: RecordedResource): boolean {
  const results = listAt(source.resource, 'result');
  return (
    results.length > 0 &&
    isMolecularReport(source.resource) &&
    results.every((result) => context.resolve(result, source) === null)
  );
}

/** HL7 v2-0074. */
const GENETICS: ReadonlySet<string> = new Set(['GE']);

function isGenomicDocument(type: Concept): boolean {
  return (
    hasCode(type, GENOMIC_DOCUMENTS) || wordingsOf(type).some((text) => MOLECULAR_TEST.test(text))
  );
}

const GENOMIC_DOCUMENTS: ReadonlySet<string> = new Set([
  '100029-8',
  '100213-8',
  '51969-4',
  '81247-9',
]);
