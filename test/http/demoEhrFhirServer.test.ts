import { beforeEach, describe, expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import type { Bundle } from 'fhir/r4.js';
import request from 'supertest';
import { createFhirStore } from '../../services/demo-ehr/fhirStore.ts';
import { createFhirServer } from '../../services/demo-ehr/fhirServer.ts';
import { orderOf, theDemoPatient } from '../builders/aPatient.ts';

const TODAY = '2026-11-23';
const PATIENT = 'lung-t790m';
const bundles = [
  theDemoPatient(PATIENT).bundle(TODAY),
  theDemoPatient('rechallenge-eligible').bundle(TODAY),
];

let app: Express;
beforeEach(() => {
  app = express();
  app.use('/demo/fhir', createFhirServer({ store: createFhirStore(bundles) }));
});

const search = async (query: string): Promise<Bundle> =>
  (await request(app).get(`/demo/fhir/${query}`).expect(200)).body as Bundle;

const idsOf = (bundle: Bundle): string[] =>
  (bundle.entry ?? []).map(({ resource }) => resource?.id ?? '');

describe('read', () => {
  test('answers a resource as FHIR JSON', async () => {
    const response = await request(app).get(`/demo/fhir/Patient/${PATIENT}`).expect(200);
    expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(response.headers['etag']).toBe('W/"1"');
    expect(response.body).toMatchObject({
      resourceType: 'Patient',
      id: PATIENT,
      name: [{ given: ['Testa'] }],
    });
  });

  test('takes the media type of DSTU2 [BOX-14]', async () => {
    await request(app)
      .get(`/demo/fhir/Patient/${PATIENT}`)
      .set('Accept', 'application/json+fhir')
      .expect(200);
  });

  test.each([
    ['an unknown patient', 'Patient/nobody', 404, 'not-found'],
    ['an unknown type', 'Spaceship/1', 404, 'not-supported'],
    ['an object property instead of a type', '__proto__/constructor', 404, 'not-supported'],
    ['an impossible id', 'Patient/a%2Fb', 400, 'invalid'],
    ['an impossible id that climbs', 'Patient/..%2F..', 400, 'invalid'],
    ['an unknown interaction', `Patient/${PATIENT}/_history/1`, 404, 'not-supported'],
    ['XML', `Patient/${PATIENT}?_format=xml`, 406, 'not-supported'],
  ])('answers %s with an OperationOutcome', async (_what, path, status, code) => {
    const response = await request(app).get(`/demo/fhir/${path}`).expect(status);
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code }] });
    expect(response.headers['content-type']).toContain('application/fhir+json');
    expect(response.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('search', () => {
  test('finds what is about the patient, and only that', async () => {
    const bundle = await search(`Condition?patient=${PATIENT}`);
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 });
    expect(idsOf(bundle)).toEqual([`${PATIENT}-condition-1`]);
  });

  test.each([
    `patient=${PATIENT}`,
    `patient=Patient/${PATIENT}`,
    `subject=Patient/${PATIENT}`,
    `subject=${PATIENT}`,
    `patient=https://anywhere.example/fhir/Patient/${PATIENT}`,
  ])('understands %s', async (query) => {
    expect((await search(`Specimen?${query}`)).total).toBe(6);
  });

  test('answers an empty search set with a total and without an empty array', async () => {
    const bundle = await search(`AllergyIntolerance?patient=${PATIENT}`);
    expect(bundle.total).toBe(0);
    expect(bundle).not.toHaveProperty('entry');
  });

  test('takes a comma as OR and a repeated parameter as AND', async () => {
    const variants = await search(`Observation?patient=${PATIENT}&code=69548-6`);
    const regions = await search(`Observation?patient=${PATIENT}&code=http://loinc.org|53041-0`);
    const either = await search(`Observation?patient=${PATIENT}&code=69548-6,53041-0`);
    const both = await search(`Observation?patient=${PATIENT}&code=69548-6&code=53041-0`);
    expect(either.total).toBe((variants.total ?? 0) + (regions.total ?? 0));
    expect(regions.total).toBe(6);
    expect(both.total).toBe(0);
  });

  test('respects the system of a code', async () => {
    expect((await search('Observation?code=http://snomed.info/sct|69548-6')).total).toBe(0);
    expect((await search('MedicationRequest?code=337525')).total).toBe(1);
  });

  test.each([
    ['_id', `Patient?_id=${PATIENT},rechallenge-eligible`, 2],
    ['category', `DiagnosticReport?patient=${PATIENT}&category=GE`, 6],
    ['status', `MedicationRequest?patient=${PATIENT}&status=stopped`, 1],
    ['status of another kind', `MedicationRequest?patient=${PATIENT}&status=active`, 0],
    ['clinical status', `Condition?patient=${PATIENT}&clinical-status=active`, 1],
    ['a given name', 'Patient?given=testa', 1],
    ['a day', `Specimen?patient=${PATIENT}&date=2026-11-11`, 1],
    ['a month', `Specimen?patient=${PATIENT}&date=2026-11`, 1],
    ['since a day', `Specimen?patient=${PATIENT}&date=ge2026-08-01`, 3],
    ['between two days', `Specimen?patient=${PATIENT}&date=ge2026-08-01&date=lt2026-11-01`, 2],
    ['a period that overlaps', 'MedicationAdministration?date=le2025-04-01', 4],
  ])('searches by %s', async (_what, query, total) => {
    expect((await search(query)).total).toBe(total);
  });

  test('ignores a parameter that it does not know, and does not claim to have used it', async () => {
    const bundle = await search(`Condition?patient=${PATIENT}&favourite-colour=blue`);
    expect(bundle.total).toBe(1);
    expect(bundle.link?.[0]?.url).not.toContain('colour');
  });

  test('refuses a date and a count that are none', async () => {
    const date = await request(app).get('/demo/fhir/Observation?date=soon').expect(400);
    expect(date.body).toMatchObject({ resourceType: 'OperationOutcome' });
    await request(app).get('/demo/fhir/Observation?_count=-1').expect(400);
  });

  test('pages with next links until everything has been seen once', async () => {
    const all = idsOf(await search(`Observation?patient=${PATIENT}`));
    const seen: string[] = [];
    let path = `/demo/fhir/Observation?patient=${PATIENT}&_count=7`;
    for (let page = 0; page < 20 && path !== ''; page += 1) {
      const bundle = (await request(app).get(path).expect(200)).body as Bundle;
      expect(bundle.total).toBe(all.length);
      seen.push(...idsOf(bundle));
      const next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
      path = next === undefined ? '' : next.slice(next.indexOf('/demo'));
    }
    expect(seen).toEqual(all);
  });

  test('counts without sending anything', async () => {
    const bundle = await search(`Observation?patient=${PATIENT}&_count=0`);
    expect(bundle.total).toBeGreaterThan(0);
    expect(bundle).not.toHaveProperty('entry');
    expect(bundle.link).toHaveLength(1);
  });

  test('includes what it is asked to include, beside the total', async () => {
    const bundle = await search(
      `DiagnosticReport?patient=${PATIENT}&_include=DiagnosticReport:specimen&_include=DiagnosticReport:patient`,
    );
    const modes = (bundle.entry ?? []).map(({ resource, search: how }) => [
      resource?.resourceType,
      how?.mode,
    ]);
    expect(bundle.total).toBe(6);
    expect(modes.filter(([, mode]) => mode === 'include')).toHaveLength(7);
    expect(modes).toContainEqual(['Patient', 'include']);
  });

  test('sorts by date', async () => {
    const ids = idsOf(await search(`Specimen?patient=${PATIENT}&_sort=-date`));
    expect(ids[0]).toBe(`${PATIENT}-plasma-5`);
    expect(ids.at(-1)).toBe(`${PATIENT}-biopsy`);
  });

  test('POST _search takes parameters from body and address [BOX-14]', async () => {
    const response = await request(app)
      .post('/demo/fhir/Observation/_search?code=97509-4')
      .type('form')
      .send({ patient: PATIENT })
      .expect(200);
    expect((response.body as Bundle).total).toBe(4);
  });

  test('links are absolute and lead back to the host that was asked', async () => {
    const response = await request(app)
      .get(`/demo/fhir/Patient?_id=${PATIENT}`)
      .set('Host', 'ehr.demo.example:8080')
      .expect(200);
    const bundle = response.body as Bundle;
    const base = 'http://ehr.demo.example:8080/demo/fhir/Patient';
    expect(bundle.entry?.[0]?.fullUrl).toBe(`${base}/${PATIENT}`);
    expect(bundle.link?.[0]).toEqual({ relation: 'self', url: `${base}?_id=${PATIENT}` });
  });

  test('links follow a base that was configured', async () => {
    const proxied = express().use(
      '/fhir',
      createFhirServer({
        store: createFhirStore(bundles),
        rootOf: () => 'https://proxy.example',
      }),
    );
    const response = await request(proxied).get('/fhir/Patient?_count=1').expect(200);
    expect((response.body as Bundle).link?.map(({ url }) => url)).toEqual([
      'https://proxy.example/fhir/Patient?_count=1',
      'https://proxy.example/fhir/Patient?_count=1&_offset=1',
    ]);
  });
});

describe('what an accepted suggestion writes', () => {
  const draft = orderOf(PATIENT, 'osimertinib').entry?.[0]?.resource;
  if (draft === undefined) throw new Error('No draft');

  test('a new order gets an id of the server and can be found', async () => {
    const created = await request(app)
      .post('/demo/fhir/MedicationRequest')
      .set('Content-Type', 'application/fhir+json')
      .send(JSON.stringify(draft))
      .expect(201);
    const { id } = created.body as { id: string };
    expect(id).not.toBe(draft.id);
    expect(created.headers['location']).toMatch(
      new RegExp(`^http://[^/]+/demo/fhir/MedicationRequest/${id}/_history/1$`),
    );
    await request(app).get(`/demo/fhir/MedicationRequest/${id}`).expect(200);
    expect((await search(`MedicationRequest?patient=${PATIENT}&status=draft`)).total).toBe(1);
  });

  test('an update keeps the id and counts the version', async () => {
    const put = () =>
      request(app)
        .put('/demo/fhir/MedicationRequest/draft-1')
        .set('Content-Type', 'application/json+fhir')
        .send(JSON.stringify(draft));
    await put().expect(201);
    const again = await put().expect(200);
    expect(again.headers['etag']).toBe('W/"2"');
  });

  test('a service request can be written too', async () => {
    await request(app)
      .post('/demo/fhir/ServiceRequest')
      .send({
        resourceType: 'ServiceRequest',
        status: 'draft',
        intent: 'proposal',
        subject: { reference: `Patient/${PATIENT}` },
      })
      .expect(201);
  });

  test.each([
    [
      'another type than the address says',
      'MedicationRequest',
      { ...draft, resourceType: 'ServiceRequest' },
      400,
    ],
    [
      'an unknown patient',
      'MedicationRequest',
      { ...draft, subject: { reference: 'Patient/nobody' } },
      400,
    ],
    ['no patient', 'MedicationRequest', { resourceType: 'MedicationRequest' }, 400],
    ['a subject that is null', 'MedicationRequest', { ...draft, subject: null }, 400],
    ['a list', 'MedicationRequest', [], 400],
    ['a finding', 'Observation', { resourceType: 'Observation' }, 405],
  ])('refuses %s', async (_what, type, body, status) => {
    const response = await request(app).post(`/demo/fhir/${type}`).send(body).expect(status);
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test('refuses malformed JSON, large bodies, other ids and other methods', async () => {
    await request(app)
      .post('/demo/fhir/MedicationRequest')
      .set('Content-Type', 'application/json')
      .send('{"resourceType":')
      .expect(400);
    await request(app)
      .post('/demo/fhir/MedicationRequest')
      .send({ note: 'x'.repeat(1_100_000) })
      .expect(413);
    await request(app).put('/demo/fhir/MedicationRequest/other').send(draft).expect(400);
    const removed = await request(app).delete('/demo/fhir/MedicationRequest/draft-1').expect(405);
    expect(removed.headers['allow']).toBe('GET, PUT');
  });
});

test('metadata says what it is and what it is for', async () => {
  const response = await request(app).get('/demo/fhir/metadata').expect(200);
  expect(response.body).toMatchObject({
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
    kind: 'instance',
  });
  expect(response.text).toContain('For demonstration and tests only');
});

test('answers a preflight for every origin, and names the headers', async () => {
  const response = await request(app)
    .options('/demo/fhir/Patient')
    .set('Origin', 'https://sandbox.cds-hooks.org')
    .set('Access-Control-Request-Headers', 'authorization')
    .expect(204);
  expect(response.headers['access-control-allow-origin']).toBe('*');
  expect(response.headers['access-control-allow-headers']).toContain('Authorization');
  expect(response.headers['access-control-allow-methods']).toContain('PUT');
});

describe('a transaction', () => {
  const transaction = (entry: unknown[], type = 'transaction') =>
    request(app)
      .post('/demo/fhir')
      .set('Content-Type', 'application/fhir+json')
      .send(JSON.stringify({ resourceType: 'Bundle', type, entry }));
  const UUID = '1b6f1c2e-4a5b-4c6d-8e7f-0123456789ab';
  const brought = [
    { fullUrl: `urn:uuid:${UUID}`, resource: { resourceType: 'Patient' } },
    {
      fullUrl: 'urn:uuid:1b6f1c2e-4a5b-4c6d-8e7f-0123456789ac',
      resource: {
        resourceType: 'Condition',
        id: 'brought-1',
        subject: { reference: `urn:uuid:${UUID}` },
      },
    },
  ];

  test('loads patients, whose resources then refer to each other by id', async () => {
    const response = await transaction(brought).expect(200);
    expect(response.body).toMatchObject({
      type: 'transaction-response',
      entry: [{ response: { status: '201 Created' } }, { response: { status: '201 Created' } }],
    });
    expect(idsOf(await search(`Condition?patient=${UUID}`))).toEqual(['brought-1']);
    const again = await transaction(brought).expect(200);
    expect(again.body).toMatchObject({ entry: [{ response: { status: '200 OK' } }, {}] });
  });

  test.each([
    ['a type that is not kept', { resource: { resourceType: 'Claim', id: 'c' } }],
    ['no id', { resource: { resourceType: 'Condition' } }],
  ])('with %s loads nothing at all', async (_what, entry) => {
    await transaction([...brought, entry]).expect(400);
    await request(app).get(`/demo/fhir/Patient/${UUID}`).expect(404);
  });

  test('is the only kind of Bundle that loads', async () => {
    await transaction(brought, 'collection').expect(400);
    await request(app).post('/demo/fhir').send({ resourceType: 'Patient' }).expect(400);
  });
});

test('Prefer: handling=strict refuses a parameter that is not known', async () => {
  const ask = (query: string) =>
    request(app).get(`/demo/fhir/Condition?${query}`).set('Prefer', 'handling=strict');
  const refused = await ask(`patient=${PATIENT}&favourite-colour=blue`).expect(400);
  expect(JSON.stringify(refused.body)).toContain('favourite-colour');
  await ask(`patient=${PATIENT}&_count=5`).expect(200);
});

test('a resource without an id is refused when the server starts', () => {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource: { resourceType: 'Patient' } }],
  };
  expect(() => createFhirStore([bundle])).toThrow('want of an id');
});
