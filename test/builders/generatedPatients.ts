import fc from 'fast-check';
import type { DraftOrder } from '../../src/domain/order.ts';
import type { PatientCase } from '../../src/domain/patientCase.ts';
import { aCase, ordered } from './aCase.ts';

/** Patients of the diseases that have packs, with findings, lines and orders drawn from what the rules speak of. */
const DISEASES = {
  nsclc: {
    findings: [
      'EGFR L858R',
      'EGFR T790M',
      'EGFR C797S',
      'KRAS G12S',
      'BRAF V600E',
      'MET amplification',
      'ERBB2 amplification',
    ],
    drugs: ['erlotinib', 'gefitinib', 'afatinib', 'osimertinib', 'cisplatin', 'pemetrexed'],
  },
  'colorectal-cancer': {
    findings: [
      'APC R1450*',
      'KRAS G12D',
      'KRAS G12C',
      'KRAS Q61H',
      'NRAS Q61K',
      'BRAF V600E',
      'MAP2K1 K57T',
      'EGFR S492R',
      'EGFR G465R',
      'ERBB2 amplification',
    ],
    drugs: [
      'cetuximab',
      'panitumumab',
      'irinotecan',
      'oxaliplatin',
      'fluorouracil',
      'bevacizumab',
      'encorafenib',
    ],
  },
  melanoma: {
    findings: ['BRAF V600E', 'NRAS Q61K', 'MAP2K1 C121S', 'B2M L15*', 'B2M S16*', 'B2M loss'],
    drugs: ['pembrolizumab', 'nivolumab', 'dabrafenib', 'trametinib', 'vemurafenib'],
  },
  'intrahepatic-cholangiocarcinoma': {
    findings: [
      'FGFR2 fusion',
      'FGFR2 N549K',
      'FGFR2 V564F',
      'FGFR2 E565A',
      'FGFR2 K641R',
      'KRAS G12D',
    ],
    drugs: ['gemcitabine', 'cisplatin', 'pemigatinib', 'futibatinib'],
  },
  gist: {
    findings: ['KIT V654A', 'KIT D816V', 'KIT D820Y', 'KIT T670I', 'PDGFRA D842V', 'BRAF V600E'],
    drugs: ['imatinib', 'sunitinib', 'regorafenib', 'ripretinib', 'avapritinib'],
  },
  cml: {
    findings: ['ABL1 T315I', 'ABL1 E255K', 'ABL1 F317L', 'ABL1 V299L', 'ABL1 F359V'],
    drugs: ['imatinib', 'dasatinib', 'nilotinib', 'bosutinib', 'ponatinib', 'asciminib'],
  },
  'hr-positive-breast-cancer': {
    findings: ['PIK3CA H1047R', 'PTEN R130*', 'AKT1 E17K', 'ESR1 D538G', 'RB1 R661W'],
    drugs: ['palbociclib', 'fulvestrant', 'letrozole', 'alpelisib', 'capivasertib', 'everolimus'],
  },
} as const;

/** A generated patient with what is being ordered. */
export interface Patient {
  readonly patientCase: PatientCase;
  readonly orders: readonly DraftOrder[];
}

export const patients: fc.Arbitrary<Patient> = fc
  .constantFrom(...(Object.keys(DISEASES) as (keyof typeof DISEASES)[]))
  .chain((disease) => {
    const { findings, drugs } = DISEASES[disease];
    const someFindings = fc.dictionary(
      fc.constantFrom(...findings),
      fc.double({ min: 0.0005, max: 0.6, noNaN: true }),
      { maxKeys: 4 },
    );
    return fc.record({
      disease: fc.constant(disease),
      lines: fc.array(
        fc.record({
          drug: fc.constantFrom(...drugs),
          days: fc.integer({ min: 20, max: 300 }),
          stop: fc.constantFrom('progression', 'toxicity', null),
          response: fc.constantFrom('PR', 'SD', 'PD', null),
        }),
        { maxLength: 3 },
      ),
      samples: fc.array(
        fc.record({
          material: fc.constantFrom('plasma', 'tissue'),
          day: fc.integer({ min: -800, max: -1 }),
          found: someFindings,
          negative: fc.subarray([
            'KRAS',
            'NRAS',
            'BRAF',
            'EGFR',
            'MAP2K1',
            'FGFR2',
            'KIT',
            'ABL1',
            'PIK3CA',
          ]),
          tumourFraction: fc.option(fc.double({ min: 0.0001, max: 0.3, noNaN: true }), {
            nil: undefined,
          }),
          depth: fc.option(fc.integer({ min: 200, max: 20000 }), { nil: undefined }),
        }),
        { maxLength: 4 },
      ),
      orders: fc.subarray([...drugs], { maxLength: 2 }),
      ejectionFraction: fc.option(fc.integer({ min: 15, max: 75 }), { nil: undefined }),
      conditions: fc.array(
        fc.record({
          gate: fc.constantFrom(
            'interstitial-lung-disease',
            'retinal-vein-occlusion',
            'hypertension',
            'diabetes',
            'type-1-diabetes',
            'cardiomyopathy',
            'pregnancy',
          ),
          day: fc.integer({ min: -3000, max: -1 }),
          status: fc.constantFrom('present', 'over', 'unconfirmed'),
        }),
        { maxLength: 2 },
      ),
      intolerance: fc.option(fc.constantFrom(...drugs), { nil: undefined }),
    });
  })
  .map(({ disease, lines, samples, orders, ejectionFraction, conditions, intolerance }) => {
    const builder = aCase(disease);
    if (ejectionFraction !== undefined) builder.found('lvef', ejectionFraction, -20);
    for (const { gate, day, status } of conditions) builder.found(gate, null, day, status);
    if (intolerance !== undefined) builder.intolerantOf(intolerance);
    let start = -900;
    for (const { drug, days, stop, response } of lines) {
      builder.treatedWith(drug, start, start + days, stop);
      if (response !== null) builder.assessed(start + Math.ceil(days / 2), response);
      start += days + 5;
    }
    for (const { material, day, found, negative, tumourFraction, depth } of samples) {
      const options = {
        notDetected: negative,
        ...(tumourFraction === undefined ? {} : { tumourFraction }),
        ...(depth === undefined ? {} : { depth }),
      };
      if (material === 'plasma') builder.plasma(day, found, options);
      else builder.tissue(day, found, options);
    }
    return { patientCase: builder.build(), orders: ordered(...orders) };
  });
