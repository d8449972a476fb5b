import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../../src/cards/cdsHooks.ts';
import { cardsFor } from '../../../src/cards/cardsFor.ts';
import type { DraftOrder } from '../../../src/domain/order.ts';
import { reason } from '../../../src/evaluate.ts';
import { aCase, ordered, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

function cards(
  builder: ReturnType<typeof aCase>,
  orders: readonly DraftOrder[] = [],
  unavailable: readonly { what: string; why: string }[] = [],
): readonly Card[] {
  const patientCase = builder.build();
  const { evaluation, record } = reason({
    patientCase,
    orders,
    asOf: TODAY,
    knowledge,
    unavailable,
  });
  return cardsFor(
    { evaluation, patientCase, record, orders, requests: [], outcomes: [] },
    {
      hook: orders.length > 0 ? 'order-select' : 'patient-view',
      patient: 'p',
      knowledge,
      newId: () => 'id',
      serviceUrl: 'https://cds.example',
    },
  );
}

const onErlotinib = (): ReturnType<typeof aCase> =>
  aCase('nsclc')
    .treatedWith('erlotinib', -300, null)
    .assessed(-240, 'PR')
    .plasma(-290, { 'EGFR L858R': 0.08 }, { notDetected: ['KRAS'], depth: 5000, covered: ['EGFR'] })
    .plasma(-20, { 'EGFR L858R': 0.02, 'EGFR T790M': 0.005 }, { depth: 5000 });

describe('on opening a chart', () => {
  test('what a second sample shows again needs no further confirmation', () => {
    const [card] = cards(
      onErlotinib().plasma(-3, { 'EGFR L858R': 0.03, 'EGFR T790M': 0.02 }, { depth: 5000 }),
    );
    expect(card?.summary).toContain('is emerging before progression; found again: watch closely');
    expect(card?.detail).toContain('does not call for a switch');
  });

  test('resistance that emerges before progression is told to be watched, without orders', () => {
    const [card] = cards(onErlotinib());
    expect(card?.indicator).toBe('info');
    expect(card?.summary).toContain(
      'EGFR T790M 0.5 % (plasma, 2026-11-03) is emerging before progression',
    );
    expect(card?.detail).toContain('by itself it does not call for a switch');
    expect(card?.suggestions).toBeUndefined();
  });

  test('before progression there is nothing to refer for: neither tumour board nor trial', () => {
    const [card] = cards(
      aCase('intrahepatic-cholangiocarcinoma')
        .plasma(-290, { 'FGFR2 fusion': 0.08 }, { covered: ['FGFR2'], depth: 5000 })
        .treatedWith('pemigatinib', -280, null)
        .assessed(-200, 'PR')
        .plasma(-20, { 'FGFR2 fusion': 0.01, 'FGFR2 V564F': 0.004 }, { depth: 5000 }),
    );
    expect(card?.summary).toContain('is emerging before progression');
    expect(card?.detail).not.toMatch(/tumour board|clinical trial/i);
  });

  test('after progression that the known resistance does not explain, the next choice is shown', () => {
    const [card] = cards(
      aCase('nsclc')
        .treatedWith('erlotinib', -700, -400, 'progression')
        .plasma(-390, { 'EGFR L858R': 0.08, 'EGFR T790M': 0.04 }, { depth: 5000 })
        .treatedWith('osimertinib', -380, -20, 'progression')
        .plasma(-200, { 'EGFR L858R': 0.01, 'EGFR T790M': 0.004 }, { depth: 5000 })
        .plasma(-10, { 'EGFR L858R': 0.09, 'EGFR T790M': 0.004 }, { depth: 5000 }),
    );
    expect(card?.summary).toContain('another resistance is growing');
    expect(card?.detail).toContain('Amivantamab with carboplatin and pemetrexed');
  });

  test('after progression the options are shown', () => {
    const [card] = cards(onErlotinib().assessed(-10, 'PD'));
    expect(card?.indicator).toBe('warning');
    expect(card?.detail).toContain('Osimertinib');
  });

  test('a patient whose treatment fits the tumour is left in peace', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -100, null)
      .plasma(-20, { 'EGFR L858R': 0.02 }, { depth: 5000, covered: ['EGFR'] });
    expect(cards(patient)).toEqual([]);
  });

  test('where mechanisms converge, a shared node is told to delay resistance, not to end it', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -300, -20, 'progression')
      .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12D': 0.05, 'NRAS Q61K': 0.04 });
    const [card] = cards(patient);
    expect(card?.detail).toContain('may delay resistance and does not end it');
  });

  test('never more than three cards', () => {
    expect(cards(onErlotinib().assessed(-10, 'PD')).length).toBeLessThanOrEqual(3);
  });
});

describe('on ordering', () => {
  test('without any genomic result the gap is named and nothing is reassured', () => {
    const [card] = cards(aCase('colorectal-cancer'), ordered('cetuximab'));
    expect(card?.indicator).toBe('info');
    expect(card?.summary).toContain('no informative result for KRAS, NRAS');
    expect(card?.detail).toContain('No genomic result of the tumour is in the record');
  });

  test('a finding of unknown date warns instead of being taken for today', () => {
    const patient = aCase('colorectal-cancer').plasma(0, { 'KRAS G12D': 0.03 }, { undated: true });
    const [card] = cards(patient, ordered('cetuximab'));
    expect(card?.indicator).toBe('warning');
    expect(card?.summary).toContain('may fail');
  });

  test('what could not be fetched is said on the card', () => {
    const patient = aCase('colorectal-cancer').plasma(-10, { 'KRAS G12D': 0.03 });
    const [card] = cards(patient, ordered('cetuximab'), [
      { what: 'prescriptions', why: 'the FHIR server did not answer in time' },
    ]);
    expect(card?.detail).toContain('prescriptions (the FHIR server did not answer in time)');
  });

  test('a summary with many alterations stays short and says how many more', () => {
    const patient = aCase('colorectal-cancer').plasma(-10, {
      'KRAS G12D': 0.03,
      'KRAS G12V': 0.02,
      'KRAS G13D': 0.02,
      'KRAS Q61H': 0.01,
      'NRAS Q61K': 0.01,
      'NRAS G12D': 0.01,
      'BRAF V600E': 0.01,
      'MAP2K1 K57T': 0.01,
      'KRAS A146T': 0.01,
      'NRAS Q61R': 0.01,
    });
    const [card] = cards(patient, ordered('cetuximab'));
    expect(card?.summary.length).toBeLessThan(140);
    expect(card?.summary).toMatch(/and \d more/);
  });

  test('text of the record cannot become Markdown or HTML', () => {
    const patient = aCase('colorectal-cancer').tissue(
      -10,
      { 'KRAS G12D': 0.3 },
      { site: '<img src=x onerror=alert(1)> | **liver** [x](javascript:1)' },
    );
    const [card] = cards(patient, ordered('cetuximab'));
    expect(card?.detail).not.toContain('<img');
    expect(card?.detail).not.toContain('[x](javascript');
    expect(card?.detail).toContain('\\*\\*liver\\*\\*');
  });
});
