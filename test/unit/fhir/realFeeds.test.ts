import { describe, expect, test } from '@jest/globals';
import type { Sample } from '../../../src/domain/sample.ts';
import {
  EGFR,
  KRAS,
  LOINC,
  SNOMED,
  concept,
  found,
  gene,
  observation,
  problems,
  protein,
  read,
  variant,
  type Json,
} from './fhirRecords.ts';

function samples(...resources: readonly unknown[]): readonly Sample[] {
  return read(...resources).patientCase.samples;
}

describe('tumour fraction', () => {
  const stated = (valueString: string): number | null | undefined =>
    samples(observation({ text: 'Tumour fraction' }, { valueString }))[0]?.tumourFraction;

  test.each([
    ['8.2 %', 0.082],
    ['8,2%', 0.082],
    ['0.4 %', 0.004],
    ['approx. 20 %', 0.2],
    ['Tumour fraction: 35 percent', 0.35],
  ])('is read from the words "%s"', (text, value) => {
    expect(stated(text)).toBeCloseTo(value, 6);
  });

  test.each(['<1 %', '10-20 %', '> 30 %', 'not evaluable', '8.2', '150 %'])(
    'is not guessed from "%s"',
    (text) => {
      const given = observation({ text: 'Tumour fraction' }, { valueString: text });
      expect(samples(given)[0]?.tumourFraction ?? null).toBeNull();
      expect(read(given).outcomes).toMatchObject([{ became: 'not used' }]);
    },
  );

  test('is read from the note of a specimen', () => {
    const specimen = (text: string): Json => ({
      resourceType: 'Specimen',
      id: 'block',
      subject: { reference: 'Patient/anna' },
      type: { text: 'tissue' },
      note: [{ text }],
    });
    const l858r = variant([EGFR, protein('p.Leu858Arg')], {
      specimen: { reference: 'Specimen/block' },
    });
    expect(samples(specimen('Tumor: 20%'), l858r)[0]?.tumourFraction).toBeCloseTo(0.2, 6);
    expect(
      samples(specimen('Tumor cell content 60 %, necrosis 5 %'), l858r)[0]?.tumourFraction,
    ).toBeCloseTo(0.6, 6);
    expect(
      samples(specimen('Tumor: 20%, second slide tumor: 40%'), l858r)[0]?.tumourFraction,
    ).toBeNull();
    expect(samples(specimen('no tumor left'), l858r)[0]?.tumourFraction).toBeNull();
  });
});

describe('one specimen under two assays', () => {
  const specimen = {
    resourceType: 'Specimen',
    id: 'plasma',
    subject: { reference: 'Patient/anna' },
    type: concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'PLAS'),
  };
  const by = (assay: string, more: Json): Json => ({
    method: { text: assay },
    specimen: { reference: 'Specimen/plasma' },
    ...more,
  });
  const studied = {
    resourceType: 'Procedure',
    id: 'analysis',
    status: 'completed',
    subject: { reference: 'Patient/anna' },
    extension: [
      {
        url: 'http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/genomic-study-analysis-specimen',
        valueReference: { reference: 'Specimen/plasma' },
      },
      {
        url: 'http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/genomic-study-analysis-regions',
        extension: [
          {
            url: 'studied',
            valueCodeableConcept: concept('http://www.genenames.org', 'HGNC:6407', 'KRAS'),
          },
        ],
      },
    ],
  };
  const t790m = variant([EGFR, protein('p.Thr790Met')], by('Guardant360 CDx', {}));

  test('coverage that names no assay is that of the only one used', () => {
    const [only, ...others] = samples(specimen, studied, t790m);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      id: 'Specimen/plasma',
      assay: 'guardant360',
      genesCovered: ['KRAS'],
    });
  });

  test('a tumour fraction is one of the specimen, whichever assay states it', () => {
    const g12c = variant(
      [KRAS, protein('p.Gly12Cys')],
      by('FoundationOne Liquid CDx', { id: 'g12c' }),
    );
    const fraction = observation(
      { text: 'ctDNA tumour fraction' },
      by('Guardant360 CDx', { id: 'fraction', valueQuantity: { value: 12, code: '%' } }),
    );
    const all = samples(specimen, t790m, g12c, fraction);
    expect(all).toHaveLength(2);
    expect(all.map(({ tumourFraction }) => tumourFraction)).toEqual([0.12, 0.12]);
  });
});

describe('a large record', () => {
  const bundle = (count: number, first: unknown): Json => ({
    resourceType: 'Bundle',
    entry: Array.from({ length: count }, (_, i) => ({
      resource: i === 0 ? first : { resourceType: 'Device', id: `d${String(i)}` },
    })),
  });
  const device = { resourceType: 'Device', id: 'd0' };

  test('of just as many resources as are read is read whole, junk aside', () => {
    const whole = read(bundle(100_000, device));
    expect(whole.outcomes).toHaveLength(100_000);
    expect(whole.problems).toEqual([]);
    const junk = read(bundle(100_001, 'junk'));
    expect(junk.outcomes).toHaveLength(100_000);
    expect(junk.problems.map(({ problem }) => problem)).toEqual(['unreadable']);
  });

  test('of one more is cut, and that is told', () => {
    const cut = read(bundle(100_001, device));
    expect(cut.outcomes).toHaveLength(100_000);
    expect(cut.problems.map(({ problem }) => problem)).toEqual(['limit-reached']);
  });
});

describe('a result in words under a code of the sender', () => {
  test.each([
    [{ text: 'Molecular pathology' }, 'EGFR p.L858R detected', 'EGFR:p.L858R detected'],
    [{ text: 'EGFR mutation analysis' }, 'L858R detected', 'EGFR:p.L858R detected'],
    [{ text: 'EGFR mutation analysis' }, 'no mutation detected', 'any EGFR not-detected'],
    [undefined, 'EGFR p.T790M detected', 'EGFR:p.T790M detected'],
    [{ text: 'NGS panel' }, 'MET amplification (copy number 12)', 'MET:amplification detected'],
  ])('%j: %s', (code, valueString, expected) => {
    expect(found({ ...observation({}, { valueString }), code })).toEqual([expected]);
  });

  test('that cannot be read is told', () => {
    expect(
      problems(observation({ text: 'Molecular pathology' }, { valueString: 'see attachment' })),
    ).toEqual(['incomplete-data']);
    const plain = { ...observation({}, { valueString: 'see attachment' }), code: undefined };
    expect(problems(plain)).toEqual(['incomplete-data']);
  });

  test('is no finding where nothing molecular is meant', () => {
    expect(
      found(observation({ text: 'MET (metabolic equivalents)' }, { valueString: '7' })),
    ).toEqual([]);
    expect(
      found(observation({ text: 'eGFR' }, { valueString: 'normal, no change detected' })),
    ).toEqual([]);
    expect(problems(observation({ text: 'eGFR' }, { valueString: '60' }))).toEqual([]);
  });
});

describe('diagnoses', () => {
  const condition = (coding: readonly Json[], more: Json = {}): Json => ({
    resourceType: 'Condition',
    id: 'cancer',
    subject: { reference: 'Patient/anna' },
    code: { coding },
    ...more,
  });
  const diseases = (...resources: readonly unknown[]): readonly string[] =>
    read(...resources).patientCase.diagnoses.map(({ disease }) => disease);
  const icd = (code: string): Json => ({ system: 'http://hl7.org/fhir/sid/icd-10-cm', code });
  const icdO = (code: string): Json => ({
    system: 'http://terminology.hl7.org/CodeSystem/icd-o-3',
    code,
  });

  test('an ICD-10 code that leaves the type open gives way to the SNOMED code that states it', () => {
    const both = condition([icd('C34.90'), { system: SNOMED, code: '254626006' }]);
    expect(diseases(both)).toEqual(['lung-adenocarcinoma']);
    expect(found(both)).toEqual([]);
    expect(diseases(condition([icd('C34.90')]))).toEqual(['lung-cancer-unspecified']);
  });

  test.each([
    ['C34.1', '8140/3', 'lung-adenocarcinoma'],
    ['C34.3', '8070/3', 'lung-squamous'],
    ['C34.9', '8041/3', 'sclc'],
    ['C34.9', '8046/3', 'nsclc'],
    ['C44.5', '8720/3', 'cutaneous-melanoma'],
    ['C69.3', '8720/3', 'uveal-melanoma'],
    ['C18.7', '8140/3', 'colon-cancer'],
    ['C22.1', '8160/3', 'intrahepatic-cholangiocarcinoma'],
  ])('ICD-O-3: topography %s with morphology %s is %s', (topography, morphology, disease) => {
    expect(diseases(condition([icdO(topography), icdO(morphology)]))).toEqual([disease]);
    expect(diseases(condition([icdO(`${topography} ${morphology}`)]))).toEqual([disease]);
    const histology = {
      url: 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior',
      valueCodeableConcept: { coding: [icdO(morphology)] },
    };
    const extended = condition([icdO(topography)], { extension: [histology] });
    expect(diseases(extended)).toEqual([disease]);
    expect(found(extended)).toEqual([]);
  });
});

describe('one finding in two notations', () => {
  test.each([
    ['EGFR p.Leu858Arg (c.2573T>G) detected at 12%'],
    ['EGFR c.2573T>G (p.Leu858Arg) detected (12 %)'],
    ['EGFR L858R / c.2573T>G: VAF 12%'],
  ])('%s', (valueString) => {
    const { readings } = read(observation(concept(LOINC, '69548-6'), { valueString })).patientCase;
    expect(readings).toMatchObject([
      {
        of: { gene: 'EGFR', change: 'L858R' },
        detection: { state: 'detected', fraction: { value: 0.12 } },
      },
    ]);
  });

  test('two changes of two genes stay two', () => {
    const valueString = 'EGFR p.Leu858Arg (c.2573T>G) detected; KRAS p.Gly12Asp (c.35G>A) detected';
    expect(found(observation(concept(LOINC, '69548-6'), { valueString }))).toEqual([
      'EGFR:p.L858R detected',
      'KRAS:p.G12D detected',
    ]);
  });
});

describe('results that contradict each other', () => {
  test('are both named', () => {
    const specimen = { specimen: { reference: 'Specimen/1' } };
    const yes = variant([EGFR, protein('p.Thr790Met')], { id: 'yes', ...specimen });
    const no = variant([EGFR, protein('p.Thr790Met')], {
      id: 'no',
      ...specimen,
      valueCodeableConcept: concept(LOINC, 'LA9634-2'),
    });
    expect(read(yes, no).problems).toEqual([
      expect.objectContaining({ problem: 'contradictory-presence', resource: 'Observation/no' }),
      expect.objectContaining({ problem: 'contradictory-presence', resource: 'Observation/yes' }),
    ]);
    const negative = variant([gene('HGNC:3236', 'EGFR')], {
      id: 'negative',
      ...specimen,
      valueCodeableConcept: concept(LOINC, 'LA9634-2'),
    });
    expect(read(yes, negative).problems.map(({ resource }) => resource)).toEqual([
      'Observation/negative',
      'Observation/yes',
    ]);
  });
});

test('of many copies of one resource each is looked at three times at most to tell the newer', () => {
  let written = 0;
  const copies = Array.from({ length: 50 }, (_, i) => ({
    resourceType: 'Basic',
    id: 'copy',
    get extra() {
      written += 1;
      return i;
    },
  }));
  read(...copies);
  // Once to write it out, and once on each side of a comparison with its neighbour.
  expect(written).toBeLessThanOrEqual(3 * copies.length);
});

describe('many large specimens under many reports', () => {
  test('are each looked at once', () => {
    const count = 100;
    let notesRead = 0;
    const specimens = Array.from({ length: count }, (_, i) => ({
      resourceType: 'Specimen',
      id: `s${String(i)}`,
      type: concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'BLD'),
      get note() {
        notesRead += 1;
        return [{ text: 'drawn before the operation' }];
      },
    }));
    const reports = specimens.map((_, i) => ({
      resourceType: 'DiagnosticReport',
      id: `r${String(i)}`,
      specimen: Array.from({ length: 20 }, (_none, k) => ({
        reference: `Specimen/s${String((i + k) % count)}`,
      })),
      result: [{ reference: `Observation/o${String(i)}` }],
    }));
    const results = specimens.map(({ id }, i) =>
      variant([EGFR, protein('p.Thr790Met')], {
        id: `o${String(i)}`,
        specimen: { reference: `Specimen/${id}` },
      }),
    );
    const { patientCase } = read(...specimens, ...reports, ...results);
    expect(patientCase.samples).toHaveLength(count);
    expect(notesRead).toBeLessThan(5 * count);
  });
});

describe('one record after another', () => {
  test('what a sender means by a code in one record changes nothing in the next', () => {
    const constant = ['EGFR', 'KRAS', 'MET', 'BRAF', 'ALK', 'RET'].map((symbol) =>
      variant([gene('HGNC:1100', symbol), protein('p.Gly12Asp')], { id: `of-${symbol}` }),
    );
    const own = variant([EGFR, protein('p.Leu858Arg')]);
    const wrong = variant([gene('HGNC:1100', 'EGFR'), protein('p.Leu858Arg')]);
    const before = [read(own), read(wrong)];
    expect(found(...constant)).toHaveLength(6);
    expect([read(own), read(wrong)]).toEqual(before);
    expect(problems(wrong)).toContain('gene-conflict');
  });
});
