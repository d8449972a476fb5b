import { describe, expect, test } from '@jest/globals';
import type { AlterationTrack, Trend } from '../../../src/domain/track.ts';
import { alterationTracks } from '../../../src/engine/tracks.ts';
import { tumourRecord } from '../../../src/engine/tumourRecord.ts';
import { aCase } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

function trackOf(builder: ReturnType<typeof aCase>, change: string): AlterationTrack {
  const record = tumourRecord(builder.build(), knowledge);
  const track = alterationTracks(record, knowledge).find(
    ({ alteration }) => alteration.kind === 'protein-change' && alteration.change === change,
  );
  if (track === undefined) throw new Error(`no track of ${change}`);
  return track;
}

const trendOf = (builder: ReturnType<typeof aCase>, change: string): Trend =>
  trackOf(builder, change).trend;

describe('the course of an alteration in plasma', () => {
  test('T790M found after an informative sample without it has emerged', () => {
    const patient = aCase('nsclc')
      .plasma(-300, { 'EGFR L858R': 0.08 }, { notDetected: ['EGFR'], depth: 5000 })
      .plasma(-30, { 'EGFR L858R': 0.06, 'EGFR T790M': 0.01 }, { depth: 5000 });
    expect(trendOf(patient, 'T790M')).toBe('emergent');
  });

  test('a clone whose share doubles beyond chance is rising', () => {
    const patient = aCase('colorectal-cancer')
      .plasma(-90, { 'APC R1450*': 0.1, 'KRAS G12V': 0.01 }, { depth: 5000 })
      .plasma(-10, { 'APC R1450*': 0.11, 'KRAS G12V': 0.04 }, { depth: 5000 });
    expect(trendOf(patient, 'G12V')).toBe('rising');
  });

  test('a difference that chance explains is stable', () => {
    const patient = aCase('colorectal-cancer')
      .plasma(-90, { 'KRAS G12V': 0.01 }, { depth: 500 })
      .plasma(-10, { 'KRAS G12V': 0.014 }, { depth: 500 });
    expect(trendOf(patient, 'G12V')).toBe('stable');
  });

  test('when the whole tumour sheds less, the clone has not fallen', () => {
    const patient = aCase('colorectal-cancer')
      .plasma(-90, { 'APC R1450*': 0.2, 'KRAS G12V': 0.04 }, { depth: 5000 })
      .plasma(-10, { 'APC R1450*': 0.02, 'KRAS G12V': 0.004 }, { depth: 5000 });
    expect(trendOf(patient, 'R1450*')).toBe('falling');
    expect(trendOf(patient, 'G12V')).toBe('stable');
  });

  test('a ratio that chance explains is no growth beside the rest of the tumour', () => {
    const course = (depth: number): ReturnType<typeof aCase> =>
      aCase('colorectal-cancer')
        .plasma(-90, { 'APC R1450*': 0.1, 'KRAS G12V': 0.01 }, { depth })
        .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12V': 0.03 }, { depth });
    expect(trendOf(course(1500), 'G12V')).toBe('stable');
    expect(trendOf(course(20000), 'G12V')).toBe('rising');
    expect(trackOf(course(1500), 'G12V').points.at(-1)?.relativeInterval?.[0]).toBeCloseTo(
      0.109,
      2,
    );
  });

  test('without depth the ratio must change as much as the fraction: by the fold change', () => {
    const course = (apc: number): ReturnType<typeof aCase> =>
      aCase('colorectal-cancer')
        .plasma(-90, { 'APC R1450*': 0.1, 'KRAS G12V': 0.01 })
        .plasma(-10, { 'APC R1450*': apc, 'KRAS G12V': 0.03 });
    expect(trendOf(course(0.12), 'G12V')).toBe('rising');
    expect(trendOf(course(0.2), 'G12V')).toBe('stable');
    expect(trackOf(course(0.2), 'G12V').points.at(-1)?.relativeInterval).toBeNull();
  });

  test('not found in an informative sample is cleared', () => {
    const patient = aCase('colorectal-cancer')
      .plasma(-200, { 'KRAS G12V': 0.04 }, { tumourFraction: 0.1 })
      .plasma(-10, { 'APC R1450*': 0.02 }, { notDetected: ['KRAS'] });
    expect(trendOf(patient, 'G12V')).toBe('cleared');
  });

  test('no mutation of ABL1 clears T315I, and says nothing of the fusion', () => {
    const patient = aCase('cml')
      .plasma(-200, { 'ABL1 fusion': null, 'ABL1 T315I': 0.3 }, { tumourFraction: 0.4 })
      .plasma(-10, {}, { noMutation: ['ABL1'], tumourFraction: 0.4 })
      .build();
    const record = tumourRecord(patient, knowledge);
    const cleared = alterationTracks(record, knowledge)
      .filter(({ trend }) => trend === 'cleared')
      .map(({ alteration }) => alteration.kind);
    expect(cleared).toEqual(['protein-change']);
  });

  test('not found where plasma holds no tumour DNA is not cleared', () => {
    const patient = aCase('colorectal-cancer')
      .plasma(-200, { 'KRAS G12V': 0.04 }, { tumourFraction: 0.1 })
      .plasma(-10, {}, { notDetected: ['KRAS'], tumourFraction: 0.0005 });
    expect(trackOf(patient, 'G12V').points.at(-1)?.state).toBe('cannot-be-told');
    expect(trendOf(patient, 'G12V')).not.toBe('cleared');
  });

  test('tissue of one lesion is no time course', () => {
    const patient = aCase('colorectal-cancer')
      .tissue(-200, { 'KRAS G12V': 0.4 })
      .tissue(-10, {}, { notDetected: ['KRAS'] });
    expect(trendOf(patient, 'G12V')).toBe('undetermined');
  });

  test('germline findings and clonal haematopoiesis have no track and are set apart with the reason', () => {
    const patient = aCase('colorectal-cancer')
      .plasma(-10, { 'DNMT3A R882H': 0.02, 'KRAS G12V': 0.01 })
      .tissue(-400, { 'APC R1450*': 0.5 }, { origin: 'germline' })
      .build();
    const record = tumourRecord(patient, knowledge);
    expect(record.setApart.map(({ why }) => why)).toEqual(['clonal-haematopoiesis', 'germline']);
    expect([...record.alterations.keys()]).toEqual(['KRAS:p.G12V']);
  });

  test('the 95 % interval is known where depth is', () => {
    const patient = aCase('nsclc')
      .plasma(-100, { 'EGFR L858R': 0.05 }, { depth: 1000, notDetected: [] })
      .plasma(-10, { 'EGFR L858R': 0.05, 'EGFR T790M': 0.01 }, { depth: 1000 });
    const point = trackOf(patient, 'T790M').points.at(-1);
    expect(point?.interval?.[0]).toBeCloseTo(0.0054, 3);
    expect(point?.interval?.[1]).toBeCloseTo(0.0183, 3);
  });

  test('without depth an assay that finds 0.4 % in 95 of 100 samples has the interval of the 747 reads that this takes', () => {
    const assay = 'foundationone-liquid-cdx';
    const course = (before: number, now: number): ReturnType<typeof aCase> =>
      aCase('nsclc')
        .plasma(-100, { 'EGFR L858R': before }, { assay })
        .plasma(-10, { 'EGFR L858R': now }, { assay });
    const point = trackOf(course(0.05, 0.01), 'L858R').points.at(-1);
    expect(point?.interval?.[0]).toBeCloseTo(0.005, 3);
    expect(point?.interval?.[1]).toBeCloseTo(0.0201, 3);
    expect(trendOf(course(0.01, 0.02), 'L858R')).toBe('stable');
    expect(trendOf(course(0.01, 0.04), 'L858R')).toBe('rising');
    const unnamed = aCase('nsclc').plasma(-10, { 'EGFR L858R': 0.01 });
    expect(trackOf(unnamed, 'L858R').points.at(-1)?.interval).toBeNull();
  });

  test('what was not seen among 1,000 reads may still be there at 0.3 %', () => {
    const patient = aCase('nsclc')
      .plasma(-100, { 'EGFR L858R': 0.05 }, { depth: 1000, notDetected: ['EGFR'] })
      .plasma(-10, { 'EGFR L858R': 0.05, 'EGFR T790M': 0.01 }, { depth: 1000 });
    const [absent] = trackOf(patient, 'T790M').points;
    expect(absent?.state).toBe('not-detected');
    expect(absent?.interval?.[0]).toBe(0);
    // 1 - 0.05^(1/1000)
    expect(absent?.interval?.[1]).toBeCloseTo(0.00299, 5);
  });

  test('without depth or assay the bound of an absence is not known', () => {
    const patient = aCase('nsclc')
      .plasma(-100, { 'EGFR L858R': 0.05 }, { notDetected: ['EGFR'], tumourFraction: 0.1 })
      .plasma(-10, { 'EGFR L858R': 0.05, 'EGFR T790M': 0.01 });
    const [absent] = trackOf(patient, 'T790M').points;
    expect(absent?.state).toBe('not-detected');
    expect(absent?.interval).toBeNull();
  });

  test('without depth the assay says how much an absence may have missed', () => {
    const assay = [...knowledge.terminology.assays].find(([, a]) => a.limitOfDetection === 0.004);
    const patient = aCase('nsclc')
      .plasma(-100, { 'EGFR L858R': 0.05 }, { assay: assay?.[0] ?? null, notDetected: ['EGFR'] })
      .plasma(-10, { 'EGFR L858R': 0.05, 'EGFR T790M': 0.01 });
    expect(trackOf(patient, 'T790M').points[0]?.interval).toEqual([0, 0.004]);
  });
});

describe('in how much of the tumour: truncal, subclonal, or not known', () => {
  const ofPik3ca = (
    fraction: number,
    found: Readonly<Record<string, number | null>>,
    options: Parameters<ReturnType<typeof aCase>['tissue']>[2] = {},
  ): string =>
    trackOf(aCase('nsclc').tissue(-10, { ...found, 'PIK3CA E545K': fraction }, options), 'E545K')
      .clonality;

  test('by the fraction beside the trunk, once its interval leaves nothing open', () => {
    expect(ofPik3ca(0.08, { 'EGFR L858R': 0.4 })).toBe('subclonal');
    expect(ofPik3ca(0.08, { 'EGFR L858R': 0.4 }, { depth: 2000 })).toBe('subclonal');
    expect(ofPik3ca(0.08, { 'EGFR L858R': 0.4 }, { depth: 100 })).toBe('unknown');
  });

  test('extra copies of the trunk raise its fraction and tell nothing of the others', () => {
    expect(ofPik3ca(0.1, { 'EGFR L858R': 0.6 })).toBe('subclonal');
    expect(ofPik3ca(0.1, { 'EGFR L858R': 0.6, 'EGFR amplification': null })).toBe('unknown');
  });

  test('by purity and copy number without any trunk, whatever number of the copies is changed', () => {
    const gain = { 'PIK3CA gain': null };
    const copies = { 'PIK3CA gain': 3 };
    expect(ofPik3ca(0.03, gain, { copies, tumourFraction: 0.6 })).toBe('subclonal');
    expect(ofPik3ca(0.1, gain, { copies, tumourFraction: 0.6 })).toBe('unknown');
    expect(ofPik3ca(0.5, gain, { copies, tumourFraction: 0.6 })).toBe('truncal');
    expect(ofPik3ca(0.03, gain, { copies })).toBe('unknown');
  });
});
