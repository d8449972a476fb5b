import { alterationName } from '../../src/domain/alteration.ts';
import type { DraftOrder } from '../../src/domain/order.ts';
import type { PatientCase } from '../../src/domain/patientCase.ts';
import { percent } from '../../src/domain/percent.ts';
import type { Detection, Reading } from '../../src/domain/reading.ts';
import type { ResourceRef } from '../../src/domain/resourceRef.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { alignedTable, wrapped, type Cell, type Column, type RowGroup } from './alignedTable.ts';
import type { Count, ReadReport, ResourceAccount, ToldProblem } from './readReport.ts';

/** The reader's account as text for an integration engineer: resource by resource, then the case. */
export function readText(report: ReadReport): string {
  const { patientCase, input, resources, counts } = report;
  const patient = patientCase.patient ?? 'no one patient';
  const lines = [
    `Record of ${patient}, read as of ${report.asOf}`,
    ...input.flatMap((told) => ['', ...wrapped(`! the input: ${problemLine(told)}`, WIDTH)]),
    '',
    ...alignedTable(RESOURCE_COLUMNS, resourceGroups(resources, patientCase), WIDTH),
    ...block('Counts', countLines(counts)),
    ...block(`Samples: ${String(patientCase.samples.length)}`, sampleLines(patientCase)),
    ...tables(patientCase, report.orders),
    '',
  ];
  return lines.map(printable).join('\n');
}

/** Columns of a terminal; the longest id that FHIR allows still fits into it. */
const WIDTH = 100;
const INDENT = '  ';

/** An id may hold anything, also what would command the terminal. */
function printable(line: string): string {
  return line.replaceAll(/\p{C}/gu, '\u{FFFD}');
}

// Resource by resource -----------------------------------------------------------------------------

const RESOURCE_COLUMNS: readonly Column[] = [
  { heading: 'resource', widest: 36 },
  { heading: 'became', widest: 24 },
  { heading: 'what it says, what is wrong', widest: 30 },
];

/** Ids under their type, so that a row has room for the reason. */
function resourceGroups(
  resources: readonly ResourceAccount[],
  { readings }: PatientCase,
): readonly RowGroup[] {
  const saidBy = readingsByResource(readings);
  const groups = new Map<string, (readonly Cell[])[]>();
  for (const account of resources) {
    const [type = ''] = account.resource.split('/', 1);
    const row = resourceRow(account, saidBy.get(account.resource) ?? []);
    const group = groups.get(type);
    if (group === undefined) groups.set(type, [row]);
    else group.push(row);
  }
  return [...groups].map(([type, rows]) => ({ title: `${type}: ${String(rows.length)}`, rows }));
}

function readingsByResource(
  readings: readonly Reading[],
): ReadonlyMap<ResourceRef, readonly Reading[]> {
  const byResource = new Map<ResourceRef, Reading[]>();
  for (const reading of readings) {
    for (const ref of reading.resources) {
      const known = byResource.get(ref);
      if (known === undefined) byResource.set(ref, [reading]);
      else known.push(reading);
    }
  }
  return byResource;
}

/** The readings say more than the reader's one word of detail; a problem may say the same in full. */
function resourceRow(
  { resource, became, detail, problems }: ResourceAccount,
  readings: readonly Reading[],
): readonly Cell[] {
  const id = resource.slice(resource.indexOf('/') + 1);
  const isSaid = detail === null || problems.some(({ message }) => message.includes(detail));
  const says = readings.length > 0 ? readings.map(readingWords) : isSaid ? [] : [detail];
  return [[id], [became], [...says, ...problems.map((told) => `! ${problemLine(told)}`)]];
}

function readingWords({ of, detection }: Reading): string {
  // `HER2 negative` is a level, and says it all.
  if (of.kind === 'biomarker' && detection.state === 'detected') return targetName(of);
  const why = detection.state === 'not-assessed' ? ` (${detection.why.replaceAll('-', ' ')})` : '';
  return `${targetName(of)} ${detection.state.replaceAll('-', ' ')}${why}`;
}

function targetName(of: Reading['of']): string {
  return of.kind === 'any'
    ? `${of.gene}, any${of.only === undefined ? '' : ' mutation'}`
    : alterationName(of);
}

function problemLine({ problem, message }: ToldProblem): string {
  return `${problem}: ${message}`;
}

// The case -------------------------------------------------------------------------------------------

function countLines({
  resources,
  outcomes,
  problems,
  readings,
}: ReadReport['counts']): readonly string[] {
  return [
    ...wrapped(`${String(resources)} resources: ${listed(outcomes)}`, WIDTH - INDENT.length),
    ...wrapped(`readings: ${listed(readings)}`, WIDTH - INDENT.length),
    ...wrapped(`problems: ${listed(problems)}`, WIDTH - INDENT.length),
  ];
}

function listed(counts: readonly Count[]): string {
  return counts.length === 0
    ? 'none'
    : counts.map(({ of, count }) => `${String(count)} ${of}`).join(', ');
}

/** Each sample with what decides how far it may be believed, then its readings. */
function sampleLines({ samples, readings }: PatientCase): readonly string[] {
  const inSample = new Map<string, Reading[]>();
  for (const reading of readings) {
    const group = inSample.get(reading.sampleId);
    if (group === undefined) inSample.set(reading.sampleId, [reading]);
    else group.push(reading);
  }
  return samples.flatMap((sample) => [
    sample.id,
    ...indented(wrapped(sampleFacts(sample), WIDTH - 2 * INDENT.length)),
    ...indented(readingLines(inSample.get(sample.id) ?? [])),
  ]);
}

function sampleFacts(sample: Sample): string {
  const { material, site, lesion, collectedOn, dateFrom, assay, genesCovered } = sample;
  const day =
    collectedOn === null || dateFrom === null ? 'no date' : `${collectedOn} (${dateFrom})`;
  return [
    material,
    ...(site === null ? [] : [site]),
    ...(lesion === null ? [] : [lesion]),
    day,
    `assay ${assay ?? 'not recognised'}`,
    `tumour fraction ${sample.tumourFraction === null ? 'not stated' : percent(sample.tumourFraction)}`,
    ...(sample.preliminary ? ['preliminary'] : []),
    `genes covered: ${genesCovered === null ? 'not stated' : genesCovered.join(' ')}`,
  ].join('; ');
}

const READING_COLUMNS: readonly Column[] = [
  { heading: 'reading', widest: 36 },
  { heading: 'state', widest: 14 },
  { heading: 'amount', widest: 26 },
  { heading: 'origin', widest: 8 },
];

function readingLines(readings: readonly Reading[]): readonly string[] {
  if (readings.length === 0) return ['no reading'];
  const rows = readings.map(({ of, detection, origin }) => [
    [targetName(of)],
    [detection.state.replaceAll('-', ' ')],
    [amountOf(detection)],
    [origin],
  ]);
  return alignedTable(READING_COLUMNS, [{ title: null, rows }]);
}

function amountOf(detection: Detection): string {
  switch (detection.state) {
    case 'detected':
      return [
        ...fractionWords(detection.fraction),
        ...(detection.copyNumber === null ? [] : [`${String(detection.copyNumber)} copies`]),
      ].join(', ');
    case 'not-detected':
      return [
        ...(detection.depth === null ? [] : [`${String(detection.depth)} reads`]),
        ...(detection.limitOfDetection === null
          ? []
          : [`limit ${percent(detection.limitOfDetection)}`]),
      ].join(', ');
    case 'not-assessed':
      return detection.why.replaceAll('-', ' ');
    default:
      return detection satisfies never;
  }
}

function fractionWords(
  fraction: Extract<Detection, { state: 'detected' }>['fraction'],
): readonly string[] {
  if (fraction === null) return [];
  const { value, raw, depth } = fraction;
  const read =
    value === null ? `${String(raw.value)} ${raw.unit ?? 'without unit'}, open` : percent(value);
  return [depth === null ? read : `${read} of ${String(depth)} reads`];
}

const FROM: Column = { heading: 'resource', widest: 36 };
const DRUGS: Column = { heading: 'drugs', widest: 22 };
const DAY: Column = { heading: 'day', widest: 10 };

function tables(patientCase: PatientCase, orders: readonly DraftOrder[]): readonly string[] {
  const { diagnoses, exposures, assessments, intolerances, findings } = patientCase;
  return [
    ...table(
      'Exposures',
      [FROM, DRUGS, column('start', 10), column('end', 10), column('stopped for', 14)],
      exposures.map(({ drugs, start, end, ongoing, stopReason, resources }) => [
        resources,
        [drugs.join(' + ')],
        [start ?? 'unknown'],
        [ongoing ? 'ongoing' : (end ?? 'unknown')],
        [stopReason ?? ''],
      ]),
    ),
    ...table(
      'Assessments',
      [FROM, DAY, column('outcome', 8)],
      assessments.map(({ on, outcome, resources }) => [resources, [on], [outcome]]),
    ),
    ...table(
      'Diagnoses',
      [FROM, DAY, column('disease', 40)],
      diagnoses.map(({ disease, recordedOn, resource }) => [
        [resource],
        [recordedOn ?? 'unknown'],
        [disease],
      ]),
    ),
    ...tableIfAny(
      'Intolerances',
      [FROM, DRUGS, column('severity', 14)],
      intolerances.map(({ drugs, severity, resource }) => [
        [resource],
        [drugs.join(' + ')],
        [severity],
      ]),
    ),
    ...tableIfAny(
      'Findings for gates',
      [FROM, DAY, column('gate', 20), column('value', 10)],
      findings.map(({ gate, on, value, resource }) => [
        [resource],
        [on ?? 'unknown'],
        [gate],
        [value === null ? 'present' : String(value)],
      ]),
    ),
    ...tableIfAny(
      'Draft orders',
      [FROM, DRUGS, column('selected', 8)],
      orders.map(({ drugs, selected, resource }) => [
        [resource],
        [drugs.length === 0 ? 'not known' : drugs.join(' + ')],
        [selected ? 'yes' : 'no'],
      ]),
    ),
  ];
}

function column(heading: string, widest: number): Column {
  return { heading, widest };
}

function table(
  name: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  const heading = `${name}: ${String(rows.length)}`;
  return block(heading, rows.length === 0 ? [] : alignedTable(columns, [{ title: null, rows }]));
}

/** What most records do not hold is not mentioned. */
function tableIfAny(...[name, columns, rows]: Parameters<typeof table>): readonly string[] {
  return rows.length === 0 ? [] : table(name, columns, rows);
}

function block(heading: string, lines: readonly string[]): readonly string[] {
  return ['', heading, ...indented(lines)];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${INDENT}${line}`);
}
