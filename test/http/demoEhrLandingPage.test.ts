import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { landingPage, landingStyle } from '../../services/demo-ehr/landingPage.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';

const baseUrl = 'http://127.0.0.1:3000';
const stories = readStories();
const packs = [{ pack: 'lung', version: '1.0.0', hash: 'abc123' }];
const page = landingPage({ baseUrl, stories, packs });

/** The text of the code blocks, as a browser would copy it. */
const commands = [...page.matchAll(/<code>(curl [\s\S]*?)<\/code>/g)].map(([, text = '']) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&'),
);

test('shows where everything is, every patient, and the knowledge in force', () => {
  for (const path of ['/cds-services', '/demo/fhir', '/service-info']) {
    expect(page).toContain(`${baseUrl}${path}`);
  }
  for (const { id, story } of stories) {
    expect(page).toContain(`<code>${id}</code>`);
    expect(page).toContain(story[0]?.slice(0, 20));
  }
  expect(page).toContain('abc123');
});

test('says what it is not', () => {
  expect(page).toContain('synthetic data');
  expect(page).toContain('decision support for professionals');
  expect(page).toContain('not a medical device for use by patients');
});

test('needs neither script nor style attributes; the one style element is landingStyle', () => {
  expect(page).not.toMatch(/<script|\son[a-z]+=|\sstyle=|javascript:/i);
  expect([...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => style)).toEqual([
    landingStyle,
  ]);
});

test('tells what an expert would have said earlier, where the story judges earlier days', () => {
  const [, point] = stories.find(({ id }) => id === 'alk-resensitised')?.timePoints ?? [];
  expect(point).toBeDefined();
  expect(page).toContain(`${String(point?.label)}, 545 days ago: ${String(point?.expect)}`);
});

test('drafts the partners of an order before it, so that the order itself is the one selected', () => {
  const command = commands.find(
    (text) => text.includes('encorafenib') && text.includes('cetuximab'),
  );
  expect(command).toMatch(/"MedicationRequest\/draft-2"/);
  expect(command?.indexOf('cetuximab')).toBeLessThan(command?.indexOf('encorafenib') ?? 0);
});

test('offers one request for the first patient up front, and one for every order', () => {
  const orders = stories.flatMap((story) => story.orders);
  expect(commands).toHaveLength(orders.length + 1);
});

test('a pasted command carries a complete request', () => {
  // The shell itself takes the command apart; printf stands in for curl.
  const command = commands[0]?.replace(/^curl/, `printf '%s\\n'`) ?? '';
  const words = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  expect(words).toContain(`${baseUrl}/cds-services/resistance-order-select`);
  const body = JSON.parse(words.slice(words.indexOf('{'))) as unknown;
  expect(body).toMatchObject({
    hook: 'order-select',
    fhirServer: `${baseUrl}/demo/fhir`,
    context: {
      patientId: 'lung-t790m',
      selections: ['MedicationRequest/draft-1'],
      draftOrders: {
        resourceType: 'Bundle',
        entry: [{ resource: { medicationCodeableConcept: { text: 'gefitinib' } } }],
      },
    },
  });
});

describe('text that would break the page or the shell', () => {
  const [story] = stories;
  if (story === undefined) throw new Error('No story');
  const nasty = `'"><script>alert(1)</script>&`;
  const hostile = landingPage({
    baseUrl,
    packs: [{ pack: nasty, version: nasty, hash: nasty }],
    stories: [
      {
        ...story,
        name: { given: nasty, family: nasty },
        story: [nasty],
        expect: nasty,
        diagnoses: [{ text: nasty, day: 0, kind: 'cancer' }],
        orders: [{ text: nasty, hooks: ['order-select'], note: nasty }],
      },
    ],
  });

  test('is escaped everywhere', () => {
    expect(hostile).not.toContain('<script');
    expect(hostile).not.toContain(`"'"`);
    expect(hostile).toContain('&#39;&quot;&gt;&lt;script&gt;');
  });

  test('stays one word of the command', () => {
    expect(hostile).toContain('&#39;\\&#39;&#39;');
  });
});

test('an empty demo still makes a page', () => {
  const empty = landingPage({ baseUrl, stories: [], packs: [] });
  expect(empty).toContain('No rule pack is loaded.');
  expect(empty).not.toContain('A first card');
});
