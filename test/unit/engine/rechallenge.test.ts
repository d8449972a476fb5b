import { describe, expect, test } from '@jest/globals';
import type { Rechallenge } from '../../../src/domain/conclusion.ts';
import { reason } from '../../../src/evaluate.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import { aCase, day, ordered, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

const CLEAR = ['KRAS', 'NRAS', 'BRAF', 'EGFR'];

/** First line with cetuximab that helped and failed, another line since: all but the plasma of today. */
function afterCetuximab(): ReturnType<typeof aCase> {
  return aCase('colorectal-cancer')
    .treatedWith('cetuximab', -700, -380, 'progression')
    .treatedWith('irinotecan', -700, -380, 'progression')
    .assessed(-600, 'PR')
    .plasma(-375, { 'APC R1450*': 0.2, 'KRAS G12V': 0.04 }, { depth: 5000 })
    .treatedWith('oxaliplatin', -370, -60)
    .treatedWith('bevacizumab', -370, -60);
}

function judged(builder: ReturnType<typeof aCase>): Rechallenge {
  const [only] = conclusionsOf('rechallenge', builder.build());
  if (only === undefined) throw new Error('no re-challenge was considered');
  return only;
}

const verdicts = (again: Rechallenge): Readonly<Record<string, string>> =>
  Object.fromEntries(again.criteria.map((c) => [c.question, c.verdict]));

describe('anti-EGFR re-challenge in colorectal cancer', () => {
  test('supported when RAS has cleared from recent informative plasma and the other criteria hold', () => {
    const patient = afterCetuximab().plasma(-10, { 'APC R1450*': 0.06 }, { notDetected: CLEAR });
    const again = judged(patient);
    expect(again.status).toBe('supported');
    expect(new Set(Object.values(verdicts(again)))).toEqual(new Set(['met']));
  });

  test('undetermined when the plasma holds no tumour DNA, with the test that would settle it', () => {
    const patient = afterCetuximab().plasma(
      -10,
      {},
      { notDetected: CLEAR, tumourFraction: 0.0005 },
    );
    const again = judged(patient);
    expect(again.status).toBe('undetermined');
    expect(again.settledBy).toBe('ctdna-panel');
  });

  test('undetermined when the plasma is informative but too old', () => {
    const patient = afterCetuximab().plasma(-90, { 'APC R1450*': 0.06 }, { notDetected: CLEAR });
    expect(judged(patient).status).toBe('undetermined');
  });

  test('undetermined when a gene that can carry resistance was not looked at', () => {
    const patient = afterCetuximab().plasma(
      -10,
      { 'APC R1450*': 0.06 },
      { notDetected: ['KRAS', 'NRAS'] },
    );
    const again = judged(patient);
    expect(again.status).toBe('undetermined');
    expect(again.criteria.map((c) => c.answer).join()).toContain('BRAF');
  });

  test('not yet while KRAS is fading: the day to test again follows from this patient’s own decay', () => {
    const patient = afterCetuximab()
      .plasma(-190, { 'APC R1450*': 0.15, 'KRAS G12V': 0.016 }, { depth: 5000 })
      .plasma(-10, { 'APC R1450*': 0.12, 'KRAS G12V': 0.007 }, { depth: 5000 });
    const again = judged(patient);
    expect(again.status).toBe('not-yet');
    expect(again.retest?.basis).toContain("this patient's half-life");
    expect(again.retest !== null && again.retest.from > day(30)).toBe(true);
    expect(again.retest !== null && again.retest.earliest <= again.retest.from).toBe(true);
  });

  test('advised against when the clone would fade only in years: no date is no answer', () => {
    const patient = afterCetuximab().plasma(
      -10,
      { 'APC R1450*': 0.3, 'KRAS G12V': 0.25 },
      { depth: 5000 },
    );
    const again = judged(patient);
    expect(again.status).toBe('advised-against');
    expect(again.retest).toBeNull();
  });

  test('with one reading the published half-life stands in and is said to', () => {
    const patient = afterCetuximab().plasma(
      -10,
      { 'APC R1450*': 0.12, 'NRAS Q61K': 0.007 },
      { depth: 5000, notDetected: ['KRAS'] },
    );
    const again = judged(patient);
    expect(again.status).not.toBe('supported');
    expect(again.status).toBe('not-yet');
    expect(again.retest?.basis).toContain('published half-life');
  });

  test('advised against when the first exposure brought no benefit', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -500, -440, 'progression')
      .assessed(-450, 'PD')
      .treatedWith('oxaliplatin', -400, -60)
      .plasma(-10, { 'APC R1450*': 0.06 }, { notDetected: CLEAR });
    expect(judged(patient).status).toBe('advised-against');
  });

  test('advised against after it was stopped for toxicity', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -700, -380, 'toxicity')
      .assessed(-600, 'PR')
      .treatedWith('oxaliplatin', -370, -60)
      .plasma(-10, { 'APC R1450*': 0.06 }, { notDetected: CLEAR });
    expect(judged(patient).status).toBe('advised-against');
  });

  test('not yet when the drug-free interval is too short, with the day it is over', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -400, -60, 'progression')
      .assessed(-300, 'PR')
      .treatedWith('oxaliplatin', -50, null)
      .plasma(-5, { 'APC R1450*': 0.06 }, { notDetected: CLEAR });
    const again = judged(patient);
    expect(again.status).toBe('not-yet');
    expect(again.retest?.from).toBe(day(62));
  });

  test('a larger fraction never turns advised-against or not-yet into supported', () => {
    for (const fraction of [0.0005, 0.002, 0.01, 0.1, 0.5]) {
      const patient = afterCetuximab().plasma(
        -10,
        { 'APC R1450*': 0.06, 'KRAS G12V': fraction },
        { notDetected: ['NRAS', 'BRAF', 'EGFR'] },
      );
      expect(judged(patient).status).not.toBe('supported');
    }
  });

  test('once cetuximab is given again the question is answered', () => {
    const again = afterCetuximab().treatedWith('cetuximab', -40, null);
    expect(conclusionsOf('rechallenge', again.build())).toEqual([]);
  });

  test('while cetuximab goes on there is nothing to re-challenge', () => {
    const patient = aCase('colorectal-cancer').treatedWith('cetuximab', -400, null);
    expect(conclusionsOf('rechallenge', patient.build())).toEqual([]);
  });
});

describe('keyed to genotype: crizotinib again for ALK L1198F', () => {
  const afterCrizotinib = (): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('crizotinib', -1100, -560, 'progression')
      .assessed(-1000, 'PR')
      .treatedWith('lorlatinib', -530, -20, 'progression');
  const again = (builder: ReturnType<typeof aCase>): Rechallenge | undefined =>
    conclusionsOf('rechallenge', builder.build()).find((r) => r.drugs.includes('crizotinib'));

  test('L1198F there: supported, with no interval asked for', () => {
    const found = again(
      afterCrizotinib().tissue(-10, { 'ALK fusion': 0.3, 'ALK L1198F': 0.2 }, { covered: ['ALK'] }),
    );
    expect(found).toMatchObject({ status: 'supported', keyedTo: 'genotype' });
    expect(found?.criteria.some((c) => c.question.includes('months'))).toBe(false);
  });

  test('looked for and not there: advised against', () => {
    const found = again(afterCrizotinib().tissue(-10, { 'ALK fusion': 0.3 }, { covered: ['ALK'] }));
    expect(found?.status).toBe('advised-against');
  });

  test('not looked for since: undetermined, with the biopsy that would settle it', () => {
    const found = again(
      afterCrizotinib().tissue(-1200, { 'ALK fusion': 0.3 }, { covered: ['ALK'] }),
    );
    expect(found).toMatchObject({ status: 'undetermined', settledBy: 'tissue-biopsy-ngs' });
  });

  test('G1202R beside it forbids it', () => {
    const found = again(
      afterCrizotinib().tissue(
        -10,
        { 'ALK fusion': 0.3, 'ALK L1198F': 0.2, 'ALK G1202R': 0.1 },
        { covered: ['ALK'] },
      ),
    );
    expect(found?.status).toBe('advised-against');
  });
});

describe('keyed to the target, not to plasma: BRAF and MEK inhibitors again in melanoma', () => {
  const afterBoth = (stopped = -200): ReturnType<typeof aCase> =>
    aCase('melanoma')
      .tissue(-800, { 'BRAF V600E': 0.4 }, { covered: ['BRAF', 'NRAS'] })
      .treatedWith(['dabrafenib', 'trametinib'], -780, stopped - 150, 'progression')
      .assessed(-700, 'PR')
      .treatedWith(['nivolumab', 'ipilimumab'], stopped - 140, -20, 'progression');

  test('benefit, twelve weeks without, immunotherapy between, nothing known against it: supported', () => {
    expect(judged(afterBoth())).toMatchObject({ status: 'supported', keyedTo: 'genotype' });
  });

  test('a resistance mutation that is there now speaks against it', () => {
    const patient = afterBoth().plasma(-10, { 'BRAF V600E': 0.1, 'NRAS Q61K': 0.05 });
    expect(judged(patient).status).toBe('advised-against');
  });

  test('without any genomic result nothing is supported', () => {
    const bare = { ...afterBoth().build(), samples: [], readings: [] };
    expect(conclusionsOf('rechallenge', bare)[0]?.status).toBe('undetermined');
  });

  test('resumed after a planned pause without progression: no re-challenge at all', () => {
    const paused = aCase('melanoma')
      .tissue(-800, { 'BRAF V600E': 0.4 })
      .treatedWith(['dabrafenib', 'trametinib'], -780, -100, 'patient-choice')
      .assessed(-700, 'CR');
    expect(conclusionsOf('rechallenge', paused.build())).toEqual([]);
  });
});

describe('what a rule of re-challenge can ask for', () => {
  /** The melanoma rule with other criteria, such as those of a PARP inhibitor in ovarian cancer. */
  const asking = (
    change: Partial<KnowledgeBase['rechallenges'][number]>,
    builder: ReturnType<typeof aCase>,
  ): Rechallenge | undefined => {
    const rechallenges = knowledge.rechallenges.flatMap((rule) =>
      rule.rule.rule === 'melanoma/braf-mek-inhibitor' ? [{ ...rule, ...change }] : [],
    );
    const { evaluation } = reason({
      patientCase: builder.build(),
      orders: [],
      asOf: TODAY,
      knowledge: { ...knowledge, rechallenges },
      unavailable: [],
    });
    return evaluation.conclusions.find((c) => c.kind === 'rechallenge');
  };
  const course = (): ReturnType<typeof aCase> =>
    aCase('melanoma')
      .tissue(-800, { 'BRAF V600E': 0.4 })
      .treatedWith('dabrafenib', -780, -400, 'progression')
      .assessed(-700, 'PR')
      .treatedWith('carboplatin', -390, -200);
  const platinum = {
    name: 'platinum',
    drugs: new Set(['carboplatin']),
    responses: new Set(['CR', 'PR']),
  };

  test('a response to the line between', () => {
    expect(asking({ interveningLine: platinum }, course())?.status).toBe('undetermined');
    expect(asking({ interveningLine: platinum }, course().assessed(-300, 'PR'))?.status).toBe(
      'supported',
    );
    expect(asking({ interveningLine: platinum }, course().assessed(-300, 'PD'))?.status).toBe(
      'not-yet',
    );
  });

  test('a condition that excludes it', () => {
    const found = asking(
      { excludedBy: ['interstitial-lung-disease'] },
      course().found('interstitial-lung-disease', null, -30),
    );
    expect(found?.status).toBe('advised-against');
  });

  test('trials that speak against it', () => {
    expect(asking({ supportedByTrials: false }, course())?.status).toBe('advised-against');
  });

  test('a question that arises only after another drug', () => {
    expect(asking({ after: new Set(['trametinib']) }, course())).toBeUndefined();
    expect(asking({ after: new Set(['carboplatin']) }, course())).toBeDefined();
  });
});

describe('a look is as wide as its question: an EGFR inhibitor again after osimertinib', () => {
  const afterOsimertinib = (): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('erlotinib', -900, -500, 'progression')
      .assessed(-800, 'PR')
      .treatedWith('osimertinib', -490, -20, 'progression');
  const seen = { 'EGFR L858R': 0.2 };
  const genes = ['EGFR', 'KRAS', 'MET'];
  const status = (builder: ReturnType<typeof aCase>): string | undefined =>
    conclusionsOf('rechallenge', builder.build()).find((r) => r.drugs.includes('erlotinib'))
      ?.status;

  test('biopsy and plasma with copies of MET: supported', () => {
    const looked = afterOsimertinib()
      .tissue(-12, seen, { covered: genes })
      .plasma(-10, seen, { notDetected: genes.slice(1), covered: ['EGFR'] });
    expect(status(looked)).toBe('supported');
  });

  test('no mutation of MET says nothing of its amplification, which is what defeats the drug', () => {
    const mutationsOnly = afterOsimertinib()
      .tissue(-12, seen, { covered: ['EGFR'] })
      .plasma(-10, seen, { noMutation: ['KRAS', 'MET'], covered: ['EGFR'] });
    expect(status(mutationsOnly)).toBe('undetermined');
  });

  test('nor does an assay that looks for mutations only, whatever genes it covers', () => {
    const hotspots = afterOsimertinib()
      .tissue(-12, seen, { covered: ['EGFR'] })
      .plasma(-10, seen, { covered: genes, assay: 'droplet-digital-pcr-plasma' });
    expect(status(hotspots)).toBe('undetermined');
  });

  test('nor plasma with less tumour DNA than the assay needs to see copies', () => {
    const shed = (tumourFraction: number): string | undefined =>
      status(
        afterOsimertinib()
          .tissue(-12, seen, { covered: ['EGFR'] })
          .plasma(
            -10,
            { 'EGFR L858R': 0.02 },
            { covered: genes, assay: 'foundationone-liquid-cdx', tumourFraction },
          ),
      );
    expect(shed(0.05)).toBe('undetermined');
    expect(shed(0.3)).toBe('supported');
  });

  test('plasma shows no small-cell histology: without a biopsy since it stays open', () => {
    const plasmaOnly = afterOsimertinib().plasma(-10, seen, {
      notDetected: genes.slice(1),
      covered: ['EGFR'],
    });
    expect(status(plasmaOnly)).toBe('undetermined');
  });
});

test('what the toxicities ask now is among it: lung disease since closes it', () => {
  const lung = aCase('nsclc')
    .treatedWith('crizotinib', -900, -500, 'progression')
    .assessed(-800, 'PR')
    .treatedWith('lorlatinib', -490, -20, 'progression')
    .tissue(-10, { 'ALK fusion': null, 'ALK L1198F': 0.2 }, { covered: ['ALK'] });
  const again = (builder: typeof lung): Rechallenge | undefined =>
    conclusionsOf('rechallenge', builder.build()).find((r) => r.drugs.includes('crizotinib'));
  expect(again(lung)?.status).not.toBe('advised-against');
  const withLungDisease = lung.found('interstitial-lung-disease', null, -15);
  expect(again(withLungDisease)?.status).toBe('advised-against');
});

test('a value that its toxicities ask for and the record lacks is said', () => {
  const colon = aCase('colorectal-cancer')
    .treatedWith(['cetuximab', 'irinotecan'], -690, -300, 'progression')
    .assessed(-600, 'PR')
    .treatedWith(['oxaliplatin', 'fluorouracil'], -280, -20, 'progression')
    .plasma(-5, { 'APC R1450*': 0.2 }, { notDetected: ['KRAS', 'NRAS', 'BRAF', 'EGFR'] });
  const [again] = conclusionsOf('rechallenge', colon.build());
  expect(again?.status).toBe('supported');
  expect(again?.gates.map((gate) => gate.question)).toContainEqual(
    expect.stringContaining('Magnesium'),
  );
});

test('a sample that could not be assessed is no look at the tumour', () => {
  const patient = aCase('melanoma')
    .treatedWith(['dabrafenib', 'trametinib'], -700, -300, 'progression')
    .assessed(-500, 'PR')
    .treatedWith('nivolumab', -290, -20, 'progression')
    .tissue(-800, { 'BRAF V600E': 0.4 })
    .build();
  const failed = {
    ...patient,
    readings: patient.readings.map((reading) => ({
      ...reading,
      detection: { state: 'not-assessed', why: 'no-call' } as const,
    })),
  };
  const [again] = conclusionsOf('rechallenge', failed);
  expect(again?.criteria.find((c) => c.question.includes('mechanism'))).toMatchObject({
    verdict: 'cannot-be-told',
    answer: 'no genomic result',
  });
});

describe('again after progression under the same drug, where trials found no gain', () => {
  const said = (builder: ReturnType<typeof aCase>, drug: string): readonly string[] =>
    conclusionsOf('order-review', builder.build(), ordered(drug)).map((r) => r.verdict);

  test('trastuzumab in gastric cancer is advised against; trastuzumab deruxtecan is another drug', () => {
    const gastric = aCase('gastric-cancer')
      .treatedWith(['trastuzumab', 'cisplatin', 'capecitabine'], -300, -30, 'progression')
      .tissue(-20, { 'ERBB2 amplification': null });
    expect(said(gastric, 'trastuzumab')).toEqual(['rechallenge-not-met']);
    expect(said(gastric, 'trastuzumab-deruxtecan')).not.toContain('rechallenge-not-met');
  });

  test('palbociclib after palbociclib is advised against; ribociclib is another question', () => {
    const breast = aCase('hr-positive-breast-cancer')
      .treatedWith(['palbociclib', 'letrozole'], -500, -30, 'progression')
      .tissue(-20, { 'PIK3CA H1047R': 0.3 });
    expect(said(breast, 'palbociclib')).toEqual(['rechallenge-not-met']);
    expect(said(breast, 'ribociclib')).not.toContain('rechallenge-not-met');
  });
});
