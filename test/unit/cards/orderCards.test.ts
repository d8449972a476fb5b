import { describe, expect, test } from '@jest/globals';
import { cardsFor } from '../../../src/cards/cardsFor.ts';
import type { Card } from '../../../src/cards/cdsHooks.ts';
import type { DraftOrder } from '../../../src/domain/order.ts';
import type { PatientCase } from '../../../src/domain/patientCase.ts';
import { reason } from '../../../src/evaluate.ts';
import { aCase, ordered, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

/** The cards on signing orders. */
function signing(patientCase: PatientCase, orders: readonly DraftOrder[]): readonly Card[] {
  const reasoned = reason({ patientCase, orders, asOf: TODAY, knowledge, unavailable: [] });
  let ids = 0;
  return cardsFor(
    { ...reasoned, patientCase, orders, outcomes: [], requests: [] },
    {
      hook: 'order-sign',
      patient: 'p',
      knowledge,
      newId: () => `id-${String((ids += 1))}`,
      serviceUrl: 'https://cds.example',
    },
  );
}

function deletedBy({ suggestions = [] }: Card): readonly (readonly string[])[] {
  return suggestions.map(({ actions }) =>
    actions.flatMap((a) => (a.type === 'delete' ? [a.resourceId] : [])),
  );
}

describe('one card per problem, not per drug', () => {
  const rasMutant = aCase('colorectal-cancer')
    .tissue(-700, { 'APC R1450*': 0.4 }, { notDetected: ['KRAS', 'NRAS', 'BRAF'] })
    .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12D': 0.1 }, { tumourFraction: 0.3 })
    .treatedWith(['fluorouracil', 'oxaliplatin', 'bevacizumab'], -600, -300)
    .assessed(-301, 'PD')
    .treatedWith(['fluorouracil', 'irinotecan'], -290, -15)
    .assessed(-16, 'PD')
    .build();

  test('two antibodies that KRAS G12D defeats have one card, which replaces both', () => {
    const cards = signing(rasMutant, ordered('cetuximab', 'panitumumab'));
    expect(cards.map((c) => c.summary)).toEqual([
      expect.stringMatching(/^Cetuximab and panitumumab are expected to fail: KRAS G12D/),
    ]);
    for (const removed of cards.flatMap(deletedBy).filter((d) => d.length > 0)) {
      expect(removed).toEqual([
        'MedicationRequest/draft-cetuximab',
        'MedicationRequest/draft-panitumumab',
      ]);
    }
  });

  test('checkpoint inhibitors of one regimen that loss of B2M defeats have one card', () => {
    const patient = aCase('melanoma')
      .tissue(-700, { 'BRAF V600E': 0.4 })
      .treatedWith('pembrolizumab', -600, -20)
      .assessed(-400, 'PR')
      .assessed(-21, 'PD')
      .tissue(-10, { 'BRAF V600E': 0.4, 'B2M L15fs': 0.62, 'B2M deletion': null })
      .build();
    const cards = signing(patient, ordered('nivolumab', 'relatlimab'));
    expect(cards).toHaveLength(1);
  });

  test('where one regimen would take the place of two drugs, the card that is read first offers it', () => {
    const patient = aCase('nsclc')
      .tissue(-700, { 'EGFR L858R': 0.4 }, { notDetected: ['KRAS'] })
      .treatedWith('amivantamab', -600, -400)
      .assessed(-401, 'PD')
      .treatedWith('gefitinib', -300, -20)
      .assessed(-200, 'PR')
      .assessed(-21, 'PD')
      .plasma(
        -10,
        { 'EGFR L858R': 0.2, 'EGFR T790M': 0.05, 'MET amplification': null, 'PIK3CA E545K': 0.03 },
        { tumourFraction: 0.3 },
      )
      .build();
    const cards = signing(patient, ordered('trametinib', 'sotorasib'));
    expect(cards.map((c) => c.indicator)).toEqual(['critical', 'warning']);
    const replacing = cards.map(({ suggestions = [] }) =>
      suggestions.flatMap(({ label }) => (label.startsWith('Replace by') ? [label] : [])),
    );
    expect(replacing).toEqual([[expect.stringMatching(/^Replace by Platinum/)], []]);
  });

  test('drugs that fail with different certainty share the card, and each sentence says of which it speaks', () => {
    const patient = aCase('nsclc')
      .tissue(-700, { 'EGFR L858R': 0.4 })
      .treatedWith(['osimertinib', 'trametinib'], -300, -20)
      .assessed(-200, 'PR')
      .assessed(-21, 'PD')
      .plasma(
        -10,
        { 'EGFR L858R': 0.2, 'PIK3CA E545K': 0.03, 'AKT1 E17K': 0.01 },
        { tumourFraction: 0.3 },
      )
      .build();
    const cards = signing(patient, ordered('osimertinib', 'trametinib'));
    expect(cards.map((c) => c.summary)).toEqual([
      expect.stringMatching(
        /^Osimertinib is likely to fail and trametinib may fail: PIK3CA E545K 3 % and AKT1 E17K/,
      ),
    ]);
    expect(cards[0]?.detail).toMatch(/\*\*PIK3CA E545K\*\* \(osimertinib, level C\)/);
    expect(cards[0]?.detail).toMatch(/\*\*AKT1 E17K\*\* \(trametinib, level D\)/);
  });

  test('two problems have two cards', () => {
    const cards = signing(rasMutant, ordered('cetuximab', 'dabrafenib'));
    expect(cards.length).toBe(2);
  });

  test('a drug that still helps and one that is new are two problems', () => {
    const patient = aCase('nsclc')
      .tissue(-400, { 'EGFR L858R': 0.4 })
      .treatedWith('erlotinib', -390, null)
      .assessed(-200, 'PR')
      .plasma(-10, { 'EGFR L858R': 0.2, 'EGFR T790M': 0.03 }, { tumourFraction: 0.3 })
      .build();
    const cards = signing(patient, ordered('erlotinib', 'gefitinib'));
    expect(cards.map((c) => c.indicator)).toEqual(['critical', 'info']);
  });
});

describe('what can be accepted', () => {
  test('a harmful order that nothing replaces can be taken away', () => {
    const patient = aCase('thyroid-cancer')
      .tissue(-30, { 'TSC2 Q90*': 0.4 }, { notDetected: ['BRAF'] })
      .build();
    const [card] = signing(patient, ordered('dabrafenib'));
    expect(card?.summary).toMatch(/^Dabrafenib may harm/);
    expect(card?.suggestions?.[0]?.label).toBe('Remove the draft order for dabrafenib');
    expect(card === undefined ? [] : deletedBy(card)[0]).toEqual([
      'MedicationRequest/draft-dabrafenib',
    ]);
  });

  test('where the right drug is drafted too, it stays and the other goes', () => {
    const patient = aCase('nsclc')
      .tissue(-400, { 'EGFR L858R': 0.4 })
      .treatedWith('erlotinib', -390, -20, 'progression')
      .assessed(-200, 'PR')
      .plasma(-10, { 'EGFR L858R': 0.2, 'EGFR T790M': 0.03 }, { tumourFraction: 0.3 })
      .build();
    const [card, ...more] = signing(patient, ordered('osimertinib', 'gefitinib'));
    expect(more).toEqual([]);
    const changes = (card?.suggestions ?? []).filter(({ actions }) =>
      actions.some((a) => a.type === 'delete'),
    );
    expect(changes.map(({ label }) => label)).toEqual([
      'Keep Osimertinib for EGFR T790M and remove gefitinib',
    ]);
    expect(card === undefined ? [] : deletedBy(card)[0]).toEqual([
      'MedicationRequest/draft-gefitinib',
    ]);
  });

  test('an incomplete order beside what must not go with its partner is replaced, not completed', () => {
    const patient = aCase('colorectal-cancer')
      .tissue(-30, { 'BRAF V600E': 0.34 })
      .treatedWith('irinotecan', -300, -20, 'progression')
      .build();
    const labels = (...drugs: readonly string[]) =>
      signing(patient, ordered(...drugs)).flatMap((card) =>
        (card.suggestions ?? []).map(({ label }) => label),
      );
    const regimen = 'Encorafenib with cetuximab for BRAF V600E';
    expect(labels('encorafenib')).toContain(`Complete to ${regimen}`);
    // Bevacizumab with an antibody against EGFR made outcomes worse (PACCE, CAIRO2).
    expect(labels('encorafenib', 'bevacizumab')).toContain(`Replace by ${regimen}`);
    expect(labels('encorafenib', 'bevacizumab')).not.toContain(`Complete to ${regimen}`);
  });

  test('two cards of one session do not offer the same request twice', () => {
    const patient = aCase('medullary-thyroid-cancer')
      .plasma(-1, { 'KRAS G12D': 0.05, 'NTRK1 fusion': 0.05 }, { tumourFraction: 0.2 })
      .build();
    const cards = signing(patient, ordered('repotrectinib', 'dabrafenib'));
    const requests = cards.flatMap((card) => (card.suggestions ?? []).map(({ label }) => label));
    expect(cards).toHaveLength(2);
    expect(requests).toContain('Request: Molecular tumour board');
    expect(new Set(requests).size).toBe(requests.length);
  });

  test('a gap that a test closes offers the test', () => {
    const patient = aCase('nsclc')
      .tissue(-300, { 'EGFR L858R': 0.4 })
      .treatedWith('osimertinib', -290, null)
      .assessed(-100, 'PR')
      .assessed(-18, 'PD')
      .plasma(-12, {}, { tumourFraction: 0.0005, notDetected: ['EGFR', 'MET'] })
      .build();
    const [card] = signing(patient, ordered('osimertinib'));
    expect(card?.summary).toMatch(/resistance cannot be excluded/);
    expect(card?.suggestions?.map(({ label }) => label)).toContain(
      'Request: New tissue biopsy with sequencing panel and histology',
    );
    const asked = card?.detail.match(/New tissue biopsy with sequencing panel/g) ?? [];
    expect(asked).toHaveLength(1);
    expect(card?.detail.match(/tumour fraction 0.05 % is below/g)).toHaveLength(2);
  });
});

describe('a drug without its target', () => {
  test('says so, and offers no drug of the same kind', () => {
    const g12d = aCase('nsclc').tissue(-30, { 'KRAS G12D': 0.3 }).build();
    const [card] = signing(g12d, ordered('sotorasib'));
    expect(card?.indicator).toBe('critical');
    expect(card?.summary).toBe(
      'Sotorasib is expected to fail: KRAS G12C was looked for and not found',
    );
    expect(card?.detail).toContain('bind the mutant cysteine only');
  });
});

describe('whose findings are they', () => {
  const lung = aCase('nsclc')
    .tissue(-100, { 'EGFR L858R': 0.3 }, { site: 'lung' })
    .tissue(-20, { 'EGFR L858R': 0.3, 'KRAS G12D': 0.3 }, { site: 'colon' })
    .build();
  const alsoWith = (disease: string): PatientCase => ({
    ...lung,
    diagnoses: [...lung.diagnoses, { disease, recordedOn: null, resource: 'Condition/second' }],
  });

  test('with a second cancer the card says that a finding may be of the other', () => {
    const [card] = signing(alsoWith('colorectal-cancer'), ordered('osimertinib'));
    expect(card?.detail).toContain('The record names several cancers');
    expect(card?.indicator).not.toBe('info');
  });

  test.each(['lung-adenocarcinoma', 'sclc', 'cancer', 'solid-tumour'])(
    '%s beside it is no second cancer',
    (disease) => {
      for (const { detail } of signing(alsoWith(disease), ordered('osimertinib'))) {
        expect(detail).not.toContain('several cancers');
      }
    },
  );

  test('two cancers alone are no card', () => {
    const noResistance = aCase('nsclc').tissue(-20, { 'EGFR L858R': 0.3 }).build();
    const two = {
      ...noResistance,
      diagnoses: [...alsoWith('colorectal-cancer').diagnoses],
    };
    expect(signing(two, ordered('osimertinib'))).toEqual([]);
  });

  test('findings of a tumour and no cancer in the record: it is said that nothing is judged', () => {
    const nowhere = { ...lung, diagnoses: [] };
    const [card] = signing(nowhere, ordered('erlotinib'));
    expect(card?.indicator).toBe('info');
    expect(card?.summary).toMatch(/the record names no cancer that the rules know$/);
    expect(signing({ ...nowhere, readings: [], samples: [] }, ordered('everolimus'))).toEqual([]);
    expect(signing(nowhere, ordered('metformin'))).toEqual([]);
  });

  test('an undated finding is not called an earlier one', () => {
    const undated = aCase('nsclc')
      .tissue(0, { 'EGFR L858R': 0.3, 'EGFR T790M': 0.1 }, { undated: true })
      .treatedWith('erlotinib', -300, -10)
      .build();
    const [card] = signing(undated, ordered('gefitinib'));
    expect(card?.summary).toMatch(
      /^Gefitinib may fail: EGFR T790M .* was found in a sample without/,
    );
  });
});

describe('what an order rule rests on is named', () => {
  test('the alteration that makes the partner necessary, with amount, sample and day', () => {
    const patient = aCase('colorectal-cancer')
      .tissue(-30, { 'BRAF V600E': 0.34 }, { site: 'liver' })
      .build();
    const [card] = signing(patient, ordered('encorafenib'));
    expect(card?.summary).toBe(
      'Encorafenib alone falls short with BRAF V600E 34 % (tissue, 2026-10-24): BRAF inhibitor without an anti-EGFR antibody',
    );
    expect(card?.detail).toContain('- Found: **BRAF V600E** 34 %, tissue, liver, 2026-10-24');
  });

  test('where wild type makes a drug harmful: what was looked for where, and what is there instead', () => {
    const patient = aCase('melanoma')
      .tissue(-30, { 'NRAS Q61R': 0.37 }, { covered: ['BRAF', 'NRAS'], site: 'skin' })
      .build();
    const [card] = signing(patient, ordered('vemurafenib'));
    expect(card?.detail).toContain('- Found: **NRAS Q61R** 37 %, tissue, skin, 2026-10-24');
    expect(card?.detail).toContain(
      '- Looked for and not found: BRAF V600, K601, codon 464, codon 469 and codon 597 (tissue, skin, 2026-10-24)',
    );
  });
});

test('a re-challenge that cannot be told asks for the test that settles it, not for a tumour board', () => {
  const patient = aCase('colorectal-cancer')
    .tissue(-700, { 'APC R1450*': 0.4 }, { notDetected: ['KRAS', 'NRAS', 'BRAF'] })
    .treatedWith(['cetuximab', 'irinotecan'], -690, -300, 'progression')
    .assessed(-600, 'PR')
    .plasma(-290, { 'APC R1450*': 0.2, 'KRAS G12V': 0.05 })
    .treatedWith(['oxaliplatin', 'fluorouracil'], -280, -20, 'progression')
    .plasma(-5, {}, { tumourFraction: 0.0005, notDetected: ['KRAS', 'NRAS', 'BRAF', 'EGFR'] })
    .build();
  const [card] = signing(patient, ordered('cetuximab'));
  expect(card?.summary).toContain('a test would settle it');
  expect(card?.detail).toContain('What would settle it: Plasma ctDNA sequencing panel.');
  const offered = (card?.suggestions ?? []).map(({ label }) => label);
  expect(offered).toContain('Request: Plasma ctDNA sequencing panel');
  expect(offered.join()).not.toMatch(/tumour board|clinical trial/i);
});
