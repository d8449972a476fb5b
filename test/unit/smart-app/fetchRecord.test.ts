import { describe, expect, test } from '@jest/globals';
import { fetchRecord } from '../../../services/smart-app/record/fetchRecord.ts';
import { pageAfter } from '../../../services/smart-app/record/pageAfter.ts';

const FHIR = 'https://ehr.example/fhir';
const OBSERVATIONS = {
  key: 'genomics',
  what: 'genomic results',
  template: 'Observation?patient={{context.patientId}}&code=69548-6',
};
const CONDITIONS = {
  key: 'conditions',
  what: 'diagnoses',
  template: 'Condition?patient={{context.patientId}}',
};

type Answers = Readonly<Record<string, unknown>>;

function ehr(answers: Answers): { asked: string[]; source: Parameters<typeof fetchRecord>[0] } {
  const asked: string[] = [];
  return {
    asked,
    source: {
      patientId: 'pat-1',
      fhirServer: FHIR,
      request: (path) => {
        asked.push(path);
        const answer = Object.entries(answers).find(([start]) => path.startsWith(start))?.[1];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? null);
      },
    },
  };
}

const refused = (status: number): Error => Object.assign(new Error('no'), { status });
const bundle = (ids: readonly string[], next?: string): unknown => ({
  resourceType: 'Bundle',
  ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
  entry: ids.map((id) => ({ resource: { resourceType: 'Observation', id } })),
});
const never = new AbortController().signal;

describe('the record that the app fetches', () => {
  test('holds every page', async () => {
    const { asked, source } = ehr({
      'Observation?': bundle(['a'], `${FHIR}?page=2`),
      [`${FHIR}?page=2`]: bundle(['b']),
    });
    const { resources, unavailable } = await fetchRecord(source, [OBSERVATIONS], never);
    expect(resources.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(unavailable).toEqual([]);
    expect(asked[0]).toBe('Observation?patient=pat-1&code=69548-6&_count=500');
  });

  test('names the part that the EHR does not let it read, and keeps the others', async () => {
    const { source } = ehr({ 'Observation?': refused(403), 'Condition?': bundle([]) });
    const { unavailable } = await fetchRecord(source, [OBSERVATIONS, CONDITIONS], never);
    expect(unavailable).toEqual([
      {
        what: 'genomic results',
        why: 'the EHR does not let Convergent read it (missing scope or right)',
      },
    ]);
  });

  test('is not shown in part when the session has ended', async () => {
    const { source } = ehr({ 'Observation?': bundle(['a']), 'Condition?': refused(401) });
    await expect(fetchRecord(source, [OBSERVATIONS, CONDITIONS], never)).rejects.toMatchObject({
      failure: { kind: 'expired' },
    });
  });

  test('never sends the token to another server for the next page', async () => {
    const { asked, source } = ehr({
      'Observation?': bundle(['a'], 'https://elsewhere.example/fhir?page=2'),
    });
    const { resources, unavailable } = await fetchRecord(source, [OBSERVATIONS], never);
    expect(asked).toHaveLength(1);
    expect(resources).toHaveLength(1);
    expect(unavailable[0]?.why).toContain('another server');
  });

  test('ends although the server pages for ever', async () => {
    const { asked, source } = ehr({
      'Observation?': bundle(['a'], `${FHIR}?again`),
      [`${FHIR}?again`]: bundle(['a'], `${FHIR}?again`),
    });
    const { unavailable } = await fetchRecord(source, [OBSERVATIONS], never);
    expect(asked).toHaveLength(100);
    expect(unavailable[0]?.why).toContain('more pages');
  });

  test('says so when the answer is something else', async () => {
    const { source } = ehr({ 'Observation?': { resourceType: 'OperationOutcome' } });
    const { unavailable } = await fetchRecord(source, [OBSERVATIONS], never);
    expect(unavailable[0]?.why).toContain('not what was asked for');
  });
});

test.each([
  ['absolute', `${FHIR}?page=2`, `${FHIR}?page=2`],
  ['relative', '?page=2', `${FHIR}/?page=2`],
  ['of another port', 'https://ehr.example:8443/fhir?page=2', 'elsewhere'],
  ['of another scheme', 'http://ehr.example/fhir?page=2', 'elsewhere'],
])('the address of the next page, %s', (_name, url, expected) => {
  const next = pageAfter({ link: [{ relation: 'next', url }] }, FHIR);
  expect(next instanceof URL ? next.href : next).toBe(expected);
});
