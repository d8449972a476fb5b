import { afterAll, describe, expect, test } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import request from 'supertest';
import { PREFETCH_TEMPLATES } from '../../services/cds-hooks/catalogue/prefetchTemplates.ts';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import {
  orderSelectRequest,
  orderSignRequest,
  patientViewRequest,
} from '../../services/demo-ehr/hookRequest.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';
import { responseViolations } from '../../services/demo-ehr/sandbox/messages/conformance.ts';
import type { Card, CdsResponse, Suggestion } from '../../src/cards/cdsHooks.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const TODAY = '2026-12-01';
const service = serviceUnderTest({
  knowledge: loadKnowledge('rules', { asOf: TODAY, origin: 'draft' }),
  decide,
  clock: () => new Date(2026, 11, 1, 9, 30),
});
afterAll(service.close);

/** The whole record under one key; the other keys say that there is no more. */
function prefetchOf(bundle: object): Record<string, unknown> {
  return Object.fromEntries(
    PREFETCH_TEMPLATES.map(({ key }) => [key, key === 'genomics' ? bundle : null]),
  );
}

const answers: CdsResponse[] = [];
const calls = readStories().flatMap((story) => {
  const prefetch = prefetchOf(patientBundle(story, TODAY));
  const about = { patientId: story.id, prefetch };
  return [
    [`${story.id}, chart opened`, patientViewRequest(about)] as const,
    ...story.orders.flatMap((order) => [
      [
        `${story.id}, ${order.text} chosen`,
        orderSelectRequest({ ...about, drugs: [order] }),
      ] as const,
      [
        `${story.id}, ${order.text} signed`,
        orderSignRequest({ ...about, drugs: [order] }),
      ] as const,
    ]),
  ];
});

describe('what the whole service answers about the demo patients conforms to CDS Hooks [CALL-3, CARD-03, CARD-04, CARD-05, CARD-06, CARD-07, CARD-08, CARD-09, CARD-10, CARD-11, CARD-12, CARD-13, CARD-15, CARD-16, CH-3, CH-80, CH-107, CH-111, CH-134, cds-resp-2, cds-resp-5, cds-resp-6, CRD-77]', () => {
  test.each(calls)('%s', async (_name, call) => {
    const response = await request(service.app)
      .post(`/cds-services/resistance-${call.hook}`)
      .send(call);
    expect({ status: response.status, body: response.body as unknown }).toMatchObject({
      status: 200,
    });
    expect(responseViolations(response.body, call)).toEqual([]);
    answers.push(response.body as CdsResponse);
  });
});

describe('in all of these answers', () => {
  const everyCard = (): readonly Card[] => answers.flatMap(({ cards }) => cards);
  const everySuggestion = (): readonly Suggestion[] =>
    everyCard().flatMap(({ suggestions = [] }) => suggestions);

  test('there are cards and suggestions to judge', () => {
    expect(answers).toHaveLength(calls.length);
    expect(everyCard().length).toBeGreaterThan(20);
    expect(everySuggestion().length).toBeGreaterThan(20);
  });

  test('the detail is Markdown that renders without HTML of its own [CH-85]', () => {
    const markdown = new MarkdownIt({ html: true });
    for (const { detail } of everyCard()) {
      const tokens = markdown.parse(detail, {});
      const types = tokens.flatMap(({ type, children }) => [
        type,
        ...(children ?? []).map((child) => child.type),
      ]);
      expect(types).not.toContain('html_block');
      expect(types).not.toContain('html_inline');
    }
  });

  test('no order is changed in part: it is taken off the pad and a whole one put there [CH-132]', () => {
    const types = everySuggestion().flatMap(({ actions }) => actions.map(({ type }) => type));
    expect(new Set(types)).toEqual(new Set(['create', 'delete']));
  });

  test('nothing of 3.0 is said to clients that nobody registered as understanding it [cds-resp-7]', () => {
    for (const suggestion of everySuggestion()) {
      expect(suggestion).not.toHaveProperty('actionSelectionBehavior');
    }
  });
});
