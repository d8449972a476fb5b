import type { GeneSymbol } from '../domain/alteration.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { AlterationPattern } from './alterationPattern.ts';
import type { NamesAt } from './nameResolver.ts';
import type { PathwaysFile } from './ruleFiles.ts';

/** A signalling pathway as a graph whose `output` is the effect the tumour lives on. */
export interface Pathway {
  readonly id: string;
  readonly name: string;
  readonly output: string;
  readonly nodeNames: ReadonlyMap<string, string>;
  /** For each node, the nodes on every path from it to the output (itself included), nearest first. */
  readonly postDominators: ReadonlyMap<string, readonly string[]>;
  /** Nodes that come alive under drugs. */
  readonly reopening: readonly ReopeningEdge[];
}

/** A feedback that drugs release: under them the node `to` signals again, whatever is blocked above. */
export interface ReopeningEdge {
  readonly to: string;
  /** Members of the node that come alive; empty when the node is one protein. */
  readonly genes: readonly GeneSymbol[];
  /** Every disease it is known in, descendants included; `null` for all. */
  readonly diseases: ReadonlySet<string> | null;
  readonly under: ReadonlySet<DrugId>;
  /** Known in tumours with one of these; empty for any. */
  readonly background: readonly AlterationPattern[];
  readonly source: string | null;
}

type PathwayFile = PathwaysFile['pathways'][number];

/**
 * Compiles a pathway. A node that lies on every activating path from a mechanism to the output is a
 * post-dominator: blocking it intercepts the mechanism whatever else happens above. An edge that
 * exists only in some diseases or under some drugs is feedback: where it opens, its end is an origin
 * of its own that has to be intercepted too, and no path that others may rely on.
 */
export function compilePathway(file: PathwayFile, at: NamesAt): Pathway {
  const successors = new Map<string, string[]>();
  for (const { id } of file.nodes) successors.set(id, []);
  for (const edge of file.edges) {
    if (edge.kind === 'feedback') continue;
    if (edge.diseases !== undefined || edge.under !== undefined || edge.background !== undefined) {
      at.fault(
        `has the edge ${edge.from} to ${edge.to} with a condition; only feedback can have one`,
      );
    }
    if (edge.kind === 'activates') successors.get(edge.from)?.push(edge.to);
  }
  const postDominators = new Map<string, readonly string[]>();
  for (const { id } of file.nodes) {
    if (!reaches(id, file.output, null, successors)) continue;
    const dominators = file.nodes
      .map((node) => node.id)
      .filter(
        (node) =>
          node !== file.output && (node === id || !reaches(id, file.output, node, successors)),
      );
    postDominators.set(id, nearestFirst(id, dominators, successors));
  }
  return {
    id: file.id,
    name: file.name,
    output: file.output,
    nodeNames: new Map(file.nodes.map(({ id, name }) => [id, name])),
    postDominators,
    reopening: reopeningEdges(file, postDominators, at),
  };
}

/**
 * Feedback edges whose end leads on to the output. A loop of a node onto itself opens no new way; its
 * harm is told by order rules.
 */
function reopeningEdges(
  file: PathwayFile,
  postDominators: ReadonlyMap<string, readonly string[]>,
  at: NamesAt,
): readonly ReopeningEdge[] {
  return file.edges.flatMap(({ from, to, kind, under, diseases, background, genes, source }) =>
    kind !== 'feedback' || under === undefined || from === to || !postDominators.has(to)
      ? []
      : [
          {
            to,
            genes: at.genes(genes ?? []),
            diseases: diseases === undefined ? null : at.diseases(diseases),
            under: at.drugs(under),
            background: at.patterns(background ?? []),
            source: source ?? null,
          },
        ],
  );
}

function reaches(
  from: string,
  to: string,
  without: string | null,
  successors: ReadonlyMap<string, readonly string[]>,
): boolean {
  const seen = new Set<string>([from]);
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === to) return true;
    for (const next of successors.get(node) ?? []) {
      if (next === without || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}

/** Post-dominators of one node form a chain: one reaches the other without the output, or the reverse. */
function nearestFirst(
  from: string,
  nodes: readonly string[],
  successors: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...nodes].sort((a, b) => {
    if (a === from || b === from) return a === from ? -1 : 1;
    return reaches(a, b, null, successors) ? -1 : 1;
  });
}
