import { describe, expect, test } from '@jest/globals';
import type { Sample } from '../../../src/domain/sample.ts';
import {
  ABSENT,
  concept,
  EGFR,
  found,
  fraction,
  gene,
  INTERPRETATION,
  type Json,
  LOINC,
  MET,
  observation,
  part,
  PATIENT,
  problems,
  protein,
  read,
  SNOMED,
  variant,
} from './fhirRecords.ts';

const L858R = [EGFR, protein('p.L858R')];

describe('allele fractions', () => {
  const value = (amount: number, unit: Json): number | null | undefined => {
    const [reading] = read(variant([...L858R, fraction(amount, unit)])).patientCase.readings;
    return reading?.detection.state === 'detected' ? reading.detection.fraction?.value : undefined;
  };

  test.each([
    [57.4, { code: '%', unit: '%' }, 0.574],
    [12, { unit: 'percent' }, 0.12],
    [0.066, { unit: 'decimal' }, 0.066],
    [0.5, { code: '1', unit: 'relative frequency of a particular allele in the specimen' }, 0.5],
  ])('%d with %j is %d', (amount, unit, expected) => {
    expect(value(amount, unit)).toBeCloseTo(expected, 10);
  });

  test.each([
    ['a small percentage or a misfiled fraction', 0.4, { code: '%' }],
    ['no unit', 12, {}],
    ['a fraction above one', 47, { code: '1' }],
    ['more than everything', 140, { code: '%' }],
    ['negative', -3, { code: '%' }],
    ['only a bound', 5, { code: '%', comparator: '<' }],
  ])('%s stays open and is told', (_, amount, unit) => {
    expect(value(amount, unit)).toBeNull();
    expect(problems(variant([...L858R, fraction(amount, unit)]))).toEqual(['ambiguous-fraction']);
  });

  test('raw value and unit are kept', () => {
    const [reading] = read(variant([...L858R, fraction(0.4, { code: '%' })])).patientCase.readings;
    expect(reading?.detection).toMatchObject({ fraction: { raw: { value: 0.4, unit: '%' } } });
  });

  test('0.4 % is per cent when the same sample has values that can only be per cent', () => {
    const specimen = { specimen: { reference: 'Specimen/s' } };
    const { readings } = read(
      variant([...L858R, fraction(0.4, { code: '%' })], { id: 'a', ...specimen }),
      variant([EGFR, protein('p.T790M'), fraction(23, { code: '%' })], { id: 'b', ...specimen }),
    ).patientCase;
    const fractions = readings.map(
      ({ detection }) => detection.state === 'detected' && detection.fraction?.value,
    );
    expect(fractions).toEqual([0.004, 0.23]);
  });

  test('reads of the allele are no depth; reads where no allele was found are', () => {
    const reads = part('82121-5', { valueQuantity: { value: 1200 } });
    const depth = (more: Json): unknown => {
      const [reading] = read(variant([...L858R, reads, fraction(20, { code: '%' })], more))
        .patientCase.readings;
      return reading?.detection.state === 'detected'
        ? reading.detection.fraction?.depth
        : reading?.detection;
    };
    expect(depth({})).toBeNull();
    expect(depth({ valueCodeableConcept: ABSENT })).toMatchObject({
      state: 'not-detected',
      depth: 1200,
    });
  });

  test('a limit of detection given as a fraction', () => {
    const limit = part('87706-8', { valueQuantity: { value: 0.002, code: '1' } });
    const [reading] = read(variant([...L858R, limit], { valueCodeableConcept: ABSENT })).patientCase
      .readings;
    expect(reading?.detection).toMatchObject({ limitOfDetection: 0.002 });
  });
});

describe('origin', () => {
  test.each([
    ['LA6684-0', 'somatic'],
    ['LA6683-2', 'germline'],
    ['LA18194-3', 'germline'],
    ['LA18197-6', 'unknown'],
  ])('%s is %s', (code, origin) => {
    const source = part('48002-0', { valueCodeableConcept: concept(LOINC, code) });
    expect(read(variant([...L858R, source])).patientCase.readings).toMatchObject([{ origin }]);
  });

  test.each(['Somatic or germline', 'Not germline', 'Germline vs somatic unknown'])(
    '%s: which of the two is not said',
    (text) => {
      const source = part('48002-0', { valueCodeableConcept: { text } });
      expect(read(variant([...L858R, source])).patientCase.readings).toMatchObject([
        { origin: 'unknown' },
      ]);
    },
  );
});

describe('presence', () => {
  test('value and interpretation that contradict each other are both not believed', () => {
    const record = variant(L858R, { interpretation: [concept(SNOMED, '260385009')] });
    expect(found(record)).toEqual(['EGFR:p.L858R contradictory']);
    expect(problems(record)).toEqual(['contradictory-presence']);
  });

  test('interpretation alone, also as an object instead of a list', () => {
    const record = variant(L858R, {
      valueCodeableConcept: undefined,
      interpretation: concept(SNOMED, '260385009'),
    });
    expect(found(record)).toEqual(['EGFR:p.L858R not-detected']);
  });

  test('data absent is not negative', () => {
    const record = variant(L858R, {
      valueCodeableConcept: undefined,
      dataAbsentReason: { text: 'error' },
    });
    expect(found(record)).toEqual(['EGFR:p.L858R no-call']);
  });

  test('low confidence is a likely false positive', () => {
    const low = part(
      'variant-confidence-status',
      { valueCodeableConcept: concept('x', 'low') },
      'x',
    );
    expect(found(variant([...L858R, low]))).toEqual(['EGFR:p.L858R indeterminate']);
  });
});

describe('code and words of one answer', () => {
  const answer = (value: Json): readonly string[] =>
    found(variant(L858R, { valueCodeableConcept: value }));

  test.each([
    ['a code with the name of its opposite', concept(LOINC, 'LA9633-4', 'Absent')],
    [
      'a code with another text',
      { ...concept(LOINC, 'LA9633-4', 'Present'), text: 'Not detected' },
    ],
    [
      'two codes',
      {
        coding: [
          { system: LOINC, code: 'LA9633-4' },
          { system: SNOMED, code: '260385009' },
        ],
      },
    ],
  ])('that contradict each other are not believed: %s', (_, value) => {
    expect(answer(value)).toEqual(['EGFR:p.L858R contradictory']);
    expect(problems(variant(L858R, { valueCodeableConcept: value }))).toEqual([
      'contradictory-presence',
    ]);
  });

  test('a doubt in words counts, a longer text that tells more does not', () => {
    const code = concept(LOINC, 'LA9633-4', 'Present');
    expect(answer({ ...code, text: 'Inconclusive' })).toEqual(['EGFR:p.L858R indeterminate']);
    const text = 'Detected in this specimen; a germline origin cannot be excluded by this test.';
    expect(answer({ ...code, text })).toEqual(['EGFR:p.L858R detected']);
  });

  test('normal says neither, and nothing against what is said', () => {
    expect(answer({ text: 'Normal' })).toEqual(['EGFR:p.L858R indeterminate']);
    const flagged = { interpretation: [concept(INTERPRETATION, 'N', 'Normal')] };
    expect(found(variant(L858R, flagged))).toEqual(['EGFR:p.L858R detected']);
  });
});

describe('ranges and ratios', () => {
  const copies = (valueRange: Json): readonly string[] =>
    found(variant([MET, part('82155-3', { valueRange })]));

  test('copies from one to three are neither gain nor loss', () => {
    expect(copies({ low: { value: 6 }, high: { value: 8 } })).toEqual(['MET:gain detected']);
    expect(copies({ low: { value: 1 }, high: { value: 3 } })).toEqual([]);
    expect(copies({ high: { value: 3 } })).toEqual([]);
  });

  test('an allele fraction as reads of all reads; a range of fractions is no number', () => {
    const detected = (value: Json): unknown =>
      read(variant([...L858R, part('81258-6', value)])).patientCase.readings[0]?.detection;
    const reads = { numerator: { value: 10 }, denominator: { value: 100 } };
    expect(detected({ valueRatio: reads })).toMatchObject({ fraction: { value: 0.1 } });
    const range = { low: { value: 0, code: '1' }, high: { value: 0.3, code: '1' } };
    expect(detected({ valueRange: range })).toMatchObject({
      state: 'detected',
      fraction: { value: null },
    });
  });
});

describe('samples', () => {
  const specimen = (more: Json): Json => ({
    resourceType: 'Specimen',
    id: 's',
    subject: PATIENT,
    ...more,
  });
  const sampleOf = (specimenMore: Json, variantMore: Json = {}): Sample | undefined =>
    read(
      specimen(specimenMore),
      variant(L858R, { specimen: { reference: 'Specimen/s' }, ...variantMore }),
    ).patientCase.samples[0];

  test.each([
    ['plasma', concept(SNOMED, '119361006')],
    ['plasma', { text: 'liquid biopsy' }],
    ['plasma', { text: 'cfDNA from blood' }],
    ['tissue', concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'TUMOR')],
    ['tissue', { text: 'FFPE block, liver metastasis' }],
    ['other-fluid', concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'CSF')],
    ['blood', concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'BLD')],
    ['normal-control', { text: 'Saliva, matched normal' }],
    ['blood', { text: 'Peripheral blood mononuclear cells (PBMC)' }],
    ['blood', { text: 'Blasts from peripheral blood' }],
    ['tissue', { text: 'Leukemic blasts' }],
    // Plasma cells are cells of a myeloma, not plasma.
    ['tissue', { text: 'CD138+ plasma cells' }],
    ['unknown', { text: 'something' }],
  ])('%s: %j', (material, type) => {
    expect(sampleOf({ type })).toMatchObject({ material });
  });

  test.each([
    ['bone marrow', concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'MAR')],
    ['bone marrow', concept(SNOMED, '119359002', 'Bone marrow specimen')],
    ['bone marrow', { text: 'Knochenmark' }],
    ['lymph node', { text: 'Lymph node biopsy' }],
    [null, concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'TUMOR')],
  ])('tissue of the %s, told by the type of the specimen: %j', (site, type) => {
    expect(sampleOf({ type })).toMatchObject({ material: 'tissue', site });
    const collection = { bodySite: { text: 'Left iliac crest' } };
    expect(sampleOf({ type, collection })).toMatchObject({ site: 'Left iliac crest' });
  });

  test('blood is plasma when the test is one for cell-free DNA', () => {
    const type = { text: 'Venous blood' };
    const report = (code: Json): Json => ({
      resourceType: 'DiagnosticReport',
      id: 'r',
      subject: PATIENT,
      code,
      result: [{ reference: 'Observation/variant-1' }],
    });
    const record = [specimen({ type }), variant(L858R, { specimen: { reference: 'Specimen/s' } })];
    expect(
      read(...record, report(concept(LOINC, '100029-8'))).patientCase.samples[0],
    ).toMatchObject({
      material: 'plasma',
      assay: 'plasma-ngs-panel',
    });
    expect(read(...record, report({ text: 'Tumour panel' })).patientCase.samples[0]).toMatchObject({
      material: 'blood',
    });
  });

  test('tumour-normal report: somatic findings are of the tumour, germline ones of the blood', () => {
    const germline = part('48002-0', { valueCodeableConcept: concept(LOINC, 'LA6683-2') });
    const { samples, readings } = read(
      { resourceType: 'Specimen', id: 'tumour', type: { text: 'Tumor tissue' } },
      { resourceType: 'Specimen', id: 'normal', type: { text: 'Blood' } },
      variant(L858R, { id: 'a' }),
      variant([gene('HGNC:1100', 'BRCA1'), protein('p.Q563*'), germline], { id: 'b' }),
      {
        resourceType: 'DiagnosticReport',
        id: 'r',
        specimen: [{ reference: 'Specimen/normal' }, { reference: 'Specimen/tumour' }],
        result: [{ reference: 'Observation/a' }, { reference: 'Observation/b' }],
      },
    ).patientCase;
    expect(samples).toMatchObject([
      { id: 'Specimen/normal', material: 'normal-control' },
      { id: 'Specimen/tumour', material: 'tissue' },
    ]);
    expect(readings).toMatchObject([
      { of: { gene: 'BRCA1' }, origin: 'germline', sampleId: 'Specimen/normal' },
      { of: { gene: 'EGFR' }, sampleId: 'Specimen/tumour' },
    ]);
  });

  test.each([
    ['Chronic myeloid leukaemia', 'blood'],
    ['Non-small cell lung cancer', 'normal-control'],
  ])('%s: blood beside marrow or tumour is %s', (disease, material) => {
    const at = (id: string): Json => ({ specimen: { reference: `Specimen/${id}` } });
    const { samples, readings } = read(
      {
        resourceType: 'Condition',
        id: 'disease',
        subject: PATIENT,
        clinicalStatus: { coding: [{ code: 'active' }] },
        code: { text: disease },
      },
      { resourceType: 'Specimen', id: 'blood', type: { text: 'Peripheral blood' } },
      { resourceType: 'Specimen', id: 'marrow', type: { text: 'Bone marrow' } },
      variant(L858R, { id: 'a', ...at('blood') }),
      variant(L858R, { id: 'b', ...at('marrow') }),
      {
        resourceType: 'DiagnosticReport',
        id: 'r',
        specimen: [{ reference: 'Specimen/blood' }, { reference: 'Specimen/marrow' }],
        result: [{ reference: 'Observation/a' }, { reference: 'Observation/b' }],
      },
    ).patientCase;
    expect(samples).toMatchObject([
      { id: 'Specimen/blood', material },
      { id: 'Specimen/marrow', material: 'tissue' },
    ]);
    expect(readings).toHaveLength(2);
  });

  test.each([
    [concept('http://terminology.hl7.org/CodeSystem/v2-0487', 'CSF'), 'cerebrospinal fluid'],
    [{ text: 'Pleural effusion' }, 'Pleural effusion'],
  ])('a fluid says by its name where it is from: %j', (type, site) => {
    expect(sampleOf({ type })).toMatchObject({ material: 'other-fluid', site });
  });

  test.each([
    [{ text: 'Tumor' }, 'matched normal submitted', 'tissue'],
    [{ text: 'Tumor' }, 'liquid biopsy sent on the same day', 'tissue'],
    [{ text: 'Tissue, quality control passed' }, '', 'tissue'],
    [{ text: 'Tissue' }, 'matched normal', 'normal-control'],
    [{ text: 'Blood' }, 'cfDNA extracted', 'plasma'],
  ])('%j with the note "%s" is %s', (type, text, material) => {
    const specimen = { resourceType: 'Specimen', id: 's', type, note: [{ text }] };
    const result = variant(L858R, { specimen: { reference: 'Specimen/s' } });
    expect(read(result, specimen).patientCase.samples).toMatchObject([{ material }]);
  });

  test('a specimen that its results or its report only name', () => {
    const named = variant(L858R, { specimen: { display: 'Plasma' } });
    expect(read(named).patientCase.samples).toMatchObject([{ material: 'plasma' }]);
    const report = {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      subject: PATIENT,
      specimen: [{ display: 'FFPE tumor block' }],
      result: [{ reference: 'Observation/variant-1' }],
    };
    expect(read(variant(L858R), report).patientCase.samples).toMatchObject([
      { material: 'tissue' },
    ]);
  });

  test('a specimen by its accession number, and one that the laboratory calls unsatisfactory', () => {
    const accessionIdentifier = { system: 'urn:laboratory', value: 'B-12' };
    const result = variant(L858R, { specimen: { identifier: accessionIdentifier } });
    const specimen = {
      resourceType: 'Specimen',
      id: 's',
      type: { text: 'Plasma' },
      accessionIdentifier,
      status: 'unsatisfactory',
    };
    expect(read(result, specimen).patientCase.samples).toMatchObject([
      { id: 'Specimen/s', material: 'plasma' },
    ]);
    expect(problems(result, specimen)).toEqual(['incomplete-data']);
  });

  test.each([
    ['Lymph node, no evidence of metastasis', null],
    ['Primary tumour, no metastasis', 'primary'],
  ])('%s: lesion %s', (text, lesion) => {
    const specimen = { resourceType: 'Specimen', id: 's', type: { text } };
    const result = variant(L858R, { specimen: { reference: 'Specimen/s' } });
    expect(read(result, specimen).patientCase.samples).toMatchObject([{ lesion }]);
  });

  test('site and lesion', () => {
    const collection = {
      bodySite: concept(SNOMED, '10200004', 'Liver structure (body structure)'),
    };
    expect(sampleOf({ type: { text: 'Biopsy of metastasis' }, collection })).toMatchObject({
      site: 'Liver structure',
      lesion: 'metastasis',
    });
  });

  const LATERALITY = 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier';
  const LOCATION = 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-body-location-qualifier';
  const lung = (...extension: readonly Json[]): Json => ({
    bodySite: { ...concept(SNOMED, '39607008', 'Lung structure (body structure)'), extension },
  });
  const left = { url: LATERALITY, valueCodeableConcept: concept(SNOMED, '7771000') };
  const right = { url: LATERALITY, valueCodeableConcept: concept(SNOMED, '24028007', 'Right') };
  const lower = {
    url: LOCATION,
    valueCodeableConcept: concept(SNOMED, '261089000', 'Inferior (qualifier value)'),
  };

  test.each([
    ['Lung structure, left', lung(left)],
    ['Lung structure, right, inferior', lung(right, lower)],
    ['Left lung', { bodySite: { text: 'Left lung', extension: [left] } }],
    // Without a name the code still tells two lesions apart.
    ['body site 44029006', { bodySite: concept(SNOMED, '44029006') }],
  ])('side and part of the site: %s', (site, collection) => {
    expect(sampleOf({ type: { text: 'Tissue biopsy' }, collection })).toMatchObject({ site });
  });

  test('a BodyStructure stands for the site of a result', () => {
    const structure = {
      resourceType: 'BodyStructure',
      id: 'b',
      location: concept(SNOMED, '10200004', 'Liver structure'),
      locationQualifier: [concept(SNOMED, '24028007')],
    };
    const result = variant(L858R, {
      specimen: { reference: 'Specimen/s' },
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/bodySite',
          valueReference: { reference: 'BodyStructure/b' },
        },
      ],
    });
    const specimen = { resourceType: 'Specimen', id: 's', type: { text: 'Tissue biopsy' } };
    expect(read(result, specimen, structure).patientCase.samples).toMatchObject([
      { site: 'Liver structure, right' },
    ]);
  });

  test.each([
    ['collection', { collection: { collectedDateTime: '2026-02-20T08:00:00Z' } }, {}, '2026-02-20'],
    ['observation', { receivedTime: '2026-02-22' }, {}, '2026-03-02'],
    ['received', { receivedTime: '2026-02-22' }, { effectiveDateTime: undefined }, '2026-02-22'],
    ['issued', {}, { effectiveDateTime: undefined, issued: '2026-03-09T10:00:00Z' }, '2026-03-09'],
    [null, {}, { effectiveDateTime: undefined }, null],
  ])('dated by %s', (dateFrom, specimenMore, variantMore, collectedOn) => {
    expect(sampleOf(specimenMore, variantMore)).toMatchObject({ dateFrom, collectedOn });
  });

  test('a result older than its specimen is told', () => {
    const record = [
      specimen({ collection: { collectedDateTime: '2026-05-01' } }),
      variant(L858R, { specimen: { reference: 'Specimen/s' } }),
    ];
    expect(problems(...record)).toEqual(['incomplete-data']);
  });

  test.each([
    [
      'an Observation of its own',
      observation(
        { text: 'ctDNA tumor fraction' },
        {
          id: 'tf',
          specimen: { reference: 'Specimen/s' },
          valueQuantity: { value: 12, code: '%' },
        },
      ),
    ],
    [
      'by code',
      observation(concept(SNOMED, '371510003'), {
        id: 'tf',
        specimen: { reference: 'Specimen/s' },
        valueQuantity: { value: 0.12, code: '1' },
      }),
    ],
  ])('tumour fraction: %s', (_, record) => {
    const { samples } = read(
      record,
      variant(L858R, { specimen: { reference: 'Specimen/s' } }),
    ).patientCase;
    expect(samples).toMatchObject([{ tumourFraction: 0.12 }]);
  });

  test('tumour fraction as a component, and an ambiguous one stays open', () => {
    const component = (value: number): Json => ({
      code: { text: 'Tumour fraction' },
      valueQuantity: { value, code: '%' },
    });
    expect(read(variant([...L858R, component(3)])).patientCase.samples).toMatchObject([
      { tumourFraction: 0.03 },
    ]);
    expect(read(variant([...L858R, component(0.9)])).patientCase.samples).toMatchObject([
      { tumourFraction: null },
    ]);
  });

  test('two assays on one specimen are two samples', () => {
    const tested = (id: string, text: string): Json =>
      variant(L858R, { id, specimen: { reference: 'Specimen/s' }, method: { text } });
    const ids = read(
      tested('a', 'Guardant360'),
      tested('b', 'FoundationOne Liquid CDx'),
    ).patientCase.samples.map(({ id }) => id);
    expect(ids).toEqual(['Specimen/s|foundationone-liquid-cdx', 'Specimen/s|guardant360']);
  });

  test('uncalled genes of a genomic study were not assessed; called ones are covered', () => {
    const url =
      'http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/genomic-study-analysis';
    const region = (name: string, id: string): Json => ({
      url: name,
      valueCodeableConcept: concept('http://www.genenames.org', id),
    });
    const study = {
      resourceType: 'Procedure',
      id: 'study',
      subject: PATIENT,
      extension: [
        { url: `${url}-specimen`, valueReference: { reference: 'Specimen/s' } },
        {
          url: `${url}-regions`,
          extension: [
            region('called', 'HGNC:3236'),
            region('studied', 'HGNC:7029'),
            region('uncalled', 'HGNC:7029'),
          ],
        },
      ],
    };
    const { samples, readings } = read(study, specimen({})).patientCase;
    expect(samples).toMatchObject([{ genesCovered: ['EGFR'] }]);
    expect(readings).toMatchObject([
      { of: { kind: 'any', gene: 'MET' }, detection: { why: 'no-call' } },
    ]);
  });

  test('one finding in two versions of a report is one reading', () => {
    const again = (id: string): Json =>
      variant(L858R, { id, specimen: { reference: 'Specimen/s' } });
    const { readings } = read(again('a'), again('b'), again('a')).patientCase;
    expect(readings).toMatchObject([{ resources: ['Observation/a', 'Observation/b'] }]);
  });

  test('versions that disagree are not believed', () => {
    const version = (id: string, value: Json): Json =>
      variant(L858R, { id, specimen: { reference: 'Specimen/s' }, ...value });
    expect(found(version('a', {}), version('b', { valueCodeableConcept: ABSENT }))).toEqual([
      'EGFR:p.L858R contradictory',
    ]);
  });

  test('preliminary results are used and said to be so', () => {
    expect(sampleOf({}, { status: 'preliminary' })).toMatchObject({ preliminary: true });
  });

  test('MET copy number keeps its number', () => {
    const copies = part('82155-3', { valueQuantity: { value: 9, code: '1' } });
    expect(read(variant([MET, copies])).patientCase.readings).toMatchObject([
      { detection: { copyNumber: 9 } },
    ]);
  });
});
