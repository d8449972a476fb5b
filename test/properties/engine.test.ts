import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { geneOf } from '../../src/domain/alteration.ts';
import type { Conclusion } from '../../src/domain/conclusion.ts';
import type { PatientCase } from '../../src/domain/patientCase.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { reason } from '../../src/evaluate.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { ruleIndex } from '../../src/rulebase/ruleIndex.ts';
import { aCase, alteration, TODAY } from '../builders/aCase.ts';
import type { Patient } from '../builders/generatedPatients.ts';
import { knowledge } from '../builders/knowledge.ts';
import { anyPatient } from '../builders/patientsOfRules.ts';
import { runs } from './runs.ts';

function conclusions({ patientCase, orders }: Patient): readonly Conclusion[] {
  const key = JSON.stringify([patientCase, orders]);
  const before = CONCLUDED.get(key);
  if (before !== undefined) return before;
  const { evaluation } = reason({ patientCase, orders, asOf: TODAY, knowledge, unavailable: [] });
  if (CONCLUDED.size < MOST_REMEMBERED) CONCLUDED.set(key, evaluation.conclusions);
  return evaluation.conclusions;
}

/** Properties of the patient alone meet the same patients, which are judged once. */
const CONCLUDED = new Map<string, readonly Conclusion[]>();
/** So that memory does not grow with the number of patients tried. */
const MOST_REMEMBERED = 10_000;

describe('what must always hold (ENGINE.md section 9)', () => {
  test('no drug is proposed against which something in the tumour stands, unless just that is known to be overcome', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        const found = conclusions(patient);
        for (const option of found) {
          if (option.kind !== 'strategy' || !option.orderable) continue;
          for (const mechanism of found) {
            if (mechanism.kind !== 'resistance-mechanism' || mechanism.standing === 'cleared')
              continue;
            if (!mechanism.against.some((r) => option.drugs.includes(r.drug))) continue;
            const verdict = option.coverage.find((c) => c.mechanism === mechanism.id)?.verdict;
            expect(verdict === undefined || verdict === 'overcomes').toBe(true);
          }
        }
      }),
      runs(2000),
    );
  });

  test('nothing investigational, off-label or discontinued becomes an order', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        for (const option of conclusions(patient)) {
          if (option.kind === 'strategy' && option.orderable)
            expect(['approved', 'standard-of-care']).toContain(option.status);
        }
      }),
      runs(2000),
    );
  });

  test('nothing that the record speaks against becomes an order', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        const intolerable = new Set(patient.patientCase.intolerances.flatMap((i) => i.drugs));
        for (const option of conclusions(patient)) {
          if (option.kind !== 'strategy' || !option.orderable) continue;
          expect(option.gates.filter((g) => g.verdict === 'not-met')).toEqual([]);
          expect(option.drugs.filter((d) => intolerable.has(d))).toEqual([]);
        }
      }),
      runs(2000),
    );
  });

  test('a test, a referral or a sequence is never an order, and each step of a sequence is an option', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        const options = conclusions(patient).filter((c) => c.kind === 'strategy');
        const ids = new Set(options.map((o) => o.id));
        for (const { test: asked, steps, orderable } of options) {
          if (asked !== null || steps.length > 0) expect(orderable).toBe(false);
          expect(steps.every((step) => ids.has(step.strategy))).toBe(true);
        }
      }),
      runs(2000),
    );
  });

  test('a combination is favoured only when no criterion of evidence, toxicity or patient speaks against it', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        const found = conclusions(patient);
        for (const choice of found) {
          if (choice.kind !== 'combination-or-sequence' || choice.verdict !== 'combination')
            continue;
          const chosen = found.find((c) => c.kind === 'strategy' && c.id === choice.combination);
          if (chosen?.kind !== 'strategy') throw new Error('the combination is no option');
          expect(chosen.overlap?.verdict).not.toBe('not-met');
          expect(chosen.gates.filter((g) => g.verdict === 'not-met')).toEqual([]);
        }
      }),
      runs(2000),
    );
  });

  test('what is still a question about a mechanism never counts as known', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        for (const mechanism of conclusions(patient)) {
          if (mechanism.kind !== 'resistance-mechanism') continue;
          if (mechanism.against.every((r) => r.open !== null)) {
            expect(mechanism.standing).not.toBe('current');
          }
        }
      }),
      runs(2000),
    );
  });

  test('the order of the record and repetitions in it change nothing', () => {
    fc.assert(
      fc.property(anyPatient, fc.integer({ min: 1, max: 7 }), (patient, turn) => {
        const { patientCase } = patient;
        const turned = <T>(items: readonly T[]): readonly T[] => {
          const at = items.length === 0 ? 0 : turn % items.length;
          return [...items.slice(at), ...items.slice(0, at)];
        };
        const shuffled: PatientCase = {
          ...patientCase,
          samples: turned(patientCase.samples),
          readings: [...turned(patientCase.readings), ...patientCase.readings.slice(0, 1)],
          exposures: [...turned(patientCase.exposures), ...patientCase.exposures.slice(0, 1)],
          assessments: turned(patientCase.assessments),
        };
        const gist = (list: readonly Conclusion[]): string =>
          JSON.stringify(list.map(withoutResources));
        expect(gist(conclusions({ ...patient, patientCase: shuffled }))).toBe(
          gist(conclusions(patient)),
        );
      }),
      runs(2000),
    );
  });

  test('a reading that was not assessed changes no conclusion', () => {
    const unread = fc.record({
      of: fc.constantFrom<Reading['of']>(
        ...['MET amplification', 'KRAS G12D', 'EGFR T790M', 'ABL1 T315I'].map(alteration),
        { kind: 'any', gene: 'KIT' },
      ),
      why: fc.constantFrom('no-call', 'indeterminate', 'contradictory'),
    });
    fc.assert(
      fc.property(anyPatient, unread, (patient, { of, why }) => {
        const { patientCase } = patient;
        const sample = patientCase.samples[0];
        // Beside a reading of the same alteration it would say that the reports disagree.
        fc.pre(
          sample !== undefined &&
            patientCase.readings.every((r) => geneRead(r.of) !== geneRead(of)),
        );
        const reading: Reading = {
          sampleId: sample.id,
          of,
          detection: { state: 'not-assessed', why },
          origin: 'unknown',
          reportedOn: null,
          resources: ['Observation/no-call'],
        };
        const more = { ...patientCase, readings: [...patientCase.readings, reading] };
        const gist = (list: readonly Conclusion[]): string =>
          JSON.stringify(list.map(withoutResources));
        expect(gist(conclusions({ ...patient, patientCase: more }))).toBe(
          gist(conclusions(patient)),
        );
      }),
      runs(2000),
    );
  });

  test('more of a resistant clone never makes re-challenge supported', () => {
    fc.assert(
      fc.property(anyPatient, fc.double({ min: 1, max: 50, noNaN: true }), (patient, factor) => {
        const supported = (list: readonly Conclusion[]): boolean =>
          list.some((c) => c.kind === 'rechallenge' && c.status === 'supported');
        const { patientCase } = patient;
        const truncal = new Set(['APC']);
        const raised: PatientCase = {
          ...patientCase,
          readings: patientCase.readings.map((reading) => {
            const { of, detection } = reading;
            if (of.kind !== 'protein-change' || truncal.has(of.gene)) return reading;
            if (detection.state !== 'detected' || detection.fraction?.value == null) return reading;
            const value = Math.min(1, detection.fraction.value * factor);
            return {
              ...reading,
              detection: { ...detection, fraction: { ...detection.fraction, value } },
            };
          }),
        };
        if (!supported(conclusions(patient))) {
          expect(supported(conclusions({ ...patient, patientCase: raised }))).toBe(false);
        }
      }),
      runs(2000),
    );
  });

  test('of patients whom only resistance holds back from re-challenge, more of it supports none', () => {
    const fraction = fc.double({ min: 0.0005, max: 1, noNaN: true });
    const clone = fc.constantFrom('KRAS G12V', 'NRAS Q61K', 'BRAF V600E', 'EGFR G465R');
    const statusWith = (found: Readonly<Record<string, number>>): string | undefined => {
      const patient = aCase('colorectal-cancer')
        .tissue(-700, { 'APC R1450*': 0.4 }, { notDetected: ['KRAS', 'NRAS', 'BRAF'] })
        .treatedWith(['cetuximab', 'irinotecan'], -690, -300, 'progression')
        .assessed(-500, 'PR')
        .treatedWith(['fluorouracil', 'oxaliplatin'], -290, -20, 'progression')
        .plasma(
          -10,
          { 'APC R1450*': 0.3, ...found },
          { tumourFraction: 0.5, notDetected: ['KRAS', 'NRAS', 'BRAF', 'EGFR', 'MAP2K1'] },
        )
        .build();
      return conclusions({ patientCase: patient, orders: [] }).flatMap((c) =>
        c.kind === 'rechallenge' ? [c.status] : [],
      )[0];
    };
    expect(statusWith({})).toBe('supported');
    fc.assert(
      fc.property(clone, fraction, (name, amount) => {
        expect(statusWith({ [name]: amount })).not.toBe('supported');
      }),
      runs(300),
    );
  });

  test('without genomic data there are gaps and never reassurance', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        const found = conclusions(withoutGenomics(patient));
        const kinds = new Set(found.map((c) => c.kind));
        for (const kind of ['resistance-mechanism', 'convergence', 'heterogeneity'] as const) {
          expect(kinds).not.toContain(kind);
        }
        for (const c of found) {
          if (c.kind === 'order-review') expect(c.verdict).not.toBe('rechallenge-supported');
          if (c.kind !== 'rechallenge') continue;
          expect(c.status).not.toBe('supported');
          const met = c.criteria.filter((criterion) => criterion.verdict === 'met');
          expect(met.filter(({ question }) => ASKS_THE_TUMOUR.test(question))).toEqual([]);
        }
        if (patient.orders.some((o) => canResist(o.name, patient)))
          expect(kinds).toContain('data-gap');
      }),
      runs(2000),
    );
  });

  test('without genomic data re-challenge is not supported either where the rule asks for no alteration', () => {
    const lenient: KnowledgeBase = {
      ...knowledge,
      rechallenges: knowledge.rechallenges.map((rule) => ({
        ...rule,
        clearance: null,
        present: [],
        absent: [],
        supportedByTrials: true,
      })),
    };
    let eligible = 0;
    fc.assert(
      fc.property(anyPatient, (patient) => {
        const { patientCase, orders } = withoutGenomics(patient);
        const { evaluation } = reason({
          patientCase,
          orders,
          asOf: TODAY,
          knowledge: lenient,
          unavailable: [],
        });
        for (const again of evaluation.conclusions) {
          if (again.kind !== 'rechallenge') continue;
          expect(again.status).not.toBe('supported');
          const unmet = again.criteria.filter(({ verdict }) => verdict !== 'met');
          if (unmet.every(({ question }) => ASKS_THE_TUMOUR.test(question))) eligible += 1;
        }
      }),
      runs(2000),
    );
    // Else the property has met nobody whom only the missing result holds back.
    expect(eligible).toBeGreaterThan(0);
  });

  test('every conclusion names a rule, a resource or a gap of the record', () => {
    fc.assert(
      fc.property(anyPatient, (patient) => {
        for (const conclusion of conclusions(patient)) {
          const { rules, evidence, resources } = conclusion.because;
          if (conclusion.kind === 'data-gap') expect(conclusion.message).not.toBe('');
          else {
            expect(rules.length + resources.length).toBeGreaterThan(0);
            expect(evidence.length + resources.length).toBeGreaterThan(0);
          }
        }
      }),
      runs(2000),
    );
  });
});

/** Criteria that only a genomic result can meet. */
const ASKS_THE_TUMOUR = /resistance mechanism|in the tumour now/;

/** Whether the rules know what makes the drug fail in the patient's disease. */
function canResist(drug: string, { patientCase }: Patient): boolean {
  const diseases = patientCase.diagnoses.map(({ disease }) => disease);
  return ruleIndex(knowledge).knowsResistance(drug, diseases);
}

function withoutGenomics({ patientCase, orders }: Patient): Patient {
  return { patientCase: { ...patientCase, samples: [], readings: [] }, orders };
}

function geneRead(of: Reading['of']): string | null {
  return of.kind === 'any' ? of.gene : geneOf(of);
}

/** Provenance lists follow the record's order; what is concluded does not. */
function withoutResources(conclusion: Conclusion): unknown {
  return JSON.parse(
    JSON.stringify(conclusion, (key, value: unknown) => (key === 'resources' ? undefined : value)),
  );
}
