import type { DataGap } from '../domain/conclusion.ts';
import type { DraftOrder } from '../domain/order.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { listed, uncapitalised } from '../domain/sentence.ts';
import { latestSample } from './latestSample.ts';
import type { TumourState } from './tumourState.ts';
import type { TumourRecord } from './tumourRecord.ts';

export interface DataGapInput {
  readonly patientCase: PatientCase;
  readonly record: TumourRecord;
  readonly state: TumourState;
  readonly orders: readonly DraftOrder[];
  readonly lines: readonly TherapyLine[];
  /** Parts of the record that could not be had, in the words of the caller. */
  readonly unavailable: readonly { readonly what: string; readonly why: string }[];
  readonly knowledge: KnowledgeBase;
}

/**
 * What is not known and stands in the way of a decision? Only where a targeted drug is at issue:
 * ordered now, or given in the latest line. Missing data never reassure.
 */
export function dataGaps(input: DataGapInput): readonly DataGap[] {
  const { patientCase, record, state, orders, lines, unavailable, knowledge } = input;
  const { diseases } = state;
  if (diseases.size === 0) return noDiagnosis(input);
  const atIssue = [...orders.flatMap((o) => o.drugs), ...(lines.at(-1)?.drugs ?? [])];
  if (!atIssue.some((drug) => knowsResistanceTo(drug, state, knowledge))) return [];
  const gaps: DataGap[] = [];
  if (unavailable.length > 0) {
    gaps.push(
      gap(
        'incomplete-data',
        `Part of the record could not be read: ${unavailable.map(({ what, why }) => `${what} (${why})`).join('; ')}. What is said here rests on the rest.`,
      ),
    );
  }
  if (patientCase.readings.every(({ detection }) => detection.state === 'not-assessed')) {
    gaps.push(
      gap(
        'no-genomics',
        'No genomic result of the tumour is in the record, so resistance to this drug cannot be judged.',
      ),
    );
    return gaps;
  }
  const cancers = [...new Set(patientCase.diagnoses.map(({ disease }) => disease))];
  if (cancers.some((a) => cancers.some((b) => !isOneCancer(a, b, knowledge)))) {
    const names = cancers.map((id) => knowledge.terminology.diseases.get(id)?.name ?? id);
    gaps.push({
      ...gap(
        'several-cancers',
        `The record names several cancers (${listed(names.map(uncapitalised))}), and which of them a sample is of is not told apart here: what is said may rest on a finding of another one.`,
      ),
      because: {
        rules: [],
        evidence: [],
        resources: [...new Set(patientCase.diagnoses.map(({ resource }) => resource))],
      },
    });
  }
  const latest = latestSample(record, () => true);
  const informative = latest === null ? undefined : record.informative.get(latest.id);
  if (latest?.material === 'plasma' && informative?.verdict !== 'yes') {
    gaps.push({
      ...gap(
        'uninformative-plasma',
        `The plasma of ${latest.collectedOn} is not informative (${informative?.why ?? 'not known'}): what it does not show may still be there.`,
      ),
      because: { rules: [], evidence: [], resources: latest.resources },
    });
  }
  const undated = [...record.samples.values()].filter((s) => s.collectedOn === null);
  if (undated.length > 0) {
    gaps.push({
      ...gap(
        'undated-sample',
        `${undated.length === 1 ? 'One sample has' : `${String(undated.length)} samples have`} no date, so ${undated.length === 1 ? 'its' : 'their'} findings cannot be placed in time.`,
      ),
      because: { rules: [], evidence: [], resources: undated.flatMap((s) => s.resources) },
    });
  }
  return gaps;
}

/** Findings of a tumour and an order that they bear on, and no cancer in the record that the rules know. */
function noDiagnosis({ record, orders, knowledge }: DataGapInput): readonly DataGap[] {
  const { knowsResistanceAnywhere } = ruleIndex(knowledge);
  const isAtIssue = orders.some((o) => o.drugs.some(knowsResistanceAnywhere));
  return isAtIssue && record.alterations.size > 0
    ? [
        gap(
          'no-diagnosis',
          'The record names no cancer that the rules know, so the findings of the tumour are not judged: what makes a drug fail depends on the disease.',
        ),
      ]
    : [];
}

/**
 * Whether two diagnoses can be of one cancer: one lies above the other, or both below a common organ.
 * What lies at the root or directly below it, such as solid tumours or leukaemias, holds different cancers.
 */
function isOneCancer(a: string, b: string, { terminology }: KnowledgeBase): boolean {
  const lineage = (id: string): ReadonlySet<string> =>
    new Set([id, ...(terminology.diseaseAncestors.get(id) ?? [])]);
  const ofB = lineage(b);
  const shared = [...lineage(a)].filter((id) => ofB.has(id));
  return shared.some((id) => id === a || id === b || lineage(id).size > BELOW_ROOT);
}

/** The root, and what lies directly below it. */
const BELOW_ROOT = 2;

/** Whether the rule base holds any resistance knowledge for the drug in this patient's disease. */
export function knowsResistanceTo(
  drug: DrugId,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  return ruleIndex(knowledge).knowsResistance(drug, state.diseases);
}

function gap(kind: DataGap['gap'], message: string): DataGap {
  return {
    kind: 'data-gap',
    gap: kind,
    message,
    because: { rules: [], evidence: [], resources: [] },
  };
}
