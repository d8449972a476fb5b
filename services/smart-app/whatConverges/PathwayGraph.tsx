import type { JSX } from 'preact';
import type { Alternative } from './alternatives.ts';
import { INDENT, LINE, pathwayLayout } from './pathwayLayout.ts';
import type { PathwayPicture, PictureNode } from './pathwayPicture.ts';

/**
 * The pathway: drugs on the left, nodes in the middle, the patient's alterations on the right, on a
 * phone below their nodes. The list beside it says the same in words and is what the keyboard uses.
 */
export function PathwayGraph({
  picture,
  room,
  alternative,
  onNode,
}: {
  readonly picture: PathwayPicture;
  /** Pixels that there are for it. */
  readonly room: number;
  readonly alternative: Alternative | null;
  readonly onNode: (node: string) => void;
}): JSX.Element {
  const { width, height, nodes, edges, drugsX, mechanisms, mechanismsX } = pathwayLayout(
    picture,
    room,
  );
  const beside = mechanisms === 'beside';
  const covered = new Set(alternative?.covers.map(({ mechanism }) => mechanism));
  const signOf = (mechanism: string): string =>
    alternative === null ? '' : covered.has(mechanism) ? '●' : '○';
  return (
    <svg
      class={`chart pathway mechanisms-${mechanisms}`}
      width={width}
      height={height}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="img"
      aria-label={`${picture.name}: ${nodes.map(inWords).join(' ')}`}
    >
      <defs>
        <marker
          id={`arrow-${picture.id}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
        >
          <path class="arrow-head" d="M0,0L8,4L0,8Z" />
        </marker>
        <marker
          id={`bar-${picture.id}`}
          viewBox="0 0 4 12"
          refX="3"
          refY="6"
          markerWidth="4"
          markerHeight="12"
          orient="auto-start-reverse"
        >
          <path class="arrow-head" d="M1,0H3V12H1Z" />
        </marker>
      </defs>
      {edges.map(({ key, path, kind }) => (
        <path
          key={key}
          class={`edge ${kind}`}
          d={path}
          marker-end={`url(#${kind === 'inhibits' ? 'bar' : 'arrow'}-${picture.id})`}
        />
      ))}
      {nodes.map((node) => {
        const chosen = alternative?.nodes.includes(node.id) === true;
        const middle = node.y + node.height / 2;
        const top = (lines: number): number => middle - ((lines - 1) * LINE) / 2 + 4;
        const found = beside
          ? top(2 * (node.mechanisms.length + node.escapes.length))
          : node.y + node.height + LINE;
        return (
          <g key={node.id}>
            {node.drugs.length > 0 && (
              <path
                class={`acts${chosen ? ' chosen' : ''}`}
                d={`M${String(drugsX + 6)},${String(middle)}H${String(node.x - 6)}`}
                marker-end={`url(#bar-${picture.id})`}
              />
            )}
            {node.drugs.map(({ drug, label, given }, i) => (
              <text
                key={drug}
                class={`drug-name${given ? ' given' : ''}`}
                x={drugsX}
                y={top(node.drugs.length) + i * LINE}
                text-anchor="end"
              >
                {label}
              </text>
            ))}
            <g
              class={`node ${node.intercepts ?? 'none'}${node.isOutput ? ' output' : ''}${chosen ? ' chosen' : ''}${node.mechanisms.length > 0 ? ' altered' : ''}`}
              onClick={() => {
                onNode(node.id);
              }}
            >
              <rect
                x={node.x}
                y={node.y}
                width={node.width}
                height={node.height}
                rx={node.isOutput ? 17 : 6}
              />
              <text x={node.x + node.width / 2} y={middle + 4} text-anchor="middle">
                {node.intercepts === 'all' ? `★ ${node.label}` : node.label}
              </text>
            </g>
            {beside && node.mechanisms.length > 0 && (
              <path
                class="points-to"
                d={`M${String(node.x + node.width + 4)},${String(middle)}H${String(mechanismsX - 6)}`}
              />
            )}
            {node.mechanisms.map(({ id, name, found: amount }, i) => (
              <text
                key={id}
                class={`mechanism${covered.has(id) ? ' covered' : ''}`}
                x={mechanismsX}
                y={found + 2 * i * LINE}
              >
                {`${signOf(id)} `}
                <tspan class="name">{name}</tspan>
                <tspan class="found" x={mechanismsX + INDENT} dy={LINE - 2}>
                  {amount}
                </tspan>
              </text>
            ))}
            {node.escapes.map(({ what, under }, i) => (
              <text
                key={what}
                class="mechanism escape"
                x={mechanismsX}
                y={found + 2 * (node.mechanisms.length + i) * LINE}
              >
                ↺ {what}
                <tspan x={mechanismsX + INDENT} dy={LINE - 2}>
                  {`feedback released by ${under}`}
                </tspan>
              </text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

function inWords({ name, drugs, mechanisms, escapes, intercepts }: PictureNode): string {
  const parts = [
    ...(mechanisms.length === 0
      ? []
      : [`altered: ${mechanisms.map((m) => `${m.name}, ${m.found}`).join('; ')}`]),
    ...escapes.map(({ what, under }) => `${what}: feedback released by ${under}`),
    ...(drugs.length === 0 ? [] : [`drugs: ${drugs.map(({ label }) => label).join(', ')}`]),
    ...(intercepts === 'all'
      ? ['intercepts all']
      : intercepts === 'part'
        ? ['intercepts a part']
        : []),
  ];
  return parts.length === 0 ? `${name}.` : `${name}: ${parts.join('; ')}.`;
}
