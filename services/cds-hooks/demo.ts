import { createHash } from 'node:crypto';
import { Router } from 'express';
import type { ClinicalDate } from '../../src/domain/date.ts';
import type { PackRef } from '../../src/domain/evaluation.ts';
import { createFhirServer } from '../demo-ehr/fhirServer.ts';
import { landingPage, landingStyle } from '../demo-ehr/landingPage.ts';
import { patientBundle } from '../demo-ehr/patientBundle.ts';
import { readStories } from '../demo-ehr/readStories.ts';
import type { Demo } from './dependencies.ts';
import { methodNotAllowed } from './middleware/methodNotAllowed.ts';

interface DemoContext {
  readonly serviceUrl: string;
  readonly packs: readonly PackRef[];
  /** The day to which the stories lead. */
  readonly today: ClinicalDate;
}

const FHIR_PATH = '/demo/fhir';

/** The demo EHR with its synthetic patients, and the page that introduces them. */
export function createDemo({ serviceUrl, packs, today }: DemoContext): Demo {
  const stories = readStories();
  const page = landingPage({ baseUrl: serviceUrl, stories, packs });
  const routes = Router();
  routes.use(
    FHIR_PATH,
    createFhirServer({ bundles: stories.map((story) => patientBundle(story, today)) }),
  );
  routes
    .route('/')
    .get((_request, response) => {
      response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(page);
    })
    .all(methodNotAllowed('GET'));
  return {
    fhirServerUrl: `${serviceUrl}${FHIR_PATH}`,
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
