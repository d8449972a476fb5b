import { describe, expect, test } from '@jest/globals';
import type { Heterogeneity, HeterogeneityPattern } from '../../../src/domain/conclusion.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

const DEPTH = { depth: 5000 };

function seen(
  builder: ReturnType<typeof aCase>,
  pattern: HeterogeneityPattern,
  drug?: string,
): Heterogeneity | undefined {
  const orders = drug === undefined ? [] : ordered(drug);
  return conclusionsOf('heterogeneity', builder.build(), orders).find((h) => h.pattern === pattern);
}

describe('clones that come and go under one line', () => {
  /** The review's patient: MEK1 K57T answers to panitumumab with trametinib, KRAS Q61H grows. */
  const crc = (): ReturnType<typeof aCase> =>
    aCase('colorectal-cancer')
      .treatedWith('cetuximab', -500, -210, 'progression')
      .treatedWith(['panitumumab', 'trametinib'], -200, null)
      .plasma(-205, { 'APC R1450*': 0.2, 'MAP2K1 K57T': 0.04, 'KRAS Q61H': 0.002 }, DEPTH)
      .plasma(-20, { 'APC R1450*': 0.2, 'MAP2K1 K57T': 0.005, 'KRAS Q61H': 0.05 }, DEPTH);

  test('MAP2K1 K57T falls while KRAS Q61H rises: clonal replacement', () => {
    const found = seen(crc(), 'clonal-replacement');
    expect(found?.statement).toContain('MAP2K1 K57T falls while KRAS Q61H rises');
    expect(found?.because.resources.length).toBeGreaterThan(0);
  });

  test('when a biopsy shows the one without the other it is a mixed response', () => {
    const biopsied = crc().tissue(
      -206,
      { 'APC R1450*': 0.4, 'MAP2K1 K57T': 0.2 },
      { site: 'liver', notDetected: ['KRAS'] },
    );
    expect(seen(biopsied, 'mixed-response')?.statement).toContain('different lesions');
    expect(seen(biopsied, 'clonal-replacement')).toBeUndefined();
  });

  test('a biopsy from before a clone emerged does not place it elsewhere', () => {
    const gist = aCase('gist')
      .treatedWith('imatinib', -1800, -590, 'progression')
      .treatedWith('sunitinib', -575, null)
      .tissue(
        -591,
        { 'KIT W557_K558del': 0.4, 'KIT V654A': 0.2 },
        { site: 'liver', notDetected: ['KIT'] },
      )
      .plasma(
        -588,
        { 'KIT W557_K558del': 0.015, 'KIT V654A': 0.006 },
        { ...DEPTH, notDetected: ['KIT'] },
      )
      .plasma(
        -5,
        { 'KIT W557_K558del': 0.042, 'KIT D816V': 0.013 },
        { ...DEPTH, notDetected: ['KIT'] },
      );
    expect(seen(gist, 'mixed-response')).toBeUndefined();
    expect(seen(gist, 'clonal-replacement')?.statement).toContain('one resistant clone gives way');
  });

  test('both rising is no replacement', () => {
    const both = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -200, null)
      .plasma(-205, { 'APC R1450*': 0.2, 'NRAS Q61K': 0.002, 'KRAS Q61H': 0.002 }, DEPTH)
      .plasma(-20, { 'APC R1450*': 0.2, 'NRAS Q61K': 0.02, 'KRAS Q61H': 0.05 }, DEPTH);
    expect(seen(both, 'clonal-replacement')).toBeUndefined();
  });

  test('less shedding of everything is no fall of a clone', () => {
    const lessShed = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -200, null)
      .plasma(-205, { 'APC R1450*': 0.4, 'NRAS Q61K': 0.04, 'KRAS Q61H': 0.001 }, DEPTH)
      .plasma(-20, { 'APC R1450*': 0.1, 'NRAS Q61K': 0.01, 'KRAS Q61H': 0.05 }, DEPTH);
    expect(seen(lessShed, 'clonal-replacement')).toBeUndefined();
  });
});

describe('growth of cells without the resistant change', () => {
  const underOsimertinib = (t790m: readonly [number, number]): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('erlotinib', -700, -310, 'progression')
      .treatedWith('osimertinib', -300, null)
      .plasma(-305, { 'EGFR L858R': 0.05, 'EGFR T790M': t790m[0] }, DEPTH)
      .plasma(-10, { 'EGFR L858R': 0.2, 'EGFR T790M': t790m[1] }, DEPTH);

  /** L858R and T790M before osimertinib and on it; `null` for looked for and not seen. */
  const course = (l858r: readonly [number, number], t790m: readonly [number, number | null]) => {
    const [before, now] = t790m;
    return aCase('nsclc')
      .treatedWith('erlotinib', -600, -260, 'progression')
      .treatedWith('osimertinib', -250, null)
      .plasma(-255, { 'EGFR L858R': l858r[0], 'EGFR T790M': before }, DEPTH)
      .plasma(
        -10,
        { 'EGFR L858R': l858r[1], ...(now === null ? {} : { 'EGFR T790M': now }) },
        { ...DEPTH, ...(now === null ? { notDetected: ['EGFR'] } : {}) },
      );
  };

  test('T790M that grows with its driver does not lag behind it', () => {
    expect(seen(underOsimertinib([0.01, 0.038]), 'wild-type-outgrowth')).toBeUndefined();
  });

  test('T790M has gone while the driver persists: cells without it make up the tumour', () => {
    const progressed = course([0.1, 0.1], [0.05, null]).assessed(-5, 'PD');
    expect(seen(progressed, 'wild-type-outgrowth')?.statement).toContain('EGFR L858R persists');
  });

  test('T790M has gone, the driver stays where it was and nothing progresses: nothing grows', () => {
    expect(seen(course([0.1, 0.1], [0.05, null]), 'wild-type-outgrowth')).toBeUndefined();
  });

  test('T790M falls while MET amplification emerges: it gave way to what is known, and no other way is looked for', () => {
    const known = aCase('nsclc')
      .treatedWith('erlotinib', -600, -260, 'progression')
      .treatedWith('osimertinib', -250, null)
      .plasma(
        -255,
        { 'EGFR L858R': 0.05, 'EGFR T790M': 0.02 },
        { ...DEPTH, covered: ['EGFR', 'MET'], notDetected: ['MET'] },
      )
      .plasma(
        -10,
        { 'EGFR L858R': 0.2, 'EGFR T790M': 0.002, 'MET amplification': null },
        { ...DEPTH, copies: { 'MET amplification': 9 } },
      );
    expect(seen(known, 'clonal-replacement')?.statement).toContain('EGFR T790M falls');
    expect(seen(known, 'wild-type-outgrowth')).toBeUndefined();
  });

  test('T790M out of sight where the driver is scarce too has simply gone with the tumour', () => {
    expect(seen(course([0.001, 0.003], [0.0001, null]), 'wild-type-outgrowth')).toBeUndefined();
    expect(seen(course([0.1, 0.004], [0.05, null]), 'wild-type-outgrowth')).toBeUndefined();
  });

  test('the driver rises and T790M does not: T790 wild-type outgrowth', () => {
    const found = seen(underOsimertinib([0.02, 0.021]), 'wild-type-outgrowth');
    expect(found?.parts.map((p) => p.seen)).toEqual(['rising', 'not-rising']);
    expect(found?.statement).toContain('cells without EGFR T790M grow');
  });

  test('T790M rises with the driver: no outgrowth of cells without it', () => {
    expect(seen(underOsimertinib([0.02, 0.09]), 'wild-type-outgrowth')).toBeUndefined();
  });
});

describe('plasma and tissue', () => {
  const lung = (tissueDay: number): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('erlotinib', -400, null)
      .plasma(-10, { 'EGFR L858R': 0.1, 'EGFR T790M': 0.02 })
      .tissue(tissueDay, { 'EGFR L858R': 0.4 }, { site: 'lung', covered: ['EGFR'] });

  test('T790M in plasma and not in the biopsy of the same month: they disagree', () => {
    expect(seen(lung(-25), 'plasma-tissue-discordance')?.parts).toHaveLength(2);
  });

  test('what two samples disagree about is told in one sentence', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -400, null)
      .plasma(-10, { 'EGFR L858R': 0.1, 'EGFR C797S': 0.02, 'PIK3CA E545K': 0.01 }, DEPTH)
      .tissue(-25, { 'EGFR L858R': 0.4 }, { site: 'lung', covered: ['EGFR', 'PIK3CA'] });
    const told = conclusionsOf('heterogeneity', patient.build()).filter(
      (h) => h.pattern === 'plasma-tissue-discordance',
    );
    expect(told.map((h) => h.statement)).toEqual([
      expect.stringMatching(
        /^EGFR C797S and PIK3CA E545K are found in plasma .* they are not in all/,
      ),
    ]);
    expect(told[0]?.parts).toHaveLength(4);
  });

  test('the biopsy before therapy says nothing against plasma at progression', () => {
    expect(seen(lung(-420), 'plasma-tissue-discordance')).toBeUndefined();
  });

  test('uninformative plasma does not disagree with tissue', () => {
    const lowShedding = aCase('nsclc')
      .treatedWith('erlotinib', -400, null)
      .plasma(-10, {}, { tumourFraction: 0.0005, notDetected: ['EGFR'] })
      .tissue(-25, { 'EGFR L858R': 0.4, 'EGFR T790M': 0.1 }, { site: 'lung' });
    expect(seen(lowShedding, 'plasma-tissue-discordance')).toBeUndefined();
  });
});

describe('a target in a part of the tumour', () => {
  const gastric = (primaryToo: boolean): ReturnType<typeof aCase> =>
    aCase('gastro-oesophageal-cancer')
      .tissue(-30, { 'MET amplification': null }, { site: 'liver' })
      .tissue(-20, primaryToo ? { 'MET amplification': null } : {}, {
        site: 'stomach',
        notDetected: primaryToo ? [] : ['MET'],
      });

  test('MET amplification in a metastasis and not in the primary', () => {
    const found = seen(gastric(false), 'target-in-some-lesions');
    expect(found?.parts.map((p) => [p.where, p.seen])).toEqual([
      ['liver', 'found'],
      ['stomach', 'not-found'],
    ]);
  });

  test('a MET inhibitor ordered for it is a mismatch of clone', () => {
    const [review] = conclusionsOf('order-review', gastric(false).build(), ordered('capmatinib'));
    expect(review?.verdict).toBe('clone-mismatch');
  });

  test('amplified in both lesions: silence', () => {
    expect(seen(gastric(true), 'target-in-some-lesions')).toBeUndefined();
    expect(conclusionsOf('order-review', gastric(true).build(), ordered('capmatinib'))).toEqual([]);
  });

  test('absent from the biopsy before the drug and found after it: a difference in time, not in place', () => {
    const acquired = aCase('nsclc')
      .treatedWith('osimertinib', -400, null)
      .tissue(-420, { 'EGFR L858R': 0.4 }, { site: 'lung', notDetected: ['MET'] })
      .tissue(-20, { 'EGFR L858R': 0.4, 'MET amplification': null }, { site: 'liver' });
    expect(seen(acquired, 'target-in-some-lesions')).toBeUndefined();
  });

  test('the partner in the regimen that acts on the trunk treats the rest', () => {
    const lung = aCase('nsclc')
      .treatedWith('osimertinib', -400, null)
      .tissue(-30, { 'EGFR L858R': 0.4, 'MET amplification': null }, { site: 'liver' })
      .tissue(-20, { 'EGFR L858R': 0.4 }, { site: 'lung', notDetected: ['MET'] });
    const reviews = conclusionsOf('order-review', lung.build(), ordered('savolitinib'));
    expect(reviews.filter((r) => r.verdict === 'clone-mismatch')).toEqual([]);
  });
});

describe('one gene altered differently in several lesions', () => {
  test('two PTEN losses in two metastases: parallel evolution', () => {
    const patient = aCase('breast-cancer')
      .treatedWith('alpelisib', -300, null)
      .tissue(-20, { 'PTEN R130*': 0.3 }, { site: 'liver' })
      .tissue(-20, { 'PTEN R233*': 0.3 }, { site: 'lung' });
    expect(seen(patient, 'parallel-evolution')?.statement).toMatch(/PTEN .* 2 lesions/);
  });

  test('two PTEN changes in one lesion are no parallel evolution', () => {
    const patient = aCase('breast-cancer')
      .treatedWith('alpelisib', -300, null)
      .tissue(-20, { 'PTEN R130*': 0.3, 'PTEN R233*': 0.3 }, { site: 'liver' });
    expect(seen(patient, 'parallel-evolution')).toBeUndefined();
  });
});

test('NRAS before cetuximab and KRAS since: baseline beside emerged resistance', () => {
  const patient = aCase('colorectal-cancer')
    .treatedWith('cetuximab', -300, null)
    .plasma(-310, { 'APC R1450*': 0.2, 'NRAS Q61K': 0.003 }, { notDetected: ['KRAS'] })
    .plasma(-10, { 'APC R1450*': 0.2, 'NRAS Q61K': 0.01, 'KRAS Q61H': 0.05 });
  expect(seen(patient, 'baseline-and-emerged')?.statement).toBe(
    'NRAS Q61K was there before the drug; KRAS Q61H came under it.',
  );
});

describe('a minority of the cells', () => {
  const withMet = (trunk: string): ReturnType<typeof aCase> =>
    aCase('nsclc').tissue(-10, { [trunk]: 0.4, 'MET amplification': 0.02 });

  test('by the fraction of the trunk', () => {
    expect(seen(withMet('EGFR L858R'), 'target-in-minority', 'capmatinib')).toBeDefined();
  });

  test('not by the number of a fusion, which counts transcripts or reads over a breakpoint', () => {
    expect(seen(withMet('ALK fusion'), 'target-in-minority', 'capmatinib')).toBeUndefined();
  });
});
