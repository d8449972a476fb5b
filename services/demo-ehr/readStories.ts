import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PatientStory } from './patientStory.ts';

const SUFFIX = '.story.json';

/** The compiled program runs from `dist/services/demo-ehr/`, while the data stay in the source tree. */
const PLACES = ['./stories/', '../../../services/demo-ehr/stories/'];

/** Where the stories shipped with the program are. */
export function storiesFolder(): string {
  const place = PLACES.map((relative) => fileURLToPath(new URL(relative, import.meta.url))).find(
    (folder) => existsSync(folder),
  );
  if (place === undefined) throw new Error('The folder services/demo-ehr/stories is missing.');
  return place;
}

/** All stories, the most telling first. Their shape is checked by a test, not at every start. */
export function readStories(folder: string = storiesFolder()): PatientStory[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as PatientStory)
    .sort((one, other) => one.rank - other.rank);
}
