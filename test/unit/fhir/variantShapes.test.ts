import { describe, expect, test } from '@jest/globals';
import {
  ABSENT,
  concept,
  coding,
  EGFR,
  found,
  gene,
  HGNC,
  HGVS,
  INTERPRETATION,
  type Json,
  KRAS,
  LOINC,
  MET,
  observation,
  part,
  PRESENT,
  problems,
  protein,
  read,
  REGISTRY,
  SNOMED,
  SO,
  TBD,
  typed,
  variant,
} from './fhirRecords.ts';

describe('A: the variant of the Genomics Reporting guide', () => {
  test('EGFR L858R', () => {
    expect(
      found(variant([EGFR, protein('NP_005219.2:p.(Leu858Arg)'), coding('NM_005228.5:c.2573T>G')])),
    ).toEqual(['EGFR:p.L858R detected']);
  });

  test('exon 19 deletion by its range', () => {
    expect(found(variant([EGFR, protein('p.Glu746_Ala750del')]))).toEqual([
      'EGFR:p.E746_A750del detected',
    ]);
  });

  test('protein change only in the ClinVar name of the variation code', () => {
    const name = 'NM_024675.3(PALB2):c.3549C>A (p.Tyr1183Ter)';
    const code = part('81252-9', {
      valueCodeableConcept: concept('http://www.ncbi.nlm.nih.gov/clinvar', '128144', name),
    });
    expect(found(variant([gene('HGNC:26144', 'PALB2'), code]))).toEqual([
      'PALB2:p.Y1183* detected',
    ]);
  });

  test('coding notation filed under genomic notation is read by what it is', () => {
    const misfiled = part('81290-9', {
      valueCodeableConcept: concept(HGVS, 'NM_000245.4:c.3082+1G>T'),
    });
    expect(found(variant([MET, misfiled]))).toEqual(['MET:c.3082+1G>T detected']);
  });

  test('text instead of a code', () => {
    expect(
      found(variant([EGFR, part('48005-3', { valueCodeableConcept: { text: 'p.T790M' } })])),
    ).toEqual(['EGFR:p.T790M detected']);
  });

  test('genomic coordinates alone are reported, not translated', () => {
    const genomic = part('81290-9', {
      valueCodeableConcept: concept(HGVS, 'NC_000007.14:g.55191822T>G'),
    });
    expect(found(variant([EGFR, genomic]))).toEqual([]);
    expect(problems(variant([EGFR, genomic]))).toEqual(['unparsed-change']);
  });

  test('an unparsable protein change is told', () => {
    expect(problems(variant([EGFR, protein('p.(Gly56Ala^Ser^Cys)')]))).toEqual(['unparsed-change']);
  });

  test('a change known by its bases only is kept, with the warning that rules do not see it', () => {
    expect(found(variant([KRAS, coding('c.57G>T')]))).toEqual(['KRAS:c.57G>T detected']);
    expect(problems(variant([KRAS, coding('c.57G>T')]))).toEqual(['incomplete-data']);
  });

  test('gene and notation that contradict each other are not believed', () => {
    expect(
      found(variant([KRAS, part('81252-9', { valueCodeableConcept: { text: 'EGFR:p.L858R' } })])),
    ).toEqual([]);
    expect(found(variant([gene('HGNC:6342', 'NRAS'), protein('p.Gln61Arg')]))).toEqual([]);
    expect(problems(variant([gene('HGNC:6342', 'NRAS'), protein('p.Gln61Arg')]))).toContain(
      'gene-conflict',
    );
  });

  test('a silent change is no alteration', () => {
    expect(found(variant([EGFR, protein('p.(Gln787=)')]))).toEqual([]);
  });
});

describe('B: no value', () => {
  test('naming a variant asserts it', () => {
    expect(found(variant([EGFR, protein('p.L858R')], { valueCodeableConcept: undefined }))).toEqual(
      ['EGFR:p.L858R detected'],
    );
  });

  test('naming a gene asserts nothing', () => {
    expect(found(variant([EGFR], { valueCodeableConcept: undefined }))).toEqual([]);
  });
});

describe('C: the German registry, gene in the note and presence in the interpretation', () => {
  const registry = (text: string, code: string): unknown =>
    variant([], {
      valueCodeableConcept: undefined,
      note: [{ text }],
      interpretation: [concept(REGISTRY, code)],
    });

  test('mutation', () => {
    expect(found(registry('BRAF V600E', 'M'))).toEqual(['BRAF:p.V600E detected']);
  });

  test('wild type', () => {
    expect(found(registry('KRAS Wildtyp (keine Mutation nachweisbar)', 'W'))).toEqual([
      'any KRAS not-detected',
    ]);
  });

  test('not determinable', () => {
    expect(found(registry('KRAS', 'N'))).toEqual(['any KRAS no-call']);
  });

  test('mutation without a name is not an alteration; a polymorphism is not one either', () => {
    expect(found(registry('BRAF1 Class II Mutation', 'M'))).toEqual([]);
    expect(found(registry('BRAF V600E', 'P'))).toEqual([]);
  });

  test('a note without any statement may tell what was only looked for', () => {
    const silent = (text: string): unknown =>
      variant([], { valueCodeableConcept: undefined, note: [{ text }] });
    expect(found(silent('tested for BRAF V600E'))).toEqual([]);
    expect(found(silent('BRAF V600E detected; KRAS: negative'))).toEqual([
      'BRAF:p.V600E detected',
      'any KRAS not-detected',
    ]);
  });

  test('the letters mean this only in the registry: N of HL7 is "normal"', () => {
    expect(
      found(
        variant([EGFR, protein('p.L858R')], { interpretation: [concept(INTERPRETATION, 'N')] }),
      ),
    ).toEqual(['EGFR:p.L858R detected']);
  });
});

describe('D: many genes and many variants in one Observation', () => {
  test('Present beside a list of genes alters none of them', () => {
    expect(found(variant([EGFR, KRAS, MET]))).toEqual([]);
  });

  test('notations that name no gene cannot be paired', () => {
    const many = variant([EGFR, KRAS, MET, coding('NM_000000.1:c.34G>T')]);
    expect(found(many)).toEqual([]);
    expect(problems(many)).toEqual(['incomplete-data']);
  });

  test('notations that name their gene are of that gene', () => {
    const named = part('81252-9', { valueCodeableConcept: { text: 'KRAS:p.G12C' } });
    expect(found(variant([EGFR, KRAS, named]))).toEqual(['KRAS:p.G12C detected']);
  });
});

describe('E: payer text', () => {
  const payer = (interpretation: unknown, own: string): unknown =>
    variant(
      [
        {
          code: concept(LOINC, '21702-6'),
          valueString: 'KRAS 12 mutation: Not Detected, KRAS 13 mutation: Not Detected',
          interpretation,
        },
      ],
      {
        valueCodeableConcept: undefined,
        valueString: 'report',
        interpretation: concept(INTERPRETATION, own),
      },
    );

  test('not detected in the component, positive above: neither is believed', () => {
    const contradictory = payer([concept(LOINC, 'LA11883-8')], 'POS');
    expect(found(contradictory)).toEqual(['any KRAS contradictory']);
    expect(problems(contradictory)).toEqual(['contradictory-presence']);
  });

  test('both negative', () => {
    expect(found(payer([concept(LOINC, 'LA11883-8')], 'NEG'))).toEqual(['any KRAS not-detected']);
  });

  const tests = (code: Json, ...parts: readonly (readonly [string, Json])[]): unknown =>
    observation(code, {
      component: parts.map(([loinc, value]) => ({ code: concept(LOINC, loinc), ...value })),
    });
  const NGS_OF_PLASMA = concept(LOINC, '100029-8');

  test.each([
    ['a variant', concept(LOINC, '69548-6')],
    ['a panel', NGS_OF_PLASMA],
    ['a local code', concept('urn:laboratory', 'LUNG-7', 'Lung panel')],
  ])('single-gene tests as components of %s are results of their own', (_, code) => {
    const panel = tests(
      code,
      ['55769-4', { valueCodeableConcept: concept(LOINC, 'LA6576-8', 'Positive') }],
      ['58415-1', { valueString: 'Not detected' }],
      ['21702-6', { valueString: 'p.Gly12Cys' }],
    );
    expect([...found(panel)].sort()).toEqual([
      'BRAF:p.V600E not-detected',
      'EGFR:p.T790M detected',
      'KRAS:p.G12C detected',
    ]);
  });

  test('results of one test listed in words, with and without the gene', () => {
    const words = 'Exon 19 deletion: Detected, L858R: Not Detected';
    const expected = ['EGFR:exon19-deletion detected', 'EGFR:p.L858R not-detected'];
    const code = concept(LOINC, '69548-6');
    expect(found(tests(code, ['21665-5', { valueString: words }]))).toEqual(expected);
    expect(found(observation(concept(LOINC, '21665-5'), { valueString: words }))).toEqual(expected);
  });
});

describe('F: pertinent negatives', () => {
  test('each gene listed is negative', () => {
    expect(found(variant([EGFR, KRAS], { valueCodeableConcept: ABSENT }))).toEqual([
      'any EGFR not-detected',
      'any KRAS not-detected',
    ]);
  });

  test('swapped identifiers make no negatives, not even those that both readings share', () => {
    const genes = [gene('HGNC:6342', 'NRAS'), gene('HGNC:7989', 'KIT'), gene('HGNC:1097', 'BRAF')];
    expect(found(variant(genes, { valueCodeableConcept: ABSENT }))).toEqual([
      'any BRAF not-detected',
    ]);
  });

  test('of one variant, only that variant', () => {
    expect(found(variant([EGFR, protein('p.T790M')], { valueCodeableConcept: ABSENT }))).toEqual([
      'EGFR:p.T790M not-detected',
    ]);
  });

  test('no call and indeterminate are not negative', () => {
    const noCall = { valueCodeableConcept: concept(LOINC, 'LA18198-4') };
    const indeterminate = { valueCodeableConcept: concept(LOINC, 'LA11884-6') };
    expect(found(variant([EGFR], noCall))).toEqual(['any EGFR no-call']);
    expect(found(variant([EGFR, protein('p.T790M')], indeterminate))).toEqual([
      'EGFR:p.T790M indeterminate',
    ]);
  });

  test('a negative gene with a variant found in the same sample is dropped and told', () => {
    const both = [
      variant([EGFR, protein('p.L858R')], { id: 'a', specimen: { reference: 'Specimen/s' } }),
      variant([EGFR], {
        id: 'b',
        valueCodeableConcept: ABSENT,
        specimen: { reference: 'Specimen/s' },
      }),
    ];
    expect(found(...both)).toEqual(['EGFR:p.L858R detected']);
    expect(problems(...both)).toContain('contradictory-presence');
  });
});

describe('G: single-gene tests, by the wording of their LOINC code', () => {
  const test_ = (display: string, value: unknown): unknown =>
    observation(concept(LOINC, '00000-0', display), { valueCodeableConcept: value });
  const positive = concept(SNOMED, '10828004', 'Positive');
  const negative = concept(SNOMED, '260385009', 'Negative');

  test.each([
    [
      'BRAF gene p.Val600Glu [Presence] in Tissue by Molecular genetics method',
      positive,
      ['BRAF:p.V600E detected'],
    ],
    [
      'BRAF gene p.Val600Glu [Presence] in Tissue by Molecular genetics method',
      negative,
      ['BRAF:p.V600E not-detected'],
    ],
    [
      'BRAF V600E mutant protein [Presence] in Cancer specimen by Immune stain',
      positive,
      ['BRAF:p.V600E detected'],
    ],
    [
      'EGFR gene exon 19 deletion [Presence] in Blood or Tissue by Molecular genetics method',
      positive,
      ['EGFR:exon19-deletion detected'],
    ],
    [
      'KRAS gene mutations found [Identifier] in Blood or Tissue',
      negative,
      ['any KRAS not-detected'],
    ],
    [
      'KRAS gene mutations found [Identifier] in Blood or Tissue',
      { text: 'p.Gly12Cys' },
      ['KRAS:p.G12C detected'],
    ],
    ['KRAS gene mutations found [Identifier] in Blood or Tissue', positive, []],
    [
      'ALK gene rearrangements [Presence] in Blood or Tissue by FISH',
      negative,
      ['ALK:fusion:? not-detected'],
    ],
    ['MET gene amplification in Blood or Tissue by FISH', positive, ['MET:amplification detected']],
    ['BRAF gene V600 mutations [Identifier] in Tissue', negative, []],
    ['EGFR gene mutations tested for in Blood or Tissue', { text: 'p.T790M' }, []],
    ['EGFR Ag [Presence] in Tissue by Immune stain', negative, []],
    ['Glomerular filtration rate (eGFR)', negative, []],
    ['MET resting metabolic rate panel', negative, []],
  ])('%s', (display, value, expected) => {
    expect(found(test_(display, value))).toEqual(expected);
  });
});

describe('G: single-gene tests, by LOINC code alone', () => {
  const positive = concept(SNOMED, '10828004');
  const negative = concept(SNOMED, '260385009');

  test.each([
    ['55769-4', positive, ['EGFR:p.T790M detected']],
    ['85383-8', negative, ['EGFR:p.T790M not-detected']],
    ['55764-5', negative, ['EGFR:exon19-deletion not-detected']],
    ['21702-6', negative, ['any KRAS not-detected']],
    ['55765-2', negative, []],
    ['93690-6', negative, []],
    ['93690-6', { text: 'p.Val600Lys' }, ['BRAF:p.V600K detected']],
    [
      '93813-4',
      negative,
      ['NTRK1:fusion:? not-detected', 'NTRK2:fusion:? not-detected', 'NTRK3:fusion:? not-detected'],
    ],
    // A yes to a test of several genes does not say to which.
    ['93813-4', positive, []],
    ['93813-4', { text: 'NTRK1 fusion detected' }, ['NTRK1:fusion:? detected']],
    ['81420-2', { text: 'p.Gln61Arg detected' }, []],
    ['81420-2', { text: 'NRAS p.Gln61Arg detected' }, ['NRAS:p.Q61R detected']],
    ['21666-3', positive, []],
  ])('%s with %j', (code, value, expected) => {
    expect(found(observation(concept(LOINC, code), { valueCodeableConcept: value }))).toEqual(
      expected,
    );
  });

  test.each([
    ['21702-6', 'G12C negative', ['KRAS:p.G12C not-detected']],
    ['21665-5', 'Exon 19 deletion not detected', ['EGFR:exon19-deletion not-detected']],
    ['21702-6', 'Codons 12 and 13: not mutated', []],
    ['21702-6', 'No mutation in exon 2', []],
    ['21702-6', 'Not detected', ['any KRAS not-detected']],
  ])(
    'a negative of a part does not clear the gene that the code (%s) asks for: %s',
    (code, valueString, expected) => {
      expect(found(observation(concept(LOINC, code), { valueString }))).toEqual(expected);
    },
  );

  test('a test on cell-free DNA makes its sample plasma', () => {
    const cobas = observation(concept(LOINC, '85383-8'), { valueCodeableConcept: positive });
    expect(read(cobas).patientCase.samples).toMatchObject([{ material: 'plasma' }]);
  });
});

describe('H: the "genetics" extensions', () => {
  const extension = (name: string, value: unknown): unknown => ({
    url: `http://hl7.org/fhir/StructureDefinition/observation-genetics${name}`,
    valueCodeableConcept: value,
  });

  test('answers in the display, questions in the code', () => {
    const record = observation(concept(LOINC, '55233-1'), {
      valueCodeableConcept: concept('http://foundationmedicine.com', 'known'),
      extension: [
        extension('Gene', concept(HGNC, 'HGNC:6407', 'KRAS')),
        extension('DNASequenceVariantName', concept(LOINC, '48004-6', 'NM_004985:c.34G>T')),
        extension('AminoAcidChangeName', concept(LOINC, '48005-3', 'p.G12C')),
        extension('GenomicSourceClass', concept(LOINC, '48002-0', 'somatic')),
        extension('TotalReadDepth', concept(LOINC, '82121-5', '536')),
        extension('AllelicFrequency', concept(LOINC, '81258-6', '0.4800')),
      ],
    });
    const [reading] = read(record).patientCase.readings;
    expect(found(record)).toEqual(['KRAS:p.G12C detected']);
    expect(reading).toMatchObject({
      origin: 'somatic',
      detection: { fraction: { value: null, raw: { value: 0.48, unit: null }, depth: 536 } },
    });
  });
});

describe('H: the extensions as R4 defines them', () => {
  const url = (name: string): string =>
    `http://hl7.org/fhir/StructureDefinition/observation-genetics${name}`;
  const nested = (name: string, ...parts: readonly (readonly [string, Json])[]): Json => ({
    url: url(name),
    extension: parts.map(([part_, value]) => ({ url: part_, ...value })),
  });

  test('name and type of a change, fraction of an allele', () => {
    const record = observation(concept(LOINC, '55233-1'), {
      extension: [
        { url: url('Gene'), valueCodeableConcept: concept(HGNC, 'HGNC:3236', 'EGFR') },
        nested('AminoAcidChange', [
          'Name',
          { valueCodeableConcept: concept(HGVS, 'NP_005219.2:p.Leu858Arg') },
        ]),
        nested('Allele', ['Frequency', { valueDecimal: 0.12 }]),
      ],
    });
    expect(found(record)).toEqual(['EGFR:p.L858R detected']);
    expect(read(record).patientCase.readings).toMatchObject([
      { detection: { fraction: { raw: { value: 0.12 } } } },
    ]);
  });
});

describe('I to S', () => {
  test('I: genotypes and haplotypes are not tumour findings', () => {
    expect(
      found(observation(concept(LOINC, '84413-4'), { valueCodeableConcept: { text: '*1/*4' } })),
    ).toEqual([]);
  });

  test('J: region studied tells the genes covered', () => {
    const region = observation(concept(LOINC, '53041-0'), {
      specimen: { reference: 'Specimen/s' },
      component: [
        EGFR,
        part('48018-6', {
          valueCodeableConcept: {
            coding: [
              { system: HGNC, code: '6407', display: 'KRAS' },
              { system: HGNC, code: '11998', display: 'TP53' },
            ],
          },
        }),
      ],
    });
    expect(read(region).patientCase.samples).toMatchObject([
      { id: 'Specimen/s', genesCovered: ['EGFR', 'KRAS', 'TP53'] },
    ]);
  });

  test('K: a failed assay assessed none of its genes', () => {
    const specimen = { reference: 'Specimen/s' };
    const region = observation(concept(LOINC, '53041-0'), { id: 'z', specimen, component: [EGFR] });
    const failure = observation(concept(LOINC, '51968-6'), {
      id: 'a',
      specimen,
      valueCodeableConcept: concept(LOINC, 'LA9664-9'),
    });
    expect(found(failure, region)).toEqual(['any EGFR no-call']);
  });

  test.each([
    [
      'L: TMB',
      observation(concept(LOINC, '94077-5'), {
        valueCodeableConcept: concept(SNOMED, '62482003', 'Low'),
      }),
      ['biomarker:TMB:low detected'],
    ],
    [
      'L: a number is no level',
      observation(concept(LOINC, '94076-7'), { valueQuantity: { value: 14.2 } }),
      [],
    ],
    [
      'M: MSI-H',
      observation(concept(LOINC, '81695-9'), { valueCodeableConcept: concept(LOINC, 'LA26203-2') }),
      ['biomarker:MSI:high detected'],
    ],
    [
      'M: MSS as text',
      observation({ text: 'Microsatellite instability' }, { valueString: 'MSS' }),
      ['biomarker:MSI:stable detected'],
    ],
    [
      'L: a limit beside the number is no level',
      observation(
        { text: 'Tumor Mutational Burden' },
        { valueString: '4 mut/Mb (high >= 10 mut/Mb)' },
      ),
      [],
    ],
    [
      'M: a doubt is no level',
      observation(concept(LOINC, '81695-9'), { valueString: 'MSI-high cannot be excluded' }),
      [],
    ],
    [
      'M: a code named as its opposite is no level',
      observation(concept(LOINC, '81695-9'), {
        valueCodeableConcept: concept(LOINC, 'LA26203-2', 'Stable'),
      }),
      [],
    ],
    [
      'HER2 by score',
      observation(concept(LOINC, '18474-7'), { valueString: '3+' }),
      ['biomarker:HER2:positive detected'],
    ],
    [
      'HRD in words',
      observation(concept(LOINC, '107286-7'), { valueString: 'HRD positive' }),
      ['biomarker:HRD:positive detected'],
    ],
    [
      'N: PD-L1 negative with its limit',
      observation({ text: 'PD-L1 by clone 22C3' }, { valueString: 'negative (<1%)' }),
      ['biomarker:PD-L1:negative detected'],
    ],
    [
      'N: PD-L1 not high is not negative',
      observation({ text: 'PD-L1 by clone 22C3' }, { valueString: 'High expression not seen' }),
      [],
    ],
    [
      'N: PD-L1',
      observation(
        { text: 'PD-L1 by clone 22C3' },
        { interpretation: [concept(INTERPRETATION, 'POS')] },
      ),
      ['biomarker:PD-L1:positive detected'],
    ],
  ])('%s', (_, record, expected) => {
    expect(found(record)).toEqual(expected);
  });

  test.each([
    'therapeutic-implication',
    'diagnostic-implication',
    'molecular-consequence',
    'somatic-predictive',
  ])('P/Q: %s is an annotation, never a variant', (code) => {
    const annotation = variant([EGFR, protein('p.L858R')], { code: concept(TBD, code) });
    expect(found(annotation)).toEqual([]);
    expect(read(annotation).outcomes).toMatchObject([{ became: 'annotation' }]);
  });

  test('R: specimen and date come down from the report through groupers, and loops end', () => {
    const record = [
      {
        resourceType: 'DiagnosticReport',
        id: 'r',
        status: 'final',
        subject: PATIENT_REF,
        specimen: [{ reference: 'Specimen/s' }],
        result: [{ reference: 'Observation/g' }],
      },
      observation(concept(LOINC, '81247-9'), {
        id: 'g',
        hasMember: [{ reference: 'Observation/variant-1' }, { reference: 'Observation/g' }],
      }),
      variant([EGFR, protein('p.L858R')]),
      {
        resourceType: 'Specimen',
        id: 's',
        type: concept(SNOMED, '119361006'),
        collection: { collectedDateTime: '2026-02-20' },
      },
    ];
    const { samples, readings } = read(...record).patientCase;
    expect(readings.map(({ sampleId }) => sampleId)).toEqual(['Specimen/s']);
    expect(samples).toMatchObject([
      { id: 'Specimen/s', material: 'plasma', collectedOn: '2026-02-20', dateFrom: 'collection' },
    ]);
  });

  test('R: a panel that holds its variant itself is no grouper', () => {
    const panel = variant([EGFR, protein('p.L858R')], { code: concept(LOINC, '81247-9') });
    expect(found(panel)).toEqual(['EGFR:p.L858R detected']);
  });

  test('S: Parameters of the genomics operations', () => {
    const inner = variant([EGFR, protein('p.L858R')]);
    const parameters = {
      resourceType: 'Parameters',
      parameter: [{ name: 'variants', part: [{ name: 'variant', resource: inner }] }],
    };
    expect(found(parameters)).toEqual(['EGFR:p.L858R detected']);
  });
});

const PATIENT_REF = { reference: 'Patient/anna' };

describe('1.4: kinds of alteration', () => {
  const copies = (value: number): ReturnType<typeof part> =>
    part('82155-3', { valueQuantity: { value, code: '1' } });

  test.each([
    [
      'copy number above two, without a word: a gain, with its number',
      [MET, copies(9)],
      ['MET:gain detected'],
    ],
    ['no copies', [gene('HGNC:1787', 'CDKN2A'), copies(0)], ['CDKN2A:deep-loss detected']],
    [
      'one copy is not both lost',
      [gene('HGNC:1787', 'CDKN2A'), copies(1)],
      ['CDKN2A:loss detected'],
    ],
    ['two copies are normal', [MET, copies(2)], []],
    ['copy-number gain by code', [MET, typed('SO:0001742')], ['MET:gain detected']],
    [
      'amplification in words',
      [MET, part('48019-4', { valueCodeableConcept: { text: 'amplification' } })],
      ['MET:amplification detected'],
    ],
    [
      'a segment with several genes',
      [MET, EGFR, copies(8)],
      ['EGFR:gain detected', 'MET:gain detected'],
    ],
    [
      'two genes and a gene fusion',
      [
        gene('HGNC:427', 'ALK'),
        gene('HGNC:1316', 'EML4'),
        part('molecular-consequence', { valueCodeableConcept: concept(SO, 'SO:0001565') }, TBD),
      ],
      ['ALK:fusion:EML4 detected'],
    ],
    [
      "the same with mCODE's short code",
      [gene('HGNC:1316', 'EML4'), gene('HGNC:427', 'ALK'), typed('SO:001565')],
      ['ALK:fusion:EML4 detected'],
    ],
    [
      'two genes and a translocation',
      [gene('HGNC:427', 'ALK'), gene('HGNC:1316', 'EML4'), typed('SO:1000044')],
      ['ALK:fusion:EML4 detected'],
    ],
    [
      'a fusion code',
      [
        part('95123-6', {
          valueCodeableConcept: concept(HGNC, 'HGNC:3689::HGNC:2697', 'FGFR2::DBP'),
        }),
      ],
      ['FGFR2:fusion:DBP detected'],
    ],
    [
      'one gene and the word',
      [
        gene('HGNC:10261', 'ROS1'),
        part('81252-9', { valueCodeableConcept: { text: 'ROS1 Fusion' } }),
      ],
      ['ROS1:fusion:? detected'],
    ],
    [
      'one gene and empty five-prime parts',
      [gene('HGNC:427', 'ALK'), part('five-prime-gene', {}, 'https://x/mii')],
      ['ALK:fusion:? detected'],
    ],
    [
      'exon and type',
      [EGFR, part('47999-8', { valueString: 'Exon 20' }), typed('SO:0000667')],
      ['EGFR:exon20-insertion detected'],
    ],
    [
      'skipping in words',
      [MET, part('81252-9', { valueCodeableConcept: { text: 'MET exon 14 skipping' } })],
      ['MET:exon14-skipping detected'],
    ],
    [
      'stop gained without notation',
      [gene('HGNC:9884', 'RB1'), typed('SO:0001587')],
      ['RB1:loss-of-function detected'],
    ],
    ['wild type as the type', [KRAS, typed('SO:0002073')], []],
  ])('%s', (_, component, expected) => {
    expect(found(variant(component))).toEqual(expected);
  });

  test('gene amplification only as interpretation (trial matching)', () => {
    expect(found(variant([MET], { interpretation: [concept(SNOMED, '12645001')] }))).toEqual([
      'MET:amplification detected',
    ]);
  });

  test('a normal karyotype with Present is nothing', () => {
    expect(
      found(
        variant(
          [part('81291-7', { valueCodeableConcept: concept('https://iscn.karger.com', '46,XX') })],
          { valueCodeableConcept: PRESENT },
        ),
      ),
    ).toEqual([]);
  });
});
