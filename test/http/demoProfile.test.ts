import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import express from 'express';
import request, { type Response } from 'supertest';
import type { Demo } from '../../services/cds-hooks/dependencies.ts';
import { createDemo } from '../../services/cds-hooks/demo.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { expectError } from './expectError.ts';
import { listen, type ListeningServer } from './listen.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const TODAY = '2026-05-17';
const STORIES = readStories();

let server: ListeningServer;
let service: ServiceUnderTest;
let demo: Demo;

beforeAll(async () => {
  let handle: RequestListener = () => undefined;
  server = await listen((incoming, response) => {
    handle(incoming, response);
  });
  demo = createDemo({ serviceUrl: server.url, packs: () => [], today: TODAY });
  service = serviceUnderTest({ demo, serviceUrl: server.url });
  handle = service.app;
});
afterAll(async () => {
  await server.close();
  await service.close();
});

describe('the demo profile', () => {
  test.each(STORIES.map((story) => [story.id, story] as const))(
    'fetches the whole record of %s from the demo FHIR server: the templates leave nothing out',
    async (patientId, story) => {
      await callAbout(patientId).then(({ status }) => {
        expect(status).toBe(200);
      });
      const question = service.questions.at(-1);
      expect(question).toMatchObject({ patient: patientId, unavailable: [] });
      const { entry = [] } = patientBundle(story, TODAY);
      expect(new Set(question?.resources.map(referenceOf))).toEqual(
        new Set(entry.map(({ resource }) => referenceOf(resource))),
      );
    },
  );

  test('states the missing patient record of an unknown patient', async () => {
    await callAbout('nobody');
    expect(service.questions.at(-1)?.unavailable).toEqual([
      { what: 'patient record', why: 'the FHIR server does not have it' },
    ]);
  });

  test('service-info names the FHIR server and the patients', async () => {
    const response = await request(server.url).get('/service-info').expect(200);
    expect((response.body as { demo: unknown }).demo).toEqual({
      fhirServer: `${server.url}/demo/fhir`,
      securedFhirServer: `${server.url}/demo/smart-fhir`,
      patients: demo.patients,
    });
  });

  test('the page at / lets in its own style by hash, and no script', async () => {
    const { headers, text } = await request(server.url).get('/').expect(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(text).not.toMatch(/<script|style="/);
    expectError(await request(server.url).post('/'), 405, 'method-not-allowed');
  });

  test('its FHIR server answers preflights by its own rules, since clients may write', async () => {
    const { headers } = await request(server.url)
      .options('/demo/fhir/MedicationRequest/1')
      .set('Origin', 'https://sandbox.cds-hooks.org')
      .set('Access-Control-Request-Method', 'PUT')
      .expect(204);
    expect(headers['access-control-allow-methods']).toContain('PUT');
  });
});

describe('DEMO_FHIR_DIR', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fhir-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('shows other people’s patients beside ours, and says what it could not take', async () => {
    writeFileSync(join(folder, 'theirs.json'), '{"resourceType":"Patient","id":"theirs"}');
    writeFileSync(join(folder, 'ours.json'), '{"resourceType":"Patient","id":"lung-t790m"}');
    writeFileSync(join(folder, 'bad.json'), 'x');
    const brought = createDemo({
      serviceUrl: 'http://127.0.0.1:3000',
      packs: () => [],
      today: TODAY,
      fhirDirectory: folder,
    });
    expect(brought.patients).toContain('theirs');
    expect(brought.notices).toEqual([
      `${folder}: 1 patients, 1 resources loaded.`,
      'bad.json: It is not JSON.',
      `${folder}: Patient/lung-t790m left out, since the demo has one of that name.`,
    ]);
    const app = express().use(brought.routes);
    await request(app).get('/demo/fhir/Patient/theirs').expect(200);
    const ours = await request(app).get('/demo/fhir/Patient/lung-t790m').expect(200);
    expect(ours.text).toContain('Synthetic-Lungley');
  });
});

function referenceOf(resource: unknown): string {
  const { resourceType, id } = resource as { resourceType: string; id: string };
  return `${resourceType}/${id}`;
}

function callAbout(patientId: string): Promise<Response> {
  return request(server.url)
    .post('/cds-services/resistance-patient-view')
    .send({
      hook: 'patient-view',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      fhirServer: demo.fhirServerUrl,
      context: { userId: 'Practitioner/example', patientId },
    });
}
