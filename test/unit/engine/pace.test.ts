import { describe, expect, test } from '@jest/globals';
import type { Pace } from '../../../src/domain/track.ts';
import { alterationTracks } from '../../../src/engine/tracks.ts';
import { tumourRecord } from '../../../src/engine/tumourRecord.ts';
import { aCase } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

function paceOf(builder: ReturnType<typeof aCase>, gene: string): Pace | null {
  const tracks = alterationTracks(tumourRecord(builder.build(), knowledge), knowledge);
  const track = tracks.find(
    ({ alteration }) => alteration.kind === 'protein-change' && alteration.gene === gene,
  );
  if (track === undefined) throw new Error(`no ${gene} track`);
  return track.pace;
}

const MONTH = 365.25 / 12;

describe('how fast a clone grows or fades', () => {
  const crc = (): ReturnType<typeof aCase> => aCase('colorectal-cancer');

  test('from 8 % to 2 % in six months: a half-life of three months, with its interval', () => {
    const found = paceOf(
      crc()
        .plasma(Math.round(-6 * MONTH), { 'KRAS G12V': 0.08 }, { depth: 2000 })
        .plasma(0, { 'KRAS G12V': 0.02 }, { depth: 2000 }),
      'KRAS',
    );
    expect(found).toMatchObject({ direction: 'fading', basis: 'readings', readings: 2 });
    expect(found?.months).toBeCloseTo(3, 1);
    const [fastest, slowest] = found?.range ?? [0, 0];
    expect(fastest).toBeLessThan(3);
    expect(slowest).toBeGreaterThan(3);
  });

  test('from 1 % to 4 % in two months: it doubles every month', () => {
    const found = paceOf(
      crc()
        .plasma(Math.round(-2 * MONTH), { 'KRAS G12V': 0.01 })
        .plasma(0, { 'KRAS G12V': 0.04 }),
      'KRAS',
    );
    expect(found).toMatchObject({ direction: 'growing', range: null });
    expect(found?.months).toBeCloseTo(1, 1);
  });

  test('a fall that chance explains has no slowest pace', () => {
    const found = paceOf(
      crc()
        .plasma(-60, { 'KRAS G12V': 0.011 }, { depth: 500 })
        .plasma(0, { 'KRAS G12V': 0.01 }, { depth: 500 }),
      'KRAS',
    );
    expect(found?.range?.[1]).toBeNull();
  });

  test('an earlier rise does not blur the fall of today', () => {
    const found = paceOf(
      crc()
        .plasma(-300, { 'KRAS G12V': 0.001 })
        .plasma(Math.round(-3 * MONTH), { 'KRAS G12V': 0.08 })
        .plasma(0, { 'KRAS G12V': 0.04 }),
      'KRAS',
    );
    expect(found).toMatchObject({ direction: 'fading', readings: 2 });
    expect(found?.months).toBeCloseTo(3, 1);
  });

  test('one reading: the published half-life stands in and says so', () => {
    const found = paceOf(crc().plasma(-10, { 'KRAS G12V': 0.02 }), 'KRAS');
    expect(found).toMatchObject({ basis: 'prior', readings: 1, range: null });
  });

  test('one reading without a rule, and two of one day, tell nothing', () => {
    expect(paceOf(crc().plasma(-10, { 'APC R1450*': 0.2 }), 'APC')).toBeNull();
    const sameDay = crc().plasma(-10, { 'KRAS G12V': 0.02 }).plasma(-10, { 'KRAS G12V': 0.04 });
    expect(paceOf(sameDay, 'KRAS')).toBeNull();
  });

  test('biopsies are no time course', () => {
    const tissue = aCase('nsclc')
      .tissue(-100, { 'EGFR L858R': 0.4 })
      .tissue(-10, { 'EGFR L858R': 0.1 });
    expect(paceOf(tissue, 'EGFR')).toBeNull();
  });
});
