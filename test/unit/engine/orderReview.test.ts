import { describe, expect, test } from '@jest/globals';
import type { OrderReview } from '../../../src/domain/conclusion.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

const reviews = (
  builder: ReturnType<typeof aCase>,
  ...drugs: readonly string[]
): readonly OrderReview[] => conclusionsOf('order-review', builder.build(), ordered(...drugs));

const verdicts = (
  builder: ReturnType<typeof aCase>,
  ...drugs: readonly string[]
): readonly string[] => reviews(builder, ...drugs).map((r) => `${r.drug}: ${r.verdict}`);

describe('drugs of one session are one regimen with what is active', () => {
  const brafColon = (): ReturnType<typeof aCase> =>
    aCase('colorectal-cancer').tissue(-30, { 'BRAF V600E': 0.3 }, { covered: ['KRAS', 'NRAS'] });

  test('a BRAF inhibitor alone in colorectal cancer falls short', () => {
    expect(verdicts(brafColon(), 'encorafenib')).toEqual(['encorafenib: incomplete']);
  });

  test('ordered together with cetuximab it does not', () => {
    expect(verdicts(brafColon(), 'encorafenib', 'cetuximab')).not.toContain(
      'encorafenib: incomplete',
    );
  });

  test('nor when cetuximab is going on', () => {
    const going = brafColon().treatedWith('cetuximab', -20, null);
    expect(verdicts(going, 'encorafenib')).not.toContain('encorafenib: incomplete');
  });

  test('a partner that was stopped for toxicity while encorafenib went on is no partner any more', () => {
    const alone = brafColon()
      .treatedWith('encorafenib', -200, null)
      .treatedWith('cetuximab', -200, -10, 'toxicity')
      .assessed(-100, 'PR');
    expect(verdicts(alone, 'encorafenib')).toEqual(['encorafenib: incomplete']);
  });

  test('a G12C inhibitor makes another antibody of the class worth giving too', () => {
    const g12c = aCase('colorectal-cancer').tissue(-30, { 'KRAS G12C': 0.3 });
    expect(verdicts(g12c, 'sotorasib', 'panitumumab')).toEqual([]);
    expect(verdicts(g12c, 'sotorasib', 'cetuximab')).toEqual([]);
    expect(verdicts(g12c, 'cetuximab')).toEqual(['cetuximab: ineffective']);
    const g12d = aCase('colorectal-cancer').tissue(-30, { 'KRAS G12D': 0.3 });
    expect(verdicts(g12d, 'sotorasib', 'cetuximab')).toContain('cetuximab: ineffective');
  });

  const metAndErbb2 = (found: Readonly<Record<string, number | null>>): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('osimertinib', -300, null)
      .assessed(-15, 'PD')
      .plasma(-10, { 'EGFR L858R': 0.2, ...found });

  test('savolitinib added to osimertinib for MET amplification: silence', () => {
    expect(verdicts(metAndErbb2({ 'MET amplification': null }), 'savolitinib')).toEqual([]);
  });

  test('a drug that may be ordered alone is not told what it leaves with a partner that goes on', () => {
    const cml = aCase('cml')
      .treatedWith('ponatinib', -200, null)
      .plasma(-1, { 'ABL1 T315I': 0.1, 'ABL1 T315M': 0.1 }, { tumourFraction: 0.3 });
    const options = conclusionsOf('strategy', cml.build(), ordered('asciminib'));
    expect(options.find(({ id }) => id === 'haematology/asciminib')?.orderable).toBe(true);
    expect(conclusionsOf('order-review', cml.build(), ordered('asciminib'))).toEqual([]);
  });

  test('with ERBB2 amplification beside it, what the pair leaves is said', () => {
    const [review] = reviews(
      metAndErbb2({ 'MET amplification': null, 'ERBB2 amplification': null }),
      'savolitinib',
    );
    expect(review).toMatchObject({
      verdict: 'leaves-mechanism',
      mechanisms: ['ERBB2:amplification'],
    });
  });
});

test('crizotinib that never helped is not offered as an order when L1198F comes', () => {
  const alk = (response: 'PR' | 'PD') =>
    aCase('nsclc')
      .tissue(-700, {}, { notDetected: ['ALK'] })
      .treatedWith('crizotinib', -690, -400, 'progression')
      .assessed(-600, response)
      .treatedWith('lorlatinib', -390, -20, 'progression')
      .assessed(-300, 'PR')
      .tissue(-10, { 'ALK L1198F': 0.2 }, { covered: ['ALK'] })
      .build();
  const orderable = (response: 'PR' | 'PD') =>
    conclusionsOf('strategy', alk(response), []).find(({ id }) => id === 'lung/crizotinib-l1198f')
      ?.orderable;
  expect(orderable('PR')).toBe(true);
  expect(orderable('PD')).toBe(false);
});

describe('the same again after progression', () => {
  const afterOsimertinib = (): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('osimertinib', -400, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.2 }, { covered: ['EGFR', 'KRAS'] });

  test('osimertinib again, with no mechanism found, is not silence', () => {
    const [review] = reviews(afterOsimertinib(), 'osimertinib');
    expect(review).toMatchObject({ verdict: 'progressed-before', level: null });
  });

  test('with a partner that was not given then it is another regimen', () => {
    expect(
      verdicts(afterOsimertinib(), 'osimertinib', 'savolitinib').filter((v) =>
        v.endsWith('progressed-before'),
      ),
    ).toEqual([]);
  });

  test('chemotherapy again is not ours', () => {
    const patient = aCase('nsclc').treatedWith('cisplatin', -400, -20, 'progression');
    expect(verdicts(patient, 'cisplatin')).toEqual([]);
  });

  test('stopped without progression it may be taken up again', () => {
    const paused = aCase('nsclc')
      .treatedWith('osimertinib', -400, -20)
      .plasma(-10, { 'EGFR L858R': 0.2 }, { covered: ['EGFR'] });
    expect(verdicts(paused, 'osimertinib')).toEqual([]);
  });
});

describe('a change that has come since makes an earlier drug a new option', () => {
  const resensitised = (before: 'looked for' | 'not looked for'): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('crizotinib', -900, -610, 'progression')
      .treatedWith('lorlatinib', -600, -20, 'progression')
      .tissue(
        -605,
        { 'ALK fusion': null, 'ALK C1156Y': 0.3 },
        before === 'looked for' ? { covered: ['ALK'] } : {},
      )
      .tissue(-10, { 'ALK fusion': null, 'ALK C1156Y': 0.3, 'ALK L1198F': 0.3 });
  const offered = (builder: ReturnType<typeof aCase>): boolean =>
    conclusionsOf('strategy', builder.build(), ordered('lorlatinib')).some((s) =>
      s.drugs.includes('crizotinib'),
    );

  test('ALK L1198F after lorlatinib: crizotinib is an option again', () => {
    expect(offered(resensitised('looked for'))).toBe(true);
  });

  test('when nobody looked for it before it may have been there when crizotinib failed', () => {
    expect(offered(resensitised('not looked for'))).toBe(false);
  });
});

describe('what the drug is labelled for is in a part of the tumour only', () => {
  const MISMATCH = ': clone-mismatch';
  const melanoma = (elsewhere: Readonly<Record<string, number>>): ReturnType<typeof aCase> =>
    aCase('melanoma')
      .tissue(-30, { 'BRAF V600E': 0.4 }, { site: 'skin', covered: ['BRAF', 'NRAS'] })
      .tissue(-28, elsewhere, { site: 'lymph node', covered: ['BRAF', 'NRAS'] });

  test('BRAF V600E in the skin and not in the lymph node: said once for both drugs of the regimen', () => {
    const said = reviews(melanoma({ 'NRAS Q61K': 0.3 }), 'dabrafenib', 'trametinib').filter(
      (r) => r.verdict === 'clone-mismatch',
    );
    expect(said.map((r) => r.headline)).toEqual(['BRAF V600E in a part of the tumour only']);
    expect(said[0]?.because.resources.length).toBeGreaterThan(2);
  });

  test('it is shown and not proposed, since its order would meet that warning', () => {
    const offered = (builder: ReturnType<typeof aCase>): readonly boolean[] =>
      conclusionsOf('strategy', builder.build(), ordered('vemurafenib'))
        .filter((s) => s.drugs.join() === 'dabrafenib,trametinib')
        .map((s) => s.orderable);
    expect(offered(melanoma({ 'TP53 R273H': 0.3 }))).toEqual([false]);
    expect(offered(melanoma({ 'BRAF V600E': 0.2 }))).toEqual([true]);
  });

  test('in both lesions there is nothing to say', () => {
    expect(
      verdicts(melanoma({ 'BRAF V600E': 0.2 }), 'dabrafenib', 'trametinib').filter((v) =>
        v.endsWith(MISMATCH),
      ),
    ).toEqual([]);
  });

  test('KRAS G12C in one lesion of the lung cancer; in a biopsy after a line in between it may have gone', () => {
    const lung = (day: number): ReturnType<typeof aCase> =>
      aCase('nsclc')
        .tissue(-400, { 'KRAS G12C': 0.3 }, { site: 'lung', covered: ['KRAS'] })
        .treatedWith('pembrolizumab', -380, -40, 'progression')
        .tissue(day, { 'TP53 R273H': 0.3 }, { site: 'liver', covered: ['KRAS', 'TP53'] });
    expect(verdicts(lung(-398), 'sotorasib')).toContain('sotorasib: clone-mismatch');
    expect(verdicts(lung(-20), 'sotorasib')).not.toContain('sotorasib: clone-mismatch');
  });

  test('T790M in one lesion only, while the driver is in both: osimertinib reaches all of the tumour', () => {
    const lung = aCase('nsclc')
      .tissue(-30, { 'EGFR L858R': 0.4, 'EGFR T790M': 0.1 }, { site: 'lung', covered: ['EGFR'] })
      .tissue(-29, { 'EGFR L858R': 0.4 }, { site: 'liver', covered: ['EGFR'] });
    expect(verdicts(lung, 'osimertinib').filter((v) => v.endsWith(MISMATCH))).toEqual([]);
  });
});

describe('a target known from one lesion, in a disease whose lesions differ', () => {
  const cardia = (): ReturnType<typeof aCase> =>
    aCase('gastro-oesophageal-cancer').tissue(
      -20,
      { 'MET amplification': null },
      { site: 'liver', copies: { 'MET amplification': 18 } },
    );

  test('asks for plasma or a second lesion before a MET inhibitor', () => {
    const [review] = conclusionsOf('order-review', cardia().build(), ordered('crizotinib'));
    expect(review).toMatchObject({
      verdict: 'untested',
      headline: 'MET amplification is known from one lesion only',
      settledBy: 'ctdna-panel',
    });
  });

  test('nothing is asked once another lesion or plasma shows it too', () => {
    const second = cardia().tissue(-18, { 'MET amplification': null }, { site: 'stomach' });
    expect(verdicts(second, 'crizotinib')).toEqual([]);
    const plasma = cardia().plasma(-15, { 'MET amplification': null, 'TP53 R273H': 0.3 });
    expect(verdicts(plasma, 'crizotinib')).toEqual([]);
  });

  test('once it is known to be missing elsewhere, that is said instead', () => {
    const apart = cardia().tissue(-18, {}, { site: 'stomach', notDetected: ['MET'] });
    expect(verdicts(apart, 'crizotinib')).toEqual(['crizotinib: clone-mismatch']);
  });
});

describe('what a label asks to be tested, never looked for', () => {
  const breast = (): ReturnType<typeof aCase> =>
    aCase('breast-cancer').tissue(-20, { 'PIK3CA H1047R': 0.3 });

  test('trastuzumab without any HER2 result; HER2 by immunohistochemistry answers it', () => {
    expect(verdicts(breast(), 'trastuzumab')).toEqual(['trastuzumab: untested']);
    expect(verdicts(breast().marker('HER2', 'positive', -20), 'trastuzumab')).toEqual([]);
  });

  test('no mutation of ERBB2 or NTRK1 is no result of an amplification or a fusion', () => {
    const noMutation = ['ERBB2', 'NTRK1', 'NTRK2', 'NTRK3'];
    const patient = aCase('breast-cancer').tissue(-20, { 'PIK3CA H1047R': 0.3 }, { noMutation });
    expect(verdicts(patient, 'trastuzumab')).toEqual(['trastuzumab: untested']);
    expect(verdicts(patient, 'larotrectinib')).toEqual(['larotrectinib: untested']);
    const whole = aCase('breast-cancer').tissue(-20, {}, { notDetected: noMutation });
    expect(verdicts(whole, 'trastuzumab', 'larotrectinib')).not.toContain('trastuzumab: untested');
  });

  test('an assay for mutations only is no result of an amplification, though it covers the gene', () => {
    const covered = (assay: string | null): ReturnType<typeof aCase> =>
      aCase('breast-cancer').tissue(-20, { 'PIK3CA H1047R': 0.3 }, { covered: ['ERBB2'], assay });
    expect(verdicts(covered('cobas-egfr-v2-tissue'), 'trastuzumab')).toEqual([
      'trastuzumab: untested',
    ]);
    expect(verdicts(covered('foundationone-cdx'), 'trastuzumab')).toEqual([]);
  });

  test('olaparib asks for BRCA; a germline result answers it', () => {
    expect(verdicts(breast(), 'olaparib')).toEqual(['olaparib: untested']);
    expect(
      verdicts(breast().tissue(-20, { 'BRCA2 K3326*': 0.5 }, { origin: 'germline' }), 'olaparib'),
    ).toEqual([]);
  });

  test('a TRK inhibitor, a FLT3 inhibitor and avapritinib each ask for their gene', () => {
    const thyroid = aCase('thyroid-cancer').tissue(-20, { 'TP53 R273H': 0.3 });
    expect(verdicts(thyroid, 'larotrectinib')).toEqual(['larotrectinib: untested']);
    const gist = aCase('gist').tissue(-20, { 'KIT V654A': 0.3 });
    expect(verdicts(gist, 'avapritinib')).toContain('avapritinib: untested');
    const aml = aCase('aml').tissue(-20, { 'NPM1 W288fs': 0.3 });
    expect(verdicts(aml, 'gilteritinib')).toEqual(['gilteritinib: untested']);
  });
});

describe('what was found once is no wild type', () => {
  test('BRAF V600E that response has cleared from plasma makes dabrafenib no harm', () => {
    const responding = aCase('melanoma')
      .plasma(-300, { 'BRAF V600E': 0.1, 'NRAS Q61R': 0.02 }, { depth: 5000 })
      .treatedWith(['dabrafenib', 'trametinib'], -290, null)
      .assessed(-100, 'PR')
      .plasma(-10, {}, { tumourFraction: 0.05, notDetected: ['BRAF'], depth: 5000 });
    expect(verdicts(responding, 'dabrafenib', 'trametinib')).not.toContain('dabrafenib: harmful');
  });

  test('wild type that informative samples state is', () => {
    const wildType = aCase('melanoma').tissue(-20, {}, { notDetected: ['BRAF'] });
    expect(verdicts(wildType, 'dabrafenib')).toEqual(['dabrafenib: harmful']);
  });
});

describe('stopped for toxicity while the disease was held', () => {
  const reaction = (): ReturnType<typeof aCase> =>
    aCase('colorectal-cancer')
      .tissue(-300, { 'APC R1450*': 0.3 }, { notDetected: ['KRAS', 'NRAS', 'BRAF'] })
      .treatedWith(['cetuximab', 'irinotecan'], -60, -10, 'toxicity')
      .assessed(-15, 'PR');

  test('the other antibody is a switch, and no second try', () => {
    expect(verdicts(reaction().intolerantOf('cetuximab'), 'panitumumab')).toEqual([]);
  });

  test('the same antibody is asked whether it can be borne, not how long ago it was', () => {
    const patient = reaction().intolerantOf('cetuximab');
    expect(verdicts(patient, 'cetuximab')).toEqual(['cetuximab: rechallenge-not-met']);
    const [again] = conclusionsOf('rechallenge', patient.build(), ordered('cetuximab'));
    expect(again?.criteria.filter((c) => c.verdict === 'not-met').map((c) => c.answer)).toEqual([
      'an intolerance is recorded',
    ]);
  });

  test('progression under it keeps the question of a second try for both', () => {
    const progressed = reaction().assessed(-12, 'PD');
    expect(verdicts(progressed, 'panitumumab')).toEqual(['panitumumab: rechallenge-not-met']);
  });
});

describe('a licensed regimen for what made the drug fail is no second try of it', () => {
  const afterAntibody = (): ReturnType<typeof aCase> =>
    aCase('colorectal-cancer')
      .treatedWith(['panitumumab', 'fluorouracil', 'oxaliplatin', 'irinotecan'], -400, -200)
      .assessed(-300, 'PR')
      .assessed(-201, 'PD')
      .plasma(-10, { 'KRAS G12C': 0.1 });
  const afterBrafInhibitorAlone = (): ReturnType<typeof aCase> =>
    aCase('melanoma')
      .treatedWith('dabrafenib', -60, -30, 'progression')
      .assessed(-50, 'PR')
      .plasma(-10, { 'BRAF V600E': 0.1 });

  test('panitumumab with sotorasib, after panitumumab failed by KRAS G12C', () => {
    expect(verdicts(afterAntibody(), 'sotorasib', 'panitumumab')).toEqual([]);
    expect(verdicts(afterAntibody(), 'panitumumab')).toEqual(['panitumumab: ineffective']);
  });

  test('dabrafenib with trametinib, after dabrafenib alone', () => {
    expect(verdicts(afterBrafInhibitorAlone(), 'dabrafenib', 'trametinib')).toEqual([]);
  });

  test('but not where dabrafenib is not borne', () => {
    const intolerant = afterBrafInhibitorAlone().intolerantOf('dabrafenib');
    expect(verdicts(intolerant, 'dabrafenib', 'trametinib')).toEqual([
      'dabrafenib: rechallenge-not-met',
    ]);
  });

  test('nor where the partner was there before', () => {
    const both = aCase('melanoma')
      .treatedWith(['dabrafenib', 'trametinib'], -60, -30, 'progression')
      .assessed(-50, 'PR')
      .plasma(-10, { 'BRAF V600E': 0.1 });
    expect(verdicts(both, 'dabrafenib', 'trametinib')).toEqual([
      'dabrafenib: rechallenge-not-met',
      'trametinib: progressed-before',
    ]);
  });
});

describe('what the drug acts on was looked for and never found', () => {
  test('a KRAS G12C inhibitor with KRAS G12D, which shows that KRAS was sequenced', () => {
    const g12d = aCase('nsclc').tissue(-30, { 'KRAS G12D': 0.3 });
    expect(verdicts(g12d, 'sotorasib')).toEqual(['sotorasib: target-absent']);
  });

  test('with KRAS wild type', () => {
    const wildType = aCase('nsclc').tissue(-30, { 'STK11 Q37*': 0.3 }, { notDetected: ['KRAS'] });
    expect(verdicts(wildType, 'adagrasib')).toEqual(['adagrasib: target-absent']);
  });

  test('G12C that response has cleared from plasma was found', () => {
    const responding = aCase('nsclc')
      .plasma(-200, { 'KRAS G12C': 0.1 }, { depth: 5000 })
      .treatedWith('sotorasib', -190, null)
      .plasma(-10, {}, { tumourFraction: 0.05, notDetected: ['KRAS'], depth: 5000 });
    expect(verdicts(responding, 'sotorasib')).toEqual([]);
  });

  test('plasma without tumour DNA, and KRAS not sequenced, are no absence', () => {
    const empty = aCase('nsclc').plasma(-10, {}, { tumourFraction: 0.0005, notDetected: ['KRAS'] });
    expect(verdicts(empty, 'sotorasib')).toEqual(['sotorasib: untested']);
    const notTested = aCase('nsclc').tissue(-30, { 'EGFR L858R': 0.3 }, { covered: ['EGFR'] });
    expect(verdicts(notTested, 'sotorasib')).toEqual(['sotorasib: untested']);
  });
});
