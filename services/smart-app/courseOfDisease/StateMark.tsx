import type { JSX } from 'preact';
import type { MarkState } from './course.ts';
import { seriesShape } from './seriesMark.ts';

/**
 * What one sample says of one alteration, as a mark around 0,0. Each state has a form of its own, so
 * that none is told by colour alone.
 */
export function StateMark({
  state,
  index,
  label = null,
}: {
  readonly state: MarkState;
  readonly index: number;
  readonly label?: string | null;
}): JSX.Element {
  switch (state) {
    case 'measured':
      return (
        <>
          <path class="filled" d={seriesShape(index)} />
          {label !== null && (
            <text class="mark-label" y={-8} text-anchor="middle">
              {label}
            </text>
          )}
        </>
      );
    case 'without-number':
      return (
        <>
          <circle class="hollow" r={5.5} />
          <path class="filled" d="M0,-5.5A5.5,5.5 0 0 0 0,5.5Z" />
        </>
      );
    case 'not-detected':
      return <circle class="hollow" r={5} />;
    case 'not-sequenced':
      return <path class="faint" d="M-4,0H4" />;
    case 'uninformative':
      return (
        <>
          <circle class="unsure" r={6.5} />
          <text class="sign" y={3.6} text-anchor="middle">
            ?
          </text>
        </>
      );
    case 'contradictory':
      return (
        <>
          <path class="unsure" d="M0,-7.5L7.5,6H-7.5Z" />
          <text class="sign" y={4.6} text-anchor="middle">
            !
          </text>
        </>
      );
    default:
      return state satisfies never;
  }
}
