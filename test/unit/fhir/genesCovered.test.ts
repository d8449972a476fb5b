import { describe, expect, test } from '@jest/globals';
import type { GeneSymbol } from '../../../src/domain/alteration.ts';
import {
  concept,
  EGFR,
  found,
  HGNC,
  INTERPRETATION,
  type Json,
  KRAS,
  LOINC,
  observation,
  part,
  PATIENT,
  problems,
  read,
  SO,
  TBD,
} from './fhirRecords.ts';

/** A gene that counts as covered and has no finding is wild type to the engine: too much is a wrong no. */
function covered(...resources: readonly unknown[]): readonly GeneSymbol[] {
  return read(...resources).patientCase.samples.flatMap(({ genesCovered }) => genesCovered ?? []);
}

describe('region studied', () => {
  const region = (parts: readonly Json[], more: Json = {}): Json =>
    observation(concept(LOINC, '53041-0'), { component: parts, ...more });

  test.each([
    ['mutations looked for', part('36908-2', { valueCodeableConcept: { text: 'p.Gly12Cys' } })],
    ['an exon', part('47999-8', { valueString: 'Exon 2' })],
    ['codons in the description', part('81293-3', { valueString: 'codons 12 and 13' })],
  ])('%s: KRAS as a whole is not covered, and that is told', (_, scope) => {
    const record = region([KRAS, scope]);
    expect(covered(record)).toEqual([]);
    expect(read(record).outcomes).toMatchObject([{ became: 'not used' }]);
  });

  test('a description of the whole gene leaves it covered', () => {
    const description = 'protein-coding and exon-splicing regions.';
    expect(covered(region([KRAS, part('81293-3', { valueString: description })]))).toEqual([
      'KRAS',
    ]);
  });

  test('a gene that could not be called throughout is not assessed; the others are covered', () => {
    const record = region([
      EGFR,
      KRAS,
      part('uncallable-regions', { valueString: 'KRAS exon 4' }, TBD),
    ]);
    expect(covered(record)).toEqual(['EGFR']);
    expect(found(record)).toEqual(['any KRAS no-call']);
  });

  test('what could not be called is told when it is given by position', () => {
    const position = part('uncallable-regions', { valueString: 'NC_000012.12:25225600' }, TBD);
    expect(problems(region([KRAS, position]))).toEqual(['incomplete-data']);
  });

  test.each([
    ['no data', { dataAbsentReason: concept('x', 'error') }],
    ['a failure of quality control', { interpretation: [concept(INTERPRETATION, 'QCF')] }],
  ])('%s: nothing was assessed', (_, more) => {
    expect(covered(region([KRAS], more))).toEqual([]);
    expect(found(region([KRAS], more))).toEqual(['any KRAS no-call']);
  });

  test('a test code for mutations tested for: codons are not the gene', () => {
    const tested = (valueString: string): Json =>
      observation(concept(LOINC, '21703-4'), { valueString });
    expect(covered(tested('KRAS codons 12 and 13'))).toEqual([]);
    expect(covered(tested('KRAS, all coding sequences'))).toEqual(['KRAS']);
  });
});

describe('genomic study analysis', () => {
  const GUIDE =
    'http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/genomic-study-analysis';
  const specimen = { resourceType: 'Specimen', id: 's', subject: PATIENT };
  const ofSpecimen = { url: `${GUIDE}-specimen`, valueReference: { reference: 'Specimen/s' } };
  const regions = (...more: readonly Json[]): Json => ({
    url: `${GUIDE}-regions`,
    extension: [
      { url: 'studied', valueCodeableConcept: concept(HGNC, 'HGNC:6407', 'KRAS') },
      ...more,
    ],
  });
  const changes = (code: string): Json => ({
    url: `${GUIDE}-change-type`,
    valueCodeableConcept: concept(SO, code),
  });
  const analysis = (extension: readonly Json[], status = 'completed'): Json => ({
    resourceType: 'Procedure',
    id: 'a',
    status,
    subject: PATIENT,
    extension,
  });

  test.each(['preparation', 'in-progress', 'not-done', 'stopped'])(
    '%s: nothing covered',
    (status) => {
      expect(covered(specimen, analysis([ofSpecimen, regions()], status))).toEqual([]);
    },
  );

  test('an analysis of copy numbers covers no gene for mutations', () => {
    expect(covered(specimen, analysis([ofSpecimen, regions(), changes('SO:0001019')]))).toEqual([]);
    const both = [ofSpecimen, regions(), changes('SO:0001019'), changes('SO:0001483')];
    expect(covered(specimen, analysis(both))).toEqual(['KRAS']);
  });

  test('what could not be called is told when it is in a file, and genes of no specimen are too', () => {
    const file = { url: 'uncalled', valueReference: { reference: 'DocumentReference/bed' } };
    expect(problems(specimen, analysis([ofSpecimen, regions(file)]))).toEqual(['incomplete-data']);
    expect(problems(analysis([regions()]))).toEqual(['incomplete-data']);
  });
});
