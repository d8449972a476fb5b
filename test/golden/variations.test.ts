import { describe, expect, test } from '@jest/globals';
import type {
  AllergyIntolerance,
  Condition,
  FhirResource,
  MedicationRequest,
  Observation,
} from 'fhir/r4.js';
import { aPatient, theDemoPatient, type PatientBuilder } from '../builders/aPatient.ts';
import { finding, judged, ordersIn, type Judged, type Question } from './judged.ts';

/**
 * Patients in whom a careless engine would err. Each row: the patient, what is asked, what an expert
 * would say, and what of the answer follows from it. Whole texts stand beside, in `test/golden/*.md`.
 */
interface Variation {
  readonly name: string;
  readonly patient: PatientBuilder;
  readonly asked?: Question;
  /** What an expert would say, in one sentence. */
  readonly expert: string;
  /** Absent where the answer may be a card or silence, as long as it holds to the rest. */
  readonly indicator?: Judged['indicator'];
  readonly verdicts?: Judged['verdicts'];
  readonly says?: RegExp;
  readonly doesNotSay?: RegExp;
  readonly proposes?: readonly string[];
  readonly doesNotPropose?: readonly string[];
  readonly rechallenge?: Judged['rechallenge'];
}

// Patients ---------------------------------------------------------------------------------------------

const L858R = { gene: 'EGFR', protein: 'p.(Leu858Arg)', coding: 'c.2573T>G', vaf: 5.1 };
const T790M = { gene: 'EGFR', protein: 'p.(Thr790Met)', coding: 'c.2369C>T', vaf: 2.4 };
const C797S = { gene: 'EGFR', protein: 'p.(Cys797Ser)', coding: 'c.2389T>A', vaf: 1.1 };
const APC = { gene: 'APC', protein: 'p.(Arg1450Ter)', coding: 'c.4348C>T', vaf: 9 };
const KRAS_G12D = { gene: 'KRAS', protein: 'p.(Gly12Asp)', coding: 'c.35G>A', vaf: 3.1 };
const KRAS_G12C = { gene: 'KRAS', protein: 'p.(Gly12Cys)', coding: 'c.34G>T', vaf: 4.2 };
const BRAF_V600E = { gene: 'BRAF', protein: 'p.(Val600Glu)', coding: 'c.1799T>A', vaf: 7 };
const LUNG = 'Adenocarcinoma of the lung';
const COLON = 'Adenocarcinoma of the colon';
const MELANOMA = 'Cutaneous melanoma';

/** EGFR-mutant lung cancer that has progressed under erlotinib; no plasma yet. */
const afterErlotinib = aPatient('lung')
  .withDiagnosis(LUNG, { day: -400 })
  .withTissue({ day: -390, site: 'lung', variants: [{ ...L858R, vaf: 30 }] })
  .treatedWith('erlotinib', { from: -370, to: -14, stopped: 'progression' })
  .withResponse('PR', -300)
  .withResponse('PD', -16);
const withT790M = afterErlotinib.withPlasma({
  day: -10,
  tumourFraction: 10,
  variants: [L858R, T790M],
});

/** RAS and BRAF wild-type colorectal cancer that has progressed under chemotherapy. */
const colon = aPatient('colon')
  .withDiagnosis(COLON, { day: -400 })
  .treatedWith(['oxaliplatin', 'fluorouracil', 'bevacizumab'], {
    from: -380,
    to: -40,
    stopped: 'progression',
    recordedAs: 'administration',
  })
  .withResponse('PD', -42);
const wildTypeColon = colon.withPlasma({
  day: -12,
  tumourFraction: 15,
  variants: [APC],
  notDetected: ['KRAS', 'NRAS', 'BRAF', 'EGFR', 'MAP2K1'],
});
const brafColon = colon.withTissue({
  day: -30,
  site: 'liver',
  variants: [{ ...BRAF_V600E, vaf: 34 }],
  notDetected: ['KRAS', 'NRAS'],
});
const brafMelanoma = aPatient('melanoma')
  .withDiagnosis(MELANOMA, { day: -60 })
  .withTissue({
    day: -50,
    site: 'skin',
    variants: [{ ...BRAF_V600E, vaf: 36 }],
    notDetected: ['NRAS'],
  });

const T790M_CARD = {
  expert: 'T790M blocks gefitinib; osimertinib overcomes it.',
  indicator: 'critical',
  verdicts: ['ineffective'],
  says: /EGFR T790M/,
  proposes: ['osimertinib'],
} as const;

const SILENCE = { indicator: 'silence', verdicts: [] } as const;

/** A draft as the EHR wrote it. */
function draft(medication: MedicationRequest['medicationCodeableConcept']): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/lung' },
    ...(medication === undefined ? {} : { medicationCodeableConcept: medication }),
  };
}

function allergyTo(patientId: string, drug: string): AllergyIntolerance {
  return {
    resourceType: 'AllergyIntolerance',
    id: 'allergy-1',
    clinicalStatus: { coding: [{ code: 'active' }] },
    verificationStatus: { coding: [{ code: 'confirmed' }] },
    criticality: 'high',
    code: { text: drug },
    patient: { reference: `Patient/${patientId}` },
  };
}

function conditionOf(
  patientId: string,
  icd10cm: { readonly code: string; readonly display: string },
): Condition {
  return {
    resourceType: 'Condition',
    id: 'condition-1',
    clinicalStatus: { coding: [{ code: 'active' }] },
    verificationStatus: { coding: [{ code: 'confirmed' }] },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', ...icd10cm }] },
    subject: { reference: `Patient/${patientId}` },
    recordedDate: '2026-01-15',
  };
}

/** The same finding with other components. */
function withComponents(
  change: (components: NonNullable<Observation['component']>) => Observation['component'],
): (observation: Observation) => Observation {
  return (observation) => {
    const components = change(observation.component ?? []);
    return { ...observation, ...(components === undefined ? {} : { component: components }) };
  };
}

/** The same finding under another name: protein and coding change give way to one text. */
const spelled = (code: string, text: string): ((o: Observation) => Observation) =>
  withComponents((components) => [
    ...components.filter(
      (part) => !['48005-3', '48004-6', '51958-7'].includes(part.code.coding?.[0]?.code ?? ''),
    ),
    { code: { coding: [{ system: 'http://loinc.org', code }] }, valueCodeableConcept: { text } },
  ]);

const fraction = (value: number, unit: string): ((o: Observation) => Observation) =>
  withComponents((components) =>
    components.map((part) =>
      part.code.coding?.[0]?.code === '81258-6'
        ? {
            ...part,
            valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
          }
        : part,
    ),
  );

const without = (...keys: readonly string[]): ((resource: FhirResource) => FhirResource) => {
  return (resource) =>
    Object.fromEntries(
      Object.entries(resource).filter(([key]) => !keys.includes(key)),
    ) as unknown as FhirResource;
};

// The order ----------------------------------------------------------------------------------------------

const otherDrugs: readonly Variation[] = [
  ...['gefitinib', 'afatinib', 'erlotinib'].map((drug) => ({
    ...T790M_CARD,
    name: `${drug} after failure of erlotinib, with T790M`,
    patient: withT790M,
    asked: { order: drug },
    expert: `T790M blocks ${drug} as it blocked erlotinib.`,
  })),
  {
    name: 'osimertinib, with T790M',
    patient: withT790M,
    asked: { order: 'osimertinib' },
    expert: 'The drug that overcomes T790M: nothing to say.',
    ...SILENCE,
  },
  {
    name: 'carboplatin with pemetrexed, with T790M',
    patient: withT790M,
    asked: { order: ['carboplatin', 'pemetrexed'] },
    expert: 'Chemotherapy does not act through EGFR: T790M is no reason against it.',
    ...SILENCE,
  },
  {
    ...T790M_CARD,
    name: 'the brand name, in text only',
    patient: withT790M,
    asked: { order: draft({ text: 'Iressa' }) },
  },
  {
    ...T790M_CARD,
    name: 'text only, with strength and form',
    patient: withT790M,
    asked: { order: draft({ text: 'gefitinib 250 mg film-coated tablets' }) },
  },
  {
    ...T790M_CARD,
    name: 'a code without any text',
    patient: withT790M,
    asked: {
      order: draft({
        coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '328134' }],
      }),
    },
  },
  {
    ...T790M_CARD,
    name: 'an ATC code, as in Europe',
    patient: withT790M,
    asked: { order: draft({ coding: [{ system: 'http://www.whocc.no/atc', code: 'L01EB01' }] }) },
  },
  {
    name: 'an antiemetic selected while gefitinib lies on the pad',
    patient: withT790M,
    asked: { order: ['gefitinib', 'ondansetron'], selecting: 'ondansetron' },
    expert: 'The antiemetic is what was chosen: nothing to say of it.',
    ...SILENCE,
  },
  {
    name: 'both anti-EGFR antibodies selected at once, with KRAS G12D',
    patient: colon.withPlasma({ day: -9, tumourFraction: 15, variants: [APC, KRAS_G12D] }),
    asked: { order: ['cetuximab', 'panitumumab'] },
    expert: 'Neither works; say so of both.',
    indicator: 'critical',
    verdicts: ['ineffective', 'ineffective'],
  },
  {
    name: 'FOLFIRI with panitumumab signed together, with KRAS G12D',
    patient: colon.withPlasma({ day: -9, tumourFraction: 15, variants: [APC, KRAS_G12D] }),
    asked: { order: ['irinotecan', 'leucovorin', 'fluorouracil', 'panitumumab'] },
    expert: 'The antibody fails, the chemotherapy does not: one warning.',
    indicator: 'critical',
    verdicts: ['ineffective'],
    says: /^Panitumumab/,
  },
];

const regimens: readonly Variation[] = [
  {
    name: 'encorafenib with cetuximab after RAS mutation under just this pair',
    patient: brafColon
      .treatedWith(['encorafenib', 'cetuximab'], { from: -28, to: -6, stopped: 'progression' })
      .withResponse('PD', -7)
      .withPlasma({
        day: -4,
        tumourFraction: 12,
        variants: [BRAF_V600E, { ...KRAS_G12D, vaf: 2 }],
      }),
    asked: { order: ['encorafenib', 'cetuximab'] },
    expert: 'The pair is complete and yet fails: RAS mutation re-opens the pathway.',
    indicator: 'critical',
    doesNotSay: /alone falls short/,
  },
  {
    name: 'a BRAF inhibitor alone in colorectal cancer',
    patient: brafColon,
    asked: { order: 'encorafenib' },
    expert: 'Alone it opens the EGFR feedback: add cetuximab.',
    indicator: 'warning',
    verdicts: ['incomplete'],
  },
  {
    name: 'the same with cetuximab on the same pad',
    patient: brafColon,
    asked: { order: ['encorafenib', 'cetuximab'] },
    expert: 'The licensed pair: nothing to say.',
    ...SILENCE,
  },
  {
    name: 'the same with cetuximab going on already',
    patient: brafColon.treatedWith('cetuximab', { from: -7, recordedAs: 'administration' }),
    asked: { order: 'encorafenib' },
    expert: 'The partner is active: the pair is complete.',
    ...SILENCE,
  },
  {
    name: 'the same with cetuximab given and stopped long ago',
    patient: brafColon.treatedWith('cetuximab', {
      from: -300,
      to: -200,
      stopped: 'completed',
      recordedAs: 'administration',
    }),
    asked: { order: 'encorafenib' },
    expert: 'A partner of last year is none: the order is incomplete.',
    indicator: 'warning',
    verdicts: ['incomplete'],
  },
  {
    name: 'dabrafenib with trametinib in BRAF V600E colorectal cancer',
    patient: brafColon,
    asked: { order: ['dabrafenib', 'trametinib'] },
    expert: 'What is standard in melanoma lacks the anti-EGFR antibody here.',
    indicator: 'warning',
    verdicts: ['incomplete'],
  },
  {
    name: 'dabrafenib with trametinib in BRAF V600E melanoma',
    patient: brafMelanoma,
    asked: { order: ['dabrafenib', 'trametinib'] },
    expert: 'The same pair, the same mutation, another disease: standard.',
    ...SILENCE,
  },
  {
    name: 'vemurafenib alone in BRAF V600E melanoma',
    patient: brafMelanoma,
    asked: { order: 'vemurafenib' },
    expert: 'Works, but less well and less long than with a MEK inhibitor.',
    indicator: 'warning',
    verdicts: ['incomplete'],
  },
  {
    name: 'sotorasib alone in KRAS G12C colorectal cancer',
    patient: colon.withTissue({ day: -20, variants: [KRAS_G12C] }),
    asked: { order: 'sotorasib' },
    expert: 'Add an anti-EGFR antibody: only the combination is licensed.',
    indicator: 'warning',
    verdicts: ['incomplete'],
  },
  {
    name: 'sotorasib with panitumumab in KRAS G12C colorectal cancer',
    patient: colon.withTissue({ day: -20, variants: [KRAS_G12C] }),
    asked: { order: ['sotorasib', 'panitumumab'] },
    expert: 'KRAS G12C speaks against panitumumab alone, not against this pair.',
    ...SILENCE,
  },
  {
    name: 'sotorasib alone in KRAS G12C lung cancer',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({ day: -20, variants: [KRAS_G12C] }),
    asked: { order: 'sotorasib' },
    expert: 'In lung cancer the drug alone is the standard.',
    ...SILENCE,
  },
  {
    name: 'osimertinib with savolitinib against MET amplification',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .treatedWith('osimertinib', { from: -300, to: -10, stopped: 'progression' })
      .withResponse('PD', -12)
      .withTissue({ day: -6, site: 'liver', variants: [L858R, { gene: 'MET', copyNumber: 11 }] }),
    asked: { order: ['osimertinib', 'savolitinib'] },
    expert: 'MET amplification defeats osimertinib alone, not with a MET inhibitor.',
    ...SILENCE,
  },
  {
    name: 'the same with ERBB2 amplified as well',
    patient: theDemoPatient('lung-met-erbb2'),
    asked: { order: ['osimertinib', 'savolitinib'] },
    expert: 'The pair overcomes MET and leaves ERBB2: say what is left.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    says: /ERBB2 amplification/,
  },
];

// The disease ----------------------------------------------------------------------------------------

const diseases: readonly Variation[] = [
  {
    ...T790M_CARD,
    name: 'lung cancer in German words only',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: (resource) =>
        resource.resourceType === 'Condition'
          ? { ...resource, code: { text: 'Adenokarzinom der Lunge' } }
          : resource,
    },
    expert: 'The same disease in another language.',
  },
  {
    name: 'gefitinib in colorectal cancer with T790M in the record',
    patient: aPatient('colon')
      .withDiagnosis(COLON)
      .withTissue({ day: -9, variants: [T790M] }),
    asked: { order: 'gefitinib' },
    expert: 'Nothing is known of this pair in this disease: no rule of lung cancer may speak.',
    ...SILENCE,
  },
  {
    name: 'a lung metastasis of colorectal cancer is not lung cancer',
    patient: aPatient('colon')
      .withDiagnosis(COLON)
      .withDiagnosis('Secondary malignant neoplasm of lung', {
        icd10cm: { code: 'C78.00', display: 'Secondary malignant neoplasm of unspecified lung' },
      })
      .withTissue({ day: -9, variants: [L858R, T790M] }),
    asked: { order: 'gefitinib' },
    expert: 'The primary decides: rules of lung cancer do not hold.',
    ...SILENCE,
  },
  {
    name: 'lung cancer that was refuted',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: (resource) =>
        resource.resourceType === 'Condition'
          ? { ...resource, verificationStatus: { coding: [{ code: 'refuted' }] } }
          : resource,
    },
    expert:
      'Without the diagnosis no rule of the disease may speak; that nothing was judged is said.',
    indicator: 'info',
    verdicts: [],
    says: /names no cancer that the rules know/,
    doesNotSay: /T790M/,
  },
  {
    name: 'lung cancer that was entered in error',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: (resource) =>
        resource.resourceType === 'Condition'
          ? { ...resource, verificationStatus: { coding: [{ code: 'entered-in-error' }] } }
          : resource,
    },
    expert: 'A diagnosis taken back is none; that nothing was judged is said.',
    indicator: 'info',
    verdicts: [],
    says: /names no cancer that the rules know/,
    doesNotSay: /T790M/,
  },
  {
    name: 'BRAF V600E against cetuximab in colorectal cancer',
    patient: brafColon,
    asked: { order: 'cetuximab' },
    expert: 'An anti-EGFR antibody without a BRAF inhibitor does little in BRAF V600E disease.',
    indicator: 'warning',
    verdicts: ['ineffective'],
  },
];

// Amounts, dates, spellings ---------------------------------------------------------------------------

const amounts: readonly Variation[] = [
  {
    ...T790M_CARD,
    name: 'the fraction as a plain number (UCUM 1)',
    patient: withT790M,
    asked: { order: 'gefitinib', changed: finding('thr790met', fraction(0.024, '1')) },
    expert: 'The same amount in another unit.',
    says: /2\.4 %/,
  },
  {
    ...T790M_CARD,
    name: 'a fraction below one per cent is not taken for a share of one',
    patient: afterErlotinib.withPlasma({
      day: -10,
      tumourFraction: 10,
      variants: [L858R, { ...T790M, vaf: 0.6 }],
    }),
    asked: { order: 'gefitinib' },
    expert: '0.6 % in plasma is common and is not 60 %.',
    says: /0\.6 %/,
  },
  {
    ...T790M_CARD,
    name: 'a fraction without a unit',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: finding(
        'thr790met',
        withComponents((components) =>
          components.map((part) =>
            part.code.coding?.[0]?.code === '81258-6'
              ? { ...part, valueQuantity: { value: 0.6 } }
              : part,
          ),
        ),
      ),
    },
    expert: 'Found is found; whether 0.6 is a share or a percentage nobody has said.',
    doesNotSay: /T790M 60 %|T790M 0\.6 %|NaN|undefined|null/,
  },
  {
    ...T790M_CARD,
    name: 'no fraction at all',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: finding(
        'thr790met',
        withComponents((components) =>
          components.filter((part) => part.code.coding?.[0]?.code !== '81258-6'),
        ),
      ),
    },
    expert: 'Found is found: the amount is not needed.',
    doesNotSay: /NaN|undefined|null|\(\s*%/,
  },
  {
    name: 'MET with three copies',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({ day: -6, variants: [L858R, { gene: 'MET', copyNumber: 3 }] }),
    asked: { order: 'osimertinib' },
    expert: 'A gain of three copies is no amplification.',
    ...SILENCE,
  },
  {
    name: 'MET with eleven copies',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({ day: -6, variants: [L858R, { gene: 'MET', copyNumber: 11 }] }),
    asked: { order: 'osimertinib' },
    expert: 'High-level amplification stands against EGFR inhibition alone.',
    indicator: 'critical',
    verdicts: ['ineffective'],
  },
  ...(
    [
      ['48005-3', 'p.Thr790Met'],
      ['48005-3', 'p.T790M'],
      ['48005-3', 'NP_005219.2:p.(Thr790Met)'],
      ['48005-3', 'T790M'],
      ['48005-3', 'EGFR p.Thr790Met'],
      ['48004-6', 'NM_005228.5:c.2369C>T'],
    ] as const
  ).map(([code, text]) => ({
    ...T790M_CARD,
    name: `T790M spelled ${text}`,
    patient: withT790M,
    asked: { order: 'gefitinib', changed: finding('thr790met', spelled(code, text)) },
    expert: 'One change, many spellings.',
  })),
  {
    name: 'FGFR2 N550K in the numbering of the other isoform',
    patient: aPatient('bile')
      .withDiagnosis('Intrahepatic cholangiocarcinoma')
      .treatedWith('pemigatinib', { from: -200, to: -10, stopped: 'progression' })
      .withResponse('PD', -12)
      .withPlasma({
        day: -8,
        tumourFraction: 6,
        variants: [
          { gene: 'FGFR2', partner: 'BICC1', vaf: 3 },
          { gene: 'FGFR2', protein: 'NP_075259.4:p.(Asn550Lys)', vaf: 1.9 },
        ],
      }),
    asked: { order: 'pemigatinib' },
    expert: 'N550K of FGFR2-IIIb is N549K of the reference: pemigatinib fails.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    says: /N549K/,
  },
];

/** MET amplification after osimertinib, the driver spelled with the deleted residues. */
const metAmplified = aPatient('lung')
  .withDiagnosis(LUNG)
  .treatedWith('osimertinib', { from: -300, to: -10, stopped: 'progression' })
  .withResponse('PD', -12)
  .withTissue({
    day: -6,
    site: 'liver',
    variants: [
      { gene: 'EGFR', protein: 'p.(Glu746_Ala750del)', coding: 'c.2235_2249del', vaf: 40 },
      { gene: 'MET', copyNumber: 12 },
    ],
  });

const spellings: readonly Variation[] = [
  ...['p.E746_A750delELREA', 'p.E746_A750del', 'p.Glu746_Ala750del'].map((text) => ({
    name: `the driver spelled ${text}`,
    patient: metAmplified,
    asked: {
      order: 'osimertinib',
      changed: finding('glu746', spelled('48005-3', text)),
    },
    expert: 'An exon 19 deletion under any spelling: MET amplification bypasses EGFR.',
    indicator: 'critical' as const,
    verdicts: ['ineffective'] as const,
  })),
  {
    name: 'MET amplification stated in words, without a number',
    patient: metAmplified,
    asked: {
      order: 'osimertinib',
      changed: finding('met-copy-number', (observation) => ({
        ...observation,
        component: [
          {
            code: { coding: [{ system: 'http://loinc.org', code: '48018-6' }] },
            valueCodeableConcept: { text: 'MET' },
          },
          {
            code: { coding: [{ system: 'http://loinc.org', code: '48019-4' }] },
            valueCodeableConcept: { text: 'amplification' },
          },
        ],
      })),
    },
    expert: 'The laboratory calls it amplified: that will do.',
    indicator: 'critical',
    verdicts: ['ineffective'],
  },
];

const dates: readonly Variation[] = [
  {
    name: 'a plasma sample without any date',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: (resource) =>
        JSON.stringify(resource).includes('plasma')
          ? without('effectiveDateTime', 'issued', 'collection', 'receivedTime')(resource)
          : resource,
    },
    expert: 'T790M was found, nobody knows when: a warning, not certainty.',
    indicator: 'warning',
    verdicts: ['ineffective'],
  },
  {
    name: 'T790M found more than a year ago and not looked for since',
    patient: aPatient('lung')
      .withDiagnosis(LUNG, { day: -900 })
      .treatedWith('erlotinib', { from: -880, to: -500, stopped: 'progression' })
      .withPlasma({ day: -490, tumourFraction: 8, variants: [L858R, T790M] }),
    asked: { order: 'gefitinib' },
    expert: 'It may still be there: warn, and test before deciding.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    says: /may fail/,
  },
  {
    name: 'a sample that lies in the future of the day judged',
    patient: withT790M,
    asked: { order: 'gefitinib', asOf: -60 },
    expert: 'On that day nobody knew of T790M, and erlotinib was working.',
    ...SILENCE,
  },
  {
    ...T790M_CARD,
    name: 'a specimen without a collection date, with the date on the findings',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: (resource) =>
        resource.resourceType === 'Specimen' ? without('collection')(resource) : resource,
    },
    expert: 'The date of the finding will do.',
  },
];

// Whose and how sure -----------------------------------------------------------------------------------

const status = (value: Observation['status']) => (observation: Observation) => ({
  ...observation,
  status: value,
});

const reliability: readonly Variation[] = [
  ...(['entered-in-error', 'cancelled'] as const).map((value) => ({
    name: `T790M ${value}`,
    patient: withT790M,
    asked: { order: 'gefitinib', changed: finding('thr790met', status(value)) },
    expert: 'What was withdrawn does not exist.',
    indicator: 'silence' as const,
    verdicts: [],
  })),
  {
    ...T790M_CARD,
    name: 'T790M preliminary',
    patient: withT790M,
    asked: { order: 'gefitinib', changed: finding('thr790met', status('preliminary')) },
    expert: 'A preliminary result counts, and is called so.',
  },
  {
    name: 'T790M of another patient in the same bundle',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      changed: finding('thr790met', (observation) => ({
        ...observation,
        subject: { reference: 'Patient/somebody-else' },
      })),
    },
    expert: 'Another patient’s result says nothing of this one.',
    ...SILENCE,
  },
  {
    name: 'KRAS G12D of the germline',
    patient: colon.withPlasma({
      day: -9,
      tumourFraction: 15,
      variants: [APC, { ...KRAS_G12D, origin: 'germline' }],
      notDetected: ['NRAS'],
    }),
    asked: { order: 'cetuximab' },
    expert: 'A germline finding is not what the tumour evolved.',
    ...SILENCE,
  },
  {
    name: 'JAK2 loss at 0.8 % in plasma alone',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA)
      .treatedWith('pembrolizumab', { from: -300 })
      .withPlasma({
        day: -9,
        tumourFraction: 4,
        variants: [
          { ...BRAF_V600E, vaf: 2 },
          { gene: 'JAK2', protein: 'p.(Arg922Ter)', vaf: 0.8 },
        ],
      }),
    asked: { order: 'pembrolizumab' },
    expert: 'A small JAK2 clone in plasma alone comes from blood cells until tissue shows it.',
    ...SILENCE,
  },
  {
    name: 'KRAS G12D and DNMT3A R882H in plasma',
    patient: colon.withPlasma({
      day: -9,
      tumourFraction: 15,
      variants: [APC, KRAS_G12D, { gene: 'DNMT3A', protein: 'p.(Arg882His)', vaf: 12 }],
    }),
    asked: { order: 'cetuximab' },
    expert: 'KRAS is the tumour, DNMT3A the ageing blood: only KRAS speaks against the antibody.',
    indicator: 'critical',
    verdicts: ['ineffective'],
    says: /KRAS G12D/,
    doesNotSay: /DNMT3A[^.|]*(?:resist|fail|overcome)/,
  },
  {
    name: 'one copy of B2M lost',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA)
      .treatedWith('pembrolizumab', { from: -300, to: -9, stopped: 'progression' })
      .withTissue({
        day: -6,
        site: 'skin',
        variants: [
          { ...BRAF_V600E, vaf: 36 },
          { gene: 'B2M', protein: 'p.(Leu15PhefsTer41)', vaf: 17 },
        ],
      }),
    asked: { order: 'pembrolizumab' },
    expert: 'One copy is enough to show antigen: it may fail, if the second copy is lost too.',
    indicator: 'warning',
    says: /may fail/,
    doesNotSay: /(?:likely|expected) to fail/,
  },
  {
    name: 'the same finding in two reports',
    patient: withT790M.withPlasma({ day: -10, tumourFraction: 10, variants: [L858R, T790M] }),
    asked: { order: 'gefitinib' },
    ...T790M_CARD,
    expert: 'Two reports of one finding are one finding.',
    doesNotSay: /EGFR T790M and EGFR T790M/,
  },
];

// Negative results -------------------------------------------------------------------------------------

const negatives: readonly Variation[] = [
  {
    name: 'no genomic result at all, osimertinib going on',
    patient: aPatient('lung').withDiagnosis(LUNG).treatedWith('osimertinib', { from: -300 }),
    asked: { order: 'osimertinib' },
    expert: 'Without any result resistance cannot be judged: that is to be said, not silence.',
    indicator: 'info',
    verdicts: [],
    says: /cannot be judged/,
  },
  {
    name: 'T790M found and not found in one sample',
    patient: afterErlotinib.withPlasma({
      day: -10,
      tumourFraction: 10,
      variants: [L858R, T790M],
      notDetected: [{ gene: 'EGFR', protein: 'p.(Thr790Met)', coding: 'c.2369C>T' }],
    }),
    asked: { order: 'gefitinib' },
    expert: 'The report contradicts itself: neither certainty nor reassurance.',
    doesNotSay: /expected to fail|not detected/,
  },
  {
    name: 'BRAF K601E, vemurafenib in melanoma',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA)
      .withTissue({ day: -20, variants: [{ gene: 'BRAF', protein: 'p.(Lys601Glu)', vaf: 30 }] }),
    asked: { order: 'vemurafenib' },
    expert: 'K601E is no V600 mutation and no wild type: harm is not what is to be said.',
    doesNotSay: /wild.type cancer/,
  },
  {
    name: 'RAS and BRAF wild type in informative plasma',
    patient: wildTypeColon,
    asked: { order: 'cetuximab' },
    expert: 'Nothing stands against the antibody.',
    ...SILENCE,
  },
  {
    name: 'EGFR not covered by the panel',
    patient: afterErlotinib.withPlasma({
      day: -10,
      tumourFraction: 10,
      variants: [{ gene: 'TP53', protein: 'p.(Arg175His)', vaf: 4 }],
      notDetected: ['KRAS', 'BRAF'],
    }),
    asked: { order: 'gefitinib' },
    expert: 'T790M was not looked for: say so, and nothing may reassure.',
    indicator: 'info',
    verdicts: ['untested'],
    says: /no informative result for EGFR since treatment with erlotinib began/,
    doesNotSay: /no resistance|T790M (?:is )?(?:absent|negative|not detected)/i,
  },
  {
    name: 'plasma that shows nothing at all',
    patient: afterErlotinib.withPlasma({
      day: -10,
      tumourFraction: 0.05,
      notDetected: ['EGFR', 'KRAS', 'MET'],
    }),
    asked: { order: 'gefitinib' },
    expert: 'Empty plasma excludes nothing: say so.',
    indicator: 'info',
    verdicts: ['untested'],
    says: /not informative/,
  },
  {
    ...T790M_CARD,
    name: 'T790M, then plasma that shows nothing at all',
    patient: withT790M.withPlasma({ day: -4, tumourFraction: 0.05, notDetected: ['EGFR'] }),
    asked: { order: 'gefitinib' },
    expert: 'Empty plasma does not clear T790M.',
  },
  {
    name: 'T790M, then informative plasma without it',
    patient: withT790M.withPlasma({
      day: -4,
      tumourFraction: 8,
      variants: [L858R],
      notDetected: [{ gene: 'EGFR', protein: 'p.(Thr790Met)', depth: 18000 }],
    }),
    asked: { order: 'gefitinib' },
    expert: 'T790M has gone from a sample that could show it: it is no longer a reason.',
    verdicts: [],
    indicator: 'silence',
  },
  {
    name: 'T790M in tissue, none in informative plasma of the next week',
    patient: afterErlotinib
      .withTissue({ day: -12, site: 'pleura', variants: [L858R, { ...T790M, vaf: 12 }] })
      .withPlasma({
        day: -5,
        tumourFraction: 6,
        variants: [L858R],
        notDetected: [{ gene: 'EGFR', protein: 'p.(Thr790Met)', depth: 18000 }],
      }),
    asked: { order: 'gefitinib' },
    expert: 'One lesion has it, the blood does not show it: warn, and say that they disagree.',
    indicator: 'warning',
    verdicts: ['ineffective'],
  },
  {
    name: 'BRAF never tested, vemurafenib in melanoma',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA)
      .withTissue({
        day: -20,
        variants: [{ gene: 'NRAS', protein: 'p.(Gln61Arg)', vaf: 30 }],
        genesCovered: ['NRAS'],
      }),
    asked: { order: 'vemurafenib' },
    expert: 'Not tested is not wild type: harm is not shown, and the test is missing.',
    indicator: 'info',
    verdicts: ['untested'],
    says: /no informative result for BRAF/,
  },
  {
    name: 'osimertinib first line, EGFR not on the panel',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({
        day: -20,
        variants: [{ gene: 'TP53', protein: 'p.(Arg175His)', vaf: 40 }],
        genesCovered: ['TP53', 'KRAS'],
      }),
    asked: { order: 'osimertinib' },
    expert: 'The label asks for an EGFR mutation, and nobody has looked: order the test.',
    indicator: 'info',
    verdicts: ['untested'],
    says: /no informative result for EGFR is in the record/,
    doesNotSay: /wild.type|not detected/i,
  },
  {
    name: 'osimertinib first line, EGFR tested and mutated in tissue of last year',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({ day: -400, variants: [L858R] }),
    asked: { order: 'osimertinib' },
    expert: 'The driver is known: nothing to ask.',
    ...SILENCE,
  },
  {
    name: 'osimertinib after erlotinib, no sample since',
    patient: afterErlotinib,
    asked: { order: 'osimertinib' },
    expert: 'Only T790M makes osimertinib the label’s choice after erlotinib: look for it.',
    indicator: 'info',
    verdicts: ['untested'],
    says: /since treatment with erlotinib began/,
  },
  {
    name: 'panitumumab, KRAS tested and NRAS not',
    patient: colon.withTissue({ day: -30, variants: [APC], notDetected: ['KRAS'] }),
    asked: { order: 'panitumumab' },
    expert: 'RAS is KRAS and NRAS: one of the two is missing.',
    indicator: 'info',
    verdicts: ['untested'],
    says: /no informative result for NRAS/,
  },
  {
    name: 'chemotherapy, nothing tested',
    patient: aPatient('lung').withDiagnosis(LUNG),
    asked: { order: ['carboplatin', 'pemetrexed'] },
    expert: 'Chemotherapy does not rest on a mutation: nothing to say.',
    ...SILENCE,
  },
  {
    name: 'BRAF tested and wild type, vemurafenib in melanoma',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA)
      .withTissue({
        day: -20,
        variants: [{ gene: 'NRAS', protein: 'p.(Gln61Arg)', vaf: 30 }],
        notDetected: ['BRAF'],
      }),
    asked: { order: 'vemurafenib' },
    expert: 'Paradoxical activation in BRAF wild-type cells: do not give it.',
    indicator: 'critical',
    verdicts: ['harmful'],
  },
  {
    name: 'a wild-type result written as a variant, p.(Val600=)',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA)
      .withTissue({
        day: -20,
        variants: [{ ...BRAF_V600E, protein: 'p.(Val600=)', coding: 'c.=' }],
      }),
    asked: { order: 'vemurafenib' },
    expert: 'No change is no mutation: BRAF is wild type.',
    indicator: 'critical',
    verdicts: ['harmful'],
  },
];

// What is in the way -----------------------------------------------------------------------------------

const gates: readonly Variation[] = [
  {
    name: 'an order not to give gefitinib',
    patient: withT790M,
    asked: { order: { ...draft({ text: 'gefitinib' }), doNotPerform: true } },
    expert: 'Not giving it is right: nothing to say.',
    ...SILENCE,
  },
  {
    name: 'a draft for another patient on the pad',
    patient: withT790M,
    asked: {
      order: { ...draft({ text: 'gefitinib' }), subject: { reference: 'Patient/somebody-else' } },
    },
    expert: 'Another patient’s order is not judged with this record.',
    ...SILENCE,
  },
  {
    name: 'TNO155 in KRAS G12D pancreatic cancer',
    patient: aPatient('pancreas')
      .withDiagnosis('Ductal adenocarcinoma of the pancreas')
      .withTissue({ day: -20, variants: [KRAS_G12D] }),
    asked: { order: 'TNO155' },
    expert: 'G12D stays active without SHP2: alone it does little.',
    indicator: 'warning',
    verdicts: ['incomplete'],
  },
  {
    name: 'TNO155 in KRAS G12C pancreatic cancer',
    patient: aPatient('pancreas')
      .withDiagnosis('Ductal adenocarcinoma of the pancreas')
      .withTissue({ day: -20, variants: [KRAS_G12C] }),
    asked: { order: 'TNO155' },
    expert: 'G12C cycles and needs SHP2: the warning for G12D does not hold.',
    ...SILENCE,
  },
  {
    name: 'everolimus with MTOR F2108L',
    patient: aPatient('thyroid')
      .withDiagnosis('Anaplastic thyroid carcinoma')
      .treatedWith('everolimus', { from: -500, to: -10, stopped: 'progression' })
      .withResponse('PR', -400)
      .withResponse('PD', -12)
      .withTissue({ day: -6, variants: [{ gene: 'MTOR', protein: 'p.(Phe2108Leu)', vaf: 20 }] }),
    asked: { order: 'everolimus' },
    expert: 'F2108L keeps rapalogs from binding.',
    indicator: 'warning',
    verdicts: ['ineffective'],
  },
  {
    name: 'sapanisertib with MTOR M2327I before any mTOR inhibitor',
    patient: aPatient('thyroid')
      .withDiagnosis('Anaplastic thyroid carcinoma')
      .withTissue({ day: -6, variants: [{ gene: 'MTOR', protein: 'p.(Met2327Ile)', vaf: 20 }] }),
    asked: { order: 'sapanisertib' },
    expert: 'Resistance that is there before the first dose is resistance too.',
    indicator: 'warning',
    verdicts: ['ineffective'],
  },
  {
    name: 'everolimus with MTOR M2327I',
    patient: aPatient('thyroid')
      .withDiagnosis('Anaplastic thyroid carcinoma')
      .withTissue({ day: -6, variants: [{ gene: 'MTOR', protein: 'p.(Met2327Ile)', vaf: 20 }] }),
    asked: { order: 'everolimus' },
    expert: 'M2327I blunts kinase inhibitors, not rapalogs.',
    ...SILENCE,
  },
  {
    name: 'T790M, osimertinib stopped for toxicity before',
    patient: withT790M.treatedWith('osimertinib', { from: -9, to: -2, stopped: 'toxicity' }),
    asked: { order: 'gefitinib' },
    expert:
      'Gefitinib fails; osimertinib was not tolerated and is not to be offered as if nothing were known.',
    indicator: 'critical',
    verdicts: ['ineffective'],
    doesNotPropose: ['osimertinib'],
  },
  {
    name: 'T790M, severe allergy to osimertinib',
    patient: withT790M,
    asked: { order: 'gefitinib', and: [allergyTo('lung', 'osimertinib')] },
    expert: 'An allergy in the record forbids offering the drug.',
    indicator: 'critical',
    verdicts: ['ineffective'],
    doesNotPropose: ['osimertinib'],
  },
  {
    name: 'T790M, interstitial lung disease',
    patient: withT790M,
    asked: {
      order: 'gefitinib',
      and: [
        conditionOf('lung', {
          code: 'J84.9',
          display: 'Interstitial pulmonary disease, unspecified',
        }),
      ],
    },
    expert: 'What overcomes T790M would inflame these lungs: it is shown and can not be accepted.',
    indicator: 'critical',
    verdicts: ['ineffective'],
    says: /[Ii]nterstitial lung disease/,
    doesNotPropose: ['osimertinib'],
  },
  {
    name: 'an investigational drug is never an order',
    patient: theDemoPatient('cholangio-fgfr2'),
    asked: { order: 'pemigatinib' },
    expert: 'Lirafugratinib is for a trial; no order may be proposed.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    doesNotPropose: ['lirafugratinib', 'infigratinib'],
  },
  {
    name: 'C797S added to T790M, phase unknown',
    patient: withT790M.withPlasma({
      day: -5,
      tumourFraction: 12,
      variants: [L858R, T790M, C797S],
    }),
    asked: { order: 'osimertinib' },
    expert: 'Osimertinib fails; neither it nor a first-generation inhibitor alone may be offered.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    doesNotPropose: ['osimertinib', 'gefitinib', 'erlotinib'],
  },
  {
    name: 'C797S without T790M',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .treatedWith('osimertinib', { from: -400, to: -10, stopped: 'progression' })
      .withResponse('PD', -12)
      .withPlasma({
        day: -5,
        tumourFraction: 12,
        variants: [L858R, C797S],
        notDetected: [{ gene: 'EGFR', protein: 'p.(Thr790Met)' }],
      }),
    asked: { order: 'gefitinib' },
    expert: 'Without T790M the first generation keeps its activity.',
    ...SILENCE,
  },
  {
    name: 'EGFR S492R, cetuximab again after another line',
    patient: aPatient('colon')
      .withDiagnosis(COLON)
      .treatedWith(['irinotecan', 'cetuximab'], { from: -400, to: -180, stopped: 'progression' })
      .withResponse('PR', -300)
      .withResponse('PD', -182)
      .treatedWith(['trifluridine-tipiracil', 'bevacizumab'], {
        from: -170,
        to: -20,
        stopped: 'progression',
      })
      .withPlasma({
        day: -7,
        tumourFraction: 15,
        variants: [APC, { gene: 'EGFR', protein: 'p.(Ser492Arg)', vaf: 1.2 }],
        notDetected: ['KRAS', 'NRAS', 'BRAF'],
      }),
    asked: { order: 'cetuximab' },
    expert: 'S492R takes the binding site of cetuximab: it fails.',
    indicator: 'warning',
    doesNotPropose: ['cetuximab'],
  },
];

const ALK_FUSION = { gene: 'ALK', partner: 'EML4', vaf: 24 };
const C1156Y = { gene: 'ALK', protein: 'NP_004295.2:p.(Cys1156Tyr)', vaf: 20 };
const L1198F = { gene: 'ALK', protein: 'NP_004295.2:p.(Leu1198Phe)', vaf: 19 };
const alkAfterLorlatinib = aPatient('alk')
  .withDiagnosis(LUNG, { day: -1200 })
  .treatedWith('crizotinib', { from: -1100, to: -560, stopped: 'progression' })
  .withResponse('PR', -1000)
  .withResponse('PD', -561)
  .treatedWith('lorlatinib', { from: -530, to: -20, stopped: 'progression' })
  .withResponse('PD', -22);

const alleles: readonly Variation[] = [
  {
    name: 'C1156Y in the liver, L1198F in the lung, crizotinib ordered',
    patient: alkAfterLorlatinib
      .withTissue({ day: -11, site: 'liver', variants: [ALK_FUSION, C1156Y] })
      .withTissue({ day: -10, site: 'lung', variants: [ALK_FUSION, L1198F] }),
    asked: { order: 'crizotinib' },
    expert: 'In the liver nothing lifts C1156Y: there crizotinib fails.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    says: /ALK C1156Y/,
    doesNotPropose: ['crizotinib'],
  },
  {
    name: 'C1156Y and L1198F in one biopsy, no word on the phase, crizotinib ordered',
    patient: alkAfterLorlatinib.withTissue({
      day: -10,
      site: 'liver',
      variants: [ALK_FUSION, C1156Y, L1198F],
    }),
    asked: { order: 'crizotinib' },
    expert: 'Only on one allele does L1198F help; nobody has said so: ask.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    says: /cannot be told whether ALK C1156Y and ALK L1198F lie on one allele/,
  },
  {
    name: 'the same, stated to lie in trans',
    patient: alkAfterLorlatinib.withTissue({
      day: -10,
      site: 'liver',
      variants: [ALK_FUSION, C1156Y, L1198F],
      phase: { between: [C1156Y.protein, L1198F.protein], phase: 'trans' },
    }),
    asked: { order: 'crizotinib' },
    expert: 'On different alleles C1156Y stays what it was: crizotinib fails.',
    indicator: 'warning',
    verdicts: ['ineffective'],
    doesNotSay: /cannot be told whether ALK/,
  },
];

const togetherOrInstead: readonly Variation[] = [
  {
    name: 'panitumumab with bevacizumab and chemotherapy, RAS wild type',
    patient: wildTypeColon,
    asked: { order: ['irinotecan', 'fluorouracil', 'panitumumab', 'bevacizumab'] },
    expert: 'The two antibodies together did worse in a randomised trial.',
    indicator: 'critical',
    verdicts: ['toxic-together'],
    says: /worse outcome/i,
  },
  {
    name: 'osimertinib while pembrolizumab goes on',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({ day: -60, variants: [L858R] })
      .treatedWith('pembrolizumab', { from: -50, recordedAs: 'administration' }),
    asked: { order: 'osimertinib' },
    expert: 'Together they inflame lung and liver: not at the same time.',
    indicator: 'critical',
    verdicts: ['toxic-together'],
  },
  {
    name: 'dabrafenib with trametinib in BRAF wild-type melanoma',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA)
      .withTissue({
        day: -20,
        variants: [{ gene: 'NRAS', protein: 'p.(Gln61Arg)', vaf: 30 }],
        notDetected: ['BRAF'],
      }),
    asked: { order: ['dabrafenib', 'trametinib'] },
    expert: 'Harmful; offer immunotherapy instead, and take both drafts away with it.',
    indicator: 'critical',
    verdicts: ['harmful'],
    proposes: ['nivolumab', 'ipilimumab'],
  },
];

// Time and re-challenge --------------------------------------------------------------------------------

const eligible = theDemoPatient('rechallenge-eligible');

const rechallenge: readonly Variation[] = [
  {
    name: 're-challenge when all criteria are met',
    patient: eligible,
    asked: { order: 'cetuximab' },
    expert: 'Supported.',
    indicator: 'info',
    verdicts: ['rechallenge-supported'],
    rechallenge: 'supported',
  },
  {
    name: 're-challenge with plasma that is two months old',
    patient: eligible,
    asked: { order: 'cetuximab', asOf: 60 },
    expert: 'Clones change in two months: a fresh sample is needed.',
    indicator: 'info',
    verdicts: ['rechallenge-open'],
    rechallenge: 'undetermined',
  },
  {
    name: 're-challenge with a severe allergy to the antibody',
    patient: eligible,
    asked: {
      order: 'cetuximab',
      and: [allergyTo('rechallenge-eligible', 'cetuximab')],
    },
    expert: 'A severe reaction to the antibody forbids it, whatever the plasma says.',
    indicator: 'warning',
    rechallenge: 'advised-against',
  },
  {
    name: 're-challenge with RAS back in plasma',
    patient: eligible.withPlasma({
      day: -2,
      tumourFraction: 9,
      variants: [APC, { ...KRAS_G12D, vaf: 1.4 }],
      notDetected: ['NRAS', 'BRAF', 'EGFR'],
    }),
    asked: { order: 'cetuximab' },
    expert: 'RAS mutant now: not now.',
    indicator: 'critical',
    doesNotPropose: ['cetuximab', 'panitumumab'],
  },
];

const course: readonly Variation[] = [
  {
    name: 'osimertinib again after progression under it, no mechanism known',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .treatedWith('osimertinib', { from: -300, to: -10, stopped: 'progression' })
      .withResponse('PD', -12)
      .withTissue({ day: -8, site: 'liver', variants: [L858R], notDetected: ['MET', 'ERBB2'] }),
    asked: { order: 'osimertinib' },
    expert: 'It has just failed, for reasons nobody knows: look for them before giving it again.',
    indicator: 'warning',
    verdicts: ['progressed-before'],
  },
  {
    name: 'a partner selected alone, of a pair that has just failed',
    patient: theDemoPatient('colorectal-mek-kras'),
    asked: { order: ['panitumumab', 'trametinib'], selecting: 'trametinib' },
    expert: 'Half of a failed regimen is no new treatment.',
    indicator: 'warning',
    verdicts: ['progressed-before'],
  },
  {
    name: 'T790M emerging, no progression, chart opened',
    patient: aPatient('lung')
      .withDiagnosis(LUNG, { day: -400 })
      .treatedWith('erlotinib', { from: -370 })
      .withResponse('PR', -300)
      .withPlasma({
        day: -375,
        tumourFraction: 9,
        variants: [L858R],
        notDetected: [{ gene: 'EGFR', protein: 'p.(Thr790Met)' }],
      })
      .withPlasma({
        day: -6,
        tumourFraction: 2,
        variants: [
          { ...L858R, vaf: 1 },
          { ...T790M, vaf: 0.1 },
        ],
      }),
    expert: 'Emerging before progression: confirm and watch, no switch.',
    indicator: 'info',
    says: /emerging/,
    doesNotSay: /progression with/,
  },
  {
    name: 'osimertinib stopped for toxicity, no progression, chart opened',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .treatedWith('osimertinib', { from: -60, to: -10, stopped: 'toxicity' })
      .withResponse('PR', -20)
      .withTissue({ day: -70, variants: [L858R] }),
    expert: 'Intolerance is not resistance: nothing to say of resistance.',
    ...SILENCE,
  },
  {
    name: 'no targeted drug, no cancer',
    patient: theDemoPatient('diabetes-no-cancer'),
    asked: { order: 'metformin' },
    expert: 'Not ours.',
    ...SILENCE,
  },
  {
    name: 'erlotinib documented as request, statement and administration',
    patient: withT790M
      .treatedWith('erlotinib', {
        from: -368,
        to: -14,
        stopped: 'progression',
        recordedAs: 'statement',
      })
      .treatedWith('erlotinib', {
        from: -365,
        to: -15,
        stopped: 'progression',
        recordedAs: 'administration',
      }),
    asked: { order: 'gefitinib' },
    ...T790M_CARD,
    expert: 'One course, documented three times.',
  },
];

/** What an adversarial molecular oncologist would ask. */
const colonWith = (
  ...variants: NonNullable<Parameters<PatientBuilder['withTissue']>[0]['variants']>
): PatientBuilder =>
  colon.withTissue({ day: -9, site: 'liver', variants: [APC, ...variants], notDetected: ['NRAS'] });
const ROS1_FUSION = { gene: 'ROS1', partner: 'CD74' };
const alkAfterAlectinib = (...changes: readonly string[]): PatientBuilder =>
  aPatient('lung')
    .withDiagnosis(LUNG, { day: -400 })
    .withTissue({ day: -390, variants: [ALK_FUSION] })
    .treatedWith('alectinib', { from: -380, to: -10, stopped: 'progression' })
    .withResponse('PD', -12)
    .withTissue({
      day: -6,
      site: 'liver',
      variants: [ALK_FUSION, ...changes.map((protein) => ({ gene: 'ALK', protein, vaf: 20 }))],
    });
const cllAfter = (drug: string, gene: string, protein: string): PatientBuilder =>
  aPatient('cll')
    .withDiagnosis('Chronic lymphocytic leukaemia', { day: -400 })
    .treatedWith(drug, { from: -380, to: -10, stopped: 'progression' })
    .withTissue({ day: -6, site: 'bone marrow', variants: [{ gene, protein, vaf: 20 }] });
const cmlUnderPonatinib = aPatient('cml')
  .withDiagnosis('Chronic myeloid leukaemia', { day: -400 })
  .treatedWith('dasatinib', { from: -380, to: -200, stopped: 'progression' })
  .treatedWith('ponatinib', { from: -190, to: -10, stopped: 'progression' })
  .withResponse('PD', -12)
  .withTissue({
    day: -6,
    site: 'bone marrow',
    variants: [{ gene: 'ABL1', protein: 'p.(Thr315Ile)', vaf: 45 }],
  });
const esr1AfterAnastrozole = aPatient('breast')
  .withDiagnosis('Carcinoma of the breast', { day: -400 })
  .treatedWith('anastrozole', { from: -380, to: -10, stopped: 'progression' })
  .withResponse('PD', -12)
  .withPlasma({
    day: -6,
    tumourFraction: 20,
    variants: [{ gene: 'ESR1', protein: 'p.(Tyr537Ser)', vaf: 3 }],
  });
const gistD842V = aPatient('gist')
  .withDiagnosis('Gastrointestinal stromal tumour', { day: -30 })
  .withTissue({
    day: -6,
    site: 'stomach',
    variants: [{ gene: 'PDGFRA', protein: 'p.(Asp842Val)', vaf: 40 }],
  });
const breastUntested = aPatient('breast')
  .withDiagnosis('Carcinoma of the breast', { day: -30 })
  .withTissue({
    day: -6,
    site: 'breast',
    variants: [{ gene: 'PIK3CA', protein: 'p.(His1047Arg)', vaf: 30 }],
  });

const traps: readonly Variation[] = [
  {
    name: 'an EGFR exon 20 insertion is no T790M: osimertinib ordered first',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({
        day: -10,
        variants: [{ gene: 'EGFR', protein: 'p.(Ala767_Val769dup)', vaf: 30 }],
      }),
    asked: { order: 'osimertinib' },
    expert: 'Osimertinib holds few of these; amivantamab with chemotherapy is licensed first line.',
    indicator: 'warning',
    proposes: ['amivantamab', 'carboplatin', 'pemetrexed'],
  },
  {
    name: 'sotorasib with KRAS G12D, not G12C',
    patient: aPatient('lung')
      .withDiagnosis(LUNG)
      .withTissue({ day: -10, variants: [{ ...KRAS_G12D, vaf: 30 }] }),
    asked: { order: 'sotorasib' },
    expert: 'Binds the cysteine of G12C only; the card names what is there instead.',
    indicator: 'critical',
    verdicts: ['target-absent'],
    says: /Found: \*\*KRAS G12D\*\* 30 %/,
  },
  {
    name: 'adagrasib after sotorasib, with KRAS G12D beside G12C',
    patient: aPatient('lung')
      .withDiagnosis(LUNG, { day: -400 })
      .withTissue({ day: -390, variants: [{ ...KRAS_G12C, vaf: 30 }] })
      .treatedWith('sotorasib', { from: -380, to: -10, stopped: 'progression' })
      .withResponse('PD', -12)
      .withPlasma({ day: -6, tumourFraction: 20, variants: [KRAS_G12C, KRAS_G12D] }),
    asked: { order: 'adagrasib' },
    expert: 'The new allele lacks the cysteine. Trials for EGFR- or ALK-driven cancer are not his.',
    indicator: 'warning',
    says: /KRAS G12D/,
    doesNotSay: /(?:Osimertinib|ALK inhibitor) with a MEK inhibitor/,
  },
  {
    name: 'dabrafenib with trametinib, BRAF G469A in melanoma',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA, { day: -60 })
      .withTissue({
        day: -50,
        site: 'skin',
        variants: [{ gene: 'BRAF', protein: 'p.(Gly469Ala)', vaf: 40 }],
      }),
    asked: { order: ['dabrafenib', 'trametinib'] },
    expert: 'An activating mutation outside V600 is no wild type: harm is not shown there.',
    doesNotSay: /may harm/,
  },
  {
    name: 'BRAF D594G, vemurafenib in melanoma',
    patient: aPatient('melanoma')
      .withDiagnosis(MELANOMA, { day: -60 })
      .withTissue({
        day: -50,
        site: 'skin',
        variants: [{ gene: 'BRAF', protein: 'p.(Asp594Gly)', vaf: 40 }],
      }),
    asked: { order: 'vemurafenib' },
    expert: 'Impaired BRAF signals through RAS, as wild type does: paradoxical activation.',
    indicator: 'critical',
    verdicts: ['harmful'],
    says: /Found: \*\*BRAF D594G\*\*/,
  },
  {
    name: 'osimertinib on the day after progression under it, nothing sampled since',
    patient: aPatient('lung')
      .withDiagnosis(LUNG, { day: -400 })
      .withTissue({ day: -390, variants: [L858R] })
      .treatedWith('osimertinib', { from: -380, to: -1, stopped: 'progression' })
      .withResponse('PD', -1),
    asked: { order: 'osimertinib' },
    expert: 'It has just failed and nobody knows why: look first.',
    indicator: 'warning',
    verdicts: ['progressed-before'],
    says: /No sample has been taken since it was begun/,
  },
  {
    name: 'erlotinib after gefitinib, plasma drawn in response and empty',
    patient: aPatient('lung')
      .withDiagnosis(LUNG, { day: -400 })
      .withTissue({ day: -390, variants: [L858R] })
      .treatedWith('gefitinib', { from: -380, to: -10, stopped: 'progression' })
      .withResponse('PR', -300)
      .withPlasma({ day: -290, tumourFraction: 0.1, notDetected: ['EGFR', 'MET', 'KRAS'] })
      .withResponse('PD', -12),
    asked: { order: 'erlotinib' },
    expert: 'A negative plasma of the best days says nothing of T790M now.',
    indicator: 'info',
    verdicts: ['untested'],
  },
  ...['lorlatinib', 'alectinib'].map((drug) => ({
    name: `${drug} with ALK G1202R and L1196M, phase unknown`,
    patient: alkAfterAlectinib('p.(Gly1202Arg)', 'p.(Leu1196Met)'),
    asked: { order: drug },
    expert: 'On one allele the two defeat lorlatinib; G1202R alone defeats alectinib.',
    indicator: 'warning' as const,
    verdicts: ['ineffective'] as const,
  })),
  {
    name: 'lorlatinib with ALK G1202R alone',
    patient: alkAfterAlectinib('p.(Gly1202Arg)'),
    asked: { order: 'lorlatinib' },
    expert: 'What lorlatinib is for.',
    ...SILENCE,
  },
  {
    name: 'entrectinib with ROS1 G2032R',
    patient: aPatient('lung')
      .withDiagnosis(LUNG, { day: -400 })
      .withTissue({ day: -390, variants: [ROS1_FUSION] })
      .treatedWith('crizotinib', { from: -380, to: -10, stopped: 'progression' })
      .withResponse('PD', -12)
      .withTissue({
        day: -6,
        site: 'liver',
        variants: [ROS1_FUSION, { gene: 'ROS1', protein: 'p.(Gly2032Arg)', vaf: 20 }],
      }),
    asked: { order: 'entrectinib' },
    expert: 'The solvent front defeats it; repotrectinib or taletrectinib hold.',
    indicator: 'warning',
    proposes: ['repotrectinib', 'taletrectinib'],
  },
  {
    name: 'tepotinib after capmatinib, with MET D1228N',
    patient: aPatient('lung')
      .withDiagnosis(LUNG, { day: -400 })
      .treatedWith('capmatinib', { from: -380, to: -10, stopped: 'progression' })
      .withTissue({
        day: -6,
        site: 'liver',
        variants: [{ gene: 'MET', protein: 'p.(Asp1228Asn)', vaf: 10 }],
      }),
    asked: { order: 'tepotinib' },
    expert: 'Another type I inhibitor fails in the same way.',
    indicator: 'warning',
    says: /MET D1228N/,
  },
  {
    name: 'asciminib with T315I after ponatinib',
    patient: cmlUnderPonatinib,
    asked: { order: 'asciminib' },
    expert: 'Licensed for T315I, and binds elsewhere.',
    ...SILENCE,
  },
  {
    name: 'ponatinib again after progression under it, T315I found',
    patient: cmlUnderPonatinib,
    asked: { order: 'ponatinib' },
    expert: 'T315I does not explain why it failed; failed it has.',
    indicator: 'warning',
    verdicts: ['progressed-before'],
    proposes: ['asciminib'],
  },
  {
    name: 'pirtobrutinib with BTK L528W',
    patient: cllAfter('pirtobrutinib', 'BTK', 'p.(Leu528Trp)'),
    asked: { order: 'pirtobrutinib' },
    expert: 'Kinase-dead BTK defeats it; venetoclax acts further down.',
    indicator: 'warning',
    proposes: ['venetoclax'],
  },
  {
    name: 'venetoclax with BCL2 G101V',
    patient: cllAfter('venetoclax', 'BCL2', 'p.(Gly101Val)'),
    asked: { order: 'venetoclax' },
    expert: 'The groove no longer binds it; a BTK inhibitor has not been given yet.',
    indicator: 'warning',
    proposes: ['ibrutinib'],
  },
  {
    name: 'venetoclax with BTK C481S',
    patient: cllAfter('ibrutinib', 'BTK', 'p.(Cys481Ser)'),
    asked: { order: 'venetoclax' },
    expert: 'C481S does not touch it.',
    ...SILENCE,
  },
  {
    name: 'imatinib with PDGFRA D842V',
    patient: gistD842V,
    asked: { order: 'imatinib' },
    expert: 'Primary resistance; avapritinib is licensed for it.',
    indicator: 'critical',
    proposes: ['avapritinib'],
  },
  {
    name: 'avapritinib with PDGFRA D842V',
    patient: gistD842V,
    asked: { order: 'avapritinib' },
    expert: 'What it is for.',
    ...SILENCE,
  },
  {
    name: 'letrozole with ESR1 Y537S after anastrozole',
    patient: esr1AfterAnastrozole,
    asked: { order: 'letrozole' },
    expert: 'The receptor no longer needs oestrogen: another aromatase inhibitor fails.',
    indicator: 'warning',
    verdicts: ['ineffective'],
  },
  ...['fulvestrant', 'elacestrant'].map((drug) => ({
    name: `${drug} with ESR1 Y537S`,
    patient: esr1AfterAnastrozole,
    asked: { order: drug },
    expert: 'Degraders of the receptor are what one gives.',
    ...SILENCE,
  })),
  {
    name: 'KRAS A146T against cetuximab',
    patient: colonWith({ gene: 'KRAS', protein: 'p.(Ala146Thr)', vaf: 30 }),
    asked: { order: 'cetuximab' },
    expert: 'Codon 146 counts as codon 12 does.',
    indicator: 'critical',
  },
  {
    name: 'KRAS amplified, not mutated, against cetuximab',
    patient: colonWith({ gene: 'KRAS', copyNumber: 12 }),
    asked: { order: 'cetuximab' },
    expert: 'Rare, and known from single patients: a warning, no more.',
    indicator: 'warning',
    says: /may fail/,
  },
  {
    name: 'ERBB2 amplified against cetuximab',
    patient: colonWith({ gene: 'ERBB2', copyNumber: 20 }),
    asked: { order: 'cetuximab' },
    expert: 'HER2 carries the signal past EGFR; HER2 drugs are the way on.',
    indicator: 'warning',
    says: /Tucatinib with trastuzumab/,
  },
  {
    name: 'a biosimilar of bevacizumab beside panitumumab',
    patient: colonWith(),
    asked: { order: ['bevacizumab-awwb', 'panitumumab'] },
    expert: 'The pair did harm in a trial, whatever the suffix.',
    indicator: 'critical',
    says: /Bevacizumab with panitumumab/,
  },
  ...['trastuzumab-dkst', 'Ogivri'].map((name) => ({
    name: `a biosimilar of trastuzumab, as ${name}, HER2 never tested`,
    patient: breastUntested,
    asked: { order: name },
    expert: 'Trastuzumab by any name asks for HER2.',
    indicator: 'info' as const,
    verdicts: ['untested'] as const,
  })),
  {
    name: 'the brand of panitumumab with its strength, KRAS G12D',
    patient: colonWith(KRAS_G12D),
    asked: { order: 'Vectibix 20 mg/mL' },
    expert: 'Fails.',
    indicator: 'critical',
    says: /^Panitumumab/,
  },
];

describe.each([
  ['another drug, another way to write the order', otherDrugs],
  ['a regimen, not a drug', regimens],
  ['the same alteration in another disease', diseases],
  ['amounts', amounts],
  ['spellings', spellings],
  ['dates', dates],
  ['whose finding, and how sure', reliability],
  ['what was not found', negatives],
  ['what stands in the way', gates],
  ['on one allele, or apart', alleles],
  ['harm together, and what instead', togetherOrInstead],
  ['re-challenge', rechallenge],
  ['the course', course],
  ['traps', traps],
] as const)('%s', (_subject, variations) => {
  test.each(variations.map((variation) => [variation.name, variation] as const))(
    '%s',
    (_name, variation) => {
      const answer = judged(variation.patient, variation.asked);
      const text = answer.cards.map(({ summary, detail }) => `${summary}\n${detail}`).join('\n');
      const { verdicts, says, doesNotSay, proposes = [], doesNotPropose = [] } = variation;
      expect({ expert: variation.expert, indicator: answer.indicator }).toEqual({
        expert: variation.expert,
        indicator: variation.indicator ?? answer.indicator,
      });
      if (verdicts !== undefined) expect(answer.verdicts).toEqual(verdicts);
      if (says !== undefined) expect(text).toMatch(says);
      if (doesNotSay !== undefined) expect(text).not.toMatch(doesNotSay);
      if (variation.rechallenge !== undefined) {
        expect(answer.rechallenge).toBe(variation.rechallenge);
      }
      expect(answer.proposed).toEqual(expect.arrayContaining([...proposes]));
      for (const drug of doesNotPropose) expect(answer.proposed).not.toContain(drug);
    },
  );
});

describe('what a suggestion would do to the session', () => {
  const suggestible: readonly (readonly [string, string])[] = [
    ['lung-t790m', 'gefitinib'],
    ['colorectal-convergence', 'cetuximab'],
    ['melanoma-five-lesions', 'vemurafenib'],
    ['breast-alpelisib-pten', 'inavolisib'],
    ['lung-met-erbb2', 'osimertinib'],
  ];
  test.each(suggestible)('%s, %s replaced: the new drafts are not contradicted', (id, drug) => {
    const patient = theDemoPatient(id);
    const { cards, suggestions } = judged(patient, { order: drug });
    expect(suggestions.length).toBeGreaterThan(0);
    for (const suggestion of cards.flatMap((card) => card.suggestions ?? [])) {
      const drafts = ordersIn(suggestion).flatMap(
        ({ medicationCodeableConcept }) => medicationCodeableConcept?.text ?? [],
      );
      if (drafts.length === 0) continue;
      expect([suggestion.label, judged(patient, { order: drafts }).verdicts]).toEqual([
        suggestion.label,
        [],
      ]);
    }
  });
});
