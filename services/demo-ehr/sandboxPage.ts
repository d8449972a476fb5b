import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import { type ClinicalDate, dateOfDay, dayNumber } from '../../src/domain/date.ts';
import { DEMO_USER, FHIR_PATHS, pathOn } from './hospital.ts';
import { html, page, pagePolicy } from './page.ts';
import type { PatientStory, StoryDrug } from './patientStory.ts';
import { rootReached } from './reachedAt.ts';
import type { SandboxSettings } from './sandbox/settings.ts';

interface SandboxPageOptions {
  /** Folder of the built page. */
  readonly folder: string;
  readonly stories: readonly PatientStory[];
  /** What can be ordered. */
  readonly drugs: readonly StoryDrug[];
  /** The day to which the stories lead. */
  readonly today: ClinicalDate;
  /** Name of the request extension that asks about an earlier day. */
  readonly extension: string;
  readonly publicUrl: string | null;
}

/** The sandbox page at `/sandbox`, and what it must know of this server. */
export function createSandboxPage(options: SandboxPageOptions): Router {
  const { folder, publicUrl } = options;
  const router = Router();
  const file = join(folder, 'sandbox.html');
  router.get('/sandbox', (_request, response) => {
    if (!existsSync(file)) {
      response
        .status(503)
        .set('Content-Security-Policy', pagePolicy())
        .type('html')
        .send(page({ title: 'Not built', body: notBuilt() }));
      return;
    }
    response.set(PAGE_HEADERS).type('html').send(readFileSync(file, 'utf8'));
  });
  router.get('/sandbox/settings.json', (request, response) => {
    response
      .set('Cache-Control', 'no-cache')
      .json(settings(publicUrl ?? rootReached(request), options));
  });
  // Named after the hash of their content.
  router.use(
    '/sandbox',
    express.static(folder, { index: false, immutable: true, maxAge: '1y', redirect: false }),
  );
  return router;
}

function notBuilt(): string {
  return `<h1>The sandbox is not built</h1><p>Run ${html('npm run build')} and load this page again.</p>`;
}

function settings(
  root: string,
  { stories, drugs, today, extension }: SandboxPageOptions,
): SandboxSettings {
  return {
    discovery: `${root}/cds-services`,
    fhirServer: `${root}${FHIR_PATHS.open}`,
    earlierFhirServer: `${root}${pathOn('{day}')}`,
    userId: DEMO_USER,
    today,
    extension,
    drugs,
    stories: stories.map(({ id, story, expect, orders, timePoints = [] }) => ({
      id,
      story,
      moments: [...timePoints, { day: 0, label: 'today', expect, orders }].map(
        ({ day, ...moment }) => ({ ...moment, date: dateOfDay(dayNumber(today) + day) }),
      ),
    })),
  };
}

/** The page may call services and open apps anywhere; what it runs and shows is its own. */
const PAGE_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: https: http:",
    'connect-src http: https:',
    'frame-src http: https:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  // The windows of apps opened from here may speak to it.
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Cache-Control': 'no-cache',
};
