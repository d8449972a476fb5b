import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { readPatientCase, type ReadCase } from '../../src/fhir/readPatientCase.ts';
import { TODAY } from '../builders/aCase.ts';
import { inGrigStu2 } from '../builders/dialects/grigStu2.ts';
import { inGrigStu3 } from '../builders/dialects/grigStu3.ts';
import { inGrigStu4 } from '../builders/dialects/grigStu4.ts';
import { inLegacyLoinc } from '../builders/dialects/legacyLoinc.ts';
import { inMcode } from '../builders/dialects/mcode.ts';
import { inWords } from '../builders/dialects/textFeed.ts';
import { ANNA } from '../builders/dialects/toldPatient.ts';
import { theTerminology } from '../unit/nomenclature/theTerminology.ts';
import { diceOf, mutatedResource, oneOf, type Dice } from './mutatedResource.ts';

/** How many resources to break and read; `npm run fuzz` asks for many. */
const ASKED = Number(process.env['FUZZ_RESOURCES'] ?? 20_000);
/** Another series of mutations; a failure names the seed that repeats it. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** A slow machine breaks fewer resources in the time; a count that was asked for is always reached. */
const MOST_MS = process.env['FUZZ_RESOURCES'] === undefined ? 30_000 : Infinity;

/** Resources of one call: as many as a small chart has. */
const BATCH = 25;
/** Processor time, so that what else the machine does is not counted; a hundredth is usual. */
const MOST_MS_OF_A_CALL = 2_000;
const MOST_HEAP_BYTES = 1_500_000_000;

const CORPUS = new URL('../../../shared/examples/', import.meta.url);

const originals = [...demoPatients(), ...dialects(), ...examples()].map((resource) =>
  JSON.stringify(resource),
);

describe('resources broken in every way', () => {
  test(
    'are read without throwing, each with an outcome, in bounded time and memory',
    () => {
      const began = performance.now();
      let run = 0;
      let slowest = 0;
      let heap = 0;
      // The process may hold what the test files before this one left.
      const held = process.memoryUsage().heapUsed;
      for (let batch = 0; run < ASKED && performance.now() - began < MOST_MS; batch += 1) {
        const seed = SEED * 1_000_003 + batch;
        const resources = brokenRecord(diceOf(seed));
        const start = process.cpuUsage();
        const faults = faultsIn(resources);
        const { user, system } = process.cpuUsage(start);
        const took = (user + system) / 1000;
        if (took > MOST_MS_OF_A_CALL) faults.push(`took ${took.toFixed(0)} ms`);
        if (faults.length > 0) {
          throw new Error(`Seed ${String(seed)}: ${faults[0] ?? ''}\n${culpritAmong(resources)}`);
        }
        run += resources.length;
        slowest = Math.max(slowest, took);
        heap = Math.max(heap, process.memoryUsage().heapUsed - held);
      }
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      process.stdout.write(
        `Read ${String(run)} mutated resources (from ${String(originals.length)}) in ${seconds} s; slowest call of ${String(BATCH)} ${slowest.toFixed(0)} ms, heap grown by at most ${(heap / 1e6).toFixed(0)} MB.\n`,
      );
      expect(run).toBeGreaterThan(Math.min(ASKED, BATCH) - 1);
      expect(heap).toBeLessThan(MOST_HEAP_BYTES);
    },
    Math.min(MOST_MS, 3_600_000) + 15_000,
  );
});

/** A record of mutated resources, some of them in Bundles, some contained in others. */
function brokenRecord(dice: Dice): readonly unknown[] {
  const references = Array.from({ length: 3 }, () => referenceTo(oneOf(dice, originals)));
  return Array.from({ length: BATCH }, () => {
    const resource = mutatedResource({ dice, originals, references });
    if (dice() > 0.2) return resource;
    return oneOf(dice, [
      { resourceType: 'Bundle', entry: [{ fullUrl: 'urn:uuid:1', resource }] },
      { resourceType: 'Parameters', parameter: [{ part: [{ resource }] }] },
      { resourceType: 'DiagnosticReport', id: 'holder', contained: [resource] },
    ]);
  });
}

function referenceTo(original: string): string {
  const { resourceType, id } = JSON.parse(original) as { resourceType: string; id?: string };
  return `${resourceType}/${id ?? ''}`;
}

/** What the reader does wrong with these resources. */
function faultsIn(resources: readonly unknown[]): string[] {
  let result: ReadCase;
  try {
    result = readPatientCase({
      resources,
      patient: null,
      asOf: TODAY,
      terminology: theTerminology,
    });
  } catch (error) {
    return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
  const { outcomes, problems, patientCase } = result;
  if (problems.some(({ problem }) => problem === 'limit-reached')) return [];
  const told = new Set(outcomes.map(({ resource }) => resource));
  const faults = resources.flatMap((resource) => {
    const ref = refOf(resource);
    return ref === null || told.has(ref) ? [] : [`no outcome for ${ref}`];
  });
  if (told.size < outcomes.length) faults.push('two outcomes for one resource');
  const samples = new Set(patientCase.samples.map(({ id }) => id));
  for (const { sampleId } of patientCase.readings) {
    if (!samples.has(sampleId)) faults.push(`a reading in a sample that is not there: ${sampleId}`);
  }
  if (Object.hasOwn(Object.prototype, 'coding')) faults.push('the prototype of objects is changed');
  return faults;
}

/** The reference of a resource that still says what it is; `null` where nothing is promised. */
function refOf(value: unknown): string | null {
  const { resourceType, id } = value as { resourceType?: unknown; id?: unknown };
  if (typeof resourceType !== 'string' || !/^[A-Z][A-Za-z]{1,50}$/.test(resourceType)) return null;
  if (resourceType === 'Bundle' || resourceType === 'Parameters') return null;
  if (typeof id !== 'string' || id.trim() === '') return null;
  return `${resourceType}/${id.slice(0, 4000).trim()}`;
}

/** The first resource that fails alone; else it takes several together. */
function culpritAmong(resources: readonly unknown[]): string {
  const culprit = resources.find((resource) => faultsIn([resource]).length > 0);
  if (culprit === undefined) return 'No resource of the batch fails alone.';
  try {
    return JSON.stringify(culprit).slice(0, 4000);
  } catch {
    return 'The resource is nested too deeply to be printed.';
  }
}

// What is broken -----------------------------------------------------------------------------------

function demoPatients(): readonly object[] {
  return readStories().flatMap((story) => resourcesIn(patientBundle(story, TODAY)));
}

function dialects(): readonly object[] {
  return [inGrigStu2, inGrigStu3, inGrigStu4, inMcode, inWords, inLegacyLoinc].flatMap((write) =>
    resourcesIn(write(ANNA)),
  );
}

/** Examples of guides and vendors, when they are beside the repository. */
function examples(): readonly object[] {
  if (!existsSync(CORPUS)) return [];
  return readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && name !== 'manifest.json')
    .sort()
    .flatMap((name) => resourcesIn(JSON.parse(readFileSync(new URL(name, CORPUS), 'utf8'))));
}

/** A Bundle as its resources: a whole one would be mutated in one place only. */
function resourcesIn(value: unknown): readonly object[] {
  const { resourceType, entry } = value as { resourceType?: string; entry?: unknown };
  if (resourceType === undefined) return [];
  if (resourceType !== 'Bundle' || !Array.isArray(entry)) return [value as object];
  return (entry as readonly { resource?: unknown }[]).flatMap(({ resource }) =>
    resource === undefined ? [] : resourcesIn(resource),
  );
}
