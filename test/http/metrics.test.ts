import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import request from 'supertest';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import { PHASES } from '../../services/cds-hooks/answering/phases.ts';
import { ERRORS } from '../../services/cds-hooks/errors.ts';
import { createMetrics } from '../../services/cds-hooks/metrics.ts';
import { TODAY } from '../builders/aCase.ts';
import { orderSelectRequest, theDemoPatient } from '../builders/aPatient.ts';
import { knowledge } from '../builders/knowledge.ts';
import { fhirServerDouble, sendFhir } from './fhirServerDouble.ts';
import { emptyPrefetch, prefetchWithout } from './hookRequests.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const PATIENT = 'lung-t790m';
const ORDER_SELECT = 'service="resistance-order-select"';

let service: ServiceUnderTest;
beforeAll(() => {
  service = serviceUnderTest({ decide, knowledge, clock: () => new Date(`${TODAY}T12:00:00`) });
});
afterAll(() => service.close());

/** The samples, by name with labels. */
async function samples(): Promise<ReadonlyMap<string, number>> {
  const { text } = await request(service.app).get('/metrics').expect(200);
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

async function orderGefitinib(
  changes: { readonly fhirServer?: string; readonly prefetch?: Record<string, unknown> } = {},
): Promise<void> {
  const asked = orderSelectRequest({
    patientId: PATIENT,
    drugs: ['gefitinib'],
    ...changes,
    prefetch: {
      ...(changes.prefetch ?? emptyPrefetch()),
      patient: theDemoPatient(PATIENT).bundle(TODAY),
    },
  });
  await request(service.app).post('/cds-services/resistance-order-select').send(asked).expect(200);
}

describe('the metrics', () => {
  test('count an answer, measure each of its phases, and say which rule gave which card', async () => {
    await orderGefitinib();
    const found = await samples();
    expect(found.get(`convergent_hook_seconds_count{${ORDER_SELECT}}`)).toBe(1);
    for (const phase of [...PHASES, 'wait', 'record']) {
      const name = `convergent_hook_phase_seconds_count{${ORDER_SELECT},phase="${phase}"}`;
      expect({ phase, count: found.get(name) }).toEqual({ phase, count: 1 });
    }
    const sum = (name: string): number =>
      [...found].reduce((all, [one, value]) => (one.startsWith(name) ? all + value : all), 0);
    const whole = sum('convergent_hook_seconds_sum');
    expect(whole).toBeGreaterThan(0);
    expect(sum('convergent_hook_phase_seconds_sum')).toBeLessThanOrEqual(whole);
    expect(found.get('convergent_cards_total{rule="lung/egfr",indicator="critical"}')).toBe(1);
    for (const { pack, version, hash } of knowledge.packs) {
      const name = `convergent_pack_info{pack="${pack}",version="${version}",hash="${hash}"}`;
      expect(found.get(name)).toBe(1);
    }
  });

  test('tell what was sent, fetched, partly had and missing, and what was not known', async () => {
    const before = await samples();
    const fhir = await fhirServerDouble(({ path }, response) => {
      if (path.startsWith('Condition'))
        sendFhir(response, { resourceType: 'Bundle', type: 'searchset' });
      else sendFhir(response, { resourceType: 'OperationOutcome' }, 403);
    });
    await orderGefitinib({
      fhirServer: fhir.base,
      prefetch: { ...prefetchWithout('conditions', 'medicationRequests'), genomics: null },
    });
    await fhir.close();
    const after = await samples();
    const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const key = (name: string, had: string): number =>
      grown(`convergent_prefetch_keys_total{key="${name}",had="${had}"}`);
    expect({
      patient: key('patient', 'sent'),
      genomics: key('genomics', 'none'),
      conditions: key('conditions', 'fetched'),
      medicationRequests: key('medicationRequests', 'missing'),
    }).toEqual({ patient: 1, genomics: 1, conditions: 1, medicationRequests: 1 });
    expect(grown('convergent_data_gaps_total{gap="incomplete-data"}')).toBe(1);
  });

  test('count what was ignored because it is of another patient, and the log warns of it [ANS-25]', async () => {
    const name = 'convergent_record_problems_total{problem="other-patient"}';
    const before = (await samples()).get(name) ?? 0;
    const genomics = theDemoPatient('melanoma-five-lesions').bundle(TODAY);
    await orderGefitinib({ prefetch: { ...emptyPrefetch(), genomics } });
    expect((await samples()).get(name)).toBeGreaterThan(before);
    const warned = service.logged
      .map((line) => JSON.parse(line) as { readonly msg: string })
      .filter(({ msg }) => msg.includes('of another patient'));
    expect(warned).toMatchObject([
      {
        client: null,
        ofOthers: (await samples()).get(name),
        requestId: expect.any(String) as unknown,
      },
    ]);
    expect(JSON.stringify(warned)).not.toMatch(/melanoma|lung-t790m|BRAF/);
  });

  test('stand in the deployment guide, and no others do', async () => {
    const all = createMetrics({
      version: '0.0.0-test',
      load: () => [],
      packs: () => [],
      decisionLog: () => ({
        database: 'up',
        spool: 'ok',
        waitingBytes: 0,
        setAside: 0,
        head: null,
      }),
      ofProcess: false,
    });
    const given = [...(await all.text()).matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
    const guide = readFileSync('docs/deployment.md', 'utf8');
    const [table = ''] = /^\| metric .*(?:\n\|.*)*/m.exec(guide) ?? [];
    const told = [...table.matchAll(/`(convergent_\w+)`/g)].map(([, name]) => name);
    expect(told.sort()).toEqual(given.sort());
    const asked = [...guide.matchAll(/\b(convergent_\w+?)(?:_bucket|_sum|_count)?\b[{[) =<>]/g)];
    expect(asked.map(([, name]) => name).filter((name) => !given.includes(name))).toEqual([]);
  });

  test('make no label of what a caller sends', async () => {
    await request(service.app).get('/Jane-Doe?name=Jane-Doe').expect(404);
    await request(service.app).get('/cds-services/Jane-Doe').expect(404);
    await request(service.app).get('/smart/Jane-Doe');
    await request(service.app).put('/cds-services/Jane-Doe/feedback').send({ a: 'Jane-Doe' });
    await request(service.app)
      .post('/cds-services/resistance-order-select')
      .send({ hook: 'Jane-Doe', prefetch: { 'Jane-Doe': null } })
      .expect(400);
    await request(service.app).lock('/Jane-Doe');
    await orderGefitinib();

    const names = [...(await samples()).keys()];
    expect(names.join('\n')).not.toMatch(/Jane|lung-t790m|T790M|gefitinib/);
    const valuesOf = (label: string): ReadonlySet<string> =>
      new Set(
        names.flatMap((name) =>
          [...name.matchAll(RegExp(`[{,]${label}="([^"]*)"`, 'g'))].map((m) => m[1] ?? ''),
        ),
      );
    expect([...valuesOf('code')].filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
    expect([...valuesOf('route')].sort()).toEqual(
      expect.arrayContaining(['/cds-services/:id', '/metrics', 'none']),
    );
    for (const route of valuesOf('route')) expect(route).toMatch(/^(?:none|demo|\/[\w/:{}.-]*)$/);
    expect(valuesOf('method')).toEqual(new Set(['GET', 'POST', 'PUT', 'other']));
  });
});
