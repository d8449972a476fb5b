/**
 * What reading a record costs, against what JSON.parse takes for the same bytes. In every turn each
 * size parses and reads 50,000 Observations: one record of 50,000, ten of 5,000, a thousand of 50.
 * So all sizes work on equally much memory, fresh from the parser and out of the caches, and keep
 * what was read of all their records until the end, as a caller keeps that of one; what differs is
 * the size of the record alone. The sizes take turns. Processor time, so that what else the machine
 * does is not counted, and the median of the turns. Each side pays for its own garbage: the young
 * generation is collected after the parser (twice, since what survives is moved once more) and
 * after the reader, within their time. The reader is the compiled one, and memory is collected with
 * the flags of `npm start`. Linear means that the column of the reader stays flat.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';
import type { ReadCase } from '../../src/fhir/readPatientCase.ts';
import type * as reader from '../../src/fhir/readPatientCase.ts';

const TODAY = '2026-11-23';
const STORY = 'lung-t790m';
const SIZES = [50, 500, 5_000, 50_000] as const;
/** Observations of one turn of a size. */
const OBSERVATIONS_OF_A_TURN = 50_000;
const WARM_UP_TURNS = 1;
const TURNS = 7;
/** The dearest size may cost so much more per Observation than the cheapest. */
const ALLOWED_SPREAD = 0.1;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options: { type: 'minor' }) => void;
const compiled = new URL('../../dist/src/fhir/readPatientCase.js', import.meta.url);
const { readPatientCase } = (await import(compiled.href)) as typeof reader;

const { terminology } = loadKnowledge('rules', { asOf: TODAY, origin: 'draft' });
const records = SIZES.map(recordOf);
const turns = records.map((): Turn[] => []);
for (let round = 0; round < WARM_UP_TURNS + TURNS; round += 1) {
  for (const [i, record] of records.entries()) {
    const one = turn(record);
    if (round >= WARM_UP_TURNS) turns[i]?.push(one);
  }
}
print('Observations      MB   read µs/Obs   parse µs/Obs   read/parse   ms/record');
const columns = records.map((record, i) => {
  const read = median((turns[i] ?? []).map((one) => one.read));
  const parse = median((turns[i] ?? []).map((one) => one.parse));
  const each = (ms: number): number => (ms * 1000) / record.observations;
  print(
    [
      String(record.observations).padStart(12),
      (record.json.length / 1e6).toFixed(2).padStart(7),
      each(read).toFixed(2).padStart(13),
      each(parse).toFixed(2).padStart(14),
      (read / parse).toFixed(2).padStart(12),
      read.toFixed(2).padStart(11),
    ].join(' '),
  );
  return { read: each(read), parse: each(parse) };
});
const spreadOf = (values: readonly number[]): number =>
  Math.max(...values) / Math.min(...values) - 1;
const spread = spreadOf(columns.map(({ read }) => read));
const percent = (part: number): string => `${(part * 100).toFixed(0)} %`;
print(
  `Dearest against cheapest size: reader +${percent(spread)}, parser +${percent(spreadOf(columns.map(({ parse }) => parse)))}. ` +
    `Linear within ${percent(ALLOWED_SPREAD)}: ${spread <= ALLOWED_SPREAD ? 'yes' : 'no'}.`,
);

interface Turn {
  readonly read: number;
  readonly parse: number;
}

interface BenchRecord {
  readonly json: string;
  readonly observations: number;
}

/**
 * The demo patient with so many Observations: her samples, reports and results again and again, each
 * time under other ids, as in a chart that grows.
 */
function recordOf(observations: number): BenchRecord {
  const story = readStories().find(({ id }) => id === STORY);
  if (story === undefined) throw new Error(`There is no story ${STORY}.`);
  const resources = (patientBundle(story, TODAY).entry ?? []).map(({ resource }) =>
    JSON.stringify(resource),
  );
  const grows = (json: string): boolean =>
    /^\{"resourceType":"(?:Observation|Specimen|DiagnosticReport)"/.test(json);
  const chart = resources.filter((json) => !grows(json));
  const samples = resources.filter(grows);
  let count = 0;
  for (let round = 0; count < observations; round += 1) {
    for (const json of samples) {
      if (count >= observations) break;
      chart.push(json.replaceAll(`${STORY}-`, `${STORY}-${String(round)}-`));
      if (json.startsWith('{"resourceType":"Observation"')) count += 1;
    }
  }
  const whole = withoutMissing(chart);
  const entries = whole.map((json) => `{"resource":${json}}`).join(',');
  return { json: `{"resourceType":"Bundle","entry":[${entries}]}`, observations: count };
}

/** The last report names results that lie beyond the size asked for. */
function withoutMissing(chart: readonly string[]): readonly string[] {
  const ids = new Set(chart.flatMap((json) => /"id":"([^"]+)"/.exec(json)?.[1] ?? []));
  return chart.map((json) => {
    if (!json.startsWith('{"resourceType":"DiagnosticReport"')) return json;
    const report = JSON.parse(json) as { result?: readonly { reference: string }[] };
    const result = report.result?.filter(({ reference }) => ids.has(reference.split('/')[1] ?? ''));
    return JSON.stringify({ ...report, result });
  });
}

/** Milliseconds of parsing and of reading one record. */
function turn(record: BenchRecord): Turn {
  const times = OBSERVATIONS_OF_A_TURN / record.observations;
  collectGarbage({ type: 'minor' });
  const start = processorMs();
  const bundles: unknown[] = [];
  for (let i = 0; i < times; i += 1) bundles.push(JSON.parse(record.json));
  // Twice: what survives one collection is moved once more by the next.
  collectGarbage({ type: 'minor' });
  collectGarbage({ type: 'minor' });
  const parsed = processorMs();
  const cases: ReadCase[] = [];
  for (const bundle of bundles) {
    cases.push(readPatientCase({ resources: [bundle], patient: STORY, asOf: TODAY, terminology }));
  }
  collectGarbage({ type: 'minor' });
  const read = processorMs();
  if (cases.some(({ problems }) => problems.length > 0))
    throw new Error('The record was not read as it stands.');
  return { read: (read - parsed) / times, parse: (parsed - start) / times };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
