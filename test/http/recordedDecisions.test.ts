import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request, { type Response } from 'supertest';
import type { Bundle, Observation } from 'fhir/r4.js';
import type { Card, CdsResponse } from '../../src/cards/cdsHooks.ts';
import { decide, type Question } from '../../services/cds-hooks/answering/decide.ts';
import { decisionDraft } from '../../services/cds-hooks/answering/decisionDraft.ts';
import { readDecisionLogConfig } from '../../services/cds-hooks/decisionLogConfig.ts';
import { draftingWith } from '../../services/cds-hooks/drafting.ts';
import { openDecisionLog, type DecisionLog } from '../../services/decision-log/decisionLog.ts';
import type { LogEntry } from '../../services/decision-log/logEntry.ts';
import { pseudonymiser } from '../../services/decision-log/pseudonym.ts';
import { TODAY } from '../builders/aCase.ts';
import { orderSelectRequest, theDemoPatient } from '../builders/aPatient.ts';
import { dataFolder } from '../builders/dataFolder.ts';
import { knowledge } from '../builders/knowledge.ts';
import { expectNoSecrets, plant, PLANTED_WORDS } from '../builders/plantedSecrets.ts';
import { emptyPrefetch, patientViewRequest } from './hookRequests.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const WITHIN_MS = 60_000;
const PATIENT = 'lung-t790m';

const data = dataFolder();
const folder = data.path;
const keys = {
  CONVERGENT_PSEUDONYM_KEY: randomBytes(32).toString('hex'),
  CONVERGENT_INPUT_KEY: randomBytes(32).toString('base64'),
};
const environment = { CONVERGENT_DATA: folder, CONVERGENT_KEEP_INPUTS: 'yes', ...keys };

let decisionLog: DecisionLog;
let open = true;
beforeAll(async () => {
  decisionLog = await openDecisionLog({
    folder,
    databaseUrl: null,
    spoolLimitBytes: 10_000_000,
    onEvent: () => undefined,
  });
  await decisionLog.settle(WITHIN_MS);
}, WITHIN_MS);
afterAll(async () => {
  await close();
  data.remove();
}, WITHIN_MS);

async function close(): Promise<void> {
  if (open) await decisionLog.close();
  open = false;
}

/** The whole service, as the demo runs it, on one decision log. */
function recordingService(
  informAfterOverrideDays: number | null = null,
  log: DecisionLog = decisionLog,
): ServiceUnderTest {
  const config = readDecisionLogConfig(environment, 'demo');
  if (config?.pseudonymKey == null) throw new Error('nothing is recorded');
  return serviceUnderTest({
    decide,
    knowledge,
    clock: () => new Date(`${TODAY}T12:00:00`),
    drafting: draftingWith(config.pseudonymKey, config),
    recording: { decisionLog: log, software: '0.0.0-test', informAfterOverrideDays },
  });
}

interface Answered {
  readonly id: string;
  readonly card: Card;
}

const record = (patient: string): Bundle => theDemoPatient(patient).bundle(TODAY);

/** Orders gefitinib for a patient whose record this is. */
async function orderGefitinib(
  { app }: ServiceUnderTest,
  everything: Bundle = record(PATIENT),
  patientId: string = PATIENT,
): Promise<Answered> {
  const response = await request(app)
    .post('/cds-services/resistance-order-select')
    .send(
      orderSelectRequest({
        patientId,
        drugs: ['gefitinib'],
        prefetch: { ...emptyPrefetch(), patient: null, everything },
      }),
    );
  const { cards } = response.body as CdsResponse;
  const [card] = cards;
  if (card === undefined) throw new Error('There is no card.');
  return { id: String(response.headers['x-request-id']), card };
}

async function give({ app }: ServiceUnderTest, ...feedback: object[]): Promise<Response> {
  const response = await request(app)
    .post('/cds-services/resistance-order-select/feedback')
    .send({ feedback });
  await decisionLog.settle(WITHIN_MS);
  return response;
}

const overridden = (card: string): object => ({
  card,
  outcome: 'overridden',
  overrideReason: {
    reason: { code: 'within-trial', system: 'https://example.org/reasons' },
    userComment: PLANTED_WORDS,
  },
  outcomeTimestamp: '2026-11-23T11:58:00Z',
});

async function entries(): Promise<readonly LogEntry[]> {
  await decisionLog.settle(WITHIN_MS);
  const all: LogEntry[] = [];
  for await (const { body } of decisionLog.store.entries()) {
    expectNoSecrets('A record in the database', body);
    all.push(JSON.parse(body) as LogEntry);
  }
  return all;
}

async function entryOf(id: string): Promise<LogEntry | undefined> {
  return (await entries()).find((entry) => entry.id === id);
}

describe('the record of an answer', () => {
  test('names client, packs, rules, conclusions and cards, and the patient by a pseudonym [CRD-76, ANS-28]', async () => {
    const service = recordingService();
    const { id, card } = await orderGefitinib(service);
    const entry = await entryOf(id);
    expect(entry).toMatchObject({
      kind: 'decision',
      client: null,
      service: 'resistance-order-select',
      hook: 'order-select',
      asOf: TODAY,
      patient: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      software: '0.0.0-test',
      packs: knowledge.packs,
      conclusions: expect.arrayContaining([
        {
          kind: 'order-review',
          about: 'gefitinib',
          says: expect.stringContaining('ineffective') as unknown,
          rules: [expect.stringMatching(/^lung\/egfr@/)],
        },
      ]) as unknown,
      cards: [
        {
          id: card.uuid,
          indicator: 'critical',
          rules: [expect.stringMatching(/^lung\/egfr@/)],
          suggestions: (card.suggestions ?? []).map(({ uuid }) => uuid),
          setAside: false,
        },
      ],
      leftOut: expect.arrayContaining(['ids of patient and user']) as unknown,
    });
    const text = JSON.stringify(entry);
    for (const secret of [PATIENT, 'Observation/', card.summary, 'Practitioner']) {
      expect(text).not.toContain(secret);
    }
  });

  test('has one pseudonym per patient, and one input hash per input', async () => {
    const service = recordingService();
    const [one, again] = [await orderGefitinib(service), await orderGefitinib(service)];
    const [first, second] = [await entryOf(one.id), await entryOf(again.id)];
    expect(first).toMatchObject({
      patient: (second as { patient: string }).patient,
      input: { hash: (second as { input: { hash: string } }).input.hash },
    });
  });
});

test('the hash of the input is of what was fetched too, not only of what was sent', async () => {
  const hashOf = async (fetched: Observation['status']): Promise<string> => {
    const resources = [{ resourceType: 'Observation', id: 'o1', status: fetched }];
    const question: Question = {
      hook: 'order-select',
      patient: PATIENT,
      resources,
      draftOrders: null,
      selections: [],
      unavailable: [],
      asOf: TODAY,
      askedDay: null,
      serviceUrl: 'http://127.0.0.1:3000',
    };
    const { record: made } = await decisionDraft(
      {
        id: randomUUID(),
        body: Buffer.from('the same call'),
        hookInstance: randomUUID(),
        question,
        decided: { advice: [], conclusions: [], problems: [] },
        completed: { resources, unavailable: [], fetched: 1, keys: [] },
        packs: [],
      },
      { pseudonyms: pseudonymiser(Buffer.alloc(32)), keepInputs: false, inputKey: null },
    );
    return made.input.hash;
  };
  expect(await hashOf('final')).toBe(await hashOf('final'));
  expect(await hashOf('amended')).not.toBe(await hashOf('final'));
});

describe('feedback', () => {
  test('is kept once however often it is sent, and without the words of the clinician [ANS-21, FB-1]', async () => {
    const service = recordingService();
    const { card } = await orderGefitinib(service);
    const urn = { ...overridden(card.uuid), card: `urn:uuid:${card.uuid.toUpperCase()}` };
    expect((await give(service, overridden(card.uuid))).body).toEqual({ received: 1, stored: 1 });
    await give(service, overridden(card.uuid), urn);
    const kept = (await entries()).filter(
      (entry) => entry.kind === 'feedback' && entry.card === card.uuid,
    );
    expect(kept).toMatchObject([
      {
        outcome: 'overridden',
        reason: { code: 'within-trial', system: 'https://example.org/reasons' },
        actedAt: '2026-11-23T11:58:00.000Z',
        leftOut: ['comment of the clinician'],
      },
    ]);
    expectNoSecrets('The kept feedback', JSON.stringify(kept));
  });

  test('on what can not be a card of ours is received and not kept', async () => {
    const response = await give(recordingService(), overridden('Mrs Example'));
    expect({ status: response.status, body: response.body as unknown }).toEqual({
      status: 200,
      body: { received: 1, stored: 0 },
    });
  });

  test('a reason in words instead of a code is left out, and the record says so', async () => {
    const service = recordingService();
    const { card } = await orderGefitinib(service);
    await give(service, {
      ...overridden(card.uuid),
      overrideReason: { reason: { code: plant('a reason in words', 'she declines, Mrs Example') } },
    });
    const kept = (await entries()).find(
      (entry) => entry.kind === 'feedback' && entry.card === card.uuid,
    );
    expect(kept).toMatchObject({ reason: null, leftOut: ['a reason that is not a code'] });
  });

  test('is shown to administrators by rule, as a page and as data', async () => {
    const service = recordingService();
    const { card } = await orderGefitinib(service);
    await give(service, overridden(card.uuid));
    const page = await request(service.app).get('/admin/feedback?days=all');
    expect(page.headers['content-security-policy']).toMatch(/style-src 'sha256-/);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text).toMatch(
      /<th scope="row"><a href="\.\.\/knowledge\/lung[^"]*">lung\/egfr<\/a><\/th>/,
    );
    expect(page.text).toMatch(/\d+ × Given within a clinical trial/);
    expect(page.text).toContain('<a href="?days=all" aria-current="page">all</a>');
    expect(page.text).toMatch(/^<!doctype html><html lang="en">.*<title>/);
    expect(page.text).not.toMatch(/<script|\son[a-z]+=|\sstyle=/i);

    const data = await request(service.app)
      .get('/admin/feedback?days=all')
      .set('Accept', 'application/json');
    expect(data.body).toMatchObject({
      rules: expect.arrayContaining([
        expect.objectContaining({ rule: 'lung/egfr', overridden: expect.any(Number) as unknown }),
      ]) as unknown,
    });
  });
});

describe('a card that was overridden with a reason', () => {
  const aPatientOfOurOwn = (): Bundle => {
    const text = JSON.stringify(record(PATIENT)).replaceAll(PATIENT, `p-${randomUUID()}`);
    return JSON.parse(text) as Bundle;
  };
  const idOf = (bundle: Bundle): string =>
    bundle.entry?.find(({ resource }) => resource?.resourceType === 'Patient')?.resource?.id ?? '';
  const order = (service: ServiceUnderTest, bundle: Bundle): Promise<Answered> =>
    orderGefitinib(service, bundle, idOf(bundle));

  test('interrupts again, unless the service is configured otherwise', async () => {
    const [service, patient] = [recordingService(), aPatientOfOurOwn()];
    await give(service, overridden((await order(service, patient)).card.uuid));
    expect((await order(service, patient)).card.indicator).toBe('critical');
  });

  test('can be shown for information while nothing has changed', async () => {
    const [service, patient] = [recordingService(30), aPatientOfOurOwn()];
    const first = await order(service, patient);
    expect(first.card.indicator).toBe('critical');
    await give(service, overridden(first.card.uuid));
    const again = await order(service, patient);
    expect(again.card).toMatchObject({ indicator: 'info', summary: first.card.summary });
    expect(again.card.detail).toMatch(/^Shown for information: this was overridden/);
    expect(await entryOf(again.id)).toMatchObject({
      cards: [{ indicator: 'info', setAside: true }],
    });
    const metrics = await request(service.app).get('/metrics');
    for (const indicator of ['critical', 'info']) {
      expect(metrics.text).toContain(
        `convergent_cards_total{rule="lung/egfr",indicator="${indicator}"} 1\n`,
      );
    }
  });

  test('stays as it is on the chart, where it interrupts nobody', async () => {
    const [service, patient] = [recordingService(30), aPatientOfOurOwn()];
    const view = async (): Promise<Card> => {
      const prefetch = { ...emptyPrefetch(), patient: null, everything: patient };
      const response = await request(service.app)
        .post('/cds-services/resistance-patient-view')
        .send(
          patientViewRequest({
            context: { userId: 'Practitioner/1', patientId: idOf(patient) },
            prefetch,
          }),
        );
      const { cards } = response.body as CdsResponse;
      const warning = cards.find(({ indicator }) => indicator === 'warning');
      if (warning === undefined) throw new Error('The chart warns of nothing.');
      return warning;
    };
    const first = await view();
    await give(service, overridden(first.uuid));
    expect(await view()).toMatchObject({ summary: first.summary, detail: first.detail });
  });

  test('interrupts again when the data it rests on have changed', async () => {
    const [service, patient] = [recordingService(30), aPatientOfOurOwn()];
    await give(service, overridden((await order(service, patient)).card.uuid));
    const newer = JSON.parse(
      JSON.stringify(patient).replaceAll(/"value":0\.0\d+/g, '"value":0.31'),
    ) as Bundle;
    expect(newer).not.toEqual(patient);
    expect((await order(service, newer)).card.indicator).toBe('critical');
  });

  test('interrupts as it would while the database is slow to tell of it', async () => {
    const patient = aPatientOfOurOwn();
    await give(
      recordingService(30),
      overridden((await order(recordingService(), patient)).card.uuid),
    );
    const never = (): Promise<never> => new Promise(() => undefined);
    const slow = { ...decisionLog, store: { ...decisionLog.store, overridden: never } };
    const asked = performance.now();
    expect((await order(recordingService(30, slow), patient)).card.indicator).toBe('critical');
    expect(performance.now() - asked).toBeLessThan(2_000);
  });

  test('interrupts for another patient', async () => {
    const service = recordingService(30);
    await give(service, overridden((await order(service, aPatientOfOurOwn())).card.uuid));
    expect((await order(service, aPatientOfOurOwn())).card.indicator).toBe('critical');
  });

  test('interrupts again when no reason was given', async () => {
    const [service, patient] = [recordingService(30), aPatientOfOurOwn()];
    const { card } = await order(service, patient);
    await give(service, { ...overridden(card.uuid), overrideReason: undefined });
    expect((await order(service, patient)).card.indicator).toBe('critical');
  });
});

describe('from the command line, once the service has stopped', () => {
  let answered: Answered;
  beforeAll(async () => {
    answered = await orderGefitinib(recordingService());
    await close();
  }, WITHIN_MS);

  const convergent = (
    args: readonly string[],
    changes: Record<string, string> = {},
  ): { readonly status: number | null; readonly out: string; readonly err: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/convergent.js', ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...environment, ...changes },
    });
    return { status, out: stdout, err: stderr };
  };

  test(
    'a decision is replayed from its input and the packs of then: the same conclusions and cards [CRD-76]',
    () => {
      expect(convergent(['replay', answered.id])).toMatchObject({
        status: 0,
        out: expect.stringContaining('The same conclusions and the same cards.') as unknown,
      });
      const otherKey = { CONVERGENT_INPUT_KEY: randomBytes(32).toString('hex') };
      expect(convergent(['replay', answered.id], otherKey)).toMatchObject({
        status: 1,
        err: "The input of this decision can't be read. It is encrypted with another key, or was changed. CONVERGENT_INPUT_KEY is the key.\n",
      });
    },
    WITHIN_MS,
  );

  test(
    'is not replayed with other packs than those of then',
    () => {
      const rules = join(folder, 'rules');
      // Without releases the files stand for them, so that a changed manifest is another version.
      cpSync('rules', rules, {
        recursive: true,
        filter: (name) => !/releases|rulebase\.lock\.json/.test(name),
      });
      const manifest = join(rules, 'packs/lung/pack.json');
      const content = JSON.parse(readFileSync(manifest, 'utf8')) as object;
      writeFileSync(manifest, JSON.stringify({ ...content, version: '99.0.0' }));
      const { status, err } = convergent(['replay', answered.id, '--rules', rules]);
      expect(err).toMatch(/^The packs of this decision are not in .*: lung@.*--rules\.\n$/);
      expect(status).toBe(1);
    },
    WITHIN_MS,
  );

  test(
    'the log is verified and exported, and the export is verified by itself [CRD-78]',
    () => {
      const verified = convergent(['decisions', 'verify']);
      expect(verified).toMatchObject({
        status: 0,
        out: expect.stringContaining('The chain holds') as unknown,
      });
      const { out } = convergent(['decisions', 'export']);
      const file = join(folder, 'export.ndjson');
      writeFileSync(file, out);
      expect(convergent(['decisions', 'verify', file]).status).toBe(0);
      writeFileSync(file, out.replace('"critical"', '"warning"'));
      expect(convergent(['decisions', 'verify', file])).toMatchObject({
        status: 1,
        err: expect.stringMatching(/^Entry \d+ is not as it was written\.\n$/) as unknown,
      });
    },
    WITHIN_MS,
  );

  test(
    'feedback is counted by rule',
    () => {
      expect(convergent(['feedback']).out).toMatch(
        /lung\/egfr +\S+ +\d+ +0 \(0 %\) +\d+ \(\d+ %\) +\d+ within-trial/,
      );
    },
    WITHIN_MS,
  );
});
