import { alterationName, geneOf } from '../domain/alteration.ts';
import type {
  Coverage,
  OpenQuestion,
  PathwayEntry,
  ResistanceMechanism,
} from '../domain/conclusion.ts';
import type { DrugId } from '../domain/therapy.ts';
import { matchesPattern } from '../rulebase/alterationPattern.ts';
import type { CompiledOption, KnowledgeBase } from '../rulebase/knowledge.ts';
import { overcoming } from './overcoming.ts';
import { sensitivity } from './mechanisms.ts';
import type { TumourState } from './tumourState.ts';

/** What does this option do to this mechanism? The strongest kind of answer comes first. */
export function coverage(
  option: CompiledOption,
  mechanism: ResistanceMechanism,
  state: TumourState,
  knowledge: KnowledgeBase,
): Coverage {
  const verdict = (
    kind: Coverage['verdict'],
    why: string,
    level: Coverage['level'] = null,
  ): Coverage => ({ mechanism: mechanism.id, verdict: kind, why, level });

  const stated = overcoming(option, mechanism.alteration, state, knowledge);
  if (stated?.open === null) return verdict('overcomes', option.statement, stated.level);
  if (option.form === 'non-targeted' || isOutOfReach(option, mechanism, knowledge)) {
    return verdict('independent', 'does not act through the resistant pathway');
  }
  if (stated !== null) return verdict('not-known', unanswered(stated.open));
  const answers = option.drugs.flatMap((drug) => {
    const answer = sensitivity(drug, mechanism.alteration, state, knowledge);
    return answer === null ? [] : [{ drug, ...answer }];
  });
  const cells = answers.filter(({ open }) => open === null);
  const active = cells.find(({ cell }) => cell.call === 'S');
  if (active !== undefined) {
    return verdict('overcomes', `${active.drug} keeps its activity`, active.cell.level);
  }
  const disputed = cells.find(({ cell }) => cell.call === 'I');
  if (disputed !== undefined) {
    return verdict(
      'partly',
      disputed.cell.note ?? `activity of ${disputed.drug} is reduced or disputed`,
      disputed.cell.level,
    );
  }
  const open = answers.find((answer) => answer.open !== null)?.open ?? null;
  if (open !== null) return verdict('not-known', unanswered(open));
  const below = option.drugs.find((drug) => actsBelow(drug, mechanism, state, knowledge));
  if (below !== undefined) {
    return verdict(
      'expected',
      `${below} acts further down the same pathway; not shown in patients`,
    );
  }
  const defeated = option.drugs.filter((drug) => mechanism.against.some((r) => r.drug === drug));
  if (defeated.length > 0) {
    const level = mechanism.against.find((r) => r.drug === defeated[0])?.level ?? null;
    return verdict('leaves', `${alterationName(mechanism.alteration)} is resistant to it`, level);
  }
  if (option.drugs.every((drug) => actsAbove(drug, mechanism, knowledge))) {
    return verdict('leaves', 'acts above the alteration in the pathway');
  }
  return verdict('not-known', 'no verified data for this pair');
}

/**
 * What hides the tumour from T cells does not touch drugs that block its signalling. A drug without
 * a node of its own, such as another checkpoint inhibitor, may well need what is lost.
 */
function isOutOfReach(
  { drugs }: CompiledOption,
  { mechanismClass, against, entersAt }: ResistanceMechanism,
  { terminology, pathways }: KnowledgeBase,
): boolean {
  return (
    mechanismClass === 'immune-evasion' &&
    drugs.every((drug) => {
      const node = terminology.drugs.get(drug)?.node;
      return (
        node !== undefined &&
        !against.some((r) => r.drug === drug) &&
        !entersAt.some(({ pathway }) => pathways.get(pathway)?.nodeNames.has(node) === true)
      );
    })
  );
}

function unanswered({ what, why }: OpenQuestion): string {
  return `it cannot be told ${what}: ${why}`;
}

/** Whether a node lies on every path from each of the mechanism's entries to the pathway's output. */
export function intercepts(
  node: string,
  entries: readonly PathwayEntry[],
  knowledge: KnowledgeBase,
): boolean {
  return (
    entries.length > 0 &&
    entries.every(
      (entry) =>
        knowledge.pathways.get(entry.pathway)?.postDominators.get(entry.node)?.includes(node) ===
        true,
    )
  );
}

/** Whether this tumour has what the drug acts on: a drug that hits only altered forms of its target does nothing without them. */
export function findsItsTarget(
  drug: DrugId,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  const forms = knowledge.actsOnlyOn.get(drug);
  return (
    forms?.some((form) =>
      state.now.some((a) => matchesPattern(form, a, knowledge.patternContext)),
    ) ?? true
  );
}

function actsBelow(
  drug: DrugId,
  mechanism: ResistanceMechanism,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  const node = knowledge.terminology.drugs.get(drug)?.node;
  return (
    node !== undefined &&
    findsItsTarget(drug, state, knowledge) &&
    mechanism.entersAt.every((entry) => entry.node !== node) &&
    intercepts(node, mechanism.entersAt, knowledge)
  );
}

/** The drug's node feeds the mechanism's node, so that blocking it changes nothing below; also another protein at the same node. */
function actsAbove(
  drug: DrugId,
  mechanism: ResistanceMechanism,
  knowledge: KnowledgeBase,
): boolean {
  const entry = knowledge.terminology.drugs.get(drug);
  const gene = geneOf(mechanism.alteration);
  if (entry?.node === undefined) return false;
  const node = entry.node;
  return mechanism.entersAt.some((at) => {
    const pathway = knowledge.pathways.get(at.pathway);
    if (at.node === node) return gene !== null && entry.targets?.includes(gene) === false;
    return pathway?.postDominators.get(node)?.includes(at.node) === true;
  });
}
