/**
 * What reading a record costs, against what JSON.parse takes for the same bytes. Both take turns in
 * one run, and every reading gets objects fresh from the parser, as a request does. Processor time
 * per Observation, collection of garbage included, so that what else the machine does is not
 * counted. Linear means that the column of the reader stays flat.
 */
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';
import { readPatientCase } from '../../src/fhir/readPatientCase.ts';

const TODAY = '2026-11-23';
const STORY = 'lung-t790m';
/** Observations, and how often each record is read. */
const SIZES = [
  [50, 400],
  [500, 80],
  [5_000, 20],
  [50_000, 3],
] as const;
const WARM_UP_ROUNDS = 200;
/** Where the reader stops: the largest record has that many resources, Observations most of them. */
const MOST_RESOURCES = 50_000;

const { terminology } = loadKnowledge('rules', { asOf: TODAY, origin: 'draft' });
const [smallest] = SIZES;
measure(recordOf(smallest[0]), WARM_UP_ROUNDS);
print('Observations      MB   read µs/Obs   parse µs/Obs   read/parse   ms/record');
for (const [observations, rounds] of SIZES) {
  const record = recordOf(observations);
  const { read, parse } = measure(record, rounds);
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
      if (count >= observations || chart.length >= MOST_RESOURCES) break;
      chart.push(json.replaceAll(`${STORY}-`, `${STORY}-${String(round)}-`));
      if (json.startsWith('{"resourceType":"Observation"')) count += 1;
    }
    if (chart.length >= MOST_RESOURCES) break;
  }
  const entries = chart.map((json) => `{"resource":${json}}`).join(',');
  return { json: `{"resourceType":"Bundle","entry":[${entries}]}`, observations: count };
}

/** Milliseconds of reading and of parsing one record, on average. */
function measure({ json }: BenchRecord, rounds: number): { read: number; parse: number } {
  let read = 0;
  let parse = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = processorMs();
    const bundle: unknown = JSON.parse(json);
    const parsed = processorMs();
    readPatientCase({ resources: [bundle], patient: STORY, asOf: TODAY, terminology });
    read += processorMs() - parsed;
    parse += parsed - start;
  }
  return { read: read / rounds, parse: parse / rounds };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
