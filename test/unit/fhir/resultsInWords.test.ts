import { describe, expect, test } from '@jest/globals';
import { LOINC, PRESENT, concept, found, observation, problems, read } from './fhirRecords.ts';

/** A result in a laboratory's words, under a code of its own. */
const result = (valueString: string): object =>
  observation({ text: 'Molecular pathology' }, { valueString });
const readingsOf = (text: string): ReturnType<typeof read>['patientCase']['readings'] =>
  read(result(text)).patientCase.readings;
const says = (text: string): readonly string[] => found(result(text));

describe('a result in words that says no', () => {
  test.each([
    ['No EGFR T790M or C797S mutation', ['EGFR:p.C797S', 'EGFR:p.T790M']],
    ['BRAF V600E or V600K not detected', ['BRAF:p.V600E', 'BRAF:p.V600K']],
    ['MET: not amplified', ['MET:amplification']],
    ['MET non-amplified', ['MET:amplification']],
    ['HER2 not amplified', ['ERBB2:amplification']],
    ['no evidence of MET amplification', ['MET:amplification']],
    ['MET exon 14 skipping not seen', ['MET:exon14-skipping']],
    ['EGFR T790M neg.', ['EGFR:p.T790M']],
    ['EGFR T790M (-)', ['EGFR:p.T790M']],
    ['EGFR T790M: -', ['EGFR:p.T790M']],
    ['EGFR T790M ND', ['EGFR:p.T790M']],
    ['EGFR p.T790M: WT', ['EGFR:p.T790M']],
    ['EGFR T790M-negative', ['EGFR:p.T790M']],
    ['EGFR T790M 0%', ['EGFR:p.T790M']],
    ['EGFR T790M: 0 copies/mL', ['EGFR:p.T790M']],
  ])('%s', (text, expected) => {
    expect(says(text)).toEqual(expected.map((of) => `${of} not-detected`));
  });

  test.each([
    ['German', 'Keine EGFR T790M-Mutation'],
    ['German', 'EGFR T790M nicht nachweisbar'],
    ['French', 'Absence de mutation EGFR T790M'],
    ['French', 'EGFR T790M non détectée'],
    ['Spanish', 'mutación EGFR T790M no detectada'],
    ['Italian', 'mutazione EGFR T790M non rilevata'],
    ['Portuguese', 'EGFR T790M não detectada'],
    ['Dutch', 'geen EGFR T790M mutatie'],
  ])('in %s: %s', (_language, text) => {
    expect(says(text)).toEqual(['EGFR:p.T790M not-detected']);
  });
});

describe('a result in words that says neither yes nor no', () => {
  test.each([
    ...['EGFR T790M cannot be excluded', 'EGFR T790M suspected', 'possible EGFR T790M'],
    ...['EGFR T790M below limit of detection', 'EGFR T790M, VAF < 0.1 %', 'EGFR T790M lost'],
    ...['loss of EGFR T790M', 'If EGFR T790M is detected, give osimertinib'],
    ...['tested for EGFR T790M', 'rule out EGFR T790M', 'EGFR T790M: see comment'],
    // A denial in words that are not known must not pass for a yes.
    ...['EGFR T790M: no', 'EGFR T790M was not what was seen', 'EGFR T790M nicht sicher'],
  ])('is not a detection: %s', (text) => {
    expect(says(text)).toEqual(['EGFR:p.T790M indeterminate']);
  });

  test.each(['EGFR T790M not tested', 'EGFR T790M pending', 'EGFR T790M not evaluable'])(
    'was not looked for: %s',
    (text) => {
      expect(says(text)).toEqual(['EGFR:p.T790M no-call']);
    },
  );

  test('of two in one clause without a sign between them neither is believed', () => {
    expect(says('KRAS G12C detected G12D not detected')).toEqual([
      'KRAS:p.G12C indeterminate',
      'KRAS:p.G12D indeterminate',
    ]);
  });

  test.each(['BRAF V600E/K mutation detected', 'BRAF V600E or V600K detected'])(
    'one of several is none of them: %s',
    (text) => {
      expect(says(text)).toEqual([]);
      expect(problems(result(text))).toEqual(['incomplete-data']);
    },
  );

  test.each(['KRAS G12/G13 not detected', 'KRAS G12X negative', 'no BRAF V600 mutation'])(
    'a negative of one residue is none of the gene: %s',
    (text) => {
      expect(says(text)).toEqual([]);
    },
  );
});

describe('a result in words that says several things', () => {
  test.each([
    ['KRAS G12C detected, G12D not detected', ['KRAS:p.G12C +', 'KRAS:p.G12D -']],
    ['BRAF V600E: detected; V600K: not detected', ['BRAF:p.V600E +', 'BRAF:p.V600K -']],
    ['EGFR L858R 23%; T790M 4%', ['EGFR:p.L858R +', 'EGFR:p.T790M +']],
    ['EGFR L858R (23%), T790M (4%)', ['EGFR:p.L858R +', 'EGFR:p.T790M +']],
    ['EGFR L858R 23%, TP53 R273H 40 %', ['EGFR:p.L858R +', 'TP53:p.R273H +']],
    [
      'EGFR: L858R positive; T790M negative; exon 19 deletion negative',
      ['EGFR:exon19-deletion -', 'EGFR:p.L858R +', 'EGFR:p.T790M -'],
    ],
  ])('%s', (text, expected) => {
    const spelled = { '+': 'detected', '-': 'not-detected' } as const;
    expect(says(text)).toEqual(
      expected.map((one) => one.replace(/[+-]$/, (sign) => spelled[sign as '+' | '-'])),
    );
  });

  test('a list is present when the result is', () => {
    const listed = { valueCodeableConcept: PRESENT, note: [{ text: 'EGFR L858R, TP53 R273H' }] };
    expect(found(observation(concept(LOINC, '69548-6'), listed))).toEqual([
      'EGFR:p.L858R detected',
      'TP53:p.R273H detected',
    ]);
  });

  test('no other mutation says nothing of the gene', () => {
    expect(
      found(
        observation(
          { text: 'EGFR mutation analysis' },
          { valueString: 'L858R detected; no other mutation detected' },
        ),
      ),
    ).toEqual(['EGFR:p.L858R detected']);
  });

  test('"non-small cell" and "no doubt" deny nothing', () => {
    expect(says('Non-small cell lung cancer with EGFR L858R')).toEqual(['EGFR:p.L858R detected']);
    expect(says('EGFR L858R without any doubt')).not.toEqual(['EGFR:p.L858R not-detected']);
  });
});

describe('a level that is denied', () => {
  test.each([
    ['Microsatellite instability', 'not high', []],
    ['Microsatellite instability', 'No evidence of MSI-H', []],
    ['Tumor mutational burden', 'Low to intermediate', []],
    ['Microsatellite instability', 'High', ['biomarker:MSI:high detected']],
  ])('%s: %s', (marker, words, expected) => {
    expect(found(observation({ text: marker }, { valueString: words }))).toEqual(expected);
  });

  test('of HER2 and PD-L1 in words', () => {
    const stated = (code: string, text: string): readonly string[] =>
      found(observation(concept(LOINC, code, 'PD-L1'), { valueCodeableConcept: { text } }));
    expect(stated('48676-1', 'Not overexpressed')).toEqual(['biomarker:HER2:negative detected']);
    expect(stated('85147-7', 'Negative (<1%)')).toEqual(['biomarker:PD-L1:negative detected']);
  });
});

describe('a number that says none', () => {
  const T790M = [
    { code: concept(LOINC, '48018-6'), valueCodeableConcept: { text: 'EGFR' } },
    { code: concept(LOINC, '48005-3'), valueCodeableConcept: { text: 'p.T790M' } },
  ];
  const vaf = (value: number): object => ({
    code: concept(LOINC, '81258-6'),
    valueQuantity: { value, code: '%' },
  });
  const of = (component: readonly object[], more: object): readonly string[] =>
    found(observation(concept(LOINC, '69548-6'), { component, ...more }));

  test('an allele fraction of zero contradicts "present"', () => {
    expect(of([...T790M, vaf(0)], { valueCodeableConcept: PRESENT })).toEqual([
      'EGFR:p.T790M contradictory',
    ]);
    expect(of([...T790M, vaf(0)], {})).toEqual(['EGFR:p.T790M not-detected']);
  });

  test('so is a value of zero; fewer than ten copies are no gain', () => {
    expect(of(T790M, { valueQuantity: { value: 0, code: '%' } })).toEqual([
      'EGFR:p.T790M not-detected',
    ]);
    const copies = {
      code: concept(LOINC, '82155-3'),
      valueQuantity: { value: 10, comparator: '<' },
    };
    expect(of([T790M[0] ?? {}, copies], { valueCodeableConcept: PRESENT })).toEqual([]);
  });
});

describe('a denial of several genes', () => {
  test.each([
    ['No ALK, ROS1 or RET fusion', ['ALK:fusion:?', 'RET:fusion:?', 'ROS1:fusion:?']],
    ['ROS1 and RET not rearranged', ['RET:fusion:?', 'ROS1:fusion:?']],
    [
      'No MET, ERBB2 or FGFR1 amplification',
      ['ERBB2:amplification', 'FGFR1:amplification', 'MET:amplification'],
    ],
    [
      'Kein Nachweis einer ALK-, ROS1- oder RET-Fusion',
      ['ALK:fusion:?', 'RET:fusion:?', 'ROS1:fusion:?'],
    ],
    ['No NTRK1/2/3 fusion', ['NTRK1:fusion:?', 'NTRK2:fusion:?', 'NTRK3:fusion:?']],
    ['NTRK1-3 fusions not detected', ['NTRK1:fusion:?', 'NTRK2:fusion:?', 'NTRK3:fusion:?']],
    ['No EGFR, ALK or ROS1 alterations were identified.', ['any ALK', 'any EGFR', 'any ROS1']],
    ['No EGFR mutation or ALK fusion detected', ['ALK:fusion:?', 'any EGFR']],
    ['EGFR mutation and ALK fusion not detected', ['ALK:fusion:?', 'any EGFR']],
  ])('is one of each: %s', (text, expected) => {
    expect(says(text)).toEqual(expected.map((of) => `${of} not-detected`));
  });

  test.each([
    'No mutations detected in KRAS, NRAS or BRAF',
    'Negative for KRAS, NRAS, and BRAF mutations',
    'Not detected: KRAS, NRAS, BRAF mutations',
    'KRAS, NRAS and BRAF: no mutation detected',
  ])('of mutations clears no fusion and no amplification: %s', (text) => {
    expect(says(text)).toEqual(['BRAF', 'KRAS', 'NRAS'].map((gene) => `any ${gene} not-detected`));
    for (const { of } of readingsOf(text)) expect(of).toMatchObject({ only: 'mutations' });
  });

  test.each([
    ['No ALK, ROS1 or RET fusion, KRAS G12C detected', 'KRAS:p.G12C detected'],
    ['No fusion of ALK, ROS1 or RET, MET amplification present', 'MET:amplification detected'],
    ['No EGFR mutation, ALK fusion present', 'ALK:fusion:? detected'],
    ['No ALK, KRAS G12C detected', 'KRAS:p.G12C detected'],
    ['No ALK or ROS1 but RET fusion detected', 'RET:fusion:? detected'],
    ['No mutation in KRAS or NRAS but BRAF V600E present', 'BRAF:p.V600E detected'],
  ])('denies nothing that stands beside it: %s', (text, expected) => {
    expect(says(text)).toContain(expected);
  });

  test.each([
    'No ALK fusion and ROS1 fusion detected',
    'No ALK fusion and EGFR mutation detected',
    'ALK, ROS1 and RET fusions detected',
    'ROS1 and RET rearranged',
    'NTRK1/2/3 fusion detected',
  ])('is not read where it may be a yes, and a yes to several is of none: %s', (text) => {
    expect(says(text).filter((said) => /RET|ROS1|EGFR|NTRK/.test(said))).toEqual([]);
  });
});

describe('several fusions by both their genes', () => {
  test('that are denied are none of them there', () => {
    expect(says('No KIF5B-RET, CCDC6-RET or NCOA4-RET fusion detected').join()).not.toMatch(
      / detected/,
    );
  });

  test('one of which is there say nothing of which', () => {
    expect(says('CCDC6-RET or NCOA4-RET fusion detected')).toEqual([]);
  });

  test('that are there are all read', () => {
    expect(says('EML4-ALK and CCDC6-RET fusions detected')).toEqual([
      'ALK:fusion:EML4 detected',
      'RET:fusion:CCDC6 detected',
    ]);
  });

  test('beside another class of change are of their own genes only', () => {
    const said = says('No ALK, ROS1, RET fusions or MET exon 14 skipping detected');
    expect(said.join()).not.toMatch(/MET:fusion/);
  });
});

describe('several things in one sentence', () => {
  test.each([
    [
      'EGFR exon 19 deletion and T790M mutation detected',
      ['EGFR:exon19-deletion detected', 'EGFR:p.T790M detected'],
    ],
    [
      'ERBB2 S310F mutation and amplification detected',
      ['ERBB2:amplification detected', 'ERBB2:p.S310F detected'],
    ],
    [
      'Positive for EGFR L858R, negative for T790M',
      ['EGFR:p.L858R detected', 'EGFR:p.T790M not-detected'],
    ],
    // Of an event denied beside a change nothing is said, rather than too much.
    ['EGFR exon 19 deletion and no T790M mutation', ['EGFR:p.T790M not-detected']],
    // One thing said twice.
    ['EGFR exon 19 deletion (p.E746_A750del) detected', ['EGFR:p.E746_A750del detected']],
    [
      'No ALK fusion and no ROS1 fusion',
      ['ALK:fusion:? not-detected', 'ROS1:fusion:? not-detected'],
    ],
    ['KRAS G12C (history)', ['KRAS:p.G12C indeterminate']],
    ['BRAF V600E mutation analysis', ['BRAF:p.V600E indeterminate']],
    // A denial of something else in the text is none of the finding; a bare answer is.
    ['EGFR L858R. Tier II: none.', ['EGFR:p.L858R indeterminate']],
    ['EGFR T790M. Result: negative', ['EGFR:p.T790M not-detected']],
    [
      'EGFR L858R, 23% VAF; TP53 R273H, 41% VAF',
      ['EGFR:p.L858R detected', 'TP53:p.R273H detected'],
    ],
    ['No mutations were found in EGFR, KRAS', ['any EGFR not-detected', 'any KRAS not-detected']],
    // A stain of the protein says nothing of the gene's mutations.
    ['ROS1 IHC negative', []],
    ['MET protein expression negative', []],
    ['No history of smoking and EGFR L858R mutation was found', ['EGFR:p.L858R indeterminate']],
  ])('%s', (text, expected) => {
    expect([...says(text)].sort()).toEqual(expected);
  });

  test('a denial of ten genes denies each, also when another word follows in capitals', () => {
    const genes = 'EGFR, KRAS, BRAF, ALK, ROS1, RET, MET, ERBB2, NTRK1 or NRAS';
    expect(says(`No ${genes} mutations detected`)).toHaveLength(10);
    expect(says('EGFR L858R MUTATION NOT DETECTED')).toEqual(['EGFR:p.L858R not-detected']);
  });
});
