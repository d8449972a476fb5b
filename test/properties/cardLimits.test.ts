import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import type { Card, Hook } from '../../src/cards/cdsHooks.ts';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { PatientCase } from '../../src/domain/patientCase.ts';
import { reason } from '../../src/evaluate.ts';
import { TODAY } from '../builders/aCase.ts';
import type { Patient } from '../builders/generatedPatients.ts';
import { knowledge } from '../builders/knowledge.ts';
import { anyPatient } from '../builders/patientsOfRules.ts';
import { r4Faults } from '../builders/r4Faults.ts';
import { runs } from './runs.ts';

/**
 * Characters as shown, without addresses of links. The longest of some thousands of generated patients,
 * who have everything at once, has 9,200; a demo patient's longest card has about 6,000.
 */
const MOST_SHOWN = 10_000;

const HOSTILE = '<img src=x onerror=alert(1)> | **liver** [x](javascript:1)';

interface Shown {
  readonly hook: Hook;
  readonly drafts: number;
  readonly cards: readonly Card[];
}

/** The cards of opening the chart and of signing the orders. */
function shown({ patientCase, orders }: Patient, prefix = 'id'): readonly Shown[] {
  return (['patient-view', 'order-sign'] as const).map((hook) => {
    const drafts = hook === 'patient-view' ? [] : orders;
    const reasoned = reason({
      patientCase,
      orders: drafts,
      asOf: TODAY,
      knowledge,
      unavailable: [],
    });
    let ids = 0;
    const cards = cardsFor(
      { ...reasoned, patientCase, orders: drafts, outcomes: [], requests: [] },
      {
        hook,
        patient: 'p',
        knowledge,
        newId: () => `${prefix}-${String((ids += 1))}`,
        serviceUrl: 'https://cds.example',
      },
    );
    return { hook, drafts: drafts.length, cards };
  });
}

function always(holds: (shown: Shown) => void, of = anyPatient): void {
  fc.assert(
    fc.property(of, (patient) => {
      shown(patient).forEach((cards) => {
        holds(cards);
      });
    }),
    runs(300),
  );
}

function text(detail: string): string {
  return detail.replace(/\]\([^)]*\)/g, ']');
}

/** A site as an EHR could have it written by anyone. */
function withHostileSites(patientCase: PatientCase): PatientCase {
  return {
    ...patientCase,
    samples: patientCase.samples.map((sample) =>
      sample.material === 'tissue' ? { ...sample, site: HOSTILE } : sample,
    ),
  };
}

describe('the limits of a card', () => {
  test('few cards: three on a chart, one per drafted drug on an order', () => {
    always(({ hook, drafts, cards }) => {
      expect(cards.length).toBeLessThanOrEqual(hook === 'patient-view' ? 3 : Math.max(1, drafts));
    });
  });

  test('a summary is a whole sentence below 140 characters, and no two cards have the same [CARD-04]', () => {
    always(({ cards }) => {
      for (const { summary } of cards) {
        expect(summary.length).toBeLessThan(140);
        expect(summary).not.toMatch(/…|undefined|null|\(\)|: $|: ;/);
      }
      expect(new Set(cards.map((c) => c.summary)).size).toBe(cards.length);
    });
  });

  test('the same record, rules and day give the same cards, but for ids', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        const again = JSON.stringify(shown(patient, 'other')).replaceAll(/\bother-(?=\d)/g, 'id-');
        expect(again).toBe(JSON.stringify(shown(patient)));
      }),
      runs(100),
    );
  });

  test('a detail stays short', () => {
    always(({ cards }) => {
      for (const { detail } of cards) {
        expect(text(detail).length).toBeLessThan(MOST_SHOWN);
      }
    });
  });

  test('a card on resistance names the drug and what was found', () => {
    always(({ cards }) => {
      for (const { summary } of cards.filter((c) => c.indicator === 'critical')) {
        expect(
          [...knowledge.terminology.drugs.values()].some(({ name }) =>
            summary.toLowerCase().includes(name.toLowerCase()),
          ),
        ).toBe(true);
      }
    });
  });

  test('words of the record become neither HTML nor Markdown [BOX-09]', () => {
    // As a careless client renders it: raw HTML passes.
    const markdown = new MarkdownIt({ html: true });
    always(
      ({ cards }) => {
        for (const { detail } of cards) {
          const html = markdown.render(detail);
          expect(html).not.toMatch(/<img|javascript:[^)]*"|<strong>liver/);
          const columns = html.match(/<table>[\s\S]*?<\/table>/g) ?? [];
          for (const table of columns) {
            const widths = table
              .split('<tr>')
              .slice(1)
              .map((row) => row.match(/<t[hd]/g)?.length);
            expect(new Set(widths).size).toBe(1);
          }
        }
      },
      anyPatient.map((p) => ({ ...p, patientCase: withHostileSites(p.patientCase) })),
    );
  });

  test('every proposed resource is valid R4, and every medication has text and coding [CARD-14, BOX-10]', () => {
    always(({ cards }) => {
      const actions = cards.flatMap((c) => (c.suggestions ?? []).flatMap((s) => s.actions));
      const labels = cards.flatMap((c) => (c.suggestions ?? []).map(({ label }) => label));
      expect(new Set(labels).size).toBe(labels.length);
      for (const action of actions) {
        if (action.type === 'delete') continue;
        expect(r4Faults(action.resource)).toEqual([]);
        if (action.resource.resourceType !== 'MedicationRequest') continue;
        const medication = action.resource.medicationCodeableConcept;
        expect(medication?.text).toBeTruthy();
        expect(medication?.coding?.[0]?.code).toBeTruthy();
      }
    });
  });
});
