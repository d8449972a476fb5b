import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import request, { type Response } from 'supertest';
import { PREFETCH_TEMPLATES } from '../../services/cds-hooks/catalogue/prefetchTemplates.ts';
import { PLANTED_TOKEN } from '../builders/plantedSecrets.ts';
import { complaints, expectError } from './expectError.ts';
import {
  ERROR_THAT_QUOTES,
  fhirServerDouble,
  searchset,
  sendFhir,
  wellBehaved,
  type Answering,
  type FhirServerDouble,
} from './fhirServerDouble.ts';
import { emptyPrefetch, orderSelectRequest, PATIENT, prefetchWithout } from './hookRequests.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const DEADLINE_MS = 400;

let service: ServiceUnderTest;
let fhir: FhirServerDouble | null = null;

beforeEach(() => {
  service = serviceUnderTest({
    environment: {
      CONVERGENT_FHIR_DEADLINE_MS: String(DEADLINE_MS),
      CONVERGENT_FHIR_MAX_PAGES: '4',
      CONVERGENT_FHIR_LIMIT_MB: '1',
    },
  });
});

afterEach(async () => {
  await service.close();
  await fhir?.close();
  fhir = null;
});

async function serveFhir(answer: Answering): Promise<FhirServerDouble> {
  fhir = await fhirServerDouble(answer);
  return fhir;
}

function call(changes: Record<string, unknown>): Promise<Response> {
  return request(service.app)
    .post('/cds-services/resistance-order-select')
    .send(orderSelectRequest(changes));
}

const withToken = (base: string): Record<string, unknown> => ({
  fhirServer: base,
  fhirAuthorization: { access_token: PLANTED_TOKEN, token_type: 'Bearer' },
});

const unavailable = (): unknown => service.questions.at(-1)?.unavailable;
const resourceIds = (): unknown =>
  service.questions.at(-1)?.resources.map((resource) => (resource as { id: string }).id);

describe('a prefetch key that is absent', () => {
  test('is fetched, and only that key, with the token [ANS-04, CH-61]', async () => {
    const { base, received } = await serveFhir(wellBehaved);
    await call({ ...withToken(base), prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(received.map(({ path }) => path)).toEqual(['Condition?patient=pat-7734']);
    expect(received[0]?.headers).toMatchObject({
      authorization: `Bearer ${PLANTED_TOKEN}`,
      accept: expect.stringContaining('application/fhir+json') as unknown,
    });
    expect(resourceIds()).toEqual(['pat-7734', 'condition-1']);
    expect(unavailable()).toEqual([]);
  });

  test('of a client without any prefetch: all are fetched in parallel [ANS-05]', async () => {
    let waiting = 0;
    let most = 0;
    const { base, received } = await serveFhir(async (seen, response, at) => {
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise((resolve) => setTimeout(resolve, 50));
      waiting -= 1;
      await wellBehaved(seen, response, at);
    });
    await call({ fhirServer: base, prefetch: undefined }).then(expectCards);
    expect(received).toHaveLength(PREFETCH_TEMPLATES.length);
    expect(most).toBe(PREFETCH_TEMPLATES.length);
    expect(received[0]?.headers.authorization).toBeUndefined();
    expect(unavailable()).toEqual([]);
  });

  test('is fetched page by page to the end [ANS-06]', async () => {
    const { base } = await serveFhir(({ path }, response, at) => {
      const page = Number(/_page=(\d)/.exec(path)?.[1] ?? '1');
      const next = page < 3 ? `${at}/Condition?_page=${String(page + 1)}` : undefined;
      sendFhir(response, searchset('Condition', [`c${String(page)}`], next));
    });
    await call({ fhirServer: base, prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(resourceIds()).toEqual(['pat-7734', 'c1', 'c2', 'c3']);
    expect(unavailable()).toEqual([]);
  });

  test('is fetched when the client filled it with something that is no resource', async () => {
    const { base, received } = await serveFhir(wellBehaved);
    const prefetch = { ...emptyPrefetch(), conditions: {}, allergies: 'failed', specimens: [] };
    await call({ fhirServer: base, prefetch }).then(expectCards);
    expect(received.map(({ path }) => path.split('?')[0]).sort()).toEqual([
      'AllergyIntolerance',
      'Condition',
      'Specimen',
    ]);
  });

  test('without a FHIR server is a stated gap', async () => {
    await call({ prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(unavailable()).toEqual([{ what: 'diagnoses', why: 'the request names no FHIR server' }]);
  });
});

describe('a prefetch key that is there', () => {
  test('as null means no data: not fetched, no gap of ours [ANS-08]', async () => {
    const { base, received } = await serveFhir(wellBehaved);
    const prefetch = Object.fromEntries(PREFETCH_TEMPLATES.map(({ key }) => [key, null]));
    await call({ fhirServer: base, prefetch }).then(expectCards);
    expect(received).toEqual([]);
    expect(unavailable()).toEqual([]);
  });

  test('as an OperationOutcome is not fetched again and named as a gap [ANS-09, CH-52]', async () => {
    const { base, received } = await serveFhir(wellBehaved);
    const genomics = ERROR_THAT_QUOTES;
    await call({ fhirServer: base, prefetch: { ...emptyPrefetch(), genomics } }).then(expectCards);
    expect(received).toEqual([]);
    expect(unavailable()).toEqual([
      { what: 'genomic results', why: 'the client could not read it' },
    ]);
  });

  test('with a next link is read on, with the token [ANS-10, CH-61]', async () => {
    const { base, received } = await serveFhir(({ path }, response) => {
      sendFhir(response, searchset('Observation', [path.endsWith('2') ? 'second' : 'wrong']));
    });
    const genomics = searchset('Observation', ['first'], `${base}/Observation?page=2`);
    await call({ ...withToken(base), prefetch: { ...emptyPrefetch(), genomics } }).then(
      expectCards,
    );
    expect(received.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${PLANTED_TOKEN}`,
    ]);
    expect(resourceIds()).toEqual(['pat-7734', 'first', 'second']);
    expect(unavailable()).toEqual([]);
  });

  test('with a relative next link is read on from the base', async () => {
    const { base, received } = await serveFhir((_seen, response) => {
      sendFhir(response, searchset('Observation', ['second']));
    });
    const genomics = searchset('Observation', ['first'], 'Observation?page=2');
    await call({ fhirServer: base, prefetch: { ...emptyPrefetch(), genomics } }).then(expectCards);
    expect(received.map(({ path }) => path)).toEqual(['Observation?page=2']);
  });

  test.each([
    ['without a FHIR server', undefined],
    ['with one that may not be contacted', 'https://fhir.example.org/r4'],
  ])('with a next link %s is said to be incomplete [ANS-10]', async (_name, fhirServer) => {
    const genomics = searchset('Observation', ['first'], 'https://fhir.example.org/r4?page=2');
    await call({ fhirServer, prefetch: { ...emptyPrefetch(), genomics } }).then(expectCards);
    expect(resourceIds()).toEqual(['pat-7734', 'first']);
    expect(unavailable()).toEqual([
      {
        what: 'genomic results',
        why: expect.stringMatching(/^only the first page was sent/) as unknown,
      },
    ]);
  });

  test('with a next link to another server is said to be incomplete, and nobody there is asked [ANS-10]', async () => {
    const other = await fhirServerDouble(wellBehaved);
    const { base, received } = await serveFhir(wellBehaved);
    const genomics = searchset('Observation', ['first'], `${other.base}/Observation?page=2`);
    await call({ ...withToken(base), prefetch: { ...emptyPrefetch(), genomics } }).then(
      expectCards,
    );
    await other.close();
    expect([...other.received, ...received]).toEqual([]);
    expect(resourceIds()).toEqual(['pat-7734', 'first']);
    expect(unavailable()).toEqual([
      {
        what: 'genomic results',
        why: 'the next page lies on another server, which is not contacted',
      },
    ]);
  });

  test('under a name of the client is read like the others', async () => {
    const prefetch = { ...emptyPrefetch(), myVariants: searchset('Observation', ['mine']) };
    await call({ prefetch }).then(expectCards);
    expect(resourceIds()).toEqual(['pat-7734', 'mine']);
  });
});

describe('needed data that can be had neither way', () => {
  test('is 412 naming the keys [ANS-11, CH-54]', async () => {
    const response = await call({ prefetch: {} });
    expectError(response, 412, 'data-unavailable');
    expect(complaints(response)).toEqual(
      PREFETCH_TEMPLATES.filter(({ carriesAnswer }) => carriesAnswer)
        .map(({ key }) => `prefetch.${key}`)
        .sort(),
    );
    expect(service.questions).toEqual([]);
  });

  test('is an answer with the gap while either genomics or treatment is there', async () => {
    await call({ prefetch: { medicationRequests: null } }).then(expectCards);
    expect(unavailable()).toHaveLength(PREFETCH_TEMPLATES.length - 1);
  });
});

describe('data in another version of FHIR [ANS-26]', () => {
  const r5 = {
    resourceType: 'MedicationRequest',
    id: 'r5',
    subject: { reference: `Patient/${PATIENT}` },
    medication: { concept: { text: 'gefitinib' } },
  };
  const dstu2 = { resourceType: 'MedicationOrder', id: 'dstu2' };
  const stu3 = { resourceType: 'MedicationStatement', id: 'stu3', taken: 'n' };
  const only = (...resources: object[]): Record<string, unknown> => ({
    ...Object.fromEntries(PREFETCH_TEMPLATES.map(({ key }) => [key, null])),
    medicationStatements: {
      resourceType: 'Bundle',
      entry: resources.map((resource) => ({ resource })),
    },
  });

  test.each([
    ['DSTU2', dstu2],
    ['STU3', stu3],
    ['R5', r5],
  ])('are no empty record but a 412: %s', async (_name, resource) => {
    expectError(await call({ prefetch: only(resource) }), 412, 'unsupported-fhir-version');
    expect(service.questions).toEqual([]);
  });

  test('beside data in R4 are left to the reader, who leaves them out and says so', async () => {
    const r4 = { resourceType: 'MedicationStatement', id: 'r4' };
    await call({ prefetch: only(dstu2, r4) }).then(expectCards);
    expect(resourceIds()).toEqual(['dstu2', 'r4']);
  });

  test('in R4B are read: its medication is that of R4', async () => {
    const r4b = {
      resourceType: 'MedicationStatement',
      id: 'r4b',
      meta: { profile: ['http://hl7.org/fhir/4.3/StructureDefinition/MedicationStatement'] },
      medicationCodeableConcept: { text: 'gefitinib' },
    };
    await call({ prefetch: only(r4b) }).then(expectCards);
  });

  test('as a draft order are a 400 with its path', async () => {
    const draftOrders = { resourceType: 'Bundle', entry: [{ resource: r5 }] };
    const context = { userId: 'Practitioner/1', patientId: PATIENT, draftOrders };
    const response = await call({ context });
    expectError(response, 400, 'invalid-request');
    expect(complaints(response)).toEqual(['context.draftOrders.entry[0].resource']);
  });
});

describe('a FHIR server that misbehaves gives a partial answer on time, with the gap stated [ANS-12]', () => {
  const behaviours: [string, Answering, string][] = [
    ['silent', () => undefined, 'the FHIR server did not answer in time'],
    [
      'slow to finish',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'application/fhir+json' });
        response.write('{"resourceType":');
      },
      'the FHIR server did not answer in time',
    ],
    ['closing the connection', hangUp, 'the FHIR server could not be reached'],
    ['401', status(401), 'the FHIR server refused the access token'],
    ['403', status(403), 'the access token does not permit reading it'],
    ['404', status(404), 'the FHIR server does not have it'],
    ['400', status(400), 'the FHIR server refused the search'],
    ['500', status(500), 'the FHIR server reported an error'],
    ['503 twice', status(503), 'the FHIR server reported an error'],
    [
      'a page of HTML',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>');
      },
      'the FHIR server answered with something other than FHIR JSON',
    ],
    [
      'data that are not declared as JSON',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(JSON.stringify(searchset('Condition', ['c1'])));
      },
      'the FHIR server answered with something other than FHIR JSON',
    ],
    [
      'broken JSON',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":');
      },
      'the FHIR server answered with something other than FHIR JSON',
    ],
    [
      'JSON that is no FHIR',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      },
      'the FHIR server answered with something other than FHIR JSON',
    ],
    [
      'an OperationOutcome with status 200',
      (_seen, response) => {
        sendFhir(response, ERROR_THAT_QUOTES);
      },
      'the FHIR server answered with an error message instead of data',
    ],
    [
      'a redirect',
      ({ path }, response, base) => {
        if (path.includes('elsewhere')) sendFhir(response, searchset('Condition', ['stolen']));
        else response.writeHead(302, { location: `${base}/elsewhere` }).end();
      },
      'the FHIR server redirected the request, which is not followed',
    ],
    [
      'more headers than any answer needs',
      (_seen, response) => {
        response.writeHead(200, {
          'content-type': 'application/fhir+json',
          ...Object.fromEntries(
            Array.from({ length: 20 }, (_none, index) => [`x-${String(index)}`, 'x'.repeat(1_000)]),
          ),
        });
        response.end(JSON.stringify(searchset('Condition', ['c1'])));
      },
      'the FHIR server could not be reached',
    ],
    [
      'a compressed body, which nobody asked for',
      (_seen, response) => {
        response.writeHead(200, {
          'content-type': 'application/fhir+json',
          'content-encoding': 'gzip',
        });
        response.end(gzipSync(JSON.stringify(searchset('Condition', ['x'.repeat(1_000_000)]))));
      },
      'the FHIR server answered with something other than FHIR JSON',
    ],
    [
      'a huge body',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'application/fhir+json' });
        const timer = setInterval(() => response.write('x'.repeat(200_000)), 1);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      'the FHIR server answered with more data than the limit allows',
    ],
  ];

  test.each(behaviours)('%s', async (_name, behaviour, why) => {
    const { base } = await serveFhir(behaviour);
    const start = performance.now();
    await call({ fhirServer: base, prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(performance.now() - start).toBeLessThan(DEADLINE_MS + 600);
    expect(unavailable()).toEqual([{ what: 'diagnoses', why }]);
    expect(resourceIds()).toEqual(['pat-7734']);
  });

  test('endless pages: what the limit allows is kept', async () => {
    let page = 0;
    const { base, received } = await serveFhir((_seen, response, at) => {
      page += 1;
      const next = `${at}/Condition?page=${String(page + 1)}`;
      sendFhir(response, searchset('Condition', [`c${String(page)}`], next));
    });
    await call({ fhirServer: base, prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(received).toHaveLength(4);
    expect(resourceIds()).toEqual(['pat-7734', 'c1', 'c2', 'c3', 'c4']);
    expect(unavailable()).toEqual([
      { what: 'diagnoses', why: 'the FHIR server answered with more pages than the limit allows' },
    ]);
  });

  test('a page that links to itself is read once', async () => {
    const { base, received } = await serveFhir(({ path }, response, at) => {
      sendFhir(response, searchset('Condition', ['c1'], `${at}/${path}`));
    });
    await call({ fhirServer: base, prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(received).toHaveLength(1);
  });

  test('a next page on another server is not read, and the token stays home', async () => {
    const other = await fhirServerDouble(wellBehaved);
    const { base } = await serveFhir((_seen, response) => {
      sendFhir(response, searchset('Condition', ['c1'], `${other.base}/Condition?page=2`));
    });
    await call({ ...withToken(base), prefetch: prefetchWithout('conditions') }).then(expectCards);
    await other.close();
    expect(other.received).toEqual([]);
    expect(unavailable()).toEqual([
      {
        what: 'diagnoses',
        why: 'the next page lies on another server, which is not contacted',
      },
    ]);
  });

  test.each([429, 503])('%s once is asked again', async (code) => {
    let first = true;
    const { base, received } = await serveFhir((seen, response, at) => {
      if (!first) return wellBehaved(seen, response, at);
      first = false;
      response.writeHead(code).end();
    });
    await call({ fhirServer: base, prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(received).toHaveLength(2);
    expect(unavailable()).toEqual([]);
  });

  test('a wait that the server asks for ends at the deadline', async () => {
    const { base, received } = await serveFhir((_seen, response) => {
      response.writeHead(503, { 'retry-after': '2' }).end();
    });
    await call({ fhirServer: base, prefetch: prefetchWithout('conditions') }).then(expectCards);
    expect(received).toHaveLength(1);
    expect(unavailable()).toEqual([
      { what: 'diagnoses', why: 'the FHIR server did not answer in time' },
    ]);
  });

  test('for every key: 412 on time [ANS-07]', async () => {
    const { base } = await serveFhir(() => undefined);
    const start = performance.now();
    expectError(await call({ fhirServer: base, prefetch: {} }), 412, 'data-unavailable');
    expect(performance.now() - start).toBeLessThan(DEADLINE_MS + 600);
  });
});

function expectCards(response: Response): void {
  expect({ status: response.status, body: response.body as unknown }).toEqual({
    status: 200,
    body: { cards: [] },
  });
}

function status(code: number): Answering {
  return (_seen, response) => {
    sendFhir(response, ERROR_THAT_QUOTES, code);
  };
}

function hangUp(...[, response]: Parameters<Answering>): void {
  response.destroy();
}
