import { describe, expect, test } from '@jest/globals';
import type { Bundle } from 'fhir/r4.js';
import { alterationKey, type Alteration } from '../../../src/domain/alteration.ts';
import type { PatientCase } from '../../../src/domain/patientCase.ts';
import type { AnyAlterationOf, Detection, Reading } from '../../../src/domain/reading.ts';
import { readPatientCase, type ReadCase } from '../../../src/fhir/readPatientCase.ts';
import { inGrigStu2 } from '../../builders/dialects/grigStu2.ts';
import { inGrigStu3 } from '../../builders/dialects/grigStu3.ts';
import { inGrigStu4 } from '../../builders/dialects/grigStu4.ts';
import { inLegacyLoinc } from '../../builders/dialects/legacyLoinc.ts';
import { inMcode } from '../../builders/dialects/mcode.ts';
import { inWords } from '../../builders/dialects/textFeed.ts';
import {
  ANNA,
  type ToldFinding,
  type ToldPatient,
  type ToldSample,
} from '../../builders/dialects/toldPatient.ts';
import { r4Faults } from '../../builders/r4Faults.ts';
import { theTerminology } from '../nomenclature/theTerminology.ts';

/** Something a dialect may have no way to say. */
type Fact =
  | 'allele fraction'
  | 'copy number'
  | 'which deletion of the exon'
  | 'fusion partner'
  | 'somatic origin'
  | 'tumour fraction'
  | 'genes covered'
  | 'that more than mutations was looked for';

interface Dialect {
  readonly write: (told: ToldPatient) => Bundle;
  /** What the dialect has no place for. */
  readonly cannotSay: readonly Fact[];
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  'GRIG STU2': { write: inGrigStu2, cannotSay: [] },
  'GRIG STU3': { write: inGrigStu3, cannotSay: [] },
  'GRIG STU4': { write: inGrigStu4, cannotSay: [] },
  'mCODE STU3 and STU4': { write: inMcode, cannotSay: [] },
  'a laboratory that sends text': {
    write: inWords,
    cannotSay: ['somatic origin', 'genes covered', 'that more than mutations was looked for'],
  },
  'one LOINC code per test': {
    write: inLegacyLoinc,
    cannotSay: [
      'allele fraction',
      'copy number',
      'which deletion of the exon',
      'fusion partner',
      'somatic origin',
      'tumour fraction',
      'genes covered',
      'that more than mutations was looked for',
    ],
  },
};

describe.each(Object.entries(DIALECTS))('%s', (_name, { write, cannotSay }) => {
  const bundle = write(ANNA);

  test('is valid FHIR R4', () => {
    const faults = (bundle.entry ?? []).flatMap(({ resource }) => r4Faults(resource));
    expect(faults).toEqual([]);
  });

  test('gives the patient as told, but for what it cannot say', () => {
    expect(withoutIds(read(bundle).patientCase)).toEqual(
      withoutIds(without(asTold(ANNA), cannotSay)),
    );
  });

  test('leaves no doubt', () => {
    const { problems, outcomes } = read(bundle);
    expect(problems).toEqual([]);
    const findings = outcomes.filter(({ became }) => became === 'variant reading');
    expect(findings).toHaveLength(ANNA.samples.flatMap((sample) => sample.findings).length);
  });
});

function read(bundle: Bundle): ReadCase {
  return readPatientCase({
    resources: [bundle],
    patient: ANNA.id,
    asOf: '2026-11-23',
    terminology: theTerminology,
  });
}

// The patient as told -----------------------------------------------------------------------------

function asTold({ id, diagnosis, therapies, statuses, samples }: ToldPatient): PatientCase {
  return {
    patient: `Patient/${id}`,
    diagnoses: [{ disease: 'lung-adenocarcinoma', recordedOn: diagnosis.on, resource: '' }],
    samples: samples.map((sample) => ({
      id: sample.id,
      material: sample.material,
      site: sample.site,
      lesion: sample.lesion,
      collectedOn: sample.collectedOn,
      dateFrom: 'collection',
      assay: null,
      genesCovered: sample.genesCovered,
      tumourFraction: sample.tumourFraction === null ? null : sample.tumourFraction / 100,
      preliminary: false,
      resources: [],
    })),
    readings: samples.flatMap((sample) =>
      sample.findings.map((finding) => readingOf(sample, finding)),
    ),
    exposures: therapies.map(({ drug, from, to }) => ({
      drugs: [drug],
      start: from,
      end: to,
      ongoing: false,
      stopReason: 'progression',
      resources: [],
    })),
    assessments: statuses.map(({ on, outcome }) => ({ on, outcome, resources: [] })),
    findings: [],
    intolerances: [],
  };
}

function readingOf(sample: ToldSample, finding: ToldFinding): Reading {
  const isDetected = !finding.kind.endsWith('not-detected');
  return {
    sampleId: sample.id,
    of: targetOf(finding),
    detection: isDetected
      ? detected(finding)
      : { state: 'not-detected', depth: null, limitOfDetection: null },
    origin: isDetected ? 'somatic' : 'unknown',
    reportedOn: null,
    resources: [],
  };
}

function targetOf(finding: ToldFinding): Alteration | AnyAlterationOf {
  const { gene } = finding;
  switch (finding.kind) {
    case 'small':
    case 'variant-not-detected':
      return finding.change === 'T790M'
        ? {
            kind: 'protein-change',
            gene,
            change: 'T790M',
            from: 790,
            to: 790,
            effect: 'substitution',
          }
        : {
            kind: 'protein-change',
            gene,
            change: 'E746_A750del',
            from: 746,
            to: 750,
            effect: 'deletion',
          };
    case 'amplification':
      return { kind: 'copy-number', gene, direction: 'amplification' };
    case 'fusion':
      return { kind: 'fusion', gene, partner: finding.partner };
    case 'gene-not-detected':
      return { kind: 'any', gene };
    default:
      return finding satisfies never;
  }
}

function detected(finding: ToldFinding): Detection {
  const raw = { value: 0, unit: null };
  return {
    state: 'detected',
    fraction: finding.kind === 'small' ? { value: finding.percent / 100, raw, depth: null } : null,
    copyNumber: finding.kind === 'amplification' ? finding.copies : null,
  };
}

// What a dialect cannot say --------------------------------------------------------------------------

function without(told: PatientCase, facts: readonly Fact[]): PatientCase {
  const unsaid = new Set(facts);
  return {
    ...told,
    samples: told.samples.map((sample) => ({
      ...sample,
      tumourFraction: unsaid.has('tumour fraction') ? null : sample.tumourFraction,
      genesCovered: unsaid.has('genes covered') ? null : sample.genesCovered,
    })),
    readings: told.readings.map((reading) => ({
      ...reading,
      of: targetWithout(reading.of, unsaid),
      detection: detectionWithout(reading.detection, unsaid),
      origin: unsaid.has('somatic origin') ? 'unknown' : reading.origin,
    })),
  };
}

function targetWithout(of: Reading['of'], unsaid: ReadonlySet<Fact>): Reading['of'] {
  if (of.kind === 'any' && unsaid.has('that more than mutations was looked for')) {
    return { ...of, only: 'mutations' };
  }
  if (of.kind === 'fusion' && unsaid.has('fusion partner')) return { ...of, partner: null };
  if (
    of.kind === 'protein-change' &&
    of.effect === 'deletion' &&
    unsaid.has('which deletion of the exon')
  ) {
    return { kind: 'exon-event', gene: of.gene, exon: 19, event: 'deletion' };
  }
  return of;
}

function detectionWithout(detection: Detection, unsaid: ReadonlySet<Fact>): Detection {
  if (detection.state !== 'detected') return detection;
  return {
    ...detection,
    fraction: unsaid.has('allele fraction') ? null : detection.fraction,
    copyNumber: unsaid.has('copy number') ? null : detection.copyNumber,
  };
}

// Same but for ids and spelling ----------------------------------------------------------------------

/** Samples go by the day they were taken. How a fraction was written and what the laboratory makes of a finding is no fact of the patient. */
function withoutIds(patientCase: PatientCase): PatientCase {
  const dayOf = new Map(patientCase.samples.map(({ id, collectedOn }) => [id, collectedOn ?? '']));
  const resources: readonly string[] = [];
  return {
    ...patientCase,
    diagnoses: patientCase.diagnoses.map((diagnosis) => ({ ...diagnosis, resource: '' })),
    samples: sortedBy(
      patientCase.samples.map((sample) => ({
        ...sample,
        id: dayOf.get(sample.id) ?? '',
        tumourFraction: rounded(sample.tumourFraction),
        resources,
      })),
      ({ id }) => id,
    ),
    readings: sortedBy(
      patientCase.readings.map(({ annotations: _ofTheLaboratory, ...reading }) => ({
        ...reading,
        sampleId: dayOf.get(reading.sampleId) ?? '',
        detection: spelledAlike(reading.detection),
        reportedOn: null,
        resources,
      })),
      ({ sampleId, of }) => `${sampleId} ${of.kind === 'any' ? of.gene : alterationKey(of)}`,
    ),
    exposures: sortedBy(
      patientCase.exposures.map((exposure) => ({ ...exposure, resources })),
      ({ start }) => start ?? '',
    ),
    assessments: patientCase.assessments.map((assessment) => ({ ...assessment, resources })),
  };
}

function spelledAlike(detection: Detection): Detection {
  if (detection.state !== 'detected' || detection.fraction === null) return detection;
  const { value, depth } = detection.fraction;
  return {
    ...detection,
    fraction: { value: rounded(value), raw: { value: 0, unit: null }, depth },
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}

function sortedBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
