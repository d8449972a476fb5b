import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { drugName } from '../../../src/cards/detail.ts';
import type { Convergence, InterceptingNode, Strategy } from '../../../src/domain/conclusion.ts';
import type { Judgement } from '../record/judge.ts';
import { COVERAGES, STATUSES } from '../wording/words.ts';
import { listed } from '../../../src/domain/sentence.ts';

/** A node or an option that the reader may try out: what it covers and what it leaves. */
export interface Alternative {
  readonly key: string;
  readonly kind: 'node' | 'set' | 'option';
  readonly title: string;
  /** `covers both`, `covers 2 of 3`. */
  readonly summary: string;
  readonly nodes: readonly string[];
  readonly covers: readonly Covered[];
  readonly leaves: readonly Covered[];
  readonly notes: readonly string[];
}

export interface Covered {
  readonly mechanism: string;
  readonly name: string;
  readonly how: string | null;
}

/** Intercepting nodes best first, the smallest set, then the options. */
export function alternatives(judgement: Judgement): readonly Alternative[] {
  const { found, knowledge } = judgement;
  const meeting = found.convergence;
  const names = namesOf(judgement);
  const nodes = (meeting?.nodes ?? []).map((node) => ofNode(node, meeting, names, judgement));
  const set = meeting?.smallestSet ?? null;
  return [
    ...nodes,
    ...(meeting === undefined || set === null ? [] : [ofSet(set, meeting, names, judgement)]),
    ...found.strategies
      .filter(({ status, coverage }) => status !== 'discontinued' && coverage.length > 0)
      .map((option) =>
        ofOption(option, names, (drug) => knowledge.terminology.drugs.get(drug)?.node ?? null),
      ),
  ];
}

type Names = (id: string) => string;

function namesOf({ found, knowledge }: Judgement): Names {
  const names = new Map<string, string>([
    ...found.mechanisms.map((m) => [m.id, alterationLabel(m.alteration, knowledge)] as const),
    ...(found.convergence?.escapes ?? []).map((e) => {
      const node = knowledge.pathways.get(e.pathway)?.nodeNames.get(e.node) ?? e.node;
      const what = e.genes.length > 0 ? listed(e.genes) : node;
      return [e.id, `${what} (feedback)`] as const;
    }),
  ]);
  return (id) => names.get(id) ?? id;
}

function counted(covered: number, all: number): string {
  if (all === 1) return covered === 1 ? 'covers it' : 'leaves it';
  if (covered === all) return all === 2 ? 'covers both' : `covers all ${String(all)}`;
  return `covers ${covered === 0 ? 'none' : String(covered)} of ${String(all)}`;
}

/** Nodes answer for released feedback too, options for what was found: the difference is said. */
function countedWith(covered: number, meeting: Convergence | undefined): string {
  const escapes = meeting?.escapes.length ?? 0;
  const all = (meeting?.mechanisms.length ?? 0) + escapes;
  return `${counted(covered, all)}${escapes > 0 ? ', released feedback included' : ''}`;
}

function ofNode(
  node: InterceptingNode,
  meeting: Convergence | undefined,
  names: Names,
  { knowledge }: Judgement,
): Alternative {
  const caught = [...node.intercepts, ...node.blocks];
  const drugs = node.drugs.map(
    ({ drug, status }) => `${drugName(drug, knowledge)} (${STATUSES[status]})`,
  );
  return {
    key: `node:${node.pathway}:${node.node}`,
    kind: 'node',
    title: knowledge.pathways.get(node.pathway)?.nodeNames.get(node.node) ?? node.node,
    summary: countedWith(caught.length, meeting),
    nodes: [node.node],
    covers: caught.map((mechanism) => ({ mechanism, name: names(mechanism), how: null })),
    leaves: node.misses.map(({ mechanism, why }) => ({
      mechanism,
      name: names(mechanism),
      how: why,
    })),
    notes: [
      drugs.length === 0 ? 'No drug is known there.' : `Drugs there: ${drugs.join(', ')}.`,
      ...(node.triedWith.length === 0
        ? []
        : [
            `Progression came under ${listed(node.triedWith.map((d) => drugName(d, knowledge)))}, which act there.`,
          ]),
      ...node.reopens.map(
        ({ node: opened, genes, under }) =>
          `Blocking it is known to re-open ${genes.length > 0 ? listed(genes) : opened} (under ${listed(under.map((d) => drugName(d, knowledge)))}): a partner is needed there.`,
      ),
    ],
  };
}

function ofSet(
  set: readonly string[],
  meeting: Convergence,
  names: Names,
  { knowledge }: Judgement,
): Alternative {
  const nameOf = (node: string): string =>
    [...knowledge.pathways.values()].flatMap(({ nodeNames }) => nodeNames.get(node) ?? [])[0] ??
    node;
  const all = [...meeting.mechanisms, ...meeting.escapes.map(({ id }) => id)];
  return {
    key: `set:${set.join('+')}`,
    kind: 'set',
    title: listed(set.map(nameOf)),
    summary: `smallest set: ${countedWith(all.length, meeting)}`,
    nodes: set,
    covers: all.map((mechanism) => ({ mechanism, name: names(mechanism), how: null })),
    leaves: [],
    notes: ['No single node intercepts all; this is the smallest set that does.'],
  };
}

function ofOption(
  option: Strategy,
  names: Names,
  nodeOf: (drug: string) => string | null,
): Alternative {
  const entries = option.coverage.map(({ mechanism, verdict, level }) => ({
    mechanism,
    name: names(mechanism),
    how: `${COVERAGES[verdict]}${level === null ? '' : `, level ${level}`}`,
    covered: verdict === 'overcomes' || verdict === 'expected',
  }));
  const covers = entries.filter(({ covered }) => covered);
  return {
    key: `option:${option.id}`,
    kind: 'option',
    title: option.title,
    summary: option.coverage.every(({ verdict }) => verdict === 'independent')
      ? `${STATUSES[option.status]}, independent of the pathway`
      : `${STATUSES[option.status]}, ${counted(covers.length, entries.length)}`,
    nodes: [...new Set(option.drugs.flatMap((drug) => nodeOf(drug) ?? []))],
    covers,
    leaves: entries.filter(({ covered }) => !covered),
    notes: option.tradeOff === null ? [] : [option.tradeOff],
  };
}
