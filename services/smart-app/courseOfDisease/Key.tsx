import type { ComponentChildren, JSX } from 'preact';
import { MARK_STATES } from '../wording/words.ts';
import type { AlterationMark, Course, MarkState } from './course.ts';
import { isHollow } from './courseLayout.ts';
import { SAMPLE_SHAPES, seriesShape } from './seriesMark.ts';
import { StateMark } from './StateMark.tsx';

/** What the marks of this picture mean; what it does not hold is left out. */
export function Key({ course }: { readonly course: Course }): JSX.Element {
  const marks = course.alterations.flatMap((alteration) => alteration.marks);
  const some = (holds: (mark: AlterationMark) => boolean): boolean => marks.some(holds);
  const spans = course.treatments.flatMap((treatment) => treatment.spans);
  return (
    <ul class="key" aria-label="Marks">
      {(Object.keys(MARK_STATES) as MarkState[]).map(
        (state) =>
          some((mark) => mark.state === state) && (
            <Entry key={state} means={MARK_STATES[state]}>
              <StateMark state={state} index={0} />
            </Entry>
          ),
      )}
      {some(({ state, interval }) => state === 'not-detected' && interval !== null) && (
        <Entry means="not detected: at most this">
          <path class="upper-bound-key" d="M-5,-4H5M0,-4V5M-3.5,1.5L0,5L3.5,1.5" />
        </Entry>
      )}
      {some(({ state, interval }) => state === 'measured' && interval !== null) && (
        <Entry means="95 % interval">
          <path class="interval-key" d="M0,-8V8M-4,-8H4M-4,8H4" />
        </Entry>
      )}
      {some(({ state, material }) => state === 'measured' && material === 'tissue') && (
        <Entry means="from tissue">
          <path class="hollow" d="M-7,-7H7V7H-7Z" />
          <path class="filled" d={seriesShape(0)} />
        </Entry>
      )}
      {some(({ turn }) => turn === 'emerged') && <Sign sign="▲" means="emerged" />}
      {some(({ turn }) => turn === 'cleared') && <Sign sign="▽" means="cleared" />}
      {course.samples.some(isHollow) && (
        <Entry means="not shown to be informative">
          <g class="sample">
            <path class="hollow" d={SAMPLE_SHAPES.fluid} />
          </g>
        </Entry>
      )}
      {course.samples.some(({ limitOfDetection }) => limitOfDetection !== null) && (
        <Entry means="below the limit of detection">
          <rect class="below-detection" x={-9} y={-9} width={18} height={18} />
        </Entry>
      )}
      {course.alterations.some(({ forecast }) => forecast !== null) && (
        <Entry means="expected decay">
          <path class="forecast-key" d="M-9,0H9" />
        </Entry>
      )}
      {spans.some(({ to, ongoing }) => to === null && !ongoing) && (
        <Entry means="end not documented">
          <rect class="drug open-end" x={-8} y={-5} width={16} height={10} rx={2} />
        </Entry>
      )}
    </ul>
  );
}

function Entry({
  means,
  children,
}: {
  readonly means: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <li>
      <svg class="chart swatch s0" viewBox="-9 -9 18 18" width={18} height={18} aria-hidden="true">
        {children}
      </svg>
      {means}
    </li>
  );
}

function Sign({ sign, means }: { readonly sign: string; readonly means: string }): JSX.Element {
  return (
    <li>
      <span aria-hidden="true">{sign}</span> {means}
    </li>
  );
}
