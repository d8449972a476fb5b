import { createHash } from 'node:crypto';
import { Router } from 'express';
import type { ClinicalDate } from '../../src/domain/date.ts';
import type { PackRef } from '../../src/domain/evaluation.ts';
import { createFhirStore } from '../demo-ehr/fhirStore.ts';
import { createHospital, FHIR_PATHS } from '../demo-ehr/hospital.ts';
import { hospitalStaff } from '../demo-ehr/hospitalStaff.ts';
import { landingPage, landingStyle } from '../demo-ehr/landingPage.ts';
import { patientBundle } from '../demo-ehr/patientBundle.ts';
import { readStories } from '../demo-ehr/readStories.ts';
import type { Demo } from './dependencies.ts';
import { methodNotAllowed } from './middleware/methodNotAllowed.ts';

interface DemoContext {
  readonly serviceUrl: string;
  /** The same, where it is configured and not merely host and port. */
  readonly publicUrl?: string | null;
  readonly packs: readonly PackRef[];
  readonly clock?: () => Date;
  /** The day to which the stories lead. */
  readonly today: ClinicalDate;
}

/** The demo EHR with its synthetic patients, and the page that introduces them. */
export function createDemo({
  serviceUrl,
  publicUrl = null,
  packs,
  clock = () => new Date(),
  today,
}: DemoContext): Demo {
  const stories = readStories();
  const store = createFhirStore([
    hospitalStaff(),
    ...stories.map((story) => patientBundle(story, today)),
  ]);
  const page = landingPage({ baseUrl: serviceUrl, stories, packs });
  const routes = Router();
  routes.use(createHospital({ serviceUrl, publicUrl, clock, store }));
  routes
    .route('/')
    .get((_request, response) => {
      response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(page);
    })
    .all(methodNotAllowed('GET'));
  return {
    fhirServerUrl: `${serviceUrl}${FHIR_PATHS.open}`,
    securedFhirServerUrl: `${serviceUrl}${FHIR_PATHS.secured}`,
    patients: stories.map(({ id }) => id),
    routes,
  };
}

/** The page has one inline style and no script; its hash lets that style in and nothing else. */
const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(landingStyle).digest('base64')}'`,
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
