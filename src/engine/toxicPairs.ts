import { monthsBetween, type ClinicalDate } from '../domain/date.ts';
import type { EvidenceLevel } from '../domain/evidence.ts';
import { compareText } from '../domain/ordering.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import type { DrugId } from '../domain/therapy.ts';
import { strongest } from '../rulebase/compileKnowledge.ts';
import type { CompiledToxicity, KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { ORDERABLE } from './orderable.ts';
import type { TumourState } from './tumourState.ts';

/** What a drug does together with others, as a source shows it. */
export interface ToxicPair {
  readonly toxicity: CompiledToxicity;
  readonly partners: readonly DrugId[];
  readonly level: EvidenceLevel;
}

/**
 * What the drug is shown to do with others that are given beside it, or were until lately; nothing of
 * pairs that this disease is treated with as one regimen.
 */
export function toxicPairs(
  drug: DrugId,
  beside: ReadonlySet<DrugId>,
  {
    patientCase,
    asOf,
    state,
    knowledge,
  }: {
    readonly patientCase: PatientCase;
    readonly asOf: ClinicalDate;
    readonly state: Pick<TumourState, 'diseases'>;
    readonly knowledge: KnowledgeBase;
  },
): readonly ToxicPair[] {
  const isOneRegimen = (partner: DrugId): boolean =>
    ruleIndex(knowledge)
      .optionsWith(drug)
      .some(
        ({ drugs, status, diseases }) =>
          ORDERABLE.has(status) &&
          drugs.includes(partner) &&
          [...state.diseases].some((d) => diseases.has(d)),
      );
  const candidates = ruleIndex(knowledge).toxicitiesOf([drug, ...beside]);
  return candidates.flatMap((toxicity): ToxicPair[] => {
    const level = strongest(toxicity.evidence);
    if (level === null || toxicity.combining === 'acceptable') return [];
    const partners = partnersIn(toxicity, drug, beside, patientCase, asOf)
      .filter((partner) => !isOneRegimen(partner))
      .sort(compareText);
    return partners.length === 0 ? [] : [{ toxicity, partners, level }];
  });
}

/** The drugs with which this one makes the harmful pair: beside it, or given until lately. */
function partnersIn(
  { when, of, with: others, withinMonths }: CompiledToxicity,
  drug: DrugId,
  beside: ReadonlySet<DrugId>,
  patientCase: PatientCase,
  asOf: ClinicalDate,
): readonly DrugId[] {
  const isPartner = (other: DrugId): boolean =>
    other !== drug && of.has(drug) && others.has(other) && when !== 'alone';
  const isMirrored = (other: DrugId): boolean =>
    when === 'together' && other !== drug && others.has(drug) && of.has(other);
  const now = [...beside].filter((d) => isPartner(d) || isMirrored(d));
  if (when !== 'after' || withinMonths === null) return now;
  const lately = patientCase.exposures
    .filter((e) => e.end !== null && monthsBetween(e.end, asOf) < withinMonths)
    .flatMap((e) => e.drugs.filter(isPartner));
  return [...new Set([...now, ...lately])];
}
