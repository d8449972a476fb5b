import { describe, expect, test } from '@jest/globals';
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { patientBundle } from '../../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../../services/demo-ehr/readStories.ts';
import { recordOn } from '../../../services/demo-ehr/recordOn.ts';
import { evaluate } from '../../../src/evaluate.ts';
import { day, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

const resourcesOf = ({ entry = [] }: Bundle): FhirResource[] =>
  entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource]) as FhirResource[]);

describe('the record as it stood on an earlier day', () => {
  const moments = readStories().flatMap((story) =>
    (story.timePoints ?? []).map((point) => [story.id, point.day, story] as const),
  );

  test.each(moments)(
    'of %s on day %s leads to the same conclusions as the whole record judged as of that day',
    (_id, on, story) => {
      const whole = resourcesOf(patientBundle(story, TODAY));
      const conclusionsFrom = (resources: readonly FhirResource[]) =>
        evaluate({
          resources,
          patient: story.id,
          draftOrders: null,
          selections: [],
          asOf: day(on),
          knowledge,
          unavailable: [],
        }).evaluation.conclusions.map(({ kind, because }) => ({ kind, because }));
      const then = recordOn(whole, day(on));
      expect(then.length).toBeLessThan(whole.length);
      expect(conclusionsFrom(then)).toEqual(conclusionsFrom(whole));
    },
  );

  test('a treatment that ended later is under way, without the reason for which it was to end', () => {
    const story = readStories().find(({ id }) => id === 'lung-t790m');
    if (story === undefined) throw new Error('No story');
    const [request] = recordOn(resourcesOf(patientBundle(story, TODAY)), day(-90)).filter(
      ({ resourceType }) => resourceType === 'MedicationRequest',
    );
    expect(request).toMatchObject({ status: 'active' });
    expect(request).not.toHaveProperty('statusReason');
    expect(JSON.stringify(request)).not.toContain('"end"');
  });

  test('what says no date stays', () => {
    const patient: FhirResource = { resourceType: 'Patient', id: 'x', birthDate: '1961' };
    expect(recordOn([patient], '2020-01-01')).toEqual([patient]);
  });
});
