import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { type DemoService, startDemo } from './demoService.ts';

const PATIENCE_MS = 60_000;

let browser: Browser;
let demo: DemoService;
beforeAll(async () => {
  [browser, demo] = await Promise.all([startBrowser(), startDemo()]);
}, PATIENCE_MS);
afterAll(async () => {
  await browser.close();
  await demo.close();
});

/** A card about gefitinib for the first demo patient, on the day given. */
async function atCard(query: string, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1500, height: 950 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS / 2);
  try {
    await page.goto(`${demo.url}/sandbox?patientId=lung-t790m${query}`);
    await page.locator('.links button').first().waitFor();
    await work(page);
  } finally {
    await context.close();
  }
}

/** The app shows the patient, and what it read came with a token of the hospital. */
async function appShows(app: Page | FrameLocator): Promise<void> {
  await app.getByRole('heading', { name: /Synthetic-Lungley/ }).waitFor();
}

const appButton = (page: Page) => page.locator('.links button').first();

describe('a SMART link of a card opens the app on the patient of the card', () => {
  test(
    'in a frame of the page, and closes it again',
    async () => {
      await atCard('', async (page) => {
        await appButton(page).click();
        await appShows(page.frameLocator('.frame iframe'));
        await page
          .locator('#exchange option', { hasText: 'launch of the app: 200' })
          .waitFor({ state: 'attached' });
        await page.getByRole('button', { name: 'Close the app' }).click();
        expect(await page.locator('iframe').count()).toBe(0);
      });
    },
    PATIENCE_MS,
  );

  test.each(['tab', 'window'])(
    'in a %s',
    async (place) => {
      await atCard('', async (page) => {
        await page.getByLabel('Open apps in').selectOption(place);
        const [opened] = await Promise.all([
          page.context().waitForEvent('page'),
          appButton(page).click(),
        ]);
        opened.setDefaultTimeout(PATIENCE_MS / 2);
        await appShows(opened);
        expect(new URL(opened.url()).pathname).toBe('/smart/');
      });
    },
    PATIENCE_MS,
  );

  test(
    'on an earlier day, with the record as it stood then, judged as of that day',
    async () => {
      const asked: string[] = [];
      await atCard('&day=2026-10-09', async (page) => {
        page.on('request', (request) => {
          if (request.frame() !== page.mainFrame()) asked.push(request.url());
        });
        await appButton(page).click();
        const app = page.frameLocator('.frame iframe');
        await appShows(app);
        expect(await app.getByLabel('Judged as of').inputValue()).toBe('2026-10-09');
        await app.locator('.headlines').getByText('from the card').waitFor();
        const fhir = asked.filter((url) => url.includes('/fhir/Observation'));
        expect(fhir.length).toBeGreaterThan(0);
        for (const url of fhir) expect(url).toContain('/demo/on/2026-10-09/fhir/');
      });
    },
    PATIENCE_MS,
  );
});

test(
  'a standalone launch leads through the page where the patient is chosen',
  async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS / 2);
    try {
      const iss = encodeURIComponent(`${demo.url}/demo/smart-fhir`);
      await page.goto(`${demo.url}/smart/launch.html?iss=${iss}`);
      await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
      await page.getByLabel('Name or id contains').fill('lungley');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('radio', { name: /Synthetic-Lungley/ }).check();
      await page.getByRole('button', { name: 'Allow' }).click();
      await appShows(page);
    } finally {
      await context.close();
    }
  },
  PATIENCE_MS,
);
