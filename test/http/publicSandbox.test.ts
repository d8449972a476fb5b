import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, CapabilityStatement, CodeableConcept, Patient } from 'fhir/r4.js';
import type { RequestListener } from 'node:http';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import { createDemo } from '../../services/cds-hooks/demo.ts';
import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';
import type { Card, Suggestion } from '../../src/cards/cdsHooks.ts';
import { listen, type ListeningServer } from './listen.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

/**
 * The public CDS Hooks sandbox (version of March 2026) as a client: what it sends and what it does
 * with the answers, replayed over real HTTP from its own origin.
 */
const ORIGIN = 'https://sandbox.cds-hooks.org';
const TODAY = '2026-11-23';
const PATIENT = 'lung-t790m';
const USER = 'Practitioner/demo-oncologist';

let server: ListeningServer;
let service: ServiceUnderTest;
let fhir: string;
beforeAll(async () => {
  let handle: RequestListener = () => undefined;
  server = await listen((request, response) => {
    handle(request, response);
  });
  const knowledge = loadKnowledge('rules', { asOf: TODAY, origin: 'draft' });
  const clock = (): Date => new Date(`${TODAY}T09:30:00`);
  const demo = createDemo({ serviceUrl: server.url, packs: () => [], today: TODAY, clock });
  service = serviceUnderTest({ serviceUrl: server.url, knowledge, decide, demo, clock });
  handle = service.app;
  fhir = `${server.url}/demo/fhir`;
});
afterAll(async () => {
  await server.close();
  await service.close();
});

async function read<Body>(url: string): Promise<Body> {
  const response = await fetch(url, {
    headers: { Accept: 'application/json+fhir', Origin: ORIGIN },
  });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return (await response.json()) as Body;
}

interface Discovered {
  readonly id: string;
  readonly hook: string;
  readonly prefetch: Readonly<Record<string, string>>;
}

/** It sends a token signed with its own key, on every call, and expects nobody to mind. */
const BEARER = `Bearer ${[{ alg: 'ES384' }, { iss: ORIGIN }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.')}.c2lnbmF0dXJl`;

/** Its query builder: parameters parsed, each value encoded, a comma included. */
function itsQuery(template: string): string {
  const [path = '', query] = template.replaceAll('{{context.patientId}}', PATIENT).split('?');
  if (query === undefined) return path;
  const parameters = [...new URLSearchParams(query)].sort(([one], [other]) =>
    one.localeCompare(other),
  );
  return `${path}?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

async function callAs(hook: string, context: object): Promise<{ status: number; cards: Card[] }> {
  const { services } = await read<{ services: Discovered[] }>(`${server.url}/cds-services`);
  // It keeps services by id and takes the one of the hook.
  const offered = services.find((entry) => entry.hook === hook);
  if (offered === undefined) throw new Error(`No service for ${hook}`);
  const prefetch: Record<string, unknown> = {};
  for (const [key, template] of Object.entries(offered.prefetch)) {
    const response = await fetch(`${fhir}/${itsQuery(template)}`, {
      headers: { Accept: 'application/json+fhir' },
    });
    if (response.ok) prefetch[key] = await response.json();
  }
  const response = await fetch(`${server.url}/cds-services/${offered.id}`, {
    method: 'POST',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      Authorization: BEARER,
      Origin: ORIGIN,
    },
    body: JSON.stringify({
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      hook,
      fhirServer: fhir,
      context: { patientId: PATIENT, userId: USER, ...context },
      prefetch,
    }),
  });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const { cards = [] } = (await response.json()) as { cards?: Card[] };
  return { status: response.status, cards };
}

/** Its draft: one, always of the same id, category and reasonCode as objects, the Bundle without type. */
const itsDraft = (medicationCodeableConcept?: object, more: object = {}) => ({
  draftOrders: {
    resourceType: 'Bundle',
    entry: [
      {
        resource: {
          resourceType: 'MedicationRequest',
          id: 'request-123',
          status: 'draft',
          subject: { reference: `Patient/${PATIENT}` },
          dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 1 } }] }],
          ...(medicationCodeableConcept !== undefined && { medicationCodeableConcept }),
          ...more,
        },
      },
    ],
  },
});
const GEFITINIB_TABLET = {
  text: 'gefitinib 250 MG Oral Tablet',
  coding: [
    {
      system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
      code: '349472',
      display: 'gefitinib 250 MG Oral Tablet',
    },
  ],
};
/**
 * Its pad after a suggestion: it applies the first action that it can, a `delete` or a drug with text and
 * the code of the first coding, and none after it. A `delete` leaves the pad empty.
 */
function afterAccepting({ actions }: Suggestion): CodeableConcept | null {
  for (const action of actions) {
    if (action.type === 'delete') return null;
    const { resource } = action;
    if (resource.resourceType !== 'MedicationRequest') continue;
    const { medicationCodeableConcept: concept } = resource;
    if (concept?.text !== undefined && concept.coding?.[0]?.code !== undefined) return concept;
  }
  return GEFITINIB_TABLET;
}

const SELECTED = { selections: ['MedicationRequest/request-123'] };

describe('the public sandbox [BOX-02]', () => {
  test('finds a FHIR server that it can use [BOX-14]', async () => {
    const metadata = await read<CapabilityStatement>(`${fhir}/metadata`);
    expect(typeof metadata.fhirVersion).toBe('string');
    const patient = await read<Patient>(`${fhir}/Patient/${PATIENT}`);
    expect(patient.name?.[0]?.given?.[0]).toEqual(expect.any(String));
    const list = await read<Bundle>(`${fhir}/Patient`);
    expect(list.total).toBeGreaterThan(16);
  });

  test('finds services that it can keep apart [BOX-01]', async () => {
    const { services } = await read<{ services: Discovered[] }>(`${server.url}/cds-services`);
    expect(new Set(services.map(({ id }) => id)).size).toBe(services.length);
    expect(services.length).toBeGreaterThan(0);
  });

  test('opening the chart shows a card', async () => {
    const { status, cards } = await callAs('patient-view', {});
    expect(status).toBe(200);
    expect(cards[0]?.summary).toContain('T790M');
  });

  test('entering the order view, with a draft that has no medication yet, shows none [BOX-03, ANS-24]', async () => {
    expect(await callAs('order-select', { ...SELECTED, ...itsDraft() })).toEqual({
      status: 200,
      cards: [],
    });
  });

  test('choosing the tablet of its list shows what stands against the ingredient [BOX-06, BOX-07, ANS-24]', async () => {
    const { status, cards } = await callAs('order-select', {
      ...SELECTED,
      ...itsDraft(GEFITINIB_TABLET, {
        category: { coding: [{ code: 'outpatient' }] },
        reasonCode: { text: 'Lung cancer' },
        dispenseRequest: { validityPeriod: { start: 'Invalid date' } },
      }),
    });
    expect(status).toBe(200);
    expect(cards[0]).toMatchObject({ indicator: 'critical' });
    // It shows raw HTML unsanitised.
    for (const { detail } of cards) expect(detail).not.toMatch(/<[a-z!/]/i);
  });

  test('can accept the suggestion, tell so, and is not offered it again [BOX-10, BOX-11, BOX-12]', async () => {
    const asked = await callAs('order-select', { ...SELECTED, ...itsDraft(GEFITINIB_TABLET) });
    const [card] = asked.cards;
    const [suggestion] = card?.suggestions ?? [];
    if (card === undefined || suggestion === undefined) throw new Error('Nothing to accept');
    const concept = afterAccepting(suggestion);
    expect(concept?.text).toBe('osimertinib');

    const told = await fetch(`${server.url}/cds-services/resistance-order-select/feedback`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: BEARER, Origin: ORIGIN },
      body: JSON.stringify({
        feedback: [
          {
            card: card.uuid,
            outcome: 'accepted',
            acceptedSuggestions: [{ id: suggestion.uuid }],
            outcomeTimestamp: '2026-11-23T09:31:00.000Z',
          },
        ],
      }),
    });
    expect(told.status).toBe(200);

    const again = await callAs('order-select', { ...SELECTED, ...itsDraft(concept ?? undefined) });
    expect(again.status).toBe(200);
    const labels = again.cards.flatMap(({ suggestions = [] }) => suggestions.map((s) => s.label));
    expect(labels).not.toContain(suggestion.label);
  });

  test('clicking the tab again, without drafts and selections, finds nothing to say [BOX-04]', async () => {
    expect(await callAs('order-select', {})).toEqual({ status: 200, cards: [] });
  });

  test('signing, without selections, shows the same conflict [BOX-05]', async () => {
    const { status, cards } = await callAs('order-sign', itsDraft(GEFITINIB_TABLET));
    expect(status).toBe(200);
    expect(cards[0]?.indicator).toBe('critical');
  });

  test('a SMART link can be launched with the context of the card [BOX-13]', async () => {
    const { cards } = await callAs('patient-view', {});
    const link = cards.flatMap(({ links = [] }) => links).find(({ type }) => type === 'smart');
    const response = await fetch(`${fhir}/_services/smart/Launch`, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        Authorization: 'Bearer of-its-own',
        Origin: ORIGIN,
      },
      body: JSON.stringify({
        launchUrl: link?.url,
        parameters: { patient: PATIENT, appContext: link?.appContext },
      }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toMatchObject({ launch_id: expect.any(String) as unknown });
  });
});
