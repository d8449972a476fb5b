import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FhirResource } from 'fhir/r4.js';
import { bundleResources } from './bundleResources.ts';

export interface FhirFolder {
  readonly resources: readonly FhirResource[];
  /** `file: sentence`, one for each thing that could not be taken. */
  readonly problems: readonly string[];
}

const LARGEST_FILE_BYTES = 100_000_000;
/** A file can be wrong in every line; nobody reads more than these. */
const LINES_TOLD = 3;

/**
 * Other people's patients: every `.json` file (a Bundle of any kind, or one resource) and `.ndjson`
 * file (the same, one a line) of a folder. What cannot be read is told and left out.
 */
export function readFhirFolder(folder: string): FhirFolder {
  const files = readdirSync(folder)
    .filter((name) => /\.(?:json|ndjson)$/i.test(name))
    .sort();
  const read = files.map((name) => {
    const { resources, problems } = readFile(join(folder, name));
    return { resources, problems: problems.map((problem) => `${name}: ${problem}`) };
  });
  const resources = read.flatMap((file) => file.resources);
  return {
    resources,
    problems: [
      ...(files.length === 0 ? [`${folder}: there is no .json or .ndjson file in it.`] : []),
      ...read.flatMap(({ problems }) => problems),
      ...(files.length > 0 && !resources.some(({ resourceType }) => resourceType === 'Patient')
        ? [`${folder}: there is no Patient in it.`]
        : []),
    ],
  };
}

function readFile(path: string): FhirFolder {
  if (statSync(path).size > LARGEST_FILE_BYTES) {
    return { resources: [], problems: ['It is larger than 100 MB.'] };
  }
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  return path.toLowerCase().endsWith('.ndjson') ? readLines(text) : readJson(text);
}

function readJson(text: string): FhirFolder {
  try {
    return bundleResources(JSON.parse(text) as unknown);
  } catch {
    return { resources: [], problems: ['It is not JSON.'] };
  }
}

function readLines(text: string): FhirFolder {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ line, place: `line ${String(index + 1)}: ` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, place }) => {
      const { resources, problems } = readJson(line);
      return { resources, problems: problems.map((problem) => `${place}${problem}`) };
    });
  const problems = lines.flatMap((line) => line.problems);
  return {
    resources: lines.flatMap((line) => line.resources),
    problems: [
      ...problems.slice(0, LINES_TOLD),
      ...(problems.length > LINES_TOLD
        ? [`and so on in ${String(problems.length - LINES_TOLD)} more lines.`]
        : []),
    ],
  };
}
