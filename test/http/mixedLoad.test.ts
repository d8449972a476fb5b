import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from '@jest/globals';
import { benchRequests } from '../../bench/http/benchRequests.ts';
import { fire } from '../../bench/http/fire.ts';
import { answerCall } from '../../services/cds-hooks/answering/answerCall.ts';
import { prepareAnswering } from '../../services/cds-hooks/answering/prepareAnswering.ts';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { readConfig } from '../../services/cds-hooks/config.ts';
import { configuredRules } from '../../services/cds-hooks/configuredRules.ts';
import { compileMessageSchemas } from '../../services/cds-hooks/messageSchemas.ts';
import { readOpenApi } from '../../services/cds-hooks/readOpenApi.ts';
import { killAllServices, startService } from './serviceProcess.ts';

const PATH = '/cds-services/resistance-order-select';
const TODAY = calendarDay(new Date());

afterEach(killAllServices);

test('a record with 5,000 Observations holds up nobody: calls that come after it are answered before it', async () => {
  const service = startService({ CONVERGENT_WORKERS: '1', CONVERGENT_BODY_LIMIT_MB: '100' });
  const base = { url: await service.url(), path: PATH, connections: 1 };
  const small = benchRequests(TODAY, 50);
  await fire({ ...base, bodies: small, answers: 20 });

  const answeredInTurn: string[] = [];
  const long = fire({ ...base, bodies: benchRequests(TODAY, 5_000).slice(0, 1), answers: 1 });
  const ordinary = fire({ ...base, bodies: small, answers: 3 });
  await Promise.all([
    long.then(() => answeredInTurn.push('5,000 Observations')),
    ordinary.then(() => answeredInTurn.push('three with 50')),
  ]);

  expect(answeredInTurn).toEqual(['three with 50', '5,000 Observations']);
}, 60_000);

/** Far less than a record holds. */
const KEPT_BYTES_PER_CALL = 3_000;

test('nothing of a patient stays in memory once the call is answered', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const config = readConfig({});
  const answering = prepareAnswering({
    config,
    serviceUrl: 'http://127.0.0.1:3000',
    ruleStore: configuredRules(config).ruleStore,
    schemas: compileMessageSchemas(readOpenApi()),
    drafting: null,
  });
  const bodies = benchRequests(TODAY, 50).map(String);
  /** Each call is of a patient never seen before. */
  const answerAll = async (rounds: readonly string[]): Promise<void> => {
    for (const round of rounds) {
      for (const body of bodies) {
        const [, patient = ''] = /"patientId":"([^"]+)"/.exec(body) ?? [];
        const other = Buffer.from(body.replaceAll(patient, `${patient}-${round}`));
        const call = {
          id: round,
          hook: 'order-select',
          body: other,
          caller: null,
          traceparent: '',
        } as const;
        expect((await answerCall(call, answering)).kind).toBe('answered');
      }
    }
  };
  const heapInUse = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  await answerAll(['a', 'b', 'c']);
  const grown: number[] = [];
  for (const rounds of [
    ['d', 'e', 'f'],
    ['g', 'h', 'i'],
    ['j', 'k', 'l'],
  ]) {
    const before = heapInUse();
    await answerAll(rounds);
    grown.push(heapInUse() - before);
  }

  // Code is compiled now and then; what is kept of patients would grow each time.
  expect(Math.min(...grown) / (3 * bodies.length)).toBeLessThan(KEPT_BYTES_PER_CALL);
}, 60_000);
