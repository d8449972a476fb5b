import { geneOf, type Alteration, type GeneSymbol } from '../domain/alteration.ts';
import type { DrugId } from '../domain/therapy.ts';
import { geneOfPattern } from './alterationPattern.ts';
import { groupInto } from './groupInto.ts';
import type {
  CompiledMechanism,
  CompiledOption,
  CompiledOrderRule,
  CompiledRechallenge,
  CompiledToxicity,
  KnowledgeBase,
} from './knowledge.ts';

/**
 * The rules by what brings them into question, so that a patient is held against those of their
 * alterations, drugs and diseases only, however many others there are.
 */
export interface RuleIndex {
  readonly optionsWith: (drug: DrugId) => readonly CompiledOption[];
  /** Options whose alterations may be there: those that ask for none, of the diseases, and those of the alterations' genes. */
  readonly optionsFor: (
    diseases: Iterable<string>,
    alterations: readonly Alteration[],
  ) => readonly CompiledOption[];
  readonly orderRulesOf: (drug: DrugId) => readonly CompiledOrderRule[];
  /** Order rules that look at how much of the tumour carries an alteration of the gene. */
  readonly orderRulesOn: (alteration: Alteration) => readonly CompiledOrderRule[];
  readonly rechallengesOf: (drugs: readonly DrugId[]) => readonly CompiledRechallenge[];
  /** What rules of re-challenge say of how fast the alteration fades once its drug is gone. */
  readonly decaysOf: (alteration: Alteration) => readonly Decay[];
  /** Toxicities of any of the drugs, alone or with others. */
  readonly toxicitiesOf: (drugs: readonly DrugId[]) => readonly CompiledToxicity[];
  readonly suspectedBy: (alterations: readonly Alteration[]) => readonly CompiledMechanism[];
  /** Whether any rule says what makes the drug fail in some disease. */
  readonly knowsResistanceAnywhere: (drug: DrugId) => boolean;
  /** The same in one of the diseases. */
  readonly knowsResistance: (drug: DrugId, diseases: Iterable<string>) => boolean;
}

/** How fast alterations fade, in the diseases of the rule that says so. */
export type Decay = CompiledRechallenge['decay'][number] & Pick<CompiledRechallenge, 'diseases'>;

const known = new WeakMap<KnowledgeBase, RuleIndex>();

/** The index of a rule base, made when it is first asked for. */
export function ruleIndex(knowledge: KnowledgeBase): RuleIndex {
  const index = known.get(knowledge) ?? indexOf(knowledge);
  known.set(knowledge, index);
  return index;
}

function indexOf(knowledge: KnowledgeBase): RuleIndex {
  const { options, orderRules, rechallenges, suspectable, toxicities } = knowledge;
  const optionsWith = groupInto(options, (o) => o.drugs);
  const optionsOfGene = groupInto(options, (o) => o.present.map(geneOfPattern));
  const unconditional = groupInto(
    options.filter((o) => o.present.length === 0),
    (o) => [...o.diseases],
  );
  const orderRulesOf = groupInto(orderRules, (rule) => [...rule.drugs]);
  const orderRulesOn = groupInto(orderRules, (rule) => rule.target.map(geneOfPattern));
  const rechallengesOf = groupInto(rechallenges, (rule) => [...rule.drugs]);
  const decays = rechallenges.flatMap(({ diseases, decay }) =>
    decay.map((one): Decay => ({ ...one, diseases })),
  );
  const decaysOf = groupInto(decays, (one) => one.alterations.map(geneOfPattern));
  const toxicitiesOf = groupInto(toxicities, (toxicity) => [...toxicity.of]);
  const suspectedBy = groupInto(suspectable, (rule) => rule.suspectedBy.map(geneOfPattern));
  const resistance = diseasesByDrug(knowledge);
  const inOrder = sorter(options);
  const inOrderOfMechanisms = sorter(suspectable);
  const inOrderOfRechallenges = sorter(rechallenges);
  const inOrderOfDecays = sorter(decays);
  const inOrderOfOrderRules = sorter(orderRules);
  const inOrderOfToxicities = sorter(toxicities);
  return {
    optionsWith: (drug) => optionsWith.get(drug) ?? [],
    optionsFor: (diseases, alterations) =>
      inOrder([
        ...gathered(unconditional, diseases),
        ...gathered(optionsOfGene, genes(alterations)),
      ]),
    orderRulesOf: (drug) => orderRulesOf.get(drug) ?? [],
    orderRulesOn: (alteration) => inOrderOfOrderRules(gathered(orderRulesOn, genes([alteration]))),
    rechallengesOf: (drugs) => inOrderOfRechallenges(gathered(rechallengesOf, drugs)),
    decaysOf: (alteration) => inOrderOfDecays(gathered(decaysOf, genes([alteration]))),
    toxicitiesOf: (drugs) => inOrderOfToxicities(gathered(toxicitiesOf, drugs)),
    suspectedBy: (alterations) => inOrderOfMechanisms(gathered(suspectedBy, genes(alterations))),
    knowsResistanceAnywhere: (drug) => resistance.has(drug),
    knowsResistance: (drug, diseases) => {
      const told = resistance.get(drug);
      return told !== undefined && [...diseases].some((disease) => told.has(disease));
    },
  };
}

function gathered<K, T>(index: ReadonlyMap<K, readonly T[]>, keys: Iterable<K>): readonly T[] {
  return [...keys].flatMap((key) => index.get(key) ?? []);
}

/** Each once, in the order of the rule base, on which ties depend. */
function sorter<T>(all: readonly T[]): (some: readonly T[]) => readonly T[] {
  const places = new Map(all.map((item, place) => [item, place]));
  return (some) =>
    some.length < 2
      ? some
      : [...new Set(some)].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

/** The genes under which a pattern that matches may stand; `null` for histology. */
function genes(alterations: readonly Alteration[]): ReadonlySet<GeneSymbol | null> {
  return new Set(
    alterations.flatMap((alteration) =>
      alteration.kind === 'fusion' && alteration.partner !== null
        ? [alteration.gene, alteration.partner]
        : [geneOf(alteration)],
    ),
  );
}

function diseasesByDrug(knowledge: KnowledgeBase): ReadonlyMap<DrugId, ReadonlySet<string>> {
  const byDrug = new Map<DrugId, Set<string>>();
  const add = (drugs: Iterable<DrugId>, diseases: ReadonlySet<string>): void => {
    for (const drug of drugs) {
      const told = byDrug.get(drug) ?? new Set();
      byDrug.set(drug, told);
      for (const disease of diseases) told.add(disease);
    }
  };
  for (const rules of knowledge.mechanisms.values()) {
    for (const rule of rules) add(rule.resistantTo, rule.diseases);
  }
  for (const rows of knowledge.sensitivities.values()) {
    for (const row of rows) add(row.calls.keys(), row.diseases);
  }
  return byDrug;
}
