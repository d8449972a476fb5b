import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import request from 'supertest';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import type { SpanDelivery } from '../../services/cds-hooks/otlpExporter.ts';
import { exportSpans, type Spans } from '../../services/cds-hooks/spans.ts';
import { guardedAgent, type Resolve } from '../../services/fhir-client/guardedAgent.ts';
import { TODAY } from '../builders/aCase.ts';
import { orderSelectRequest, theDemoPatient } from '../builders/aPatient.ts';
import { knowledge } from '../builders/knowledge.ts';
import { fhirServerDouble, wellBehaved, type FhirServerDouble } from './fhirServerDouble.ts';
import { prefetchWithout } from './hookRequests.ts';
import { listen } from './listen.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const PATIENT = 'lung-t790m';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

const open: { close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Orders gefitinib in a trace; one prefetch key has to be fetched. */
async function orderGefitinib(
  service: ServiceUnderTest,
  traceparent: string | null,
): Promise<FhirServerDouble> {
  const fhir = await fhirServerDouble(wellBehaved);
  open.push(fhir);
  const asked = request(service.app).post('/cds-services/resistance-order-select');
  if (traceparent !== null) asked.set('traceparent', traceparent);
  await asked
    .send(
      orderSelectRequest({
        patientId: PATIENT,
        drugs: ['gefitinib'],
        fhirServer: fhir.base,
        prefetch: {
          ...prefetchWithout('conditions'),
          patient: theDemoPatient(PATIENT).bundle(TODAY),
        },
      }),
    )
    .expect(200);
  return fhir;
}

function aService(overrides: Parameters<typeof serviceUnderTest>[0] = {}): ServiceUnderTest {
  const clock = (): Date => new Date(`${TODAY}T12:00:00`);
  const service = serviceUnderTest({ decide, knowledge, clock, ...overrides });
  open.push(service);
  return service;
}

const logged = ({ logged: lines }: ServiceUnderTest, msg: string): { traceId?: string } =>
  lines
    .map((line) => JSON.parse(line) as { msg: string; traceId?: string })
    .find((line) => line.msg === msg) ?? {};

describe('a call in a trace (W3C Trace Context)', () => {
  test('is logged under it, and hands it on to the FHIR server as its own part', async () => {
    const service = aService();
    const fhir = await orderGefitinib(service, `00-${TRACE}-${CALLER}-01`);
    expect(logged(service, 'request').traceId).toBe(TRACE);
    const [, , spanId] = String(fhir.received[0]?.headers['traceparent']).split('-');
    expect(fhir.received[0]?.headers['traceparent']).toMatch(
      RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`),
    );
    expect(spanId).not.toBe(CALLER);
  });

  test.each([
    ['none', null],
    ['of another form', 'Jane Doe'],
    ['all zero', `00-${'0'.repeat(32)}-${CALLER}-01`],
    ['of a version that may not be', `ff-${TRACE}-${CALLER}-01`],
  ])('begins one of its own when the header is %s', async (_name, header) => {
    const service = aService();
    await orderGefitinib(service, header);
    const { traceId } = logged(service, 'request');
    expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(traceId).not.toBe(TRACE);
  });
});

/** Spans on their way to a collector as `runService` sends them, and what was told of it. */
async function spansTo(
  url: string,
  { headers = {}, resolve }: { headers?: Record<string, string>; resolve?: Resolve } = {},
): Promise<{ readonly spans: Spans; readonly told: readonly SpanDelivery[] }> {
  const told: SpanDelivery[] = [];
  const spans = await exportSpans({
    url,
    headers,
    dispatcher: guardedAgent({ privateNetwork: true, loopback: true }, resolve),
    version: '0.0.0-test',
    onChange: (delivery) => told.push(delivery),
  });
  return { spans, told };
}

interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

describe('spans, where a collector is configured', () => {
  test('tell of an answer and its phases, and nothing of the patient', async () => {
    let received = '';
    let headers: IncomingHttpHeaders = {};
    const collector = await listen((asked, response) => {
      headers = asked.headers;
      asked.on('data', (chunk) => (received += String(chunk)));
      asked.on('end', () =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      );
    });
    open.push(collector);
    const { spans, told } = await spansTo(`${collector.url}/v1/traces`, {
      headers: { 'api-key': 'of-the-collector' },
    });
    const service = aService({ spans });
    await orderGefitinib(service, `00-${TRACE}-${CALLER}-01`);
    await orderGefitinib(service, `00-${TRACE}-${CALLER}-00`);
    await spans.close();

    expect(told).toEqual([]);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'api-key': 'of-the-collector',
    });
    expect(received).not.toMatch(/lung-t790m|T790M|gefitinib|Practitioner/i);
    const { resourceSpans } = JSON.parse(received) as {
      resourceSpans: { scopeSpans: { spans: ExportedSpan[] }[] }[];
    };
    const sent = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
    const [call] = sent.filter(({ name }) => name === 'resistance-order-select');
    // One call: the other was not to be recorded.
    expect(call).toMatchObject({ traceId: TRACE, parentSpanId: CALLER });
    const phases = sent.filter((span) => span !== call);
    expect(phases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['wait', 'parse', 'prefetch', 'read', 'reason', 'cards', 'check']),
    );
    expect(phases.filter(({ parentSpanId }) => parentSpanId !== call?.spanId)).toEqual([]);
    expect(new Set(sent.map(({ spanId }) => spanId)).size).toBe(sent.length);
  });

  test('a collector that is away holds up neither answers nor the end', async () => {
    const gone = await listen(() => undefined);
    await gone.close();
    const { spans, told } = await spansTo(`${gone.url}/v1/traces`);
    await orderGefitinib(aService({ spans }), null);
    await spans.close();
    expect(told).toEqual([{ kind: 'unreachable' }]);
  }, 20_000);

  describe('a hostile collector', () => {
    const ends = async (spans: Spans): Promise<number> => {
      await orderGefitinib(aService({ spans }), null);
      const asked = performance.now();
      await spans.close();
      return performance.now() - asked;
    };

    test('that redirects is not followed', async () => {
      let reached = 0;
      const elsewhere = await listen((_asked, response) => {
        reached += 1;
        response.end();
      });
      const collector = await listen((_asked, response) => {
        response.writeHead(307, { location: elsewhere.url }).end();
      });
      open.push(elsewhere, collector);
      const { spans, told } = await spansTo(`${collector.url}/v1/traces`);
      await ends(spans);
      expect({ reached, told }).toEqual({ reached: 0, told: [{ kind: 'refused', status: 307 }] });
    });

    test('that answers without end is not read to the end, and holds up nothing', async () => {
      let sent = 0;
      const collector = await listen((_asked, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
        };
        response.writeHead(200).on('drain', more);
        more();
      });
      open.push(collector);
      const { spans } = await spansTo(`${collector.url}/v1/traces`);
      expect(await ends(spans)).toBeLessThan(2_000);
      expect(sent).toBeLessThan(20_000_000);
    });

    test('that never answers is given up', async () => {
      const collector = await listen(() => undefined);
      open.push(collector);
      const { spans, told } = await spansTo(`${collector.url}/v1/traces`);
      expect(await ends(spans)).toBeLessThan(5_000);
      expect(told).toEqual([{ kind: 'unreachable' }]);
    }, 20_000);

    test('whose name turns out to be an address of the cloud it runs in is not contacted', async () => {
      const asked: string[] = [];
      const { spans, told } = await spansTo('http://collector.example:4318/v1/traces', {
        resolve: (host, done) => {
          asked.push(host);
          done(null, [{ address: '169.254.169.254', family: 4 }]);
        },
      });
      await ends(spans);
      expect({ asked, told }).toEqual({
        asked: ['collector.example'],
        told: [{ kind: 'unreachable' }],
      });
    });
  });
});
