import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { momentsOf, storyAnswer } from '../../services/demo-ehr/storyAnswer.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { Card } from '../../src/cards/cdsHooks.ts';
import { percent } from '../../src/domain/percent.ts';
import type { Answer } from '../../src/engine/answer.ts';
import { reason } from '../../src/evaluate.ts';
import { TODAY } from '../builders/aCase.ts';
import { knowledge } from '../builders/knowledge.ts';
import { anyPatient } from '../builders/patientsOfRules.ts';
import { runs } from './runs.ts';

/**
 * Every sentence of a card traces to what was concluded (ENGINE.md section 9): each drug, gene,
 * alteration, percentage and date that a card names stands in the conclusions, in the course that they
 * rest on, or in the samples. Wording is free; facts are not.
 */
function untraced(text: string, answer: Answer): readonly string[] {
  const { evaluation, record, orders } = answer;
  const { conclusions, lines, tracks, asOf } = evaluation;
  const derivation = {
    asOf,
    conclusions,
    lines,
    tracks,
    orders,
    samples: [...record.samples.values()],
    informative: [...record.informative.values()],
    setApart: record.setApart,
  };
  const told = JSON.stringify(derivation);
  const known = told.toLowerCase();
  const fractions = new Set(
    (told.match(/(?<=[:,[])-?\d+(?:\.\d+)?(?:e-?\d+)?(?=[,}\]])/g) ?? []).map((n) =>
      percent(Number(n)),
    ),
  );
  const words = ` ${text.replace(/\]\([^)]*\)/g, ']').replace(/95 % interval/g, '')} `;
  const lower = words.toLowerCase();
  return [
    ...[...knowledge.terminology.drugs]
      .filter(([, { name }]) => isNamed(name.toLowerCase(), lower))
      .filter(([id, { name }]) => !known.includes(`"${id}"`) && !isNamed(name.toLowerCase(), known))
      .map(([, { name }]) => name),
    ...[...knowledge.terminology.genes.keys()].filter(
      (gene) => isNamed(gene, words) && !isNamed(gene, told),
    ),
    ...(words.match(/\b[A-Z]\d{2,4}[A-Z*]\b/g) ?? []).filter((change) => !told.includes(change)),
    ...(words.match(/\d+(?:\.\d+)? %/g) ?? []).filter(
      (p) => !fractions.has(p) && !told.includes(p),
    ),
    ...(words.match(/\b\d{4}-\d{2}-\d{2}\b/g) ?? []).filter((day) => !told.includes(day)),
  ];
}

function isNamed(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + name.length] ?? ' ';
    if (!/[A-Za-z0-9-]/.test(before) && !/[A-Za-z0-9]/.test(after)) return true;
  }
  return false;
}

function textOf({ summary, detail, suggestions = [] }: Card): string {
  return [summary, detail, ...suggestions.map(({ label }) => label)].join('\n');
}

const ANSWERS = readStories().flatMap((story) =>
  momentsOf(story).flatMap(({ day, orders }) =>
    [null, ...orders].map((order) =>
      storyAnswer({ story, on: day, order, knowledge, today: TODAY }),
    ),
  ),
);

describe('every sentence of a card traces to a conclusion', () => {
  test('of the demo patients, on every day of their stories', () => {
    expect(ANSWERS.flatMap(({ cards }) => cards).length).toBeGreaterThan(60);
    for (const { cards, answer } of ANSWERS) {
      for (const card of cards) expect(untraced(textOf(card), answer)).toEqual([]);
    }
  });

  test('of generated patients', () => {
    fc.assert(
      fc.property(anyPatient, ({ patientCase, orders }) => {
        const reasoned = reason({ patientCase, orders, asOf: TODAY, knowledge, unavailable: [] });
        const answer = { ...reasoned, patientCase, orders, outcomes: [], requests: [] };
        const cards = cardsFor(answer, {
          hook: 'order-select',
          patient: 'p',
          knowledge,
          newId: () => 'id',
          serviceUrl: 'https://cds.example',
        });
        for (const card of cards) expect(untraced(textOf(card), answer)).toEqual([]);
      }),
      runs(400),
    );
  });

  test('a drug, a gene, a change, a percentage or a day that nothing concluded is found out', () => {
    const [told] = ANSWERS.filter(({ cards }) => cards.length > 0);
    if (told === undefined) throw new Error('no demo patient has a card');
    const foreign = 'Give tovorafenib for SMARCB1 and H999Q, 88.8 % on 1999-01-01.';
    expect(untraced(foreign, told.answer)).toEqual([
      'tovorafenib',
      ...(knowledge.terminology.genes.has('SMARCB1') ? ['SMARCB1'] : []),
      'H999Q',
      '88.8 %',
      '1999-01-01',
    ]);
  });
});
