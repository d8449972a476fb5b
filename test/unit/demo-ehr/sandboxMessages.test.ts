import { describe, expect, test } from '@jest/globals';
import type { MedicationRequest } from 'fhir/r4.js';
import {
  discoveryViolations,
  feedbackViolations,
  requestViolations,
  responseViolations,
} from '../../../services/demo-ehr/sandbox/messages/conformance.ts';
import {
  afterAccepting,
  draftOrdersOf,
  nameOfDraft,
  withDrug,
} from '../../../services/demo-ehr/sandbox/messages/draft.ts';
import { resolvedTemplate } from '../../../services/demo-ehr/sandbox/messages/prefetch.ts';

const context = { patientId: 'p-1', userId: 'Practitioner/dr-2', today: '2026-03-01' };

describe('a prefetch template', () => {
  test.each([
    ['Patient/{{context.patientId}}', 'Patient/p-1'],
    ['Practitioner/{{userPractitionerId}}', 'Practitioner/dr-2'],
    ['X?user={{context.userId}}', 'X?user=Practitioner%2Fdr-2'],
    ['X?code=http://loinc.org|1,2', 'X?code=http%3A%2F%2Floinc.org%7C1,2'],
    ['X?date=ge{{today() - 30 days}}', 'X?date=ge2026-01-30'],
    ['X?date=le{{today()}}', 'X?date=le2026-03-01'],
    ['X?a={{context.encounterId}}', null],
    ['X?a={{userPatientId}}', null],
  ])('%s is asked as %s', (template, query) => {
    expect(resolvedTemplate(template, context)).toBe(query);
  });
});

describe('the order pad', () => {
  const pad = withDrug([], { text: 'gefitinib', rxnorm: '328134' }, 'p-1');
  const osimertinib: MedicationRequest = {
    resourceType: 'MedicationRequest',
    status: 'draft',
    intent: 'proposal',
    subject: { reference: 'Patient/p-1' },
    medicationCodeableConcept: { text: 'osimertinib' },
  };
  const names = (drafts: ReturnType<typeof afterAccepting>) => drafts?.map(nameOfDraft);

  test('takes drugs one after another, each with a reference of its own', () => {
    const two = withDrug(pad, { text: 'savolitinib' }, 'p-1');
    expect(two.map(({ reference }) => reference)).toEqual([
      'MedicationRequest/draft-1',
      'MedicationRequest/draft-2',
    ]);
    expect(draftOrdersOf(two).entry).toHaveLength(2);
  });

  test('is changed by all actions of a suggestion together', () => {
    const after = afterAccepting(pad, [
      { type: 'delete', resourceId: 'MedicationRequest/draft-1' },
      { type: 'create', resource: osimertinib },
    ]);
    expect(names(after)).toEqual(['osimertinib']);
    const updated = afterAccepting(pad, [
      { type: 'update', resource: { ...osimertinib, id: 'draft-1' } },
    ]);
    expect(names(updated)).toEqual(['osimertinib']);
  });

  test('keeps the id that a resource brings, since others of the suggestion may refer to it', () => {
    const after = afterAccepting(pad, [
      { type: 'create', resource: { ...osimertinib, id: 'new-7' } },
    ]);
    expect(after?.[1]?.reference).toBe('MedicationRequest/new-7');
    const twice = afterAccepting(after ?? [], [
      { type: 'create', resource: { ...osimertinib, id: 'new-7' } },
    ]);
    expect(new Set(twice?.map(({ reference }) => reference)).size).toBe(3);
  });

  test.each([
    ['deletes what is not there', [{ type: 'delete', resourceId: 'MedicationRequest/gone' }]],
    ['updates what is not there', [{ type: 'update', resource: { ...osimertinib, id: 'gone' } }]],
    ['creates nothing', [{ type: 'create' }]],
    ['is of an unknown kind', [{ type: 'replace', resource: osimertinib }]],
    [
      'fails in its second action',
      [
        { type: 'create', resource: osimertinib },
        { type: 'delete', resourceId: 'X/gone' },
      ],
    ],
  ])('stays as it is when a suggestion %s', (_what, actions) => {
    expect(afterAccepting(pad, actions)).toBeNull();
  });
});

describe('the verdict', () => {
  const at = (violations: readonly { readonly at: string }[]) => violations.map((one) => one.at);
  const request = {
    hook: 'order-select',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: {
      userId: 'Practitioner/dr-2',
      patientId: 'p-1',
      selections: ['MedicationRequest/draft-1'],
      draftOrders: draftOrdersOf(withDrug([], { text: 'gefitinib' }, 'p-1')),
    },
  };

  test('finds nothing wrong with a request that is right', () => {
    expect(requestViolations(request)).toEqual([]);
  });

  test.each([
    [{ hook: '' }, '$.hook'],
    [{ hookInstance: '1' }, '$.hookInstance'],
    [{ fhirAuthorization: {} }, '$.fhirServer'],
    [{ context: { ...request.context, patientId: 'Patient/p-1' } }, '$.context.patientId'],
    [{ context: { ...request.context, userId: 'dr-2' } }, '$.context.userId'],
    [{ context: { ...request.context, selections: [] } }, '$.context.selections'],
    [{ context: { ...request.context, selections: ['X/1'] } }, '$.context.selections[0]'],
    [{ context: { ...request.context, draftOrders: {} } }, '$.context.draftOrders'],
  ])('names what is wrong with a request: %j', (change, path) => {
    expect(at(requestViolations({ ...request, ...change }))).toContain(path);
  });

  test.each([
    [{ summary: 'x'.repeat(140) }, '$.cards[0].summary'],
    [{ indicator: 'hard-stop' }, '$.cards[0].indicator'],
    [{ source: {} }, '$.cards[0].source.label'],
    [{ links: [{ label: 'x', url: '/x', type: 'absolute' }] }, '$.cards[0].links[0].url'],
    [{ overrideReasons: [{ code: 'x' }] }, '$.cards[0].overrideReasons[0]'],
    [{ suggestions: [{ label: 'x', uuid: 'x' }] }, '$.cards[0].selectionBehavior'],
    [{ suggestions: [] }, '$.cards[0].suggestions'],
  ])('names what is wrong with a card: %j', (change, path) => {
    const card = { summary: 'x', indicator: 'info', source: { label: 'x' }, ...change };
    expect(at(responseViolations({ cards: [card] }, request))).toContain(path);
  });

  test('names what is wrong with discovery and feedback', () => {
    expect(at(discoveryViolations({}))).toEqual(['$.services']);
    expect(at(discoveryViolations({ services: [{ id: 'x', hook: 'y' }] }))).toEqual([
      '$.services[0].description',
    ]);
    expect(at(feedbackViolations({ feedback: [{ card: 'x', outcome: 'seen' }] }))).toEqual([
      '$.feedback[0].outcome',
      '$.feedback[0].outcomeTimestamp',
    ]);
  });
});
