import { describe, expect, test } from '@jest/globals';
import type {
  CombinationOrSequence,
  Coverage,
  Criterion,
  Strategy,
} from '../../../src/domain/conclusion.ts';
import { combinationOrSequence } from '../../../src/engine/combinationOrSequence.ts';
import { orderedSequence } from '../../../src/engine/sequence.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

/** Two clones that emerged under cetuximab; the options below are made up to be told apart. */
const mechanisms = conclusionsOf(
  'resistance-mechanism',
  aCase('colorectal-cancer')
    .treatedWith('cetuximab', -300, null)
    .plasma(-310, { 'APC R1450*': 0.2 }, { covered: ['KRAS', 'NRAS'] })
    .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12C': 0.05, 'NRAS Q61K': 0.02 })
    .build(),
);
const KRAS = 'KRAS:p.G12C';
const NRAS = 'NRAS:p.Q61K';

function option(
  id: string,
  drugs: readonly string[],
  overcomes: readonly string[],
  more: Partial<Strategy> = {},
): Strategy {
  return {
    kind: 'strategy',
    id,
    form: drugs.length > 1 ? 'combine' : 'switch',
    title: id,
    drugs,
    test: null,
    status: 'approved',
    statusBasis: null,
    tradeOff: null,
    coverage: [KRAS, NRAS].map((mechanism): Coverage => ({
      mechanism,
      verdict: overcomes.includes(mechanism) ? 'overcomes' : 'leaves',
      why: '',
      level: 'B',
    })),
    coveredShare: overcomes.length / 2,
    conditions: [],
    gates: [],
    overlap: null,
    steps: [],
    orderable: true,
    statement: '',
    because: {
      rules: [{ pack: 'p', version: '1', rule: id }],
      evidence: [
        {
          source: 's',
          citation: 's',
          url: null,
          kind: 'randomised-trial',
          level: 'B',
          shows: null,
        },
      ],
      resources: [],
    },
    ...more,
  };
}

function judged(...options: readonly Strategy[]): CombinationOrSequence | null {
  return combinationOrSequence(mechanisms, options, orderedSequence(options, mechanisms));
}

const NOT_TOLERATED: Criterion = {
  question: 'Toxicities acceptable together',
  verdict: 'not-met',
  answer: 'shared: skin, gut',
  resources: [],
};

describe('together or one after the other', () => {
  const first = option('first', ['a'], [KRAS]);
  const second = option('second', ['b'], [NRAS]);
  const both = option('both', ['a', 'b'], [KRAS, NRAS]);

  test('a single agent that overcomes all needs no combination', () => {
    expect(judged(option('one', ['c'], [KRAS, NRAS]), both)?.verdict).toBe('single-agent');
  });

  test('a combination that reaches more, with evidence and tolerable, is favoured', () => {
    expect(judged(first, second, both)).toMatchObject({
      verdict: 'combination',
      combination: 'both',
    });
  });

  test('a combination whose toxicities add up gives way to the sequence, and says why', () => {
    const found = judged(first, second, { ...both, overlap: NOT_TOLERATED });
    expect(found?.verdict).toBe('sequence');
    expect(found?.criteria).toContainEqual(NOT_TOLERATED);
  });

  test('a gate of this patient that is not met does so too', () => {
    const gate: Criterion = { ...NOT_TOLERATED, question: 'Ejection fraction', answer: '38 %' };
    expect(judged(first, second, { ...both, gates: [gate] })?.verdict).toBe('sequence');
  });

  test('a gate that is not known does not decide, and is shown', () => {
    const gate: Criterion = { ...NOT_TOLERATED, verdict: 'cannot-be-told' };
    const found = judged(first, second, { ...both, gates: [gate] });
    expect(found?.verdict).toBe('combination');
    expect(found?.criteria).toContainEqual(gate);
  });

  test('a combination known from models only is not supported', () => {
    const evidence = both.because.evidence.map((e) => ({ ...e, level: 'D' as const }));
    const preclinical = { ...both, because: { ...both.because, evidence } };
    expect(judged(first, second, preclinical)?.verdict).toBe('sequence');
  });

  test('without combination and sequence it stays open', () => {
    expect(judged(first)?.verdict).toBe('open');
  });

  test('one mechanism raises no such question', () => {
    expect(combinationOrSequence(mechanisms.slice(0, 1), [first], null)).toBeNull();
  });

  test('a change that defeats both single agents is named as cross-resistance', () => {
    const other = option('other', ['c'], [KRAS]);
    const found = judged(first, other)?.criteria.find((c) =>
      c.question.includes('defeats several'),
    );
    expect(found).toMatchObject({ verdict: 'met', answer: 'NRAS Q61K' });
  });
});

describe('an ordered sequence', () => {
  const first = option('first', ['a'], [NRAS]);
  const second = option('second', ['b'], [KRAS]);

  test('begins with the dominant clone, whatever the order of options', () => {
    const steps = orderedSequence([first, second], mechanisms)?.steps;
    expect(steps?.map((s) => s.overcomes)).toEqual([[KRAS], [NRAS]]);
  });

  test('of amplifications the one with more copies leads', () => {
    const amplified = conclusionsOf(
      'resistance-mechanism',
      aCase('nsclc')
        .tissue(-310, { 'EGFR L858R': 0.2 }, { covered: ['MET', 'ERBB2'] })
        .treatedWith('osimertinib', -300, -20, 'progression')
        .tissue(
          -10,
          { 'EGFR L858R': 0.2, 'MET amplification': null, 'ERBB2 amplification': null },
          { copies: { 'MET amplification': 12, 'ERBB2 amplification': 7 } },
        )
        .build(),
    );
    const [met, her2] = ['MET:amplification', 'ERBB2:amplification'];
    const against = (id: string, mechanism = ''): Strategy => ({
      ...option(id, [id], []),
      coverage: [{ mechanism, verdict: 'overcomes', why: '', level: 'C' }],
    });
    const steps = orderedSequence([against('b', her2), against('a', met)], amplified)?.steps;
    expect(steps?.map((s) => s.overcomes)).toEqual([[met], [her2]]);
  });

  test('is no order to accept, and has the standing of its weakest step', () => {
    const found = orderedSequence([first, { ...second, status: 'investigational' }], mechanisms);
    expect(found).toMatchObject({ orderable: false, status: 'investigational' });
  });

  test('one drug for all is no sequence', () => {
    expect(orderedSequence([option('one', ['c'], [KRAS, NRAS])], mechanisms)).toBeNull();
  });

  test('takes no drug that the patient may not have', () => {
    const barred = { ...second, gates: [NOT_TOLERATED] };
    expect(orderedSequence([first, barred], mechanisms)).toBeNull();
  });
});

describe('what this patient may have', () => {
  const lung = (): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('erlotinib', -400, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.2, 'EGFR T790M': 0.05 });
  const osimertinib = (builder: ReturnType<typeof aCase>): Strategy | undefined =>
    conclusionsOf('strategy', builder.build(), ordered('erlotinib')).find(
      (s) => s.drugs.join() === 'osimertinib',
    );

  test('osimertinib for T790M can be ordered; the record says what it does not know', () => {
    const found = osimertinib(lung());
    expect(found?.orderable).toBe(true);
    expect(found?.gates.some((g) => g.verdict === 'cannot-be-told')).toBe(true);
  });

  test('with interstitial lung disease it is shown and can not be ordered', () => {
    const found = osimertinib(lung().found('interstitial-lung-disease', null, -100));
    expect(found?.orderable).toBe(false);
  });
});

test('drugs that are open to the patient are not named again for another who had a drug before', () => {
  const found = conclusionsOf(
    'strategy',
    aCase('melanoma')
      .treatedWith('pembrolizumab', -300, null)
      .assessed(-10, 'PD')
      .tissue(-5, { 'BRAF V600E': 0.3, 'B2M L15fs': 0.6 })
      .build(),
  ).filter(({ drugs }) => drugs.join() === 'dabrafenib,trametinib');
  expect(found).toHaveLength(1);
  expect(found[0]?.conditions.map(({ verdict }) => verdict)).toEqual([]);
});

describe('options that help nobody', () => {
  const titles = (under: string, ...changes: readonly string[]): readonly string[] =>
    conclusionsOf(
      'strategy',
      aCase('colorectal-cancer')
        .treatedWith(under, -400, -20, 'progression')
        .tissue(-10, Object.fromEntries(['NTRK1 fusion', ...changes].map((c) => [c, 0.2])))
        .build(),
      ordered(under),
    ).map(({ id }) => id);
  const trial = 'tissue-agnostic/trk-mek-trial';

  test('a trial whose drugs leave everything is not named', () => {
    const found = titles('larotrectinib', 'NTRK1 G595R');
    expect(found).toContain('tissue-agnostic/repotrectinib');
    expect(found).not.toContain(trial);
  });

  test('a trial that acts elsewhere, and asks for a treatment that was not given, is not named', () => {
    const lost = aCase('melanoma')
      .tissue(-700, { 'BRAF V600E': 0.4 })
      .treatedWith('pembrolizumab', -690, -20, 'progression')
      .tissue(-10, { 'BRAF V600E': 0.4, 'B2M L15fs': 0.7, 'B2M deletion': null });
    const named = (patient: ReturnType<typeof aCase>): readonly string[] =>
      conclusionsOf('strategy', patient.build(), ordered('pembrolizumab')).map(({ id }) => id);
    expect(named(lost)).not.toContain('melanoma/ulixertinib-trial');
    expect(named(lost.treatedWith('vemurafenib', -800, -700))).toContain(
      'melanoma/ulixertinib-trial',
    );
  });

  test('a trial that reaches one of two mechanisms is', () => {
    expect(titles('larotrectinib', 'NTRK1 G595R', 'KRAS G12D')).toContain(trial);
  });
});

describe('test first', () => {
  const tests = (builder: ReturnType<typeof aCase>, drug: string): readonly (string | null)[] =>
    conclusionsOf('strategy', builder.build(), ordered(drug)).flatMap((s) =>
      s.test === null ? [] : [s.id],
    );

  test('tissue when plasma is uninformative', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -300, -20, 'progression')
      .plasma(-10, {}, { tumourFraction: 0.0005, notDetected: ['KRAS'] });
    expect(tests(patient, 'cetuximab')).toContain('test:uninformative-plasma');
  });

  test('histology when RB1 is lost under an EGFR inhibitor', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -300, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.2, 'RB1 R320*': 0.1 });
    expect(tests(patient, 'osimertinib')).toContain('test:histology');
    const asked = conclusionsOf('strategy', patient.build(), ordered('osimertinib')).find(
      (option) => option.id === 'test:histology',
    );
    expect(asked?.because.resources).toEqual(['Observation/2']);
  });

  test('not when the transformation is already shown', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -300, -20, 'progression')
      .tissue(-10, { 'EGFR L858R': 0.2, 'RB1 R320*': 0.1, 'histology sclc': null });
    expect(tests(patient, 'osimertinib')).not.toContain('test:histology');
  });

  test('the second hit when one copy of B2M is lost', () => {
    const patient = aCase('melanoma')
      .treatedWith('pembrolizumab', -300, -20, 'progression')
      .tissue(-10, { 'B2M L15*': 0.3 });
    expect(tests(patient, 'pembrolizumab')).toContain('test:second-hit');
  });

  test('plasma when lesions disagree and none was drawn', () => {
    const patient = aCase('gastro-oesophageal-cancer')
      .tissue(-30, { 'MET amplification': null }, { site: 'liver' })
      .tissue(-20, {}, { site: 'stomach', notDetected: ['MET'] });
    expect(tests(patient, 'capmatinib')).toContain('test:lesions-disagree');
  });

  describe('brain metastases are recorded', () => {
    const progressedInTheBrain = (): ReturnType<typeof aCase> =>
      aCase('nsclc')
        .found('brain-metastasis', null, -25)
        .treatedWith('osimertinib', -300, -20, 'progression')
        .tissue(-310, { 'EGFR L858R': 0.4 }, { site: 'Upper lobe of lung' })
        .plasma(-10, { 'EGFR L858R': 0.2 });
    const question = (patient: ReturnType<typeof aCase>): string | undefined =>
      conclusionsOf('strategy', patient.build(), ordered('osimertinib')).find(
        ({ test }) => test === 'brain-tissue-or-csf',
      )?.conditions[0]?.answer;

    test('brain tissue or cerebrospinal fluid when the profile comes from elsewhere', () => {
      expect(question(progressedInTheBrain())).toMatch(/comes from elsewhere\. .*Brastianos/);
    });

    test.each(['Left frontal lobe', 'cerebrospinal fluid', 'Structure of brain'])(
      'not when they were sampled since: %s',
      (site) => {
        const sampled = progressedInTheBrain().tissue(-8, { 'EGFR C797S': 0.1 }, { site });
        expect(question(sampled)).toBeUndefined();
      },
    );

    test('again when they were sampled before the line that failed', () => {
      const sampled = progressedInTheBrain().tissue(-310, { 'EGFR L858R': 0.3 }, { site: 'Brain' });
      expect(question(sampled)).toMatch(/^they were last sampled before this line/);
    });

    test('tissue of a place that is not stated may be theirs, and that is said', () => {
      const unplaced = progressedInTheBrain().tissue(-9, { 'EGFR L858R': 0.3 });
      expect(question(unplaced)).toMatch(/where the tissue of 2026-11-14 was taken is not stated/);
    });

    test('not before the disease progresses', () => {
      const stable = aCase('nsclc')
        .found('brain-metastasis', null, -25)
        .treatedWith('osimertinib', -300, null)
        .plasma(-10, { 'EGFR L858R': 0.2, 'EGFR C797S': 0.1 });
      expect(question(stable)).toBeUndefined();
    });

    test('not when no brain metastasis is recorded', () => {
      const elsewhere = aCase('nsclc')
        .treatedWith('osimertinib', -300, -20, 'progression')
        .plasma(-10, { 'EGFR L858R': 0.2 });
      expect(question(elsewhere)).toBeUndefined();
    });
  });

  test('a new biopsy when nothing explains progression', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -300, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.2 });
    expect(tests(patient, 'osimertinib')).toContain('test:no-mechanism-found');
  });

  test.each([
    ['cml', 'imatinib', 'abl1-mutation-analysis'],
    ['cll', 'ibrutinib', 'blood-or-marrow-sequencing'],
    ['gist', 'imatinib', 'tissue-biopsy-ngs'],
  ])('progression of %s under %s without a finding: %s', (disease, drug, expected) => {
    const patient = aCase(disease).treatedWith(drug, -300, -20, 'progression');
    const asked = conclusionsOf('strategy', patient.build(), ordered(drug));
    expect(asked.find(({ id }) => id === 'test:no-mechanism-found')?.test).toBe(expected);
  });

  describe('where the sample gave no result', () => {
    const progressed = (): ReturnType<typeof aCase> =>
      aCase('nsclc')
        .tissue(-400, { 'EGFR L858R': 0.4 })
        .treatedWith('osimertinib', -390, -20, 'progression');
    const asked = (patient: ReturnType<typeof aCase>): Strategy | undefined =>
      conclusionsOf('strategy', patient.build(), ordered('osimertinib')).find(
        ({ form }) => form === 'test-first',
      );

    test('a biopsy without a result: plasma, and why', () => {
      const found = asked(progressed().tissue(-10, {}));
      expect(found?.test).toBe('ctdna-panel');
      expect(found?.conditions[0]?.answer).toContain('the tissue of 2026-11-13 gave no result');
    });

    test('plasma without tumour DNA: tissue', () => {
      const found = asked(progressed().plasma(-10, {}, { tumourFraction: 0.0005 }));
      expect(found?.test).toBe('tissue-biopsy-ngs');
    });

    test('neither told anything: another biopsy, and both are named', () => {
      const found = asked(progressed().tissue(-12, {}).plasma(-10, {}, { tumourFraction: 0.0005 }));
      expect(found?.test).toBe('tissue-biopsy-ngs');
      expect(found?.conditions[0]?.answer).toMatch(
        /plasma of 2026-11-13 is not informative.*tissue of 2026-11-11 gave no result/,
      );
    });
  });

  describe('copies counted in plasma only', () => {
    const amplified = aCase('nsclc')
      .tissue(-400, { 'EGFR L858R': 0.4 })
      .treatedWith('osimertinib', -390, -20, 'progression')
      .plasma(
        -10,
        { 'EGFR L858R': 0.2, 'MET amplification': null },
        { copies: { 'MET amplification': 9 } },
      )
      .build();

    test('a biopsy tells whether the cells that grow carry them', () => {
      const found = conclusionsOf('strategy', amplified, ordered('osimertinib')).find(
        ({ id }) => id === 'test:copies-in-plasma',
      );
      expect(found).toMatchObject({ test: 'tissue-biopsy-ngs', form: 'test-first' });
      expect(found?.conditions[0]?.question).toContain('MET amplification');
    });

    test('not when tissue of this line shows them', () => {
      const biopsied = aCase('nsclc')
        .treatedWith('osimertinib', -390, -20, 'progression')
        .tissue(-9, { 'EGFR L858R': 0.4, 'MET amplification': null });
      expect(tests(biopsied, 'osimertinib')).not.toContain('test:copies-in-plasma');
    });
  });

  test('the tumour board when only off-label options reach the clones', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -300, -20, 'progression')
      .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12D': 0.05 });
    expect(tests(patient, 'cetuximab')).toContain('test:board');
  });

  test('the tumour board when what can be ordered rests on single patients', () => {
    const patient = aCase('nsclc')
      .treatedWith('crizotinib', -690, -400, 'progression')
      .tissue(-395, { 'ALK fusion': null, 'ALK C1156Y': 0.2 }, { covered: ['ALK'] })
      .treatedWith('lorlatinib', -390, -20, 'progression')
      .tissue(
        -10,
        { 'ALK fusion': null, 'ALK C1156Y': 0.3, 'ALK L1198F': 0.3 },
        { phase: { of: 'ALK L1198F', with: 'ALK C1156Y', phase: 'cis' } },
      );
    const raised = tests(patient, 'lorlatinib');
    expect(raised).toContain('test:board');
    expect(raised).not.toContain('test:trial');
  });

  test('neither tumour board nor trial when an approved drug is shown to overcome all', () => {
    const patient = aCase('cml')
      .treatedWith('dasatinib', -300, -20, 'progression')
      .tissue(-10, { 'ABL1 fusion': null, 'ABL1 T315I': 0.4 });
    const offered = conclusionsOf('strategy', patient.build(), ordered('dasatinib'));
    expect(offered.map((o) => o.status)).toContain('investigational');
    expect(tests(patient, 'dasatinib')).toEqual([]);
  });

  test('nothing is asked before a first line that fits', () => {
    const naive = aCase('nsclc').tissue(-10, { 'EGFR L858R': 0.4 }, { covered: ['EGFR'] });
    expect(tests(naive, 'osimertinib')).toEqual([]);
  });
});

test('fractions of plasma and of tissue are no parts of one whole: no share is given', () => {
  const share = (patient: ReturnType<typeof aCase>): readonly (number | null)[] =>
    conclusionsOf('strategy', patient.build(), ordered('cetuximab'))
      .filter((o) => o.coverage.some((c) => c.verdict === 'overcomes'))
      .map((o) => o.coveredShare);
  const course = (): ReturnType<typeof aCase> =>
    aCase('colorectal-cancer').treatedWith('cetuximab', -300, null).assessed(-5, 'PD');
  const inPlasma = course().plasma(-10, {
    'APC R1450*': 0.2,
    'KRAS G12C': 0.02,
    'BRAF V600E': 0.02,
  });
  expect(share(inPlasma).every((s) => s !== null)).toBe(true);
  const mixed = course()
    .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12C': 0.02 })
    .tissue(-12, { 'APC R1450*': 0.5, 'BRAF V600E': 0.4 });
  expect(share(mixed).length).toBeGreaterThan(0);
  expect(share(mixed).every((s) => s === null)).toBe(true);
});

describe('immune evasion leaves the drugs of the driver open', () => {
  const evading = (found: Readonly<Record<string, number | null>>): ReturnType<typeof aCase> =>
    aCase('melanoma')
      .treatedWith('pembrolizumab', -300, -10, 'progression')
      .tissue(-5, { 'BRAF V600E': 0.4, ...found });
  const b2m = { 'B2M loss': 0.3, 'B2M L15*': 0.6 };

  test('BRAF V600E with B2M lost after pembrolizumab: BRAF with MEK inhibition can be ordered', () => {
    const options = conclusionsOf('strategy', evading(b2m).build());
    const both = options.find((o) => o.drugs.join() === 'dabrafenib,trametinib');
    expect(both?.coverage.map((c) => c.verdict)).toEqual(['independent']);
    expect(both?.orderable).toBe(true);
    expect(options.map((o) => o.id)).not.toContain('test:board');
  });

  test('another checkpoint inhibitor acts through what is lost, and is not offered for it', () => {
    const immune = conclusionsOf('strategy', evading(b2m).build()).filter((o) =>
      o.drugs.some((d) => ['ipilimumab', 'nivolumab', 'relatlimab'].includes(d)),
    );
    expect(immune.flatMap((o) => o.coverage.map((c) => c.verdict))).not.toContain('independent');
    expect(immune.filter((o) => o.orderable)).toEqual([]);
  });

  test('two lost genes are no question of combination or sequence', () => {
    const two = evading({ ...b2m, 'JAK1 loss': 0.3, 'JAK1 Q503*': 0.6 }).build();
    expect(conclusionsOf('combination-or-sequence', two)).toEqual([]);
  });

  test('with NRAS beside it the driver is blocked in vain, and that is weighed', () => {
    const options = conclusionsOf('strategy', evading({ ...b2m, 'NRAS Q61K': 0.3 }).build());
    const both = options.find((o) => o.drugs.join() === 'dabrafenib,trametinib');
    expect(both?.orderable ?? false).toBe(false);
  });
});
