import { join } from 'node:path';
import { Router } from 'express';
import type { FhirResource } from 'fhir/r4.js';
import type { ClinicalDate } from '../../src/domain/date.ts';
import type { PackRef } from '../../src/domain/evaluation.ts';
import type { Terminology } from '../../src/nomenclature/terminology.ts';
import { createFhirStore, type FhirStore } from '../demo-ehr/fhirStore.ts';
import { createHospital, FHIR_PATHS } from '../demo-ehr/hospital.ts';
import { hospitalStaff } from '../demo-ehr/hospitalStaff.ts';
import { landingPage, landingStyle } from '../demo-ehr/landingPage.ts';
import { patientBundle } from '../demo-ehr/patientBundle.ts';
import { readFhirFolder } from '../demo-ehr/readFhirFolder.ts';
import { readStories } from '../demo-ehr/readStories.ts';
import { RESOURCE_TYPES } from '../demo-ehr/resourceTypes.ts';
import { createSandboxPage } from '../demo-ehr/sandboxPage.ts';
import { EXTENSION } from './answering/askedDay.ts';
import type { Demo } from './dependencies.ts';
import type { StoryDrug } from '../demo-ehr/patientStory.ts';
import { productFolder } from './productFolder.ts';
import { methodNotAllowed } from './middleware/methodNotAllowed.ts';
import { pagePolicy } from './pages/pagePolicy.ts';

interface DemoContext {
  readonly serviceUrl: string;
  /** The same, where it is configured and not merely host and port. */
  readonly publicUrl?: string | null;
  /** Those in force now. */
  readonly packs: () => readonly PackRef[];
  readonly clock?: () => Date;
  /** Folder with other people's patients. */
  readonly fhirDirectory?: string | null;
  /** What can be ordered. */
  readonly drugs?: Terminology['drugs'];
  /** Folder of the built sandbox page. */
  readonly sandboxFolder?: string;
  /** The day to which the stories lead. */
  readonly today: ClinicalDate;
}

/** The demo EHR with its synthetic patients, and the page that introduces them. */
export function createDemo({
  serviceUrl,
  publicUrl = null,
  packs,
  clock = () => new Date(),
  fhirDirectory = null,
  drugs = new Map(),
  sandboxFolder = join(productFolder(), 'dist', 'sandbox'),
  today,
}: DemoContext): Demo {
  const stories = readStories();
  const store = createFhirStore([
    hospitalStaff(),
    ...stories.map((story) => patientBundle(story, today)),
  ]);
  const brought = broughtInto(store, fhirDirectory);
  const routes = Router();
  routes.use(createHospital({ serviceUrl, publicUrl, clock, store }));
  routes.use(
    createSandboxPage({
      folder: sandboxFolder,
      stories,
      drugs: orderable(drugs),
      today,
      extension: EXTENSION,
      publicUrl,
    }),
  );
  routes
    .route('/')
    .get((_request, response) => {
      const page = landingPage({ baseUrl: serviceUrl, stories, packs: packs() });
      response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(page);
    })
    .all(methodNotAllowed('GET'));
  return {
    fhirServerUrl: `${serviceUrl}${FHIR_PATHS.open}`,
    securedFhirServerUrl: `${serviceUrl}${FHIR_PATHS.secured}`,
    patients: store.all('Patient').map(({ id }) => id ?? ''),
    notices: brought,
    routes,
  };
}

/** By name; the code is what a prescriber's system would send. */
function orderable(drugs: Terminology['drugs']): readonly StoryDrug[] {
  return [...drugs.values()]
    .map(({ name, rxnorm: [code] = [] }) => ({
      text: name,
      ...(code !== undefined && { rxnorm: code }),
    }))
    .sort((one, other) => one.text.localeCompare(other.text));
}

/**
 * Loads other people's patients, and says what could not be taken. Ours are not overwritten: their
 * stories would no longer fit them.
 */
function broughtInto(store: FhirStore, folder: string | null): readonly string[] {
  if (folder === null) return [];
  const { resources, problems } = readFhirFolder(folder);
  const isTaken = ({ resourceType, id = '' }: FhirResource): boolean => {
    const type = RESOURCE_TYPES.find((known) => known === resourceType);
    return type !== undefined && store.read(type, id) !== null;
  };
  const clashes = resources.filter(isTaken);
  const loaded = resources.filter((resource) => !isTaken(resource));
  if (store.load(loaded) === null) {
    return [...problems, `${folder}: it holds more resources than the demo takes.`];
  }
  const patients = loaded.filter(({ resourceType }) => resourceType === 'Patient').length;
  return [
    `${folder}: ${String(patients)} patients, ${String(loaded.length)} resources loaded.`,
    ...problems,
    ...clashes.map(
      ({ resourceType, id = '' }) =>
        `${folder}: ${resourceType}/${id} left out, since the demo has one of that name.`,
    ),
  ];
}

const PAGE_POLICY = pagePolicy(landingStyle);
