import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { formatFor } from '../../services/smart-app/wording/format.ts';
import { VIEWS } from '../../services/smart-app/wording/route.ts';
import { orderSelectRequest } from '../http/hookRequests.ts';
import { listen, type ListeningServer } from '../http/listen.ts';
import { anEhr, EMPTY, type Ehr, type EhrBehaviour } from './anEhr.ts';
import { startDemo, TODAY, type DemoService } from './demoService.ts';
import { axeViolations } from './axeViolations.ts';
import { startBrowser } from './browser.ts';

/** Two cores may be shared with other work. */
const PATIENCE_MS = 60_000;

let browser: Browser;
let service: DemoService;
beforeAll(async () => {
  [browser, service] = await Promise.all([startBrowser(), startDemo()]);
}, PATIENCE_MS);
afterAll(async () => {
  await browser.close();
  await service.close();
});

interface Setting extends BrowserContextOptions {
  /** Failed requests are part of the test. */
  readonly mayComplain?: boolean;
}

/** Gives a page to the test and holds it to a clean console. */
async function withPage(
  work: (page: Page) => Promise<void>,
  { mayComplain = false, ...options }: Setting = {},
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  });
  await context.clock.setFixedTime(new Date(`${TODAY}T10:00:00`));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS / 3);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  try {
    await work(page);
    if (!mayComplain) expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** A gateway that serves the service below a path of its own address, and nothing beside it. */
function belowAPath(path: string): Promise<ListeningServer> {
  return listen((request, response) => {
    const { url = '' } = request;
    if (!url.startsWith(`${path}/`)) {
      response.writeHead(404).end();
      return;
    }
    void fetch(`${service.url}${url.slice(path.length)}`).then(async (answer) => {
      const headers = [...answer.headers].filter(([name]) => !/^content-(enc|len)/.test(name));
      response.writeHead(answer.status, Object.fromEntries(headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
}

/** Where the demo hospital launches the app for a patient. */
async function launchUrl(patient: string, appContext?: string): Promise<string> {
  const iss = `${service.url}/demo/smart-fhir`;
  const response = await fetch(`${iss}/_services/smart/Launch`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      launchUrl: `${service.url}/smart/launch.html`,
      parameters: { patient, ...(appContext === undefined ? {} : { appContext }) },
    }),
  });
  const { launch_id } = (await response.json()) as { launch_id: string };
  const query = new URLSearchParams({ iss, launch: launch_id });
  return `${service.url}/smart/launch.html?${query.toString()}`;
}

async function launched(page: Page, patient: string, appContext?: string): Promise<void> {
  await page.goto(await launchUrl(patient, appContext));
  await page.locator('main.view').waitFor();
}

async function view(page: Page, name: (typeof VIEWS)[number]): Promise<void> {
  await page.locator(`nav.views a[href="#${name}"]`).click();
  await page.locator(`main.view-${name}`).waitFor();
}

/** Texts of pictures that their picture cuts off. */
function cutOffTexts(page: Page): Promise<readonly (string | null)[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<SVGTextElement>('svg.course text, svg.pathway text')]
      .filter((text) => {
        const { left, right } = text.getBoundingClientRect();
        const picture = text.ownerSVGElement?.getBoundingClientRect();
        return picture !== undefined && (left < picture.left - 1 || right > picture.right + 1);
      })
      .map(({ textContent }) => textContent),
  );
}

const failure = (page: Page) => page.locator('main.failure');

describe('from the card to the app', () => {
  test(
    'the app opens at the conclusion that the card tells',
    async () => {
      const hook = await fetch(`${service.url}/cds-services/resistance-order-select`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          ...orderSelectRequest(),
          fhirServer: `${service.url}/demo/fhir`,
          context: {
            userId: 'Practitioner/demo-oncologist',
            patientId: 'colorectal-convergence',
            selections: ['MedicationRequest/draft-1'],
            draftOrders: {
              resourceType: 'Bundle',
              type: 'collection',
              entry: [
                {
                  resource: {
                    resourceType: 'MedicationRequest',
                    id: 'draft-1',
                    status: 'draft',
                    intent: 'order',
                    subject: { reference: 'Patient/colorectal-convergence' },
                    medicationCodeableConcept: { text: 'cetuximab' },
                  },
                },
              ],
            },
          },
          prefetch: undefined,
        }),
      });
      const { cards } = (await hook.json()) as {
        cards: { summary: string; links: { type: string; url: string; appContext: string }[] }[];
      };
      const [card] = cards;
      const link = card?.links[0];
      expect(link).toMatchObject({ type: 'smart', url: `${service.url}/smart/launch.html` });
      await withPage(async (page) => {
        await launched(page, 'colorectal-convergence', link?.appContext);
        const headline = page.locator('.headline.critical');
        // Dates and percentages are written as the reader does.
        expect(await headline.innerText()).toContain(
          formatFor('en-GB').sentence(card?.summary ?? '?'),
        );
        expect(await headline.innerText()).toContain('from the card');
        expect(await page.locator('h2').innerText()).toBe('Options');
        expect(await page.locator('.review').innerText()).toContain('Cetuximab: expected to fail');
      });
    },
    PATIENCE_MS,
  );

  test(
    'a card that no longer holds is said to',
    async () => {
      await withPage(async (page) => {
        const context = { hook: 'order-sign', conclusion: 'order-review:harmful:x', drugs: [] };
        await launched(page, 'lung-t790m', JSON.stringify(context));
        await page.getByText('The card that opened this page no longer holds').waitFor();
      });
    },
    PATIENCE_MS,
  );
});

describe('a patient of whom the cards say nothing', () => {
  test.each(['naive-concordant', 'diabetes-no-cancer'])(
    '%s can be looked at all the same, in every view',
    async (id) => {
      await withPage(async (page) => {
        await launched(page, id);
        expect(await page.locator('.headline.critical, .headline.warning').count()).toBe(0);
        for (const name of VIEWS) await view(page, name);
      });
    },
    PATIENCE_MS,
  );

  test(
    'without a genomic result the record and the page for the tumour board say so, and draw nothing',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'diabetes-no-cancer');
        for (const name of ['record', 'summary'] as const) {
          await view(page, name);
          const said = await page.locator('main').innerText();
          expect(said).toContain('No genomic result of the tumour was found in this record.');
          expect(said).not.toContain('Nothing that blocks or weakens');
        }
        expect(await page.locator('main svg.course').count()).toBe(0);
      });
    },
    PATIENCE_MS,
  );
});

describe('launching', () => {
  test(
    'by the EHR asks with PKCE and scopes of the second version for what it reads',
    async () => {
      const ehr = await anEhr({ token: { patient: 'p1' } });
      try {
        await withPage(async (page) => {
          await page.goto(startAt(ehr, { launch: 'l1' }));
          await page.locator('main.view').waitFor();
        });
        const [asked] = ehr.authorisations;
        expect(asked?.get('code_challenge_method')).toBe('S256');
        expect(asked?.get('launch')).toBe('l1');
        expect(asked?.get('aud')).toBe(ehr.fhirServer);
        expect(asked?.get('scope')?.split(' ')).toEqual(
          expect.arrayContaining(['launch', 'openid', 'fhirUser', 'patient/Observation.rs']),
        );
        for (const { authorization } of ehr.fhirRequests)
          expect(authorization).toBe('Bearer ehr-token');
      } finally {
        await ehr.close();
      }
    },
    PATIENCE_MS,
  );

  test(
    'falls back to scopes of the first version',
    async () => {
      const ehr = await anEhr({ capabilities: ['launch-ehr'], refuse: 'access_denied' });
      try {
        await withPage(async (page) => {
          await page.goto(startAt(ehr, { launch: 'l1' }));
          await failure(page).waitFor();
        });
        expect(ehr.authorisations[0]?.get('scope')).toContain('patient/Observation.read');
        expect(ehr.authorisations[0]?.get('scope')).not.toMatch(/\.rs\b/);
      } finally {
        await ehr.close();
      }
    },
    PATIENCE_MS,
  );

  test(
    'standalone: the user chooses the EHR, signs in there and chooses the patient',
    async () => {
      await withPage(async (page) => {
        await page.goto(`${service.url}/smart/launch.html`);
        await page.getByRole('link', { name: '/demo/fhir' }).click();
        await page.locator('input[value="lung-t790m"], button[value="lung-t790m"]').first().click();
        if (!page.url().includes('/smart/')) {
          await page.locator('button[value="allow"]').first().click();
        }
        await page.locator('main.view').waitFor();
        expect(await page.locator('.patient').innerText()).toContain('lung-t790m');
      });
    },
    PATIENCE_MS,
  );

  test.each([
    ['from the token response, as text', { token: true }],
    ['from the token response, as an object', { token: true, parsed: true }],
    ['from the launch address', {}],
  ])(
    'takes the context %s',
    async (_name, { token = false, parsed = false }: { token?: boolean; parsed?: boolean }) => {
      const context = { hook: 'patient-view', conclusion: 'convergence', drugs: [] };
      const text = JSON.stringify(context);
      const patient = 'colorectal-convergence';
      const ehr = await anEhr({
        token: { patient, ...(token && { appContext: parsed ? context : text }) },
        fhir: recordOf(patient),
      });
      try {
        await withPage(async (page) => {
          await page.goto(startAt(ehr, { launch: 'l1', ...(!token && { appContext: text }) }));
          await page.locator('main.view').waitFor();
          expect(await page.locator('h2').innerText()).toBe('What converges');
          expect(await page.locator('.headlines').innerText()).not.toContain('no longer holds');
        });
      } finally {
        await ehr.close();
      }
    },
    PATIENCE_MS,
  );

  test(
    'works in a frame of the EHR and in a window that it opens, on another origin',
    async () => {
      const ehr = await anEhr({ token: { patient: 'p1' } });
      try {
        await withPage(async (page) => {
          const query = new URLSearchParams({ app: startAt(ehr, { launch: 'l1' }) });
          await page.goto(`${ehr.url}/chart?${query.toString()}`);
          await page.frameLocator('iframe').locator('main.view').waitFor();
          const [popup] = await Promise.all([
            page.waitForEvent('popup'),
            page.locator('#open').click(),
          ]);
          await popup.locator('main.view').waitFor();
          expect(popup.isClosed()).toBe(false);
          // The EHR keeps its hold of the window.
          expect(await popup.evaluate(() => globalThis.opener !== null)).toBe(true);
        });
      } finally {
        await ehr.close();
      }
    },
    PATIENCE_MS,
  );

  test(
    'works where a gateway puts the service below a path, and its links lead there',
    async () => {
      const gateway = await belowAPath('/cds');
      const ehr = await anEhr({
        token: { patient: 'lung-t790m' },
        fhir: recordOf('lung-t790m'),
      });
      try {
        await withPage(async (page) => {
          const query = new URLSearchParams({ iss: ehr.fhirServer, launch: 'l1' });
          await page.goto(`${gateway.url}/cds/smart/launch.html?${query.toString()}`);
          await page.locator('svg.course').waitFor();
          await view(page, 'why');
          const links = await page
            .locator('main a[href*="/knowledge/"]')
            .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
          expect(links.length).toBeGreaterThan(0);
          for (const link of links) expect(link).toContain(`${gateway.url}/cds/knowledge/`);
        });
      } finally {
        await ehr.close();
        await gateway.close();
      }
    },
    PATIENCE_MS,
  );

  test(
    'survives a reload, and leaves neither code nor state in the address',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'lung-t790m');
        expect(new URL(page.url()).search).toBe('');
        await page.reload();
        await page.locator('main.view').waitFor();
      });
    },
    PATIENCE_MS,
  );
});

/** Answers with the record of a patient of the demo hospital, and what is added to it. */
function recordOf(
  patient: string,
  added: readonly unknown[] = [],
): NonNullable<EhrBehaviour['fhir']> {
  const story = readStories().find(({ id }) => id === patient);
  if (story === undefined) throw new Error(`${patient} is not a demo patient`);
  const { entry = [] } = patientBundle(story, TODAY);
  const resources = [...entry.map(({ resource }) => resource), ...added] as {
    resourceType: string;
  }[];
  return ({ path }, response) => {
    const type = path.split('/')[1] ?? '';
    const own = resources.filter(({ resourceType }) => resourceType === type);
    if (type === 'Patient') response.json(own[0]);
    else response.json({ ...EMPTY, entry: own.map((resource) => ({ resource })) });
  };
}

/** Where an EHR of another house starts the app. */
function startAt(ehr: Ehr, query: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams({ iss: ehr.fhirServer, ...query });
  return `${service.url}/smart/launch.html?${parameters.toString()}`;
}

describe('what goes wrong is one clear page', () => {
  async function failsWith(behaviour: EhrBehaviour, kind: string, words: RegExp): Promise<void> {
    const ehr = await anEhr(behaviour);
    try {
      await withPage(
        async (page) => {
          await page.goto(startAt(ehr, { launch: 'l1' }));
          await failure(page).waitFor();
          expect(await failure(page).getAttribute('data-failure')).toBe(kind);
          expect(await failure(page).innerText()).toMatch(words);
          expect(await failure(page).innerText()).toContain('What to do:');
          expect(await axeViolations(page)).toEqual([]);
        },
        { mayComplain: true },
      );
    } finally {
      await ehr.close();
    }
  }

  test(
    'a launch that is refused',
    () => failsWith({ refuse: 'access_denied' }, 'refused', /access was declined/),
    PATIENCE_MS,
  );

  test(
    'a launch without a patient',
    () => failsWith({}, 'no-patient', /without a patient/),
    PATIENCE_MS,
  );

  test(
    'scopes that leave nothing to judge from',
    () =>
      failsWith(
        {
          token: { patient: 'p1', scope: 'launch patient/Patient.rs' },
          fhir: (_request, response) => {
            response.status(403).json({ resourceType: 'OperationOutcome' });
          },
        },
        'missing-scope',
        /patient\/MedicationRequest\.rs .*patient\/Observation\.rs/,
      ),
    PATIENCE_MS,
  );

  test(
    'a token that has expired, at the demo hospital after an hour',
    async () => {
      await withPage(
        async (page) => {
          await launched(page, 'lung-t790m');
          service.letPass(61);
          await page.reload();
          await failure(page).waitFor();
          expect(await failure(page).innerText()).toContain('The session has ended');
          expect(await page.content()).not.toContain('Lungley');
        },
        { mayComplain: true },
      );
    },
    PATIENCE_MS,
  );

  test(
    'a link that names a server nobody knows, to which nothing is sent',
    async () => {
      await withPage(async (page) => {
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        const query = new URLSearchParams({ iss: 'https://evil.example/fhir', launch: 'x' });
        await page.goto(`${service.url}/smart/launch.html?${query.toString()}`);
        await failure(page).waitFor();
        expect(await failure(page).innerText()).toContain('This EHR is not known here');
        expect(asked.filter((url) => !url.startsWith(service.url))).toEqual([]);
      });
    },
    PATIENCE_MS,
  );

  test(
    'a page opened without a launch',
    async () => {
      await withPage(async (page) => {
        await page.goto(`${service.url}/smart/`);
        await failure(page).waitFor();
        expect(await failure(page).innerText()).toContain('Not started from a chart');
      });
    },
    PATIENCE_MS,
  );

  test(
    'no genomic data is said, never reassured, and what the EHR kept back is named',
    async () => {
      const ehr = await anEhr({
        token: { patient: 'p1', scope: 'launch patient/*.rs' },
        fhir: ({ url }, response) => {
          if (url.startsWith('/Condition')) response.status(403).end();
          else if (url.startsWith('/Patient/'))
            response.json({ resourceType: 'Patient', id: 'p1' });
          else response.json(EMPTY);
        },
      });
      try {
        await withPage(
          async (page) => {
            await page.goto(startAt(ehr, { launch: 'l1' }));
            await page.locator('main.view').waitFor();
            expect(await page.locator('.headlines').innerText()).toContain(
              'No genomic result of the tumour was found in this record. Resistance cannot be judged',
            );
            await view(page, 'record');
            expect(await page.locator('main').innerText()).toContain(
              'diagnoses: the EHR does not let Convergent read it',
            );
          },
          { mayComplain: true },
        );
      } finally {
        await ehr.close();
      }
    },
    PATIENCE_MS,
  );

  test(
    'what could not be read is listed with the reason, and opens as the EHR sent it',
    async () => {
      const broken = {
        resourceType: 'Observation',
        id: 'broken',
        status: 'final',
        subject: { reference: 'Patient/lung-t790m' },
        code: { coding: [{ system: 'http://loinc.org', code: '69548-6' }] },
        valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: 'LA9633-4' }] },
        component: [
          {
            code: { coding: [{ system: 'http://loinc.org', code: '48018-6' }] },
            valueCodeableConcept: { text: 'NOTAGENE' },
          },
          {
            code: { coding: [{ system: 'http://loinc.org', code: '48005-3' }] },
            valueCodeableConcept: { text: 'p.Leu999Arg' },
          },
        ],
      };
      const ehr = await anEhr({
        token: { patient: 'lung-t790m' },
        fhir: recordOf('lung-t790m', [broken]),
      });
      try {
        await withPage(async (page) => {
          await page.goto(startAt(ehr, { launch: 'l1' }));
          await page.locator('main.view').waitFor();
          await view(page, 'record');
          expect(await page.locator('.problems').innerText()).toMatch(
            /Observation\/broken: .*gene/,
          );
          await page.getByRole('button', { name: 'Observation/broken' }).first().click();
          expect(await page.locator('dialog[open] pre').innerText()).toContain('NOTAGENE');
          await page.keyboard.press('Escape');
          await page.locator('dialog[open]').waitFor({ state: 'detached' });
        });
      } finally {
        await ehr.close();
      }
    },
    PATIENCE_MS,
  );
});

describe('the rules and the record', () => {
  test(
    'versions and hashes shown are those of the service, computed in the browser',
    async () => {
      const info = (await (await fetch(`${service.url}/service-info`)).json()) as {
        packs: { pack: string; version: string; hash: string }[];
        ruleBundle: { sha256: string };
      };
      await withPage(async (page) => {
        await launched(page, 'lung-t790m');
        await page.locator('.rules-note summary').click();
        const shown = await page.locator('.rules-note table').innerText();
        for (const { hash } of info.packs) expect(shown).toContain(hash);
        expect(shown).toContain(info.ruleBundle.sha256);
      });
    },
    PATIENCE_MS,
  );

  test(
    'of the patient nothing goes to the service, whatever the user does',
    async () => {
      const ehr = await anEhr({
        token: { patient: 'lung-t790m' },
        fhir: recordOf('lung-t790m'),
      });
      try {
        await withPage(async (page) => {
          const sent: { url: string; method: string; body: string | null }[] = [];
          page.on('request', (request) => {
            sent.push({ url: request.url(), method: request.method(), body: request.postData() });
          });
          await page.goto(startAt(ehr, { launch: 'l1' }));
          await page.locator('main.view').waitFor();
          for (const name of VIEWS) await view(page, name);
          const toService = sent.filter(({ url }) => url.startsWith(service.url));
          const others = sent.filter(
            ({ url }) =>
              /^https?:/.test(url) && !url.startsWith(service.url) && !url.startsWith(ehr.url),
          );
          expect(others).toEqual([]);
          expect(toService.length).toBeGreaterThan(3);
          for (const { url, method, body } of toService) {
            expect([url, method, body]).toEqual([expect.not.stringContaining('lung'), 'GET', null]);
          }
        });
      } finally {
        await ehr.close();
      }
    },
    PATIENCE_MS,
  );
});

/** On a busy machine the picture may still take its width while the pointer moves: it is moved again. */
async function factsUnderPointer(page: Page, mark: Locator): Promise<string> {
  const facts = page.locator('.facts');
  for (let tries = 0; tries < 10; tries += 1) {
    await page.mouse.move(0, 0);
    await mark.hover({ force: true });
    const isShown = await facts.waitFor({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );
    if (isShown) break;
  }
  return facts.innerText();
}

describe('the course of disease', () => {
  test(
    'tells by hovering, by keyboard and in the table the same facts',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'lung-t790m');
        const mark = page.locator('[data-id^="EGFR:p.T790M@"].measured').last();
        const hovered = await factsUnderPointer(page, mark);
        expect(hovered).toContain('EGFR T790M');
        await page.keyboard.press('Escape');
        await page.locator('.facts').waitFor({ state: 'detached' });
        await mark.focus();
        expect(await page.locator('.facts').innerText()).toBe(hovered);
        const name = (await mark.getAttribute('aria-label')) ?? '';
        for (const fact of hovered.split('\n')) expect(name).toContain(fact);
        await page.getByText('Table', { exact: true }).click();
        const [, amount = ''] = hovered.split('\n');
        expect(await page.locator('.tables').innerText()).toContain(amount.split(',')[0]);
      });
    },
    PATIENCE_MS,
  );

  test(
    'is walked by keyboard alone, from the top of the page to every row',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'lung-met-erbb2');
        await page.keyboard.press('Tab');
        expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Skip');
        await page.keyboard.press('Enter');
        expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
        let reached = false;
        for (let i = 0; i < 20 && !reached; i += 1) {
          await page.keyboard.press('Tab');
          reached = await page.evaluate(
            () => document.activeElement?.classList.contains('mark') === true,
          );
        }
        expect(reached).toBe(true);
        const rows = new Set<string>();
        for (let i = 0; i < 30; i += 1) {
          rows.add(await page.locator('.facts strong').innerText());
          await page.keyboard.press('ArrowDown');
        }
        expect([...rows].join('\n')).toMatch(/gefitinib[^]*EGFR L858R[^]*MET amplification/);
        await page.keyboard.press('End');
        expect(await page.locator('.facts').innerText()).toMatch(/copies/);
      });
    },
    PATIENCE_MS,
  );

  test(
    'can be narrowed to some alterations and samples, zoomed, and drawn on either axis',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'colorectal-mek-kras');
        const strips = page.locator('.strip');
        const before = await strips.count();
        await page.getByText(/^Alterations: all/).click();
        await page.getByRole('checkbox', { name: /KRAS Q61H/ }).uncheck();
        expect(await strips.count()).toBe(before - 1);
        const drops = page.locator('.mark.sample');
        const samples = await drops.count();
        await page.getByText(/^Samples: all/).click();
        await page
          .getByRole('checkbox', { name: /plasma/ })
          .first()
          .uncheck();
        expect(await drops.count()).toBe(samples - 1);
        await page.getByRole('button', { name: 'Zoom in' }).click();
        expect(await drops.count()).toBeLessThan(samples - 1);
        await page.getByRole('button', { name: 'Whole course' }).click();
        const picture = await page.locator('svg.course').boundingBox();
        if (picture === null) throw new Error('no picture');
        const y = picture.y + 200;
        await page.mouse.move(picture.x + picture.width - 300, y);
        await page.mouse.down();
        await page.mouse.move(picture.x + picture.width - 200, y, { steps: 3 });
        await page.locator('.brush').waitFor();
        await page.mouse.up();
        expect(await drops.count()).toBeLessThan(samples - 1);
        expect(await page.locator('.brush').count()).toBe(0);
        await page.getByRole('button', { name: 'Whole course' }).click();
        expect(await drops.count()).toBe(samples - 1);
        const tick = page.locator('.plot .tick').first();
        expect(await tick.textContent()).toMatch(/%/);
        const log = await page.locator('.plot .tick').allTextContents();
        await page.getByText('Linear', { exact: true }).click();
        expect(await page.locator('.plot .tick').allTextContents()).not.toEqual(log);
      });
    },
    PATIENCE_MS,
  );

  test(
    'is saved as SVG, PNG and CSV',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'lung-t790m');
        const saved = async (name: string): Promise<Buffer> => {
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('button', { name, exact: true }).click(),
          ]);
          expect(download.suggestedFilename()).toBe(
            `course-of-disease-${TODAY}.${name.toLowerCase()}`,
          );
          return readFileSync(await download.path());
        };
        const svg = (await saved('SVG')).toString();
        expect(svg).toMatch(/^<svg .*<style/s);
        expect(svg).toContain('EGFR T790M');
        const png = await saved('PNG');
        expect(png.subarray(1, 4).toString()).toBe('PNG');
        expect(png.readUInt32BE(16)).toBeGreaterThan(2000);
        expect((await saved('CSV')).toString()).toMatch(/reading,EGFR T790M,2026-/);
      });
    },
    PATIENCE_MS,
  );
});

describe('what converges, options and reasons', () => {
  test(
    'an alternative shows what it covers and leaves',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'colorectal-convergence');
        await view(page, 'converges');
        expect(await page.locator('.pathway .node.all').count()).toBe(2);
        await page.getByRole('radio', { name: /^RAF/ }).check();
        const told = await page.locator('.told').innerText();
        expect(told).toMatch(/Covers[^]*KRAS G12D[^]*Leaves[^]*MAP2K1 K57T/);
        expect(await page.locator('.pathway .mechanism.covered').count()).toBe(2);
      });
    },
    PATIENCE_MS,
  );

  test(
    'every sentence leads to its rule, its paper and the resource',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'lung-t790m');
        await page.locator('.headline a').first().click();
        await page.locator('main.view-why').waitFor();
        const reason = page.locator('details.reason[open]');
        expect(await reason.innerText()).toMatch(/rule lung\/egfr, pack lung/);
        expect(await reason.locator('a[href^="https://pubmed"]').count()).toBeGreaterThan(0);
        const rule = reason.getByRole('link', { name: /^rule lung\/egfr,/ }).first();
        const ruleUrl = await rule.evaluate((link) => (link as unknown as { href: string }).href);
        expect(ruleUrl).toMatch(/\/knowledge\/lung@[\d.]+\/rules\/egfr$/);
        expect((await fetch(ruleUrl)).status).toBe(200);
        await reason
          .getByRole('button', { name: /^Observation\// })
          .first()
          .click();
        expect(await page.locator('dialog[open] pre').innerText()).toContain('"resourceType"');
      });
    },
    PATIENCE_MS,
  );

  test(
    'the day that is judged can be moved back',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'colorectal-convergence');
        await page.getByLabel('Judged as of').fill('2025-08-12');
        await page.getByText('The rules have nothing to say that needs a decision').waitFor();
        await page.getByRole('button', { name: 'Today' }).click();
        await page.locator('.headline.warning').waitFor();
      });
    },
    PATIENCE_MS,
  );

  test.each(['A4', 'Letter'])(
    'the summary for the tumour board is one page of %s, and nothing else is printed',
    async (format) => {
      for (const patient of ['colorectal-mek-kras', 'melanoma-five-lesions', 'lung-met-erbb2']) {
        await withPage(async (page) => {
          await launched(page, patient);
          await view(page, 'summary');
          const pdf = (await page.pdf({ format })).toString('latin1');
          expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
          expect(await page.locator('.page').innerText()).toContain('● overcomes');
        });
      }
    },
    PATIENCE_MS,
  );

  test(
    'the page for the tumour board explains no signs where it shows none',
    async () => {
      await withPage(async (page) => {
        await launched(page, 'lung-low-shedding');
        await view(page, 'summary');
        const said = await page.locator('.page').innerText();
        expect(said).toContain('Platinum with pemetrexed');
        expect(said).not.toContain('● overcomes');
      });
    },
    PATIENCE_MS,
  );
});

describe('everyone can read it', () => {
  const SETTINGS: readonly (readonly [string, BrowserContextOptions])[] = [
    ['on a desk', {}],
    ['in the dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 } }],
  ];
  test.each(SETTINGS)(
    'axe finds no violation in any view, %s',
    async (_name, setting) => {
      await withPage(async (page) => {
        await launched(page, 'colorectal-mek-kras');
        for (const name of VIEWS) {
          await view(page, name);
          expect([name, await axeViolations(page)]).toEqual([name, []]);
        }
        await view(page, 'course');
        await page.getByText('Table', { exact: true }).click();
        expect(await axeViolations(page)).toEqual([]);
      }, setting);
    },
    2 * PATIENCE_MS,
  );

  test(
    'the page for the tumour board is white paper in the dark too, its picture included',
    async () => {
      await withPage(
        async (page) => {
          await launched(page, 'lung-t790m');
          await view(page, 'summary');
          const ink = await page
            .locator('.page svg.course, .page .key svg')
            .evaluateAll((all) => all.map((svg) => getComputedStyle(svg).color));
          expect(ink.length).toBeGreaterThan(3);
          // Each of red, green and blue is dark.
          for (const colour of ink) expect(colour).toMatch(/^rgb\((\d\d?(, )?){3}\)$/);
        },
        { colorScheme: 'dark' },
      );
    },
    PATIENCE_MS,
  );

  test.each([
    ['a phone', 360],
    ['a desk at 200 %', 720],
    ['a wall screen', 3840],
  ])(
    'no view needs sideways scrolling of the page on %s',
    async (_name, width) => {
      await withPage(
        async (page) => {
          await launched(page, 'melanoma-five-lesions');
          for (const name of VIEWS) {
            await view(page, name);
            const beyond = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            expect([name, beyond]).toEqual([name, 0]);
            expect([name, await cutOffTexts(page)]).toEqual([name, []]);
            // Nor does one who looks at a pathway scroll to see the patient's alterations.
            for (const picture of await page.locator('.pathways .scroll').all()) {
              expect(await picture.evaluate((p) => p.scrollWidth - p.clientWidth)).toBe(0);
            }
          }
        },
        { viewport: { width, height: 800 } },
      );
    },
    PATIENCE_MS,
  );

  test(
    'dates and numbers are those of the locale',
    async () => {
      await withPage(
        async (page) => {
          await launched(page, 'lung-t790m');
          await page.getByText('Table', { exact: true }).click();
          const table = await page.locator('.tables').innerText();
          expect(table).toMatch(/\d,\d+\u00a0%/);
          expect(table).toMatch(/\d+\. (Nov|Okt|Sept)\. 20\d\d/);
        },
        { locale: 'de-DE' },
      );
    },
    PATIENCE_MS,
  );

  test(
    'nothing moves for those who asked for less motion',
    async () => {
      await withPage(
        async (page) => {
          await launched(page, 'lung-t790m');
          const moving = await page.evaluate(
            () =>
              [...document.querySelectorAll('*')].filter((element) => {
                const { transitionDuration, animationName } = getComputedStyle(element);
                return transitionDuration !== '0s' || animationName !== 'none';
              }).length,
          );
          expect(moving).toBe(0);
        },
        { reducedMotion: 'reduce' },
      );
    },
    PATIENCE_MS,
  );
});

test('all scripts and styles of the app together stay below 150 kB compressed', async () => {
  const page = await (await fetch(`${service.url}/smart/`)).text();
  const launch = await (await fetch(`${service.url}/smart/launch.html`)).text();
  const names = new Set(
    [...`${page}${launch}`.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, name]) => name),
  );
  expect(names.size).toBeGreaterThanOrEqual(4);
  let bytes = 0;
  for (const name of names) {
    const body = await (await fetch(`${service.url}/smart/${String(name)}`)).arrayBuffer();
    bytes += gzipSync(Buffer.from(body)).length;
  }
  expect(bytes).toBeLessThan(150_000);
});

test.each(['smart/', 'sandbox'])(
  '%s names the licences of what its scripts contain',
  async (path) => {
    const page = await (await fetch(`${service.url}/${path}`)).text();
    const name = /<link rel="license" href="([^"]+)"/.exec(page)?.[1] ?? '';
    const licences = await fetch(new URL(name, `${service.url}/${path}`));
    expect(licences.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await licences.text();
    expect(text).toMatch(/^preact \S+ \(MIT\)$/m);
    expect(text).toContain('Permission is hereby granted, free of charge');
  },
);
