import { geneOf } from '../domain/alteration.ts';
import type {
  Convergence,
  InterceptingNode,
  ResistanceMechanism,
  TherapyStatus,
} from '../domain/conclusion.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { findsItsTarget, intercepts } from './coverage.ts';
import { sensitivity, uniqueEvidence } from './mechanisms.ts';
import type { TumourState } from './tumourState.ts';
import { isKnownToOvercome } from './overcoming.ts';
import { STATUS_RANK } from './strategies.ts';

/**
 * Do several mechanisms meet in one node that a drug can block? A node intercepts a mechanism when
 * it lies on every path from where the mechanism enters to the pathway's output (post-dominance),
 * and a drug acts there that the tumour's own alterations do not defeat. Convergence exists when
 * one node intercepts two or more mechanisms, or the same mechanism arose in several lesions.
 */
export function convergence(
  mechanisms: readonly ResistanceMechanism[],
  state: TumourState,
  knowledge: KnowledgeBase,
): Convergence | null {
  const entering = mechanisms.filter((m) => m.entersAt.length > 0);
  if (entering.length <= 1) return null;
  const nodes = candidateNodes(entering, knowledge)
    .flatMap((candidate) => {
      const node = interceptingNode(candidate, entering, state, knowledge);
      return node === null ? [] : [node];
    })
    .filter((node) => node.intercepts.length > 1)
    // Sorting is stable and the candidates come least far downstream first.
    .sort((a, b) => b.intercepts.length - a.intercepts.length);
  if (nodes.length === 0) return null;
  const coversAll = nodes.some((n) => n.intercepts.length === entering.length);
  return {
    kind: 'convergence',
    mechanisms: entering.map((m) => m.id),
    nodes,
    smallestSet: coversAll ? null : smallestCoveringSet(entering, nodes),
    because: {
      rules: entering.flatMap((m) => m.because.rules),
      evidence: uniqueEvidence(entering.flatMap((m) => m.because.evidence)),
      resources: [...new Set(entering.flatMap((m) => m.because.resources))],
    },
  };
}

interface Candidate {
  readonly pathway: string;
  readonly node: string;
  /** Steps below the highest entry: the less, the less is left untouched above. */
  readonly depth: number;
}

function candidateNodes(
  mechanisms: readonly ResistanceMechanism[],
  knowledge: KnowledgeBase,
): readonly Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const { entersAt } of mechanisms) {
    for (const { pathway, node: entry } of entersAt) {
      const chain = knowledge.pathways.get(pathway)?.postDominators.get(entry) ?? [];
      chain.forEach((node, depth) => {
        const known = candidates.get(node);
        if (known === undefined || known.depth < depth) {
          candidates.set(node, { pathway, node, depth });
        }
      });
    }
  }
  return [...candidates.values()].sort((a, b) => a.depth - b.depth);
}

/** A node with the drugs that act there; the drug that intercepts most speaks for the node. */
function interceptingNode(
  { pathway, node }: Candidate,
  mechanisms: readonly ResistanceMechanism[],
  state: TumourState,
  knowledge: KnowledgeBase,
): InterceptingNode | null {
  const choices = drugsAt(node, mechanisms, state, knowledge).map((choice) => ({
    ...choice,
    caught: mechanisms.filter((m) => catches(choice.drug, node, m, state, knowledge)),
  }));
  const most = Math.max(0, ...choices.map(({ caught }) => caught.length));
  const best = choices.filter(({ caught }) => caught.length === most && most > 0);
  const caught = best[0]?.caught;
  if (caught === undefined) return null;
  const byAvailability = [...best].sort((a, b) => STATUS_RANK[a.status] - STATUS_RANK[b.status]);
  return {
    node,
    pathway,
    intercepts: caught.map((m) => m.id),
    misses: mechanisms
      .filter((m) => !caught.includes(m))
      .map((m) => ({ mechanism: m.id, why: whyMissed(node, m, knowledge) })),
    drugs: byAvailability.map(({ drug, status }) => ({ drug, status })),
  };
}

function drugsAt(
  node: string,
  mechanisms: readonly ResistanceMechanism[],
  state: TumourState,
  knowledge: KnowledgeBase,
): readonly { readonly drug: DrugId; readonly status: TherapyStatus }[] {
  const genesAtNode = new Set(
    mechanisms
      .filter((m) => m.entersAt.some((e) => e.node === node))
      .map((m) => geneOf(m.alteration)),
  );
  return [...knowledge.terminology.drugs].flatMap(([drug, entry]) => {
    if (entry.node !== node || entry.status === 'discontinued') return [];
    if (!findsItsTarget(drug, state, knowledge)) return [];
    const hitsAltered = entry.targets?.some((gene) => genesAtNode.has(gene)) === true;
    if (genesAtNode.size > 0 && !hitsAltered) return [];
    return [{ drug, status: statusFor(drug, state, knowledge) }];
  });
}

/** The status an option rule gives for this disease; approved elsewhere is off-label here. */
function statusFor(drug: DrugId, state: TumourState, knowledge: KnowledgeBase): TherapyStatus {
  const option = knowledge.options.find(
    (o) =>
      o.drugs.length === 1 &&
      o.drugs[0] === drug &&
      [...state.diseases].some((d) => o.diseases.has(d)),
  );
  if (option !== undefined) return option.status;
  const general = knowledge.terminology.drugs.get(drug)?.status ?? 'not-assessed';
  return general === 'approved' ? 'off-label' : general;
}

function catches(
  drug: DrugId,
  node: string,
  mechanism: ResistanceMechanism,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  if (!intercepts(node, mechanism.entersAt, knowledge)) return false;
  const entersHere = mechanism.entersAt.some((e) => e.node === node);
  const answer = sensitivity(drug, mechanism.alteration, state, knowledge);
  if (answer !== null) return answer.cell.call === 'S' && answer.open === null;
  return !entersHere || overcomeInCombination(drug, mechanism, state, knowledge);
}

/** An option of this disease says that the drug overcomes the alteration, at least with a partner. */
function overcomeInCombination(
  drug: DrugId,
  mechanism: ResistanceMechanism,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  return knowledge.options.some(
    (option) =>
      option.drugs.includes(drug) &&
      [...state.diseases].some((d) => option.diseases.has(d)) &&
      isKnownToOvercome(option, mechanism.alteration, state, knowledge),
  );
}

function whyMissed(node: string, mechanism: ResistanceMechanism, knowledge: KnowledgeBase): string {
  if (!intercepts(node, mechanism.entersAt, knowledge)) {
    const at = mechanism.entersAt.map((e) => e.node).join(' and ');
    return `signals at ${at} without passing ${node}`;
  }
  return 'no drug that intercepts the others is known to overcome it';
}

/** The smallest set of nodes that together intercept all, by trying sizes upwards; the graph is small. */
function smallestCoveringSet(
  mechanisms: readonly ResistanceMechanism[],
  nodes: readonly InterceptingNode[],
): readonly string[] | null {
  for (let size = 1; size <= nodes.length; size += 1) {
    for (const set of subsets(nodes, size)) {
      const caught = new Set(set.flatMap((n) => n.intercepts));
      if (mechanisms.every((m) => caught.has(m.id))) return set.map((n) => n.node);
    }
  }
  return null;
}

function* subsets<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (const [index, item] of items.entries()) {
    for (const rest of subsets(items.slice(index + 1), size - 1)) yield [item, ...rest];
  }
}
