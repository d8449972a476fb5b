import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { readConfig } from '../../services/cds-hooks/config.ts';
import { rulesInForce } from '../../services/cds-hooks/rulesInForce.ts';
import { openRuleStore } from '../../services/rule-store/ruleStore.ts';
import { listen } from '../http/listen.ts';
import { serviceUnderTest } from '../http/serviceUnderTest.ts';
import { startBrowser } from './browser.ts';

/** Two cores may be shared with other work. */
const PATIENCE_MS = 60_000;

let browser: Browser;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  let handle: RequestListener = () => undefined;
  const server = await listen((request, response) => {
    handle(request, response);
  });
  const clock = (): Date => new Date('2026-11-23T09:30:00');
  const ruleStore = openRuleStore('rules', 'draft');
  const inForce = rulesInForce(ruleStore, readConfig({}), clock);
  const { knowledge } = inForce();
  const service = serviceUnderTest({
    serviceUrl: server.url,
    ruleStore,
    rulesInForce: inForce,
    knowledge,
    clock,
  });
  handle = service.app;
  url = server.url;
  browser = await startBrowser();
  close = async () => {
    await browser.close();
    await server.close();
    await service.close();
  };
}, PATIENCE_MS);
afterAll(() => close());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PAGES = [
  '/knowledge',
  '/knowledge/search?q=EGFR+T790M',
  '/knowledge/colorectal/rules/kras-mutation',
  '/knowledge/colorectal/rules/braf-inhibitor-without-anti-egfr',
  '/knowledge/colorectal/rules/anti-egfr',
  '/knowledge/lung/rules/osimertinib-t790m',
  '/knowledge/lung/rules/egfr',
  '/knowledge/general/rules/thresholds',
  '/knowledge/lung',
  '/knowledge/drugs',
  '/knowledge/drugs/osimertinib',
  '/knowledge/genes/EGFR',
  '/knowledge/diseases',
  '/knowledge/diseases/nsclc',
  '/knowledge/sources/arena-2015',
  '/knowledge/nowhere',
];

/** Where width and colours matter most. */
const DARK = PAGES.filter((path) => /T790M|kras-mutation|rules\/egfr|osimertinib$/.test(path));

describe.each([
  ['a phone, light', 360, 'light', PAGES],
  ['a wide window, dark', 1600, 'dark', DARK],
] as const)('on %s', (_name, width, colorScheme, paths) => {
  test(
    'axe finds no violation on any kind of page, and nothing is cut off',
    async () => {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => {
        // The page that is not there says so.
        if (message.type() === 'error' && !message.text().includes('404')) {
          complaints.push(message.text());
        }
      });
      const found: unknown[] = [];
      for (const path of paths) {
        await page.goto(`${url}${path}`);
        await page.evaluate(axe);
        const violations = await page.evaluate(
          `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html }) => html) })))`,
        );
        const tooWide = await page.evaluate(
          'document.documentElement.scrollWidth - window.innerWidth',
        );
        if ((violations as unknown[]).length > 0 || Number(tooWide) > 0) {
          found.push({ path, violations, tooWide });
        }
      }
      await page.close();
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
    },
    PATIENCE_MS * 2,
  );
});

test(
  'without script: search, open the rule, follow its drug',
  async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${url}/knowledge`);
    await page.getByRole('searchbox').fill('p.Thr790Met');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Osimertinib for EGFR T790M' }).click();
    await page.getByRole('heading', { level: 1, name: 'Osimertinib for EGFR T790M' }).waitFor();
    await page.getByRole('link', { name: 'osimertinib', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'osimertinib' }).waitFor();
    await context.close();
  },
  PATIENCE_MS,
);
