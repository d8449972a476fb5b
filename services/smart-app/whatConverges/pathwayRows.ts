import type { PathwaysFile } from '../../../src/rulebase/ruleFiles.ts';

type PathwayFile = PathwaysFile['pathways'][number];

/** A node's place: rows from the receptor down to the output. */
export interface PathwayRow {
  readonly id: string;
  readonly column: 0 | 1;
}

/**
 * Orders the nodes of a pathway so that signals go down. Nodes that lead to the output are drawn;
 * nodes that only hold others back are, when the patient has one of them altered. What starts
 * further down than the receptors joins from the side.
 */
export function pathwayRows(
  file: PathwayFile,
  altered: ReadonlySet<string>,
): readonly PathwayRow[] {
  const activating = file.edges.filter(
    ({ kind, diseases, under }) =>
      kind === 'activates' && diseases === undefined && under === undefined,
  );
  const drawn = leadingTo(file.output, activating);
  const depth = depths(drawn, activating);
  const deepest = Math.max(0, ...depth.values());
  const rows = [...drawn].map((id) => {
    const before = activating.some(({ to, from }) => to === id && drawn.has(from));
    const after = activating.filter(({ from }) => from === id).map(({ to }) => depth.get(to) ?? 0);
    const first = !before && Math.min(...after, deepest) > 1;
    return first
      ? { id, column: 1 as const, depth: Math.min(...after) - 0.5 }
      : { id, column: 0 as const, depth: depth.get(id) ?? 0 };
  });
  const holdingBack = file.edges.flatMap(({ from, to, kind }) =>
    kind === 'inhibits' && altered.has(from) && !drawn.has(from) && drawn.has(to)
      ? [{ id: from, column: 1 as const, depth: (depth.get(to) ?? 0) - 0.4 }]
      : [],
  );
  return [...rows, ...holdingBack]
    .sort((a, b) => a.depth - b.depth)
    .map(({ id, column }) => ({ id, column }));
}

type Edges = readonly { readonly from: string; readonly to: string }[];

function leadingTo(output: string, edges: Edges): ReadonlySet<string> {
  const found = new Set([output]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { from, to } of edges) if (found.has(to)) found.add(from);
  }
  return found;
}

/** Longest way from a start; the files have no loops of activation, and one would end here too. */
function depths(nodes: ReadonlySet<string>, edges: Edges): ReadonlyMap<string, number> {
  const depth = new Map([...nodes].map((id) => [id, 0]));
  for (let round = 0; round < nodes.size; round += 1) {
    for (const { from, to } of edges) {
      const next = (depth.get(from) ?? 0) + 1;
      if (nodes.has(to) && nodes.has(from) && next > (depth.get(to) ?? 0)) depth.set(to, next);
    }
  }
  return depth;
}
