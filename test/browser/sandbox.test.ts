import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { Browser, Page } from 'playwright-core';
import request from 'supertest';
import { feedbackPage } from '../../services/cds-hooks/pages/feedbackPage.ts';
import type { PatientStory } from '../../services/demo-ehr/patientStory.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { createSandboxPage } from '../../services/demo-ehr/sandboxPage.ts';
import { VIEWS } from '../../services/smart-app/wording/route.ts';
import { dateOfDay, dayNumber } from '../../src/domain/date.ts';
import { listen } from '../http/listen.ts';
import { axeViolations } from './axeViolations.ts';
import { startBrowser } from './browser.ts';
import { type DemoService, startDemo, TODAY } from './demoService.ts';

/** Two cores may be shared with other work. */
const PATIENCE_MS = 30_000;

let browser: Browser;
let demo: DemoService;
beforeAll(async () => {
  [browser, demo] = await Promise.all([startBrowser(), startDemo()]);
}, PATIENCE_MS);
afterAll(async () => {
  await browser.close();
  await demo.close();
});

/** Opens the page, gives it to the test, and holds it to a clean console. */
async function onPage(
  query: string,
  work: (page: Page) => Promise<void>,
  { width = 1400, height = 900, base = demo.url, mayComplain = false } = {},
): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB' });
  await context.clock.setFixedTime(new Date(`${TODAY}T10:00:00`));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS / 2);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  try {
    await page.goto(`${base}/sandbox${query}`);
    await work(page);
    if (!mayComplain) expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Waits until the service has answered what the page shows. */
async function answered(page: Page): Promise<void> {
  await page.locator('.said').getByText(/card/i).first().waitFor();
}

/** The message that the wire panel shows has gone and come back as the standard wants it. */
async function conforms(page: Page): Promise<void> {
  await expect(page.locator('.verdict').innerText()).resolves.toMatch(
    /200 in \d+ ms[^]*Request\s+✓ conforms[^]*Response\s+✓ conforms/,
  );
}

const choose = (page: Page, name: RegExp | string) =>
  page.getByRole('button', { name, exact: true });

const nameOf = (order: PatientStory['orders'][number]): string =>
  [order, ...(order.with ?? [])].map(({ text }) => text).join(' with ');

/**
 * The app, opened from the first card on the page, is at what the card says, in its words (dates and
 * percentages are written as the reader does), and all its views can be read. False where no card offers it.
 */
async function appFollows(page: Page): Promise<boolean> {
  const summaries = await page.locator('.card h4').allInnerTexts();
  if (summaries.length === 0) return false;
  await page.locator('.links button').first().click();
  const app = page.frameLocator('.frame iframe');
  await app.locator('.headline .from-card').first().waitFor();
  const headlines = (await app.locator('.headline strong').allInnerTexts()).join('\n');
  for (const summary of summaries) {
    expect(headlines.replaceAll(/\d+ \w+ \d{4}/g, '')).toContain(
      summary.replaceAll(/\d{4}-\d\d-\d\d/g, '').replaceAll(/(\d) %/g, '$1%'),
    );
  }
  for (const view of VIEWS) {
    await app.locator(`nav.views a[href="#${view}"]`).click();
    await app.locator(`main.view-${view}`).waitFor();
  }
  await choose(page, 'Close the app').click();
  return true;
}

describe('each story, from the chart to an accepted suggestion and on to the app', () => {
  test.each(readStories().map((story) => [story.id, story] as const))(
    '%s',
    async (id, story) => {
      await onPage(`?patientId=${id}`, async (page) => {
        await answered(page);
        await conforms(page);
        expect(await page.locator('#patient').inputValue()).toBe(id);

        await choose(page, /Choose orders/).click();
        let isSeenInApp = false;
        for (const order of story.orders) {
          await choose(page, nameOf(order)).first().click();
          await page.locator('.drafts').getByText(order.text, { exact: true }).waitFor();
          await answered(page);
          await conforms(page);
          const suggestion = page.locator('.suggestions button').first();
          if ((await suggestion.count()) > 0) {
            const label = await suggestion.innerText();
            await suggestion.click();
            await page.getByText(`Accepted: ${label}`).waitFor();
            await page
              .locator('#exchange option', { hasText: 'feedback, accepted: 200' })
              .first()
              .waitFor({ state: 'attached' });
            await answered(page);
            // What was just accepted is not proposed once more.
            expect(await page.locator('.suggestions button').allInnerTexts()).not.toContain(label);
          }
          isSeenInApp ||= await appFollows(page);
          for (let left = await page.locator('.drafts li').count(); left > 0; left -= 1) {
            await page.locator('.drafts button').first().click();
          }
          await page.getByText('The pad is empty.').waitFor();
        }
        if (!isSeenInApp) {
          await choose(page, /Open the chart/).click();
          await answered(page);
          await appFollows(page);
        }
      });
    },
    PATIENCE_MS,
  );
});

describe('the day of the page', () => {
  const stories = readStories().filter(({ timePoints = [] }) => timePoints.length > 0);

  test.each(stories.map((story) => [story.id, story] as const))(
    'moves along the history of %s, and what came later is neither shown nor sent',
    async (id, { timePoints = [] }) => {
      await onPage(`?patientId=${id}`, async (page) => {
        await answered(page);
        for (const { day, expect: expectation } of timePoints) {
          const date = dateOfDay(dayNumber(TODAY) + day);
          await choose(page, new RegExp(`^${date}`)).click();
          await page.getByText(`The page stands on ${date}`).waitFor();
          await page
            .locator('#exchange option', { hasText: `patient-view on ${date}: 200` })
            .waitFor({ state: 'attached' });
          await answered(page);
          await conforms(page);
          await page.getByText(expectation).waitFor();
          const chart = await page.locator('.chart').innerText();
          const later = [...chart.matchAll(/\d{4}-\d\d-\d\d/g)].map(([found]) => found);
          for (const found of later) expect(found <= date).toBe(true);
          await choose(page, 'Request').click();
          const request = JSON.parse(await page.locator('.wire pre').innerText()) as {
            fhirServer: string;
            extension: unknown;
          };
          expect(request.fhirServer).toBe(`${demo.url}/demo/on/${date}/fhir`);
          expect(request.extension).toEqual({ 'org.example.convergent': { asOf: date } });
          await choose(page, 'Verdict').click();
        }
      });
    },
    PATIENCE_MS,
  );
});

test(
  'an overridden card tells the service the reason',
  async () => {
    await onPage('?patientId=lung-t790m&hook=order-select', async (page) => {
      await choose(page, 'gefitinib').click();
      await page.locator('.card.critical').waitFor();
      await page.getByText('Go on without it').click();
      const reasons = page.getByLabel('Reason');
      const reason = await reasons.locator('option').nth(1).innerText();
      await reasons.selectOption({ index: 1 });
      await page.getByLabel('Comment').fill('Discussed with the patient.');
      await choose(page, 'Override this card').click();
      await page.getByText('Overridden; the service has been told.').waitFor();
      await page
        .locator('#exchange option', { hasText: 'feedback, overridden: 200' })
        .waitFor({ state: 'attached' });
      await choose(page, 'Request').click();
      const sent = await page.locator('.wire pre').innerText();
      expect(reason).not.toBe('');
      expect(JSON.parse(sent)).toMatchObject({
        feedback: [
          { outcome: 'overridden', overrideReason: { userComment: 'Discussed with the patient.' } },
        ],
      });
    });
  },
  PATIENCE_MS,
);

test(
  'orders are signed with their hook, and a drug that is not on the list can be typed',
  async () => {
    await onPage('?patientId=lung-t790m&hook=order-sign', async (page) => {
      await page.getByLabel('Drug').fill('Gefitinib 250 MG Oral Tablet');
      await choose(page, 'Add to the pad').click();
      await choose(page, 'Sign the drafts').click();
      await page.locator('.card.critical').waitFor();
      await conforms(page);
      await choose(page, 'Repeat').click();
      const command = await page.locator('.wire pre').innerText();
      expect(command).toContain('/cds-services/resistance-order-sign');
      expect(command).not.toContain('"prefetch"');
    });
  },
  PATIENCE_MS,
);

test(
  'everything works by keyboard alone',
  async () => {
    await onPage('', async (page) => {
      await answered(page);
      const focused = () =>
        page.evaluate<string>(`document.activeElement?.textContent.trim().slice(0, 60) ?? ''`);
      const tabTo = async (wanted: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
        for (let steps = 0; steps < 120; steps += 1) {
          await page.keyboard.press(key);
          if (wanted.test(await focused())) return;
        }
        throw new Error(`Tab never reaches ${String(wanted)}`);
      };
      await tabTo(/^Skip to the cards$/);
      await tabTo(/Testa Synthetic-Lungley/);
      await page.keyboard.type('Examplo');
      await page.getByText('the last CT shows growth').waitFor({ state: 'attached' });
      await answered(page);
      await tabTo(/^Choose orders/);
      await page.keyboard.press('Enter');
      await tabTo(/^cetuximab$/);
      await page.keyboard.press('Enter');
      await page.locator('.card.critical').waitFor();
      const suggestion = await page.locator('.suggestions button').first().innerText();
      await tabTo(/^Details$/);
      await page.keyboard.press('Enter');
      await page.locator('.markdown').first().waitFor();
      await tabTo(new RegExp(`^${suggestion.slice(0, 20)}`), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByText(/^Accepted: /).waitFor();
    });
  },
  PATIENCE_MS,
);

describe('accessibility', () => {
  test.each([
    ['a wide screen', 1600, 'light'],
    ['a wide screen in the dark', 1600, 'dark'],
    ['a tablet', 820, 'light'],
    ['a small phone', 360, 'light'],
  ] as const)(
    'axe finds nothing on %s, and nothing is cut off',
    async (_name, width, colorScheme) => {
      await onPage(
        '?patientId=lung-t790m&hook=order-select',
        async (page) => {
          await page.emulateMedia({ colorScheme });
          await choose(page, 'gefitinib').click();
          await page.locator('.card.critical').waitFor();
          for (const summary of await page.locator('summary').all()) await summary.click();
          for (const view of ['Verdict', 'Prefetch', 'Repeat']) {
            await choose(page, view).click();
            expect(await axeViolations(page)).toEqual([]);
          }
          const overflow = await page.evaluate<number>(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect(overflow).toBe(0);
        },
        { width },
      );
    },
    PATIENCE_MS,
  );

  test('axe finds nothing on the page of feedback', async () => {
    const rule = { rule: 'lung/egfr', version: '1.0.0', cards: 9, accepted: 3, overridden: 2 };
    const reasons = [{ system: null, code: null, count: 2 }];
    const content = {
      report: { rules: [{ ...rule, reasons }], onUnknownCards: 1 },
      days: 30,
      reasonWords: new Map<string, string>(),
    } as const;
    const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
    try {
      await page.setContent(feedbackPage(content));
      expect(await axeViolations(page)).toEqual([]);
    } finally {
      await page.close();
    }
  });
});

describe('when something is wrong', () => {
  test(
    'a service that does not answer is said, with what may be the cause',
    async () => {
      await onPage(
        `?serviceDiscoveryURL=${encodeURIComponent('http://127.0.0.1:9/cds-services')}`,
        async (page) => {
          await page.getByText('No service is offered for this hook.').waitFor();
          await page.getByText(/The list of services could not be read from/).waitFor();
          await choose(page, 'Response').click();
          const why = page.getByText(/does not allow this page to call it \(CORS\)/);
          expect(await why.count()).toBe(2);
        },
        { mayComplain: true },
      );
    },
    PATIENCE_MS,
  );

  test(
    'a FHIR server that does not answer is said',
    async () => {
      await onPage(
        `?fhirServiceUrl=${encodeURIComponent(`${demo.url}/nothing/here`)}`,
        async (page) => {
          await page.getByText(/The FHIR server answered 404/).waitFor();
        },
        { mayComplain: true },
      );
    },
    PATIENCE_MS,
  );

  test(
    'a refusal shows what the service says of it',
    async () => {
      const refusing = express();
      refusing.use((incoming, response, next) => {
        response.set({
          'Access-Control-Allow-Origin': '*',
          'Access-Control-Allow-Headers': 'content-type',
        });
        if (incoming.method === 'OPTIONS') response.sendStatus(204);
        else next();
      });
      refusing.get('/cds-services', (_incoming, response) => {
        response.json({
          services: [
            { id: 'x', hook: 'patient-view', description: 'x', prefetch: { odd: 'X/{{no.such}}' } },
          ],
        });
      });
      refusing.post('/cds-services/x', (_incoming, response) => {
        response.status(412).json({
          resourceType: 'OperationOutcome',
          issue: [{ diagnostics: 'The patient record could not be had.' }],
        });
      });
      const other = await listen(refusing);
      try {
        await onPage(
          `?serviceDiscoveryURL=${encodeURIComponent(`${other.url}/cds-services`)}`,
          async (page) => {
            await page.getByText('The service answered 412.').waitFor();
            await page.getByText('The patient record could not be had.').waitFor();
            // A template that no client resolves is left out and told.
            await choose(page, 'Prefetch').click();
            await page.getByText('token not known').waitFor();
          },
          { mayComplain: true },
        );
      } finally {
        await other.close();
      }
    },
    PATIENCE_MS,
  );

  test('a page that was not built says so', async () => {
    const app = express().use(
      createSandboxPage({
        folder: '/no/such/folder',
        stories: [],
        drugs: [],
        today: TODAY,
        extension: 'x',
        publicUrl: null,
      }),
    );
    const response = await request(app).get('/sandbox').expect(503);
    expect(response.text).toContain('npm run build');
  });
});

test(
  'a page of another origin calls the services and reads the records: CORS as browsers do it',
  async () => {
    const elsewhere = await startDemo();
    try {
      const query = new URLSearchParams({
        // As people paste them, with a slash at the end.
        serviceDiscoveryURL: `${demo.url}/cds-services/`,
        fhirServiceUrl: `${demo.url}/demo/fhir/`,
        patientId: 'lung-t790m',
      });
      await onPage(
        `?${query.toString()}`,
        async (page) => {
          await answered(page);
          await conforms(page);
          await page.locator('.card.warning').waitFor();
          await page.getByText('Another FHIR server knows only today.').waitFor();
        },
        { base: elsewhere.url },
      );
    } finally {
      await elsewhere.close();
    }
  },
  PATIENCE_MS,
);

test(
  'the page runs no script but its own, and shows what a service sends as text',
  async () => {
    const { headers } = await request(demo.url).get('/sandbox').expect(200);
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    const hostile = express();
    hostile.use((_incoming, response, next) => {
      response.set({
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Headers': 'content-type',
      });
      next();
    });
    hostile.options('/{*path}', (_incoming, response) => {
      response.sendStatus(204);
    });
    hostile.get('/cds-services', (_incoming, response) => {
      response.json({ services: [{ id: 'x', hook: 'patient-view', description: 'x' }] });
    });
    hostile.post('/cds-services/x', (_incoming, response) => {
      response.json({
        cards: [
          {
            summary: '<img src=x onerror=alert(1)>',
            detail:
              '<script>document.title = "owned"</script>\n\n[here](javascript:alert(1)) ![x](http://127.0.0.1:9/x.png)\n\n| a |\n|---|\n| **b** |',
            indicator: 'loud',
            source: { label: 'x', url: 'javascript:alert(1)' },
            links: [{ label: 'bad', url: 'javascript:alert(1)', type: 'absolute' }],
            suggestions: [{ label: 'x', actions: [{ type: 'delete', resourceId: 'X/1' }] }],
          },
        ],
      });
    });
    const other = await listen(hostile);
    try {
      await onPage(
        `?serviceDiscoveryURL=${encodeURIComponent(`${other.url}/cds-services`)}`,
        async (page) => {
          await page.locator('.card').waitFor();
          await page.getByText('Details').click();
          await page.locator('.markdown strong', { hasText: 'b' }).waitFor();
          expect(await page.title()).toBe('Sandbox: Convergent');
          expect(await page.locator('.card a').count()).toBe(0);
          expect(await page.locator('.card img, .card script').count()).toBe(0);
          await choose(page, /^x$/).click();
          await page.getByText(/no longer on the pad/).waitFor();
          const verdict = await page.locator('.verdict').innerText();
          expect(verdict).toContain('$.cards[0].indicator must be info, warning or critical');
          expect(verdict).toContain('(CRD test kit)');
        },
      );
    } finally {
      await other.close();
    }
  },
  PATIENCE_MS,
);
