import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PackRef } from '../../src/domain/evaluation.ts';
import type { LogStatus } from '../decision-log/decisionLog.ts';
import type { ThreadLoad } from './answering/answerer.ts';
import type { Tally } from './answering/answerCall.ts';
import type { ErrorCode } from './errors.ts';

/**
 * What the service counts and measures of itself. Labels are names of our own (routes as they are
 * written here, services, rules, prefetch keys, error codes): nothing that a caller sends becomes a
 * label, so nothing of a patient does, and their number is bounded.
 */
export interface Metrics {
  /** A request of any kind; `route` is its pattern. */
  readonly requested: (request: {
    readonly route: string;
    readonly method: string;
    readonly status: number | null;
  }) => void;
  readonly refused: (code: ErrorCode) => void;
  /** An answer to a hook call. */
  readonly answered: (service: string, answer: MeasuredAnswer) => void;
  /** The exposition, and its content type. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

export interface MeasuredAnswer {
  readonly tally: Tally;
  /** From the arrival of the call to its answer, in milliseconds. */
  readonly ms: number;
  /** Of these, between the main thread's question and the thread's answer. */
  readonly answeringMs: number;
  /** Of these, until the record was on disk. */
  readonly recordingMs: number;
}

/** What is asked for when the metrics are. */
export interface Measured {
  readonly version: string;
  readonly load: () => readonly ThreadLoad[];
  readonly packs: () => readonly PackRef[];
  /** `null` when nothing is recorded. */
  readonly decisionLog: (() => LogStatus) | null;
  /** Whether to tell also of the process: memory, processor time, lag of the event loop. */
  readonly ofProcess: boolean;
}

/** Seconds: from the millisecond of a short record to the deadline of a slow FHIR server. */
const LATENCY = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

export function createMetrics(measured: Measured): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (measured.ofProcess) collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'convergent_http_requests_total',
    help: 'Requests by the pattern of their path. Status "none": the client went away first.',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const refusals = new Counter({
    name: 'convergent_refusals_total',
    help: 'Requests that were answered with an error, by its code.',
    labelNames: ['code'],
    registers,
  });
  const latency = new Histogram({
    name: 'convergent_hook_seconds',
    help: 'From the arrival of a hook call to its answer.',
    labelNames: ['service'],
    buckets: LATENCY,
    registers,
  });
  const phases = new Histogram({
    name: 'convergent_hook_phase_seconds',
    help: 'The parts of that: wait (for a thread, and between threads), parse, prefetch, read, reason, cards, check, draft, record.',
    labelNames: ['service', 'phase'],
    buckets: LATENCY,
    registers,
  });
  const cards = new Counter({
    name: 'convergent_cards_total',
    help: 'Cards given, by the rules that their first conclusion follows.',
    labelNames: ['rule', 'indicator'],
    registers,
  });
  const gaps = new Counter({
    name: 'convergent_data_gaps_total',
    help: 'Answers in which something was not known.',
    labelNames: ['gap'],
    registers,
  });
  const problems = new Counter({
    name: 'convergent_record_problems_total',
    help: 'Resources that were left out or used with reserve, by the reason; other-patient: of another patient than the call.',
    labelNames: ['problem'],
    registers,
  });
  const prefetch = new Counter({
    name: 'convergent_prefetch_keys_total',
    help: 'How the data of each prefetch key were had: sent, none (the client says there are none), fetched, partly, missing.',
    labelNames: ['key', 'had'],
    registers,
  });
  observe(measured, registers);

  return {
    requested: ({ route, method, status }) => {
      requests.inc({
        route,
        method: METHODS.has(method) ? method : 'other',
        status: status === null ? 'none' : String(status),
      });
    },
    refused: (code) => {
      refusals.inc({ code });
    },
    answered: (service, { tally, ms, answeringMs, recordingMs }) => {
      const measuredMs = Object.values(tally.phases).reduce((sum, one) => sum + one, 0);
      latency.observe({ service }, ms / 1000);
      const times = {
        ...tally.phases,
        wait: Math.max(0, answeringMs - measuredMs),
        record: recordingMs,
      };
      for (const [phase, time] of Object.entries(times)) {
        phases.observe({ service, phase }, time / 1000);
      }
      for (const { indicator, rules } of tally.cards) {
        for (const rule of rules) cards.inc({ rule, indicator });
      }
      for (const gap of tally.gaps) gaps.inc({ gap });
      for (const problem of tally.problems) problems.inc({ problem });
      for (const { key, had } of tally.keys) prefetch.inc({ key, had });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Gauges: they show what is when they are asked. */
function observe(measured: Measured, registers: Registry[]): void {
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    collect: (gauge: Gauge<Label>) => void,
  ): void => {
    new Gauge({
      name: `convergent_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        collect(this);
      },
    });
  };
  const { decisionLog, load, packs, version } = measured;
  gauge('info', 'Always 1; the version of the software.', ['version'], (it) => {
    it.set({ version }, 1);
  });
  gauge('pack_info', 'Always 1; the packs in force.', ['pack', 'version', 'hash'], (it) => {
    for (const { pack, version: of, hash } of packs()) it.set({ pack, version: of, hash }, 1);
  });
  gauge('answering_waiting', 'Calls that wait for a thread.', ['threads'], (it) => {
    for (const { threads, waiting } of load()) it.set({ threads }, waiting);
  });
  gauge('answering_threads', 'Threads that answer.', ['threads'], (it) => {
    for (const { threads, count } of load()) it.set({ threads }, count);
  });
  if (decisionLog === null) return;
  const ofLog = (name: string, help: string, value: (status: LogStatus) => number): void => {
    gauge(`decision_log_${name}`, help, [], (it) => {
      it.set(value(decisionLog()));
    });
  };
  ofLog('database_up', '1 while the database of decisions answers, and in time.', ({ database }) =>
    database === 'up' ? 1 : 0,
  );
  ofLog('spool_ok', '1 while the disk takes records.', ({ spool }) => (spool === 'ok' ? 1 : 0));
  ofLog('waiting_bytes', 'Records on disk that wait for the database.', (s) => s.waitingBytes);
  ofLog('set_aside', 'Records that were damaged or refused.', (s) => s.setAside);
  ofLog('entries', 'Number of the last entry that was stored.', ({ head }) => head?.seq ?? 0);
}
