import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import { rulesInForce } from '../../services/cds-hooks/rulesInForce.ts';
import { readConfig } from '../../services/cds-hooks/config.ts';
import { openRuleStore } from '../../services/rule-store/ruleStore.ts';
import { versionOf } from '../builders/aRuleBase.ts';
import { rulesFolder } from '../builders/rulesFolder.ts';
import { judged } from '../golden/judged.ts';
import { theDemoPatient } from '../builders/aPatient.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const clock = (): Date => new Date('2026-11-23T09:30:00');

function serviceOf(folder: string, serviceUrl = 'https://cds.example') {
  const ruleStore = openRuleStore(folder, folder === 'rules' ? 'draft' : 'released');
  const inForce = rulesInForce(ruleStore, readConfig({}), clock);
  const { knowledge } = inForce();
  return serviceUnderTest({
    serviceUrl,
    ruleStore,
    rulesInForce: inForce,
    knowledge,
    clock,
    decide,
  });
}

const service = serviceOf('rules');
const rules = rulesFolder();
rules.run('release');
const released = serviceOf(rules.path);
afterAll(async () => {
  await service.close();
  await released.close();
  rules.remove();
});

const get = (path: string, of = service) => request(of.app).get(path);

describe('the pages over HTTP', () => {
  test.each([
    '/knowledge',
    '/knowledge/',
    '/knowledge/lung/rules/egfr',
    '/knowledge/search?q=EGFR',
  ])('%s: a page of its own, without script, nothing inline, in no frame', async (path) => {
    const { headers, text } = await get(path).expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).not.toMatch(/<script|<style|\sstyle=/);
  });

  test('what is in force is asked about again, and sent again only when it differs', async () => {
    const { headers } = await get('/knowledge/lung/rules/egfr', released).expect(200);
    expect(headers['cache-control']).toBe('no-cache');
    const etag = headers['etag'] ?? '';
    expect(etag).toMatch(/^"[0-9a-f]+"$/);
    const again = await get('/knowledge/lung/rules/egfr', released)
      .set('If-None-Match', etag)
      .expect(304);
    expect(again.text).toBe('');
    await get('/knowledge/lung/rules/alk', released).set('If-None-Match', etag).expect(200);
  });

  test('a released version is kept for good; a draft at the same address is not', async () => {
    const path = `/knowledge/lung@${versionOf('lung')}/rules/egfr`;
    const kept = await get(path, released).expect(200);
    expect(kept.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const draft = await get(path).expect(200);
    expect(draft.headers['cache-control']).toBe('no-cache');
  });

  test('the style is a file under the hash of its content, and pages kept from before find one', async () => {
    const { text } = await get('/knowledge').expect(200);
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(text) ?? [];
    const current = await get(style).expect(200);
    expect(current.headers['content-type']).toBe('text/css; charset=utf-8');
    expect(current.headers['cache-control']).toContain('immutable');
    const earlier = await get('/knowledge/style/0123456789abcdef.css').expect(200);
    expect(earlier.headers['cache-control']).toBe('no-cache');
    expect(earlier.text).toBe(current.text);
  });

  test('a page that is not there says what is near, as a page', async () => {
    const { headers, text } = await get('/knowledge/drugs/tagriso').expect(404);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(text).toContain('href="/knowledge/drugs/osimertinib"');
    await get('/knowledge/%E0%A4%A').expect(404);
  });

  test('only reading is possible', async () => {
    await request(service.app).post('/knowledge/lung').expect(405).expect('Allow', 'GET, OPTIONS');
  });

  test('below another path, as behind a proxy, links keep that path', async () => {
    const below = serviceOf('rules', 'https://hospital.example/convergent');
    const { text } = await get('/knowledge/lung/rules/egfr', below).expect(200);
    await below.close();
    for (const [, href = ''] of text.matchAll(/(?:href|action)="(\/[^"]*)"/g)) {
      expect(href).toMatch(/^\/convergent\/knowledge/);
    }
    expect(text).toContain('https://hospital.example/convergent/knowledge/lung/rules/egfr');
  });

  test('what is searched for does not reach the log', async () => {
    await get('/knowledge/search?q=Somebody+Private').expect(200);
    expect(service.logged.join('')).not.toContain('Somebody');
  });
});

describe('cards lead to the pages', () => {
  /** Addresses of this service in the golden answers, and those of one whole card. */
  const linked = new Set(
    readdirSync('test/golden')
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => [
        ...readFileSync(`test/golden/${name}`, 'utf8').matchAll(
          /\]\((https:\/\/cds\.example[^)]*)\)/g,
        ),
      ])
      .map(([, url = '']) => url),
  );

  test('each link of each golden card is a page', async () => {
    expect(linked.size).toBeGreaterThan(50);
    for (const url of linked) await get(new URL(url).pathname).expect(200);
  });

  test('and so is the address of a card’s source', async () => {
    const { cards } = judged(theDemoPatient('lung-t790m'), { order: 'gefitinib' });
    expect(cards.length).toBeGreaterThan(0);
    for (const { source, detail } of cards) {
      const { headers } = await get(new URL(source.url ?? '').pathname).expect(200);
      expect(headers['content-type']).toContain('text/html');
      expect(detail).toMatch(
        /Rules: lung [\d.]+ \(\[egfr\]\(https:\/\/cds\.example\/knowledge\/lung@/,
      );
    }
  });
});
