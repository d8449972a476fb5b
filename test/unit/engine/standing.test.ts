import { describe, expect, test } from '@jest/globals';
import type { Standing } from '../../../src/domain/conclusion.ts';
import { standing } from '../../../src/engine/standing.ts';
import { alterationTracks } from '../../../src/engine/tracks.ts';
import { tumourRecord } from '../../../src/engine/tumourRecord.ts';
import { aCase, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

function standingOfKras(builder: ReturnType<typeof aCase>): Standing {
  const tracks = alterationTracks(tumourRecord(builder.build(), knowledge), knowledge);
  const track = tracks.find(
    (t) => t.alteration.kind === 'protein-change' && t.alteration.gene === 'KRAS',
  );
  if (track === undefined) throw new Error('no KRAS track');
  return standing(track, TODAY, knowledge.thresholds.standingMaxAgeDays);
}

describe('whether an alteration is in the tumour now', () => {
  const crc = (): ReturnType<typeof aCase> => aCase('colorectal-cancer');

  test('seen in recent plasma: current', () => {
    expect(standingOfKras(crc().plasma(-10, { 'KRAS G12V': 0.01 }))).toBe('current');
  });

  test('seen long ago and never since: cannot be told', () => {
    expect(standingOfKras(crc().plasma(-900, { 'KRAS G12V': 0.01 }))).toBe('cannot-be-told');
  });

  test('absent from later informative plasma: cleared', () => {
    const patient = crc()
      .plasma(-300, { 'KRAS G12V': 0.01 })
      .plasma(-10, { 'APC R1450*': 0.05 }, { notDetected: ['KRAS'] });
    expect(standingOfKras(patient)).toBe('cleared');
  });

  test('uninformative plasma after a recent finding changes nothing', () => {
    const patient = crc()
      .plasma(-30, { 'KRAS G12V': 0.01 })
      .plasma(-10, {}, { notDetected: ['KRAS'], tumourFraction: 0.0001 });
    expect(standingOfKras(patient)).toBe('current');
  });

  test('a negative biopsy of one lesion does not clear what plasma showed', () => {
    const patient = crc()
      .plasma(-30, { 'KRAS G12V': 0.01 })
      .tissue(-10, {}, { notDetected: ['KRAS'], site: 'liver' });
    expect(standingOfKras(patient)).toBe('current');
  });

  test('tissue and later plasma disagree: cannot be told', () => {
    const patient = crc()
      .tissue(-40, { 'KRAS G12V': 0.3 })
      .plasma(-10, { 'APC R1450*': 0.05 }, { notDetected: ['KRAS'] });
    expect(standingOfKras(patient)).toBe('cannot-be-told');
  });

  test('an amplification is not gone from plasma in which the assay could not have found it', () => {
    const met = (tumourFraction: number, assay: string | null): Standing => {
      const patient = aCase('nsclc')
        .tissue(-300, { 'EGFR L858R': 0.3 })
        .plasma(-40, { 'EGFR L858R': 0.3, 'MET amplification': null })
        .plasma(-10, { 'EGFR L858R': 0.01 }, { notDetected: ['MET'], tumourFraction, assay });
      const tracks = alterationTracks(tumourRecord(patient.build(), knowledge), knowledge);
      const track = tracks.find((t) => t.alteration.kind === 'copy-number');
      if (track === undefined) throw new Error('no MET track');
      return standing(track, TODAY, knowledge.thresholds.standingMaxAgeDays);
    };
    expect(met(0.03, 'foundationone-liquid-cdx')).toBe('current');
    expect(met(0.4, 'foundationone-liquid-cdx')).toBe('cleared');
    expect(met(0.03, null)).toBe('cleared');
  });

  test('a finding without a date cannot be placed in time', () => {
    expect(standingOfKras(crc().plasma(0, { 'KRAS G12V': 0.01 }, { undated: true }))).toBe(
      'cannot-be-told',
    );
  });
});
