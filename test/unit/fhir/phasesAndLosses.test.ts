import { describe, expect, test } from '@jest/globals';
import { alterationKey } from '../../../src/domain/alteration.ts';
import {
  EGFR,
  LOINC,
  SO,
  TBD,
  concept,
  found,
  gene,
  observation,
  part,
  problems,
  protein,
  read,
  typed,
  variant,
  type Json,
} from './fhirRecords.ts';

const PHASE_SYSTEM = 'http://terminology.hl7.org/CodeSystem/sequence-phase-relationship-cs';
const SPECIMEN = { specimen: { reference: 'Specimen/1' } };
const t790m = variant([EGFR, protein('p.Thr790Met')], { id: 't790m', ...SPECIMEN });
const c797s = (more: Json = {}): Json =>
  variant([EGFR, protein('p.Cys797Ser')], { id: 'c797s', ...SPECIMEN, ...more });

function phaseObservation(code: string, ...of: readonly string[]): Json {
  return observation(concept(LOINC, '82120-7', 'Allelic phase'), {
    id: `phase-${code}`,
    valueCodeableConcept: concept(PHASE_SYSTEM, code),
    derivedFrom: of.map((id) => ({ reference: `Observation/${id}` })),
  });
}

/** `EGFR:p.C797S trans EGFR:p.T790M (Observation/phase-Trans)`. */
function phases(...resources: readonly unknown[]): readonly string[] {
  return read(...resources).patientCase.readings.flatMap(({ of, phases: relations }) =>
    (relations ?? []).map(
      ({ with: other, phase, resource }) =>
        `${of.kind === 'any' ? of.gene : alterationKey(of)} ${phase} ${alterationKey(other)} (${resource})`,
    ),
  );
}

describe('cis or trans', () => {
  test('is read from the phase Observation of the genomics guide, for both changes', () => {
    expect(phases(t790m, c797s(), phaseObservation('Trans', 't790m', 'c797s'))).toEqual([
      'EGFR:p.C797S trans EGFR:p.T790M (Observation/phase-Trans)',
      'EGFR:p.T790M trans EGFR:p.C797S (Observation/phase-Trans)',
    ]);
    expect(read(t790m, c797s(), phaseObservation('Cis', 't790m', 'c797s')).outcomes).toContainEqual(
      { resource: 'Observation/phase-Cis', became: 'phase', detail: 'cis' },
    );
  });

  test.each([
    ['a laboratory that could not tell', phaseObservation('Indeterminate', 't790m', 'c797s')],
    ['one of the two is missing', phaseObservation('Cis', 't790m', 'elsewhere')],
    ['they are one and the same', phaseObservation('Cis', 't790m', 't790m')],
  ])('stays unknown: %s', (_case, phase) => {
    expect(phases(t790m, c797s(), phase)).toEqual([]);
  });

  test('means nothing between two genes', () => {
    const kras = variant([gene('HGNC:6407', 'KRAS'), protein('p.Gly12Asp')], {
      id: 'kras',
      ...SPECIMEN,
    });
    const phase = phaseObservation('Cis', 't790m', 'kras');
    expect(phases(t790m, kras, phase)).toEqual([]);
    expect(problems(t790m, kras, phase)).toEqual(['incomplete-data']);
  });

  test('is told when the record says both, by both resources', () => {
    const both = [
      phaseObservation('Cis', 't790m', 'c797s'),
      phaseObservation('Trans', 't790m', 'c797s'),
    ];
    expect(
      read(t790m, c797s(), ...both).problems.map(({ problem, resource }) => [problem, resource]),
    ).toEqual(
      expect.arrayContaining([
        ['contradictory-phase', 'Observation/phase-Cis'],
        ['contradictory-phase', 'Observation/phase-Trans'],
      ]),
    );
  });

  test.each([
    ['p.[Thr790Met;Cys797Ser]', 'cis'],
    ['NP_005219.2:p.[T790M];[C797S]', 'trans'],
    ['p.[(T790M)];[(C797S)]', 'trans'],
  ])('is read from the notation %s', (hgvs, phase) => {
    const two = variant([EGFR, protein(hgvs)]);
    expect(found(two)).toEqual(['EGFR:p.C797S detected', 'EGFR:p.T790M detected']);
    expect(phases(two)[0]).toBe(`EGFR:p.C797S ${phase} EGFR:p.T790M (Observation/variant-1)`);
  });

  test('is left open by the notation for an unknown phase', () => {
    const two = variant([EGFR, protein('p.T790M(;)C797S')]);
    expect(found(two)).toEqual(['EGFR:p.C797S detected', 'EGFR:p.T790M detected']);
    expect(phases(two)).toEqual([]);
  });

  test.each([
    ['in trans with T790M', 'trans'],
    ['C797S is on the same allele as T790M', 'cis'],
    ['T790M and C797S detected, in trans', 'trans'],
    ['cis configuration with p.Thr790Met', 'cis'],
  ])('is read from the words "%s" beside the variant', (text, phase) => {
    expect(phases(t790m, c797s({ note: [{ text }] }))[0]).toBe(
      `EGFR:p.C797S ${phase} EGFR:p.T790M (Observation/c797s)`,
    );
  });

  test.each([
    'phase to T790M could not be determined (cis or trans)',
    'not in cis with T790M',
    'cis-platinum resistant; T790M known',
    'in trans with a second change',
  ])('is not read from "%s"', (text) => {
    expect(phases(t790m, c797s({ note: [{ text }] }))).toEqual([]);
  });

  test('is read from a result that is only text', () => {
    const text = observation(concept(LOINC, '69548-6'), {
      valueString: 'EGFR T790M and C797S detected in cis',
    });
    expect(phases(text)[0]).toContain('EGFR:p.C797S cis EGFR:p.T790M');
  });
});

describe('loss of the other copy', () => {
  const STK11 = gene('HGNC:11389', 'STK11');
  const nonsense = protein('p.Gln37Ter');
  const somatic = part('48002-0', { valueCodeableConcept: concept(LOINC, 'LA6684-0') });
  const state = (code: string): Json =>
    part('53034-5', { valueCodeableConcept: concept(LOINC, code) });

  test('a somatic change of a suppressor without a normal copy is a second hit', () => {
    expect(found(variant([STK11, nonsense, somatic, state('LA6705-3')]))).toEqual([
      'STK11:loh detected',
      'STK11:p.Q37* detected',
    ]);
    expect(found(variant([STK11, nonsense, somatic, state('LA6707-9')]))).toEqual([
      'STK11:loss detected',
      'STK11:p.Q37* detected',
    ]);
  });

  test('not when it is heterozygous, germline or of unknown origin, nor in an oncogene', () => {
    expect(found(variant([STK11, nonsense, somatic, state('LA6706-1')]))).toHaveLength(1);
    expect(found(variant([STK11, nonsense, state('LA6705-3')]))).toHaveLength(1);
    const egfr = [EGFR, protein('p.Leu858Arg'), somatic, state('LA6705-3')];
    expect(found(variant(egfr))).toEqual(['EGFR:p.L858R detected']);
  });

  test('loss of heterozygosity is read by code and in words; with one copy it is a loss', () => {
    expect(found(variant([STK11, typed('SO:0001786')]))).toEqual(['STK11:loh detected']);
    expect(
      found(
        variant([STK11, part('48019-4', { valueCodeableConcept: { text: 'copy-neutral LOH' } })]),
      ),
    ).toEqual(['STK11:loh detected']);
    const one = part('82155-3', { valueQuantity: { value: 1, code: '1' } });
    expect(found(variant([STK11, typed('SO:0001786'), one]))).toEqual(['STK11:loss detected']);
    expect(
      found(
        variant([
          STK11,
          part('48019-4', { valueCodeableConcept: { text: 'copy number loss with LOH' } }),
        ]),
      ),
    ).toEqual(['STK11:loss detected']);
  });

  test('the change beside it keeps its fraction, the loss has none of its own', () => {
    const both = variant([
      STK11,
      nonsense,
      part('81258-6', { valueQuantity: { value: 38, code: '%' } }),
      part('conclusion-string', { valueString: 'Truncation with loss of heterozygosity' }, TBD),
    ]);
    expect(
      read(both).patientCase.readings.map(({ detection }) =>
        detection.state === 'detected' ? (detection.fraction?.value ?? null) : detection.state,
      ),
    ).toEqual([null, 0.38]);
  });

  test('an allele without copies is lost', () => {
    const copies = (allele: string, value: number): Json =>
      part(`copy-number-allele-${allele}`, { valueQuantity: { value } }, 'urn:mtb');
    expect(found(variant([STK11, copies('a', 2), copies('b', 0)]))).toEqual(['STK11:loh detected']);
    expect(found(variant([STK11, copies('a', 1), copies('b', 0)]))).toEqual([
      'STK11:loss detected',
    ]);
    expect(found(variant([STK11, copies('a', 0), copies('b', 0)]))).toEqual([
      'STK11:deep-loss detected',
    ]);
    expect(found(variant([STK11, copies('a', 1), copies('b', 1)]))).toEqual([]);
  });

  test('where the change is not there, no loss is said either', () => {
    const absent = variant([STK11, nonsense, somatic, state('LA6705-3')], {
      valueCodeableConcept: concept(LOINC, 'LA9634-2'),
    });
    expect(found(absent)).toEqual(['STK11:p.Q37* not-detected']);
    const none = observation(concept(LOINC, '69548-6'), { valueString: 'STK11: no LOH' });
    expect(found(none)).toEqual(['STK11:loh not-detected']);
    expect(
      found(
        variant([STK11, part('48019-4', { valueCodeableConcept: concept(SO, 'x', 'no LOH') })]),
      ),
    ).toEqual([]);
  });
});
