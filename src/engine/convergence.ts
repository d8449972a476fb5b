import { geneOf, type GeneSymbol } from '../domain/alteration.ts';
import type {
  AdaptiveEscape,
  Convergence,
  InterceptingNode,
  PathwayEntry,
  ResistanceMechanism,
  TherapyStatus,
} from '../domain/conclusion.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { escapesUnder } from './adaptiveEscape.ts';
import { findsItsTarget, intercepts } from './coverage.ts';
import { lesionsOf } from './geography.ts';
import { sensitivity, uniqueEvidence } from './mechanisms.ts';
import { isKnownToOvercome, overcoming } from './overcoming.ts';
import { STATUS_RANK } from './strategies.ts';
import type { TumourRecord } from './tumourRecord.ts';
import type { TumourState } from './tumourState.ts';

/** What the question of convergence is asked with. */
export interface ConvergenceInput {
  /** Mechanisms that bear on the drugs at issue. */
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly state: TumourState;
  readonly record: TumourRecord;
  readonly lines: readonly TherapyLine[];
  readonly knowledge: KnowledgeBase;
}

/**
 * Do several mechanisms meet in one node that a drug can block? A node intercepts a mechanism when
 * it lies on every path from where the mechanism enters to the pathway's output (post-dominance),
 * and a drug acts there that the tumour's own alterations do not defeat. Convergence exists when
 * one node intercepts two or more mechanisms, or the same mechanism in several lesions, or a
 * mechanism together with a way that the failed therapy itself has opened.
 */
export function convergence(input: ConvergenceInput): Convergence | null {
  const entering = input.mechanisms.filter((m) => m.entersAt.length > 0);
  if (entering.length === 0) return null;
  const meeting = meetingOf(entering, input);
  const origins = (node: InterceptingNode): number =>
    node.blocks.length +
    sum(node.intercepts.map((id) => Math.max(1, meeting.lesionsOf.get(id)?.length ?? 0)));
  const candidates = candidateNodes(meeting, input.knowledge)
    .flatMap((candidate) => {
      const node = interceptingNode(candidate, meeting, input);
      return node === null ? [] : [{ node, depth: candidate.depth }];
    })
    .sort((a, b) => {
      const order = firstDifference(
        caughtBy(b.node).length - caughtBy(a.node).length,
        Number(a.node.triedWith.length > 0) - Number(b.node.triedWith.length > 0),
        a.depth - b.depth,
        statusRank(a.node) - statusRank(b.node),
      );
      return order === 0
        ? compareText(bestLevel(a.node, meeting, input), bestLevel(b.node, meeting, input))
        : order;
    })
    .map(({ node }) => node);
  const nodes = candidates.filter((node) => node.intercepts.length > 0 && origins(node) > 1);
  if (nodes.length === 0) return null;
  const all = [...entering, ...meeting.escapes].map(({ id }) => id);
  const coversAll = nodes.some((n) => caughtBy(n).length === all.length);
  return {
    kind: 'convergence',
    mechanisms: entering.map((m) => m.id),
    escapes: meeting.escapes,
    lesions: [...new Set([...meeting.lesionsOf.values()].flat())],
    nodes,
    smallestSet: coversAll ? null : smallestCoveringSet(all, candidates),
    because: {
      rules: entering.flatMap((m) => m.because.rules),
      evidence: uniqueEvidence(entering.flatMap((m) => m.because.evidence)),
      resources: [...new Set(entering.flatMap((m) => m.because.resources))],
    },
  };
}

/** What has to be intercepted. */
interface Meeting {
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly escapes: readonly AdaptiveEscape[];
  /** Lesions in which each mechanism was found, by its id. */
  readonly lesionsOf: ReadonlyMap<string, readonly string[]>;
  /** Drugs of the latest line, when the disease progressed under it. */
  readonly failed: readonly DrugId[];
}

function meetingOf(
  mechanisms: readonly ResistanceMechanism[],
  { state, record, lines, knowledge }: ConvergenceInput,
): Meeting {
  const latest = lines.at(-1);
  const failed = latest === undefined || latest.progressedOn === null ? [] : latest.drugs;
  return {
    mechanisms,
    escapes: escapesUnder(failed, state, knowledge),
    lesionsOf: new Map(
      mechanisms.map((m) => [m.id, lesionsOf(m.track, record).found.map(({ lesion }) => lesion)]),
    ),
    failed,
  };
}

interface Candidate {
  readonly pathway: string;
  readonly node: string;
  /** Steps below the highest entry: the less, the less is left untouched above. */
  readonly depth: number;
}

function candidateNodes(
  { mechanisms, escapes }: Meeting,
  knowledge: KnowledgeBase,
): readonly Candidate[] {
  const candidates = new Map<string, Candidate>();
  const entries: readonly PathwayEntry[] = [...mechanisms.flatMap((m) => m.entersAt), ...escapes];
  for (const { pathway, node: entry } of entries) {
    const chain = knowledge.pathways.get(pathway)?.postDominators.get(entry) ?? [];
    chain.forEach((node, depth) => {
      const known = candidates.get(node);
      if (known === undefined || known.depth < depth) {
        candidates.set(node, { pathway, node, depth });
      }
    });
  }
  return [...candidates.values()].sort((a, b) => a.depth - b.depth);
}

/** A node with the drugs that act there; the drug that intercepts most speaks for the node. */
function interceptingNode(
  { pathway, node }: Candidate,
  meeting: Meeting,
  { state, knowledge }: ConvergenceInput,
): InterceptingNode | null {
  const choices = drugsAt(node, meeting, state, knowledge).map((drug) => ({
    drug,
    caught: meeting.mechanisms.filter((m) => catches(drug, node, m, state, knowledge)),
    blocked: meeting.escapes.filter((e) => blocks(drug, node, e, knowledge)),
  }));
  const number = (choice: (typeof choices)[number]): number =>
    choice.caught.length + choice.blocked.length;
  const most = Math.max(0, ...choices.map(number));
  const best = choices.filter((choice) => number(choice) === most && most > 0);
  const first = best[0];
  if (first === undefined) return null;
  const { caught, blocked } = first;
  const drugs = best
    .map(({ drug }) => ({ drug, status: statusFor(drug, state, knowledge) }))
    .sort((a, b) => STATUS_RANK[a.status] - STATUS_RANK[b.status]);
  const onTargetHere = caught.some(
    (m) => m.mechanismClass === 'on-target' && m.entersAt.some((e) => e.node === node),
  );
  return {
    node,
    pathway,
    intercepts: caught.map((m) => m.id),
    blocks: blocked.map((e) => e.id),
    misses: [
      ...meeting.mechanisms
        .filter((m) => !caught.includes(m))
        .map((m) => ({ mechanism: m.id, why: whyMissed(node, m.entersAt, knowledge) })),
      ...meeting.escapes
        .filter((e) => !blocked.includes(e))
        .map((e) => ({ mechanism: e.id, why: whyMissed(node, [e], knowledge) })),
    ],
    lesions: [...new Set(caught.flatMap((m) => meeting.lesionsOf.get(m.id) ?? []))],
    drugs,
    // A changed target calls for another inhibitor of the same node: that is no repetition.
    triedWith: onTargetHere
      ? []
      : meeting.failed.filter((drug) => knowledge.terminology.drugs.get(drug)?.node === node),
    reopens: escapesUnder(
      drugs.map(({ drug }) => drug),
      state,
      knowledge,
    ).filter((escape) => escape.node !== node),
  };
}

/** How soon a drug that acts there can be had. */
function statusRank({ drugs }: InterceptingNode): number {
  return Math.min(...drugs.map(({ status }) => STATUS_RANK[status]));
}

/** The strongest level at which a drug of the node is known to overcome what the node intercepts; after all levels when none is. */
function bestLevel(
  { drugs, intercepts: caught }: InterceptingNode,
  { mechanisms }: Meeting,
  { state, knowledge }: ConvergenceInput,
): string {
  const levels = mechanisms
    .filter(({ id }) => caught.includes(id))
    .flatMap(({ alteration }) =>
      drugs.flatMap(({ drug }) => {
        const cell = sensitivity(drug, alteration, state, knowledge)?.cell;
        const stated = ruleIndex(knowledge)
          .optionsWith(drug)
          .filter((option) => [...state.diseases].some((d) => option.diseases.has(d)))
          .map((option) => overcoming(option, alteration, state, knowledge)?.level ?? 'Z');
        return [cell?.call === 'S' ? cell.level : 'Z', ...stated];
      }),
    );
  return levels.sort(compareText)[0] ?? 'Z';
}

function drugsAt(
  node: string,
  { mechanisms, escapes }: Meeting,
  state: TumourState,
  knowledge: KnowledgeBase,
): readonly DrugId[] {
  const genesAtNode = new Set<GeneSymbol | null>([
    ...mechanisms
      .filter((m) => m.entersAt.some((e) => e.node === node))
      .map((m) => geneOf(m.alteration)),
    ...escapes.filter((e) => e.node === node).flatMap((e) => e.genes),
  ]);
  const { drugs } = knowledge.terminology;
  return (knowledge.drugsAtNode.get(node) ?? []).filter((drug) => {
    const hitsAltered = drugs.get(drug)?.targets?.some((gene) => genesAtNode.has(gene)) === true;
    return (genesAtNode.size === 0 || hitsAltered) && findsItsTarget(drug, state, knowledge);
  });
}

/** The status an option rule gives for this disease; approved elsewhere is off-label here. */
function statusFor(drug: DrugId, state: TumourState, knowledge: KnowledgeBase): TherapyStatus {
  const option = ruleIndex(knowledge)
    .optionsWith(drug)
    .find((o) => o.drugs.length === 1 && [...state.diseases].some((d) => o.diseases.has(d)));
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

/** An escape is blocked below its node, or at it by a drug that hits each member that comes alive. */
function blocks(
  drug: DrugId,
  node: string,
  escape: AdaptiveEscape,
  knowledge: KnowledgeBase,
): boolean {
  if (!intercepts(node, [escape], knowledge)) return false;
  if (escape.node !== node) return true;
  const targets = knowledge.terminology.drugs.get(drug)?.targets ?? [];
  return escape.genes.every((gene) => targets.includes(gene));
}

/** An option of this disease says that the drug overcomes the alteration, at least with a partner. */
function overcomeInCombination(
  drug: DrugId,
  mechanism: ResistanceMechanism,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  return ruleIndex(knowledge)
    .optionsWith(drug)
    .some(
      (option) =>
        [...state.diseases].some((d) => option.diseases.has(d)) &&
        isKnownToOvercome(option, mechanism.alteration, state, knowledge),
    );
}

function whyMissed(
  node: string,
  entries: readonly PathwayEntry[],
  knowledge: KnowledgeBase,
): string {
  if (!intercepts(node, entries, knowledge)) {
    const at = [...new Set(entries.map((e) => e.node))].join(' and ');
    return `signals at ${at} without passing ${node}`;
  }
  return 'no drug that intercepts the others is known to overcome it';
}

function caughtBy({
  intercepts: mechanisms,
  blocks: escapes,
}: InterceptingNode): readonly string[] {
  return [...mechanisms, ...escapes];
}

/** The smallest set of nodes that together intercept all, by trying sizes upwards; the graph is small. */
function smallestCoveringSet(
  all: readonly string[],
  nodes: readonly InterceptingNode[],
): readonly string[] | null {
  const reachable = new Set(nodes.flatMap(caughtBy));
  if (!all.every((id) => reachable.has(id))) return null;
  for (let size = 1; size <= nodes.length; size += 1) {
    for (const set of subsets(nodes, size)) {
      const caught = new Set(set.flatMap(caughtBy));
      if (all.every((id) => caught.has(id))) return set.map((n) => n.node);
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
