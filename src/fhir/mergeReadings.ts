import { alterationKey, geneOf, type Alteration } from '../domain/alteration.ts';
import type { ClinicalDate } from '../domain/date.ts';
import type { AlleleFraction, AnyAlterationOf, Detection, Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import { remembered } from './remembered.ts';

/**
 * One reading per finding and sample: versions of a report, a variant beside its own annotation and
 * the two breakpoints of a fusion all repeat findings. Repeats that disagree are not believed.
 * The result does not depend on the order of the readings.
 */
export function mergeReadings(
  readings: readonly Reading[],
  onContradiction: (resource: ResourceRef, message: string) => void,
): readonly Reading[] {
  const bySample = new Map<string, Map<string, Reading>>();
  const repeats = new Map<Reading, Reading[]>();
  const keysOf = remembered(findingKeys);
  let ofSample = new Map<string, Reading>();
  let sampleId: string | null = null;
  for (const reading of readings) {
    const { somatic, germline } = keysOf(reading.of);
    const key = reading.origin === 'germline' ? germline : somatic;
    // The readings of one sample mostly come one after another.
    if (reading.sampleId !== sampleId) {
      sampleId = reading.sampleId;
      ofSample = bySample.get(sampleId) ?? new Map<string, Reading>();
      bySample.set(sampleId, ofSample);
    }
    const first = ofSample.get(key);
    if (first === undefined) ofSample.set(key, reading);
    else {
      const known = repeats.get(first);
      if (known === undefined) repeats.set(first, [first, reading]);
      else known.push(reading);
    }
  }
  const merged: Reading[] = [];
  for (const sample of sorted(bySample)) {
    const found = sorted(sample).map((first) => {
      const repeated = repeats.get(first);
      return repeated === undefined ? first : union(repeated);
    });
    tellContradictions(found, onContradiction);
    for (const reading of withoutDisproved(found, onContradiction)) merged.push(reading);
  }
  return merged;
}

function tellContradictions(
  readings: readonly Reading[],
  onContradiction: (resource: ResourceRef, message: string) => void,
): void {
  for (const { detection, resources } of readings) {
    if (!isContradictory(detection) || resources.length === 1) continue;
    for (const ref of resources) {
      const others = resources
        .filter((other) => other !== ref)
        .slice(0, MOST_NAMED)
        .join(', ');
      onContradiction(
        ref,
        `Disagrees with ${others} about one sample; the finding counts as not assessed.`,
      );
    }
  }
}

/** Of hundreds of repeats a few tell enough. */
const MOST_NAMED = 5;

/** The keys of a finding. They are looked up by sample and finding, so that no text is joined for each reading. */
function findingKeys(of: Reading['of']): { readonly somatic: string; readonly germline: string } {
  const somatic = of.kind === 'any' ? `any ${of.gene} ${of.only ?? ''}` : alterationKey(of);
  return { somatic, germline: `${somatic} germline` };
}

function sorted<Value>(map: ReadonlyMap<string, Value>): readonly Value[] {
  return [...map.keys()].sort().map((key) => map.get(key) as Value);
}

/** All at once: two by two, the resources of many repeats would be copied again and again. */
function union(repeats: readonly Reading[]): Reading {
  const merged = repeats.reduce((a, b) => ({
    ...a,
    origin: a.origin === 'unknown' ? b.origin : a.origin,
    detection: unionOfDetections(a.detection, b.detection),
    reportedOn: earlier(a.reportedOn, b.reportedOn),
  }));
  return { ...merged, resources: [...new Set(repeats.flatMap((one) => one.resources))].sort() };
}

/** Known since it was first given out. */
function earlier(a: ClinicalDate | null, b: ClinicalDate | null): ClinicalDate | null {
  return a === null || b === null ? (a ?? b) : a < b ? a : b;
}

function unionOfDetections(a: Detection, b: Detection): Detection {
  if (isContradictory(a) || isContradictory(b)) return CONTRADICTORY;
  if (a.state === 'detected' && b.state === 'detected') {
    return {
      state: 'detected',
      fraction: betterFraction(a.fraction, b.fraction),
      copyNumber: extreme(Math.max, a.copyNumber, b.copyNumber),
    };
  }
  if (a.state === 'not-detected' && b.state === 'not-detected') {
    // The weaker statement: fewer reads, higher limit.
    return {
      state: 'not-detected',
      depth: extreme(Math.min, a.depth, b.depth),
      limitOfDetection: extreme(Math.max, a.limitOfDetection, b.limitOfDetection),
    };
  }
  if (a.state === 'not-assessed') {
    return b.state === 'not-assessed' && b.why === 'indeterminate'
      ? b
      : b.state === a.state
        ? a
        : b;
  }
  return b.state === 'not-assessed' ? a : CONTRADICTORY;
}

const CONTRADICTORY: Detection = { state: 'not-assessed', why: 'contradictory' };

function isContradictory(detection: Detection): boolean {
  return detection.state === 'not-assessed' && detection.why === 'contradictory';
}

/** The one with a number; of two numbers the higher, so that nothing is made to look cleared. */
function betterFraction(a: AlleleFraction | null, b: AlleleFraction | null): AlleleFraction | null {
  if (a === null || b === null) return a ?? b;
  const numbers = ({ value, raw, depth }: AlleleFraction): readonly (number | null)[] => [
    value,
    raw.value,
    depth,
  ];
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((number, i) => number !== right[i]);
  // A number is more than none.
  return at === -1 || (left[at] ?? -Infinity) > (right[at] ?? -Infinity) ? a : b;
}

function extreme(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

/**
 * "Nothing found in this gene" cannot stand beside something found in it in the same sample; "no
 * mutation" can stand beside its fusion.
 */
function withoutDisproved(
  ofSample: readonly Reading[],
  onContradiction: (resource: ResourceRef, message: string) => void,
): readonly Reading[] {
  const against = new Map<string, Reading>();
  for (const reading of ofSample) {
    const { of, detection, origin } = reading;
    if (of.kind === 'any' || detection.state !== 'detected' || origin === 'germline') continue;
    const gene = geneOf(of);
    if (gene === null) continue;
    against.set(gene, reading);
    if (isMutation(of)) against.set(negativeKey({ kind: 'any', gene, only: 'mutations' }), reading);
  }
  if (against.size === 0) return ofSample;
  return ofSample.filter(({ of, detection, resources }) => {
    if (of.kind !== 'any' || detection.state !== 'not-detected') return true;
    const found = against.get(negativeKey(of));
    if (found === undefined) return true;
    const tell = (refs: readonly ResourceRef[], message: string): void => {
      for (const ref of refs) onContradiction(ref, message);
    };
    const [by = '', but = ''] = [resources, found.resources].map((refs) =>
      refs.slice(0, MOST_NAMED).join(', '),
    );
    tell(
      resources,
      `${of.gene} is said to be negative, but ${but} found a change in it in the same sample.`,
    );
    tell(
      found.resources,
      `A change in ${of.gene} was found, but ${by} calls the gene negative in the same sample; the change counts.`,
    );
    return false;
  });
}

function negativeKey({ gene, only }: AnyAlterationOf): string {
  return only === undefined ? gene : `${gene} ${only}`;
}

function isMutation({ kind }: Alteration): boolean {
  return kind !== 'copy-number' && kind !== 'fusion';
}
