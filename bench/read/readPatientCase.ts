/**
 * What reading a record costs, against what JSON.parse takes for the same bytes. Both take turns in
 * one run, on objects fresh from the parser, as a request has them. Processor time, so that what
 * else the machine does is not counted, and the median of many turns. Each side pays for its own
 * garbage: the young generation is collected after the parser and after the reader, within their
 * time; else the reader would pay for moving the parser's objects. Small records are read many at a
 * time, since the clock itself costs as much as one of them. Linear means that the column of the
 * reader stays flat.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';
import { readPatientCase } from '../../src/fhir/readPatientCase.ts';

const TODAY = '2026-11-23';
const STORY = 'lung-t790m';
const SIZES = [50, 500, 5_000, 50_000] as const;
/** Observations of one turn, and turns of a size: at least so many. */
const OBSERVATIONS_OF_A_TURN = 2_500;
const TURNS = 15;
const TURNS_OF_THE_LARGEST = 5;
const WARM_UP_OBSERVATIONS = 150_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options: { type: 'minor' }) => void;

const { terminology } = loadKnowledge('rules', { asOf: TODAY, origin: 'draft' });
const records = SIZES.map(recordOf);
for (const record of records.slice(0, -1)) {
  for (let read = 0; read < WARM_UP_OBSERVATIONS / 3; read += turnsSize(record)) turn(record);
}
print('Observations      MB   read µs/Obs   parse µs/Obs   read/parse   ms/record');
for (const record of records) {
  const isLargest = record.observations === Math.max(...SIZES);
  const turns = Array.from({ length: isLargest ? TURNS_OF_THE_LARGEST : TURNS }, () =>
    turn(record),
  );
  const read = median(turns.map((one) => one.read));
  const parse = median(turns.map((one) => one.parse));
  const each = (ms: number): string => ((ms * 1000) / record.observations).toFixed(2);
  print(
    [
      String(record.observations).padStart(12),
      (record.json.length / 1e6).toFixed(2).padStart(7),
      each(read).padStart(13),
      each(parse).padStart(14),
      (read / parse).toFixed(2).padStart(12),
      read.toFixed(2).padStart(11),
    ].join(' '),
  );
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
  const entries = chart.map((json) => `{"resource":${json}}`).join(',');
  return { json: `{"resourceType":"Bundle","entry":[${entries}]}`, observations: count };
}

/** How often a record is read in one turn. */
function timesInATurn({ observations }: BenchRecord): number {
  return Math.max(1, Math.round(OBSERVATIONS_OF_A_TURN / observations));
}

function turnsSize(record: BenchRecord): number {
  return timesInATurn(record) * record.observations;
}

/** Milliseconds of parsing and of reading one record. */
function turn(record: BenchRecord): { read: number; parse: number } {
  const times = timesInATurn(record);
  collectGarbage({ type: 'minor' });
  const start = processorMs();
  const bundles: unknown[] = [];
  for (let i = 0; i < times; i += 1) bundles.push(JSON.parse(record.json));
  collectGarbage({ type: 'minor' });
  const parsed = processorMs();
  let problems = 0;
  for (const bundle of bundles) {
    const read = readPatientCase({ resources: [bundle], patient: STORY, asOf: TODAY, terminology });
    problems += read.problems.length;
  }
  collectGarbage({ type: 'minor' });
  const read = processorMs();
  if (problems > 0) throw new Error('The record was not read as it stands.');
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
