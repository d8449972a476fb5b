import { afterEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import { exportSpans } from '../../services/cds-hooks/spans.ts';
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

interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

describe('spans, where a collector is configured', () => {
  test('tell of an answer and its phases, and nothing of the patient', async () => {
    let received = '';
    const collector = await listen((asked, response) => {
      asked.on('data', (chunk) => (received += String(chunk)));
      asked.on('end', () =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      );
    });
    open.push(collector);
    const spans = await exportSpans(`${collector.url}/v1/traces`, '0.0.0-test');
    const service = aService({ spans });
    await orderGefitinib(service, `00-${TRACE}-${CALLER}-01`);
    await orderGefitinib(service, `00-${TRACE}-${CALLER}-00`);
    await spans.close();

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
    const spans = await exportSpans(`${gone.url}/v1/traces`, '0.0.0-test');
    await orderGefitinib(aService({ spans }), null);
    await spans.close();
  }, 20_000);
});
