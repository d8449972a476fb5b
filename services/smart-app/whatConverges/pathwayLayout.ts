import type { PathwayPicture, PictureNode } from './pathwayPicture.ts';

/** Where the parts of a pathway stand, in pixels. */
export interface PathwayLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (PictureNode & Box)[];
  readonly edges: readonly { readonly path: string; readonly kind: string; readonly key: string }[];
  readonly mechanisms: 'beside' | 'below';
  /** Where the drugs end and the alterations begin. */
  readonly drugsX: number;
  readonly mechanismsX: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const NODE_HEIGHT = 34;
const SIDE = 62;
const NARROW_SIDE = 18;
/** Room for names, from the longest of them: pixels a letter, bold and plain. */
const BOLD_LETTER = 8.4;
const LETTER = 7;
const LEAST = { node: 120, drugs: 90, mechanisms: 180 } as const;
const FEEDBACK = 34;
const ROW_GAP = 24;
/** From one line of text to the next. */
export const LINE = 17;
/** How far the second line of an entry stands in. */
export const INDENT = 14;

/** The alterations stand beside their nodes, or below them where there is no room. */
export function pathwayLayout(
  { nodes, edges }: Pick<PathwayPicture, 'nodes' | 'edges'>,
  room = Infinity,
): PathwayLayout {
  const beside = laidOut({ nodes, edges }, 'beside');
  return beside.width <= room ? beside : laidOut({ nodes, edges }, 'below');
}

function laidOut(
  { nodes, edges }: Pick<PathwayPicture, 'nodes' | 'edges'>,
  mechanisms: PathwayLayout['mechanisms'],
): PathwayLayout {
  const beside = mechanisms === 'beside';
  const drugsX = drugsWidth(nodes);
  const main = drugsX + 26;
  const nodeWidth = nodesWidth(nodes);
  const hasSide = nodes.some(({ column }) => column === 1);
  const side = beside ? SIDE : NARROW_SIDE;
  let y = 8;
  const placed = nodes.map((node) => {
    const lines = 2 * (node.mechanisms.length + node.escapes.length);
    const row = Math.max(NODE_HEIGHT, Math.max(node.drugs.length, beside ? lines : 0) * LINE + 4);
    const box = {
      ...node,
      x: main + (node.column === 1 ? side : 0),
      y: y + (row - NODE_HEIGHT) / 2,
      width: nodeWidth,
      height: NODE_HEIGHT,
    };
    y += row + ROW_GAP + (beside ? 0 : lines * LINE);
    return box;
  });
  const fed = edges.some(({ kind }) => kind === 'feedback');
  const right = main + nodeWidth + (hasSide ? side : 0) + (fed ? FEEDBACK : 0);
  const byId = new Map(placed.map((node, row) => [node.id, { node, row }]));
  return {
    width: beside
      ? right + 20 + mechanismsWidth(nodes)
      : Math.max(right + 4, main + longestMechanism(nodes)),
    mechanisms,
    height: y - ROW_GAP + 10,
    nodes: placed,
    edges: edges.flatMap(({ from, to, kind }) => {
      const start = byId.get(from);
      const end = byId.get(to);
      if (start === undefined || end === undefined) return [];
      const between = placed.slice(Math.min(start.row, end.row) + 1, Math.max(start.row, end.row));
      const blocked = between.some(({ column }) => column === start.node.column);
      return [
        {
          key: `${from} ${kind} ${to}`,
          kind,
          path:
            kind === 'feedback'
              ? back(start.node, end.node, right)
              : blocked && start.node.column === end.node.column
                ? aside(start.node, end.node, -18)
                : down(start.node, end.node),
        },
      ];
    }),
    drugsX,
    mechanismsX: beside ? right + 20 : main,
  };
}

/** One width for all, so that they stand in a column; a star may come before the name. */
function nodesWidth(nodes: readonly PictureNode[]): number {
  const longest = nodes.map(
    ({ label, intercepts }) => (label.length + (intercepts === 'all' ? 2 : 0)) * BOLD_LETTER,
  );
  return Math.round(Math.max(LEAST.node, ...longest) + 18);
}

function drugsWidth(nodes: readonly PictureNode[]): number {
  const longest = nodes.flatMap(({ drugs }) =>
    drugs.map(({ label, given }) => label.length * (given ? BOLD_LETTER : LETTER)),
  );
  return Math.round(Math.max(LEAST.drugs, ...longest));
}

function mechanismsWidth(nodes: readonly PictureNode[]): number {
  return Math.max(LEAST.mechanisms + INDENT, longestMechanism(nodes));
}

function longestMechanism(nodes: readonly PictureNode[]): number {
  const longest = nodes.flatMap(({ mechanisms, escapes }) => [
    ...mechanisms.flatMap(({ name, found }) => [name.length * BOLD_LETTER, found.length * LETTER]),
    ...escapes.flatMap(({ what, under }) => [
      what.length * LETTER,
      `feedback released by ${under}`.length * LETTER,
    ]),
  ]);
  return Math.round(Math.max(0, ...longest) + INDENT);
}

function down(from: Box, to: Box): string {
  const x0 = from.x + from.width / 2;
  const x1 = to.x + to.width / 2;
  const y0 = from.y + from.height;
  const y1 = to.y - 3;
  const middle = (y0 + y1) / 2;
  return x0 === x1
    ? `M${String(x0)},${String(y0)}V${String(y1)}`
    : `M${String(x0)},${String(y0)}C${String(x0)},${String(middle)} ${String(x1)},${String(middle)} ${String(x1)},${String(y1)}`;
}

/** Back up, on the right of all nodes. */
function back(from: Box, to: Box, x: number): string {
  const y0 = from.y + from.height / 2;
  const y1 = to.y + to.height / 2;
  return `M${String(from.x + from.width)},${String(y0)}H${String(x - 8)}Q${String(x)},${String(y0)} ${String(x)},${String(y0 - 8)}V${String(y1 + 8)}Q${String(x)},${String(y1)} ${String(x - 8)},${String(y1)}H${String(to.x + to.width + 3)}`;
}

/** Around what lies between, on the left. */
function aside(from: Box, to: Box, by: number): string {
  const y0 = from.y + from.height / 2 + 7;
  const y1 = to.y + to.height / 2 - 7;
  const x = Math.min(from.x, to.x);
  return `M${String(from.x)},${String(y0)}C${String(x + by)},${String(y0)} ${String(x + by)},${String(y1)} ${String(to.x - 3)},${String(y1)}`;
}
