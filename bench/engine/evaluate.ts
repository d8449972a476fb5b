/**
 * What the reasoning costs once the record is read: the demo patient with the most readings, then
 * plasma courses of 50 to 5,000 readings, as microseconds per evaluation (median and p99) and per
 * reading, with the bytes allocated. Linear means that the last column stays flat.
 */
import { readPatientCase } from '../../src/fhir/readPatientCase.ts';
import { reason } from '../../src/evaluate.ts';
import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { dateOfDay, dayNumber } from '../../src/domain/date.ts';
import type { PatientCase } from '../../src/domain/patientCase.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type { Sample } from '../../src/domain/sample.ts';

const TODAY = '2026-11-23';
const ROUNDS = 300;
const knowledge = loadKnowledge('rules', { asOf: TODAY, origin: 'draft' });

const cases = readStories().map((story) => ({
  name: story.id,
  patientCase: readPatientCase({
    resources: [patientBundle(story, TODAY)],
    patient: story.id,
    asOf: TODAY,
    terminology: knowledge.terminology,
  }).patientCase,
}));
const largest = cases.reduce((a, b) =>
  b.patientCase.readings.length > a.patientCase.readings.length ? b : a,
);
/** The demo patient whose evaluation takes longest, which need not be the one with most readings. */
const slowest = cases
  .map((story) => ({ ...story, cost: medianOf(story.patientCase) }))
  .reduce((a, b) => (b.cost > a.cost ? b : a));

print('patient                    readings   median µs      p99 µs   kB/call   µs/reading');
measure(largest.name, largest.patientCase);
if (slowest.name !== largest.name) measure(slowest.name, slowest.patientCase);
for (const readings of [50, 500, 5_000]) measure('serial plasma', serialPlasma(readings));

/** Median time of some runs, in microseconds. */
function medianOf(patientCase: PatientCase): number {
  const times: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    const start = process.hrtime.bigint();
    reason({ patientCase, orders: [], asOf: TODAY, knowledge, unavailable: [] });
    times.push(Number(process.hrtime.bigint() - start) / 1_000);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
}

function measure(name: string, patientCase: PatientCase): void {
  const times: number[] = [];
  const run = (): void => {
    reason({ patientCase, orders: [], asOf: TODAY, knowledge, unavailable: [] });
  };
  for (let i = 0; i < ROUNDS; i += 1) run();
  const before = process.memoryUsage().heapUsed;
  let allocated = 0;
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = process.hrtime.bigint();
    run();
    times.push(Number(process.hrtime.bigint() - start) / 1_000);
    // The heap only grows between collections: what one call adds is what it allocates.
    if (i === 0) allocated = Math.max(0, process.memoryUsage().heapUsed - before);
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  const count = patientCase.readings.length;
  print(
    [
      name.padEnd(24),
      String(count).padStart(10),
      median.toFixed(0).padStart(11),
      p99.toFixed(0).padStart(11),
      (allocated / 1_000).toFixed(0).padStart(9),
      (median / count).toFixed(2).padStart(12),
    ].join(' '),
  );
}

/** The alterations of the largest demo patient, drawn again every week until there are enough readings. */
function serialPlasma(readings: number): PatientCase {
  const detected = largest.patientCase.readings.filter((r) => r.detection.state === 'detected');
  const samples: Sample[] = [];
  const found: Reading[] = [];
  for (let week = 0; found.length < readings; week += 1) {
    const id = `Specimen/week-${String(week)}`;
    samples.push({
      id,
      material: 'plasma',
      site: null,
      lesion: null,
      collectedOn: dateOfDay(dayNumber(TODAY) - 7 * week),
      dateFrom: 'collection',
      assay: null,
      genesCovered: null,
      tumourFraction: 0.1,
      preliminary: false,
      resources: [id],
    });
    for (const reading of detected) {
      if (found.length < readings) found.push({ ...reading, sampleId: id });
    }
  }
  return { ...largest.patientCase, samples, readings: found };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
