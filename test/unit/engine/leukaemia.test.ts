import { describe, expect, test } from '@jest/globals';
import type { ResistanceMechanism } from '../../../src/domain/conclusion.ts';
import { alterationTracks } from '../../../src/engine/tracks.ts';
import { tumourRecord } from '../../../src/engine/tumourRecord.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

const underIbrutinib = (): ReturnType<typeof aCase> =>
  aCase('cll').treatedWith('ibrutinib', -700, null);

const mechanism = (builder: ReturnType<typeof aCase>): ResistanceMechanism | undefined =>
  conclusionsOf('resistance-mechanism', builder.build())[0];

describe('the blood of a leukaemia is the tumour itself', () => {
  test('BTK C481S that grows in blood is rising, and was not there before ibrutinib', () => {
    const patient = underIbrutinib()
      .blood(-710, {}, { notDetected: ['BTK'] })
      .blood(-200, { 'BTK C481S': 0.05 }, { depth: 2000 })
      .blood(-10, { 'BTK C481S': 0.3 }, { depth: 2000 });
    expect(mechanism(patient)).toMatchObject({
      standing: 'current',
      timing: 'acquired',
      track: { trend: 'emergent', pace: { direction: 'growing' } },
    });
  });

  test('not found in it any more: cleared', () => {
    const patient = underIbrutinib()
      .blood(-200, { 'BTK C481S': 0.05 })
      .blood(-10, {}, { notDetected: ['BTK'] });
    expect(mechanism(patient)?.standing).toBe('cleared');
  });

  test('blood without the leukaemia tells nothing of its clones', () => {
    const inRemission = (last: (patient: ReturnType<typeof aCase>) => ReturnType<typeof aCase>) =>
      mechanism(
        last(
          aCase('cml')
            .treatedWith('dasatinib', -700, null)
            .blood(-200, { 'ABL1 fusion': null, 'ABL1 T315I': 0.05 }),
        ),
      );
    const noFusion = inRemission((p) => p.blood(-10, {}, { notDetected: ['ABL1'] }));
    expect(noFusion?.standing).not.toBe('cleared');
    const fewBlasts = inRemission((p) =>
      p.blood(-10, {}, { noMutation: ['ABL1'], tumourFraction: 0.001 }),
    );
    expect(fewBlasts?.standing).not.toBe('cleared');
    const stillThere = inRemission((p) =>
      p.blood(-10, { 'ABL1 fusion': null }, { noMutation: ['ABL1'] }),
    );
    expect(stillThere?.standing).toBe('cleared');
  });

  test('a remission asks for no biopsy', () => {
    const patient = aCase('cml')
      .treatedWith('dasatinib', -700, null)
      .blood(-200, { 'ABL1 fusion': null })
      .blood(-10, {}, { notDetected: ['ABL1'] })
      .build();
    expect(conclusionsOf('data-gap', patient, ordered('dasatinib'))).toEqual([]);
  });

  test('a change in a gene of clonal haematopoiesis is not set apart there', () => {
    const cll = aCase('cll').blood(-10, { 'TP53 R273H': 0.03 }).build();
    expect(tumourRecord(cll, knowledge).setApart).toEqual([]);
  });

  test('the marrow shows the same, and the two are no contradiction', () => {
    const patient = underIbrutinib()
      .tissue(-12, { 'BTK C481S': 0.2 })
      .blood(-10, { 'BTK C481S': 0.1 });
    expect(conclusionsOf('heterogeneity', patient.build())).toEqual([]);
    expect(mechanism(patient)?.standing).toBe('current');
  });
});

test('in a solid tumour blood of unknown kind tells nothing of what is absent', () => {
  const patient = aCase('nsclc')
    .treatedWith('erlotinib', -300, null)
    .blood(-200, { 'EGFR T790M': 0.02 })
    .blood(-10, {}, { notDetected: ['EGFR'] })
    .build();
  const [track] = alterationTracks(tumourRecord(patient, knowledge), knowledge);
  expect(track?.points.at(-1)?.state).toBe('cannot-be-told');
  expect(
    conclusionsOf('data-gap', patient, ordered('erlotinib')).map(({ gap }) => gap),
  ).not.toContain('no-genomics');
});
