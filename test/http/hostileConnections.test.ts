import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, get } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { httpServer, type HttpTimes } from '../../services/cds-hooks/httpServer.ts';
import { expectError } from './expectError.ts';
import { fhirServerDouble, sendFhir } from './fhirServerDouble.ts';
import { orderSelectRequest, patientViewRequest } from './hookRequests.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';
import request from 'supertest';

const PATH = '/cds-services/resistance-order-select';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** The service behind the server it really has, on a port of its own. */
async function serve(
  changes: Partial<HttpTimes> = {},
): Promise<{ service: ServiceUnderTest; port: number; url: string; stop: () => Promise<void> }> {
  const { server, stop } = httpServer({
    headers: 10_000,
    request: 30_000,
    look: 50,
    linger: 500,
    stop: 5_000,
    ...changes,
  });
  const service = serviceUnderTest();
  server.on('request', service.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  open.push(service.close, stop);
  return { service, port, stop, url: `http://127.0.0.1:${String(port)}` };
}

interface Connection {
  readonly socket: Socket;
  readonly received: () => string;
  readonly ended: Promise<void>;
}

function connection(port: number): Connection {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (data) => (received += String(data))).on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  open.push(() => {
    socket.destroy();
    return ended;
  });
  return { socket, received: () => received, ended };
}

const head = (...lines: readonly string[]): string =>
  [`POST ${PATH} HTTP/1.1`, 'Host: cds.hospital.example', ...lines, '', ''].join('\r\n');
const JSON_TYPE = 'Content-Type: application/json';

describe('a request that two servers could read differently (request smuggling)', () => {
  const hidden = 'GET /service-info HTTP/1.1\r\nHost: x\r\n\r\n';
  test.each<[string, string]>([
    [
      'with a length and in chunks',
      `${head(JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`,
    ],
    ['with two lengths', `${head(JSON_TYPE, 'Content-Length: 0', 'Content-Length: 44')}${hidden}`],
    ['with a length that is no number', `${head(JSON_TYPE, 'Content-Length: +0')}${hidden}`],
    [
      'in chunks that are spelt otherwise',
      `${head(JSON_TYPE, 'Transfer-Encoding: xchunked')}0\r\n\r\n${hidden}`,
    ],
    [
      'in chunks of a length that is no number',
      `${head(JSON_TYPE, 'Transfer-Encoding: chunked')}0x2\r\n{}\r\n0\r\n\r\n${hidden}`,
    ],
    [
      'with a space before the colon',
      `${head(JSON_TYPE, 'Transfer-Encoding : chunked')}0\r\n\r\n${hidden}`,
    ],
    [
      'with a header over two lines',
      `${head(JSON_TYPE, 'X-A: 1', ' Content-Length: 44')}${hidden}`,
    ],
    ['with a line break in a header', `${head(`${JSON_TYPE}\rContent-Length: 44`)}${hidden}`],
    ['with a zero in a header', `${head(JSON_TYPE, 'X-A: a\0b')}${hidden}`],
  ])('is refused, and nothing behind it is read: %s', async (_name, bytes) => {
    const { port, service } = await serve();
    const { socket, received, ended } = connection(port);
    socket.write(bytes);
    await ended;
    expect(received()).toMatch(/^HTTP\/1\.1 400 /);
    expect(received()).not.toMatch(/convergent-cds|HTTP\/1\.1 200/);
    expect(service.questions).toEqual([]);
  });

  test('has no more than 16 kB of header: a token without end is 431', async () => {
    const { port } = await serve();
    const { socket, received, ended } = connection(port);
    socket.write(head(JSON_TYPE, `Authorization: Bearer ${'x'.repeat(20_000)}`));
    await ended;
    expect(received()).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('callers who hold connections (slow loris)', () => {
  test.each<[string, string]>([
    ['never end the header', `POST ${PATH} HTTP/1.1\r\nHost: x\r\nX-`],
    ['never end the body', `${head(JSON_TYPE, 'Content-Length: 1000')}{`],
    ['never begin', ''],
  ])(
    'lose them when they %s, and nobody else waits',
    async (_name, begun) => {
      const { port, url } = await serve({ headers: 300, request: 600 });
      const slow = Array.from({ length: 100 }, () => connection(port));
      const drip = setInterval(() => {
        for (const { socket } of slow) if (begun !== '' && !socket.destroyed) socket.write('a');
      }, 100);
      open.push(() => {
        clearInterval(drip);
        return Promise.resolve();
      });
      for (const { socket } of slow) socket.write(begun);
      const started = performance.now();
      const answer = await request(url).post(PATH).send(orderSelectRequest());
      expect(answer.status).toBe(200);
      expect(performance.now() - started).toBeLessThan(2_000);
      await Promise.all(slow.map(({ ended }) => ended));
      clearInterval(drip);
      for (const { received } of slow) expect(received()).toMatch(/^HTTP\/1\.1 408 |^$/);
    },
    20_000,
  );
});

describe('a server that is told to stop', () => {
  test('answers what it has begun, and has the caller open another connection next time', async () => {
    const { port, stop } = await serve();
    const fhir = await fhirServerDouble((_seen, response) => {
      setTimeout(() => {
        sendFhir(response, { resourceType: 'Bundle', type: 'searchset', entry: [] });
      }, 400);
    });
    open.push(fhir.close);
    const idle = connection(port);
    idle.socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n`);
    const body = JSON.stringify(patientViewRequest({ fhirServer: fhir.base, prefetch: {} }));
    const busy = connection(port);
    busy.socket.write(
      head(JSON_TYPE, `Content-Length: ${String(Buffer.byteLength(body))}`).replace(
        'order-select',
        'patient-view',
      ) + body,
    );
    await delay(100);
    expect(idle.received()).toContain('HTTP/1.1 200');
    const started = performance.now();
    await stop();
    // Sooner than by force.
    expect(performance.now() - started).toBeLessThan(3_000);
    await Promise.all([idle.ended, busy.ended]);
    expect(busy.received()).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
    expect(busy.received()).toContain('"cards"');
  });

  test('cuts off nobody who sends one request after another on a kept connection', async () => {
    const { port, stop } = await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    open.push(() => {
      agent.destroy();
      return Promise.resolve();
    });
    const ask = (): Promise<string> =>
      new Promise((resolve) => {
        get({ port, host: '127.0.0.1', path: '/health/live', agent }, (response) => {
          response.resume().on('end', () => {
            resolve('answered');
          });
        }).on('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code ?? 'failed');
        });
      });
    const came: string[] = [];
    const until = new AbortController();
    const caller = (async () => {
      while (!until.signal.aborted) {
        came.push(await ask());
        await delay(5);
      }
    })();
    await delay(200);
    await stop();
    until.abort();
    await caller;
    expect(came.filter((one) => one === 'answered').length).toBeGreaterThan(0);
    expect(came.filter((one) => !['answered', 'ECONNREFUSED'].includes(one))).toEqual([]);
  });

  test('does not wait for ever for who never ends', async () => {
    const { port, stop } = await serve({ stop: 200 });
    const { socket, ended } = connection(port);
    socket.write(`${head(JSON_TYPE, 'Content-Length: 1000')}{`);
    await delay(50);
    await stop();
    await ended;
  });
});

describe('a body made to harm', () => {
  const call = (service: ServiceUnderTest): request.Test =>
    request(service.app).post(PATH).set('Content-Type', 'application/json');
  const service = (): ServiceUnderTest => {
    const made = serviceUnderTest();
    open.push(made.close);
    return made;
  };

  test.each(['', '/feedback'])('that is small until it is unpacked is 413: %s', async (path) => {
    const { app } = service();
    const packed = gzipSync(Buffer.alloc(60_000_000, 0x20), { level: 9 });
    expect(packed.length).toBeLessThan(100_000);
    const sent = request(app)
      .post(`${PATH}${path}`)
      .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
      // As it is: bytes that are no JSON would be made JSON.
      .serialize((value: unknown) => value as string);
    expectError(await sent.send(packed), 413, 'body-too-large');
  });

  test('packed twice is not unpacked', async () => {
    const { app } = service();
    const sent = request(app)
      .post(PATH)
      .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip, gzip' })
      .serialize((value: unknown) => value as string);
    expectError(await sent.send(gzipSync(gzipSync('{}'))), 415, 'unsupported-media-type');
  });

  test.each(['__proto__', 'constructor', 'prototype'])(
    'with the member %s everywhere changes no object of ours',
    async (name) => {
      const poison = `{"isAdmin":true,"prototype":{"isAdmin":true},"toString":null}`;
      const text = JSON.stringify(orderSelectRequest())
        .replaceAll(/\{(?=")/g, `{"${name}":${poison},`)
        .replaceAll('"extension":{', `"extension":{"${name}":${poison},`);
      const response = await call(service()).send(text);
      expect([200, 400]).toContain(response.status);
      expect(response.text).not.toContain('isAdmin');
      expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
      expect(Object.prototype.toString.call({})).toBe('[object Object]');
    },
  );

  test('that says a thing twice is about what it says last, all the way', async () => {
    const made = service();
    const text = JSON.stringify(orderSelectRequest()).replace(
      '"context":{',
      '"context":{"patientId":"somebody-else",',
    );
    await call(made).send(text).expect(200);
    expect(made.questions.map(({ patient }) => patient)).toEqual(['pat-7734']);
  });

  test('with a byte order mark is read, and bytes that are no UTF-8 harm nobody', async () => {
    const made = service();
    const text = JSON.stringify(orderSelectRequest());
    await call(made).send(`\uFEFF${text}`).expect(200);
    const broken = Buffer.from(text.replace('Quillfeather', 'Quillf\u00e9ther'), 'latin1');
    await call(made)
      .serialize((value: unknown) => value as string)
      .send(broken)
      .expect(200);
    expect(made.questions).toHaveLength(2);
  });

  test.each(['{', '[', '{"a":'])('100,000 deep in %s is 400', async (opening) => {
    const response = await call(service()).send(opening.repeat(100_000));
    expectError(response, 400, 'malformed-json');
  });

  test.each([
    ['nested members', '{"a":', '}'],
    ['nested lists', '[', ']'],
  ])('with %s that end does not exhaust the stack', async (_name, opening, closing) => {
    const deep = `${opening.repeat(20_000)}1${closing.repeat(20_000)}`;
    const text = JSON.stringify(orderSelectRequest()).replace(
      '"prefetch":{',
      `"prefetch":{"conditions":${deep},"other":${deep},`,
    );
    const { status } = await call(service()).send(text);
    expect([200, 400, 412]).toContain(status);
  });

  test.each([
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/x-json',
    '',
  ])('of type "%s" is not read as JSON', async (type) => {
    const made = service();
    const sent = request(made.app).post(PATH).set('Content-Type', type);
    const response = await sent.send(JSON.stringify(orderSelectRequest()));
    expectError(response, 415, 'unsupported-media-type');
    expect(made.questions).toEqual([]);
  });
});
