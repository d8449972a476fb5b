import { describe, expect, test } from '@jest/globals';
import { readAppContext } from '../../../src/cards/appContext.ts';
import { adviceFor } from '../../../src/cards/cardsFor.ts';
import type { Advice } from '../../../src/cards/advice.ts';
import { conclusionKey } from '../../../src/domain/conclusionKey.ts';
import type { ClinicalDate } from '../../../src/domain/date.ts';
import type { DraftOrder } from '../../../src/domain/order.ts';
import { reason } from '../../../src/evaluate.ts';
import { aCase, ordered, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

function advice(
  orders: readonly DraftOrder[],
  askedDay: ClinicalDate | null = null,
): readonly Advice[] {
  const patientCase = aCase('nsclc')
    .treatedWith('erlotinib', -300, -15)
    .assessed(-16, 'PD')
    .plasma(-20, { 'EGFR L858R': 0.02, 'EGFR T790M': 0.005 }, { depth: 5000 })
    .build();
  const asked = { patientCase, orders, asOf: TODAY, knowledge, unavailable: [] };
  return adviceFor(
    { ...reason(asked), patientCase, orders, requests: [], outcomes: [] },
    {
      hook: orders.length > 0 ? 'order-select' : 'patient-view',
      patient: 'p',
      knowledge,
      newId: () => 'id',
      serviceUrl: 'https://cds.example',
      askedDay,
    },
  );
}

describe('the link from a card to the app', () => {
  test('names the conclusion that the card tells, and the drugs on the pad', () => {
    const [{ card, conclusions } = { card: null, conclusions: [] }] = advice(ordered('gefitinib'));
    const link = card?.links?.[0];
    expect(link).toMatchObject({ type: 'smart', url: 'https://cds.example/smart/launch.html' });
    expect(readAppContext(link?.appContext)).toEqual({
      hook: 'order-select',
      conclusion: 'order-review:ineffective:gefitinib',
      drugs: ['gefitinib'],
    });
    expect(conclusions.map(conclusionKey)).toContain('order-review:ineffective:gefitinib');
  });

  test('from the chart leads to the alteration in question', () => {
    const context = readAppContext(advice([])[0]?.card.links?.[0]?.appContext);
    expect(context).toEqual({
      hook: 'patient-view',
      conclusion: 'resistance-mechanism:EGFR:p.T790M',
      drugs: [],
    });
  });

  test('says on which day to judge where the question was about another day than today', () => {
    const [first] = advice([], '2026-10-09');
    expect(readAppContext(first?.card.links?.[0]?.appContext)).toMatchObject({
      asOf: '2026-10-09',
    });
  });

  test.each(['2026-02-30', '2026-10', 'today', 7])('does not judge on %j', (asOf) => {
    expect(readAppContext({ hook: 'patient-view', conclusion: 'convergence', asOf })).toEqual({
      hook: 'patient-view',
      conclusion: 'convergence',
      drugs: [],
    });
  });

  test('is the only link: papers are linked in the detail [CARD-17]', () => {
    const [first] = advice(ordered('gefitinib'));
    expect(first?.card.links).toHaveLength(1);
    expect(first?.card.detail).toContain('](https://pubmed.ncbi.nlm.nih.gov/');
  });

  test.each([
    ['a text', '{"hook":"order-sign","conclusion":"convergence","drugs":["cetuximab"]}'],
    ['an object', { hook: 'order-sign', conclusion: 'convergence', drugs: ['cetuximab'] }],
  ])('is understood as %s', (_form, brought) => {
    expect(readAppContext(brought)).toEqual({
      hook: 'order-sign',
      conclusion: 'convergence',
      drugs: ['cetuximab'],
    });
  });

  test.each([[null], ['no JSON'], ['[]'], [7], ['null']])(
    'of another maker (%j) is no context of ours',
    (brought) => {
      expect(readAppContext(brought)).toBeNull();
    },
  );

  test('with members of other shapes is read as far as it goes', () => {
    expect(readAppContext('{"hook":"encounter-start","conclusion":3,"drugs":["a",1]}')).toEqual({
      hook: null,
      conclusion: null,
      drugs: ['a'],
    });
  });
});
