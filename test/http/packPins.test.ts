import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { PREFETCH_TEMPLATES } from '../../services/cds-hooks/catalogue/prefetchTemplates.ts';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import { readConfig } from '../../services/cds-hooks/config.ts';
import { rulesInForce } from '../../services/cds-hooks/rulesInForce.ts';
import { openRuleStore } from '../../services/rule-store/ruleStore.ts';
import type { OptionRule } from '../../src/rulebase/ruleFiles.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { draftOrders } from '../../services/demo-ehr/draftOrders.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { rulesFolder, type RulesFolder } from '../builders/rulesFolder.ts';
import { TODAY } from '../builders/aCase.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const PATIENT = 'lung-t790m';
const OSIMERTINIB = 'Replace by Osimertinib for EGFR T790M';

/** lung 1.0.0 offers osimertinib for T790M; lung 2.0.0, in force from the day after, does not. */
let rules: RulesFolder;
let service: ServiceUnderTest;
let now = new Date(2026, 10, 23, 9, 30);
beforeAll(() => {
  rules = rulesFolder();
  rules.raise('lung', '1.0.0');
  rules.run('release');
  rules.edit('packs/lung/options/osimertinib-t790m.rule.json', (rule: OptionRule) => ({
    ...rule,
    retired: { on: '2026-11-24', reason: 'A test takes the option away.' },
  }));
  rules.raise('lung', '2.0.0');
  rules.edit('packs/lung/pack.json', (manifest: object) => ({
    ...manifest,
    effectiveFrom: '2026-11-24',
  }));
  rules.run('release');
  const store = openRuleStore(rules.path);
  service = serviceUnderTest({
    ruleStore: store,
    rulesInForce: rulesInForce(store, readConfig({}), () => now),
    decide,
    clock: () => now,
  });
}, 60_000);
afterAll(async () => {
  rules.remove();
  await service.close();
});

const story = readStories().find(({ id }) => id === PATIENT);

function askedWith(extension?: object) {
  if (story === undefined) throw new Error(`no story ${PATIENT}`);
  return request(service.app)
    .post('/cds-services/resistance-order-select')
    .send({
      hook: 'order-select',
      hookInstance: '7a1f3a4e-8a3f-4c1c-9d0b-0d8f4c2a9b11',
      context: {
        userId: 'Practitioner/1',
        patientId: PATIENT,
        selections: ['MedicationRequest/draft-1'],
        draftOrders: draftOrders(PATIENT, [{ text: 'gefitinib', rxnorm: '328134' }]),
      },
      prefetch: {
        ...Object.fromEntries(PREFETCH_TEMPLATES.map(({ key }) => [key, null])),
        patient: patientBundle(story, TODAY),
      },
      ...(extension !== undefined && { extension }),
    });
}

async function suggestions(extension?: object): Promise<readonly string[]> {
  const { body, status } = (await askedWith(extension)) as unknown as {
    status: number;
    body: { cards?: { suggestions?: { label: string }[] }[] };
  };
  expect(status).toBe(200);
  return (body.cards ?? []).flatMap((card) => (card.suggestions ?? []).map(({ label }) => label));
}

describe('the version of a pack', () => {
  test('is the one in force on the day of the request, also in a service that runs for days', async () => {
    now = new Date(2026, 10, 23, 23, 59);
    expect(await suggestions()).toContain(OSIMERTINIB);
    now = new Date(2026, 10, 24, 0, 1);
    expect(await suggestions()).not.toContain(OSIMERTINIB);
    const info = await request(service.app).get('/service-info');
    expect(info.body).toMatchObject({
      packs: expect.arrayContaining([
        expect.objectContaining({ pack: 'lung', version: '2.0.0' }),
      ]) as unknown,
      releases: expect.arrayContaining(['lung@1.0.0', 'lung@2.0.0']) as unknown,
    });
  });

  test('is the one that the request pins', async () => {
    now = new Date(2026, 10, 24, 9, 30);
    const pinned = { 'org.example.convergent': { packs: { lung: '1.0.0' } } };
    expect(await suggestions(pinned)).toContain(OSIMERTINIB);
    expect(await suggestions({ 'com.example.other': true })).not.toContain(OSIMERTINIB);
  });

  test.each([
    ['a version that was never released', { lung: '9.9.9' }],
    ['a pack that nobody knows', { spleen: '1.0.0' }],
  ])('is refused when it is %s', async (_name, packs) => {
    const { status, text } = await askedWith({ 'org.example.convergent': { packs: packs } });
    expect(status).toBe(400);
    expect(text).toContain('unknown-pack-version');
    expect(text).toContain('must name packs and versions that /service-info lists');
  });

  test('is refused when it is none at all', async () => {
    const { status, text } = await askedWith({
      'org.example.convergent': { packs: { lung: 'newest' } },
    });
    expect(status).toBe(400);
    expect(text).toContain('must be a version such as 1.0.0');
  });
});
