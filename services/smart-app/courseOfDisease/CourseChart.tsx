import type { JSX, Ref } from 'preact';
import type { Course, Told } from './course.ts';
import type { CourseLayout, Plot, PlotPoint, Series } from './courseLayout.ts';
import { SAMPLE_SHAPES, seriesClass, seriesDash, seriesShape } from './seriesMark.ts';
import { StateMark } from './StateMark.tsx';

interface ChartProps {
  readonly layout: CourseLayout;
  readonly course: Course;
  readonly told: ReadonlyMap<string, Told>;
  /** The mark whose facts are shown. */
  readonly active: string | null;
  /** The mark that the Tab key reaches. */
  readonly tabStop: string | null;
  readonly onPoint: (id: string) => void;
  readonly svgRef: Ref<SVGSVGElement>;
}

/** The picture: treatments above, responses, samples, allele fractions, and one row per alteration. */
export function CourseChart(props: ChartProps): JSX.Element {
  const { layout, svgRef } = props;
  const { width, height, x0, x1, axisY } = layout;
  return (
    <svg
      ref={svgRef}
      class="chart course"
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="group"
      aria-label="Course of disease"
      aria-describedby="course-keys"
    >
      <rect class="paper" width={width} height={height} />
      <g aria-hidden="true">
        {layout.ticks.map(({ x, label }) => (
          <g key={label + String(x)}>
            <path class="grid" d={`M${String(x)},12V${String(height - 6)}`} />
            <text class="tick" x={x} y={axisY + 14} text-anchor="middle">
              {label}
            </text>
          </g>
        ))}
        <path class="axis" d={`M${String(x0)},${String(axisY)}H${String(x1)}`} />
        {layout.today !== null && (
          <g>
            <path class="today" d={`M${String(layout.today)},12V${String(height - 6)}`} />
            <text
              class="today-label"
              x={Math.min(layout.today, width - 36)}
              y={10}
              text-anchor="middle"
            >
              judged as of
            </text>
          </g>
        )}
      </g>
      <Treatments {...props} />
      <Assessments {...props} />
      <Samples {...props} />
      {layout.fractions !== null && <PlotOf plot={layout.fractions} {...props} />}
      {layout.copies !== null && <PlotOf plot={layout.copies} {...props} />}
      <Strips {...props} />
    </svg>
  );
}

/** A mark that can be pointed at and reached by keyboard, with its facts as its name. */
function Mark({
  id,
  x,
  y,
  class: name = '',
  children,
  told,
  active,
  tabStop,
  onPoint,
}: ChartProps & {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly class?: string;
  readonly children: JSX.Element | readonly JSX.Element[];
}): JSX.Element {
  const facts = told.get(id)?.facts ?? [];
  return (
    <g
      class={`mark ${name}${active === id ? ' active' : ''}`}
      transform={`translate(${String(x)},${String(y)})`}
      role="img"
      aria-label={facts.join('; ')}
      tabindex={tabStop === id ? 0 : -1}
      data-id={id}
      onPointerEnter={() => {
        onPoint(id);
      }}
      onFocus={() => {
        onPoint(id);
      }}
    >
      {children}
    </g>
  );
}

function Treatments(props: ChartProps): JSX.Element {
  const { layout } = props;
  const { lanes, lines, linesY, x0, x1 } = layout;
  return (
    <g class="treatments">
      <g aria-hidden="true">
        {lines.map(({ number, x0: from, x1: to }) => (
          <g key={number}>
            <path
              class="line-span"
              d={`M${String(from + 1)},${String(linesY)}H${String(to - 1)}`}
            />
            {to - from > 22 && (
              <text class="line-number" x={(from + to) / 2} y={linesY - 4} text-anchor="middle">
                {to - from > 46 ? `line ${String(number)}` : String(number)}
              </text>
            )}
          </g>
        ))}
      </g>
      {lanes.map(({ name, y, nameY, bars }) => (
        <g key={name}>
          <g aria-hidden="true">
            <path class="row" d={`M${String(x0)},${String(y + 8)}H${String(x1)}`} />
            <text class="row-name" x={layout.namesBeside ? 8 : x0} y={nameY}>
              {name}
            </text>
          </g>
          {bars.map((bar) => (
            <Mark key={bar.id} id={bar.id} x={bar.x0} y={y} class="bar" {...props}>
              <rect
                class={bar.openEnd ? 'drug open-end' : 'drug'}
                width={bar.x1 - bar.x0}
                height={16}
                rx={2}
              />
              <path
                class="arrow"
                d={
                  bar.ongoing
                    ? `M${String(bar.x1 - bar.x0)},0L${String(bar.x1 - bar.x0 + 8)},8L${String(bar.x1 - bar.x0)},16Z`
                    : ''
                }
              />
            </Mark>
          ))}
        </g>
      ))}
    </g>
  );
}

/** Letter and form say the outcome; colour only repeats it. */
const OUTCOME_FORMS: Readonly<Record<string, string>> = {
  CR: 'M-9,-8H9L15,0L9,8H-9L-15,0Z',
  PR: 'M-9,-8H9L15,0L9,8H-9L-15,0Z',
  improved: 'M-9,-8H9L15,0L9,8H-9L-15,0Z',
  SD: 'M-11,-8H11V8H-11Z',
  PD: 'M-14,-8H14L4,9H-4Z',
};

function Assessments(props: ChartProps): JSX.Element {
  const { layout } = props;
  return (
    <g class="assessments">
      <RowName
        layout={layout}
        y={layout.assessmentsY}
        name="Response"
        nameY={layout.assessmentsY + (layout.namesBeside ? 4 : -14)}
      />
      {layout.assessments.map(({ id, x, outcome }) => (
        <Mark
          key={id}
          id={id}
          x={x}
          y={layout.assessmentsY}
          class={`outcome ${outcome}`}
          {...props}
        >
          <path d={OUTCOME_FORMS[outcome] ?? ''} />
          <text y={outcome === 'PD' ? 2 : 3} text-anchor="middle">
            {outcome === 'improved' ? '↓' : outcome}
          </text>
        </Mark>
      ))}
    </g>
  );
}

function Samples(props: ChartProps): JSX.Element {
  const { layout } = props;
  return (
    <g class="samples">
      {layout.sampleRows.map(({ name, y, nameY, samples }) => (
        <g key={name}>
          <RowName layout={layout} y={y} name={name} nameY={nameY} />
          {samples.map(({ id, x, material, isHollow }) => (
            <Mark key={id} id={`sample:${id}`} x={x} y={y} class={`sample ${material}`} {...props}>
              <path
                class={isHollow ? 'hollow' : 'filled'}
                d={material === 'tissue' ? SAMPLE_SHAPES.tissue : SAMPLE_SHAPES.fluid}
              />
            </Mark>
          ))}
        </g>
      ))}
    </g>
  );
}

function RowName({
  layout,
  y,
  name,
  nameY,
}: {
  readonly layout: CourseLayout;
  readonly y: number;
  readonly name: string;
  readonly nameY: number;
}): JSX.Element {
  const { namesBeside, x0, x1 } = layout;
  return (
    <g aria-hidden="true">
      <path class="row" d={`M${String(x0)},${String(y)}H${String(x1)}`} />
      <text class="row-name" x={namesBeside ? 8 : x0} y={nameY}>
        {name}
      </text>
    </g>
  );
}

/** Fractions or copies over time. Marks here repeat those of the rows below, which the keyboard reaches. */
function PlotOf({
  plot,
  layout,
  active,
  onPoint,
}: ChartProps & { readonly plot: Plot }): JSX.Element {
  const { x0, x1 } = layout;
  const { y0, y1, ticks, title, belowDetection, series } = plot;
  return (
    <g class="plot" aria-hidden="true">
      <text class="plot-title" x={layout.namesBeside ? 8 : x0} y={y0 - 7}>
        {title}
      </text>
      {ticks.map(({ y, label }) => (
        <g key={label}>
          <path class="grid" d={`M${String(x0)},${String(y)}H${String(x1)}`} />
          <text class="tick" x={x0 - 6} y={y + 4} text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      {belowDetection !== null && <path class="below-detection" d={belowDetection} />}
      <path class="frame" d={`M${String(x0)},${String(y0)}V${String(y1)}H${String(x1)}`} />
      {series.map((s) => (
        <SeriesOf key={s.key} series={s} active={active} onPoint={onPoint} />
      ))}
    </g>
  );
}

function SeriesOf({
  series,
  active,
  onPoint,
}: {
  readonly series: Series;
  readonly active: string | null;
  readonly onPoint: (id: string) => void;
}): JSX.Element {
  const { index, solid, dashed, points, forecast, label, name } = series;
  const isActive = points.some(({ id }) => id === active) || forecast?.id === active;
  return (
    <g class={`series ${seriesClass(index)}${isActive ? ' active' : ''}`}>
      {forecast?.band !== null && forecast !== null && (
        <path class="forecast-band" d={forecast.band} />
      )}
      {forecast !== null && (
        <path
          class="forecast"
          d={forecast.line}
          data-forecast={forecast.id}
          onPointerEnter={() => {
            onPoint(forecast.id);
          }}
        />
      )}
      <path class="through" d={solid} stroke-dasharray={seriesDash(index)} />
      <path class="to-bound" d={dashed} />
      {points.map((point) => (
        <PointOf key={point.id} point={point} index={index} active={active} onPoint={onPoint} />
      ))}
      {label !== null && (
        <text class="series-name" x={label.x} y={label.y + 4}>
          {name}
        </text>
      )}
    </g>
  );
}

function PointOf({
  point,
  index,
  active,
  onPoint,
}: {
  readonly point: PlotPoint;
  readonly index: number;
  readonly active: string | null;
  readonly onPoint: (id: string) => void;
}): JSX.Element {
  const { id, x, y, kind, tissue, bar } = point;
  return (
    <g
      class={`point${active === id ? ' active' : ''}`}
      onPointerEnter={() => {
        onPoint(id);
      }}
    >
      {bar !== null && (
        <path
          class="error-bar"
          d={`M${String(x)},${String(bar[0])}V${String(bar[1])}M${String(x - 3.5)},${String(bar[0])}h7M${String(x - 3.5)},${String(bar[1])}h7`}
        />
      )}
      <g transform={`translate(${String(x)},${String(y)})`}>
        {kind === 'upper-bound' ? (
          <path class="upper-bound" d="M-5,0H5M0,0V11M-3.5,7.5L0,11L3.5,7.5" />
        ) : (
          <>
            {tissue && <path class="tissue-ring" d="M-8,-8H8V8H-8Z" />}
            <path class="filled" d={seriesShape(index)} />
          </>
        )}
        <circle class="target" r={11} />
      </g>
    </g>
  );
}

function Strips(props: ChartProps): JSX.Element {
  const { layout } = props;
  const { strips, x0, x1, namesBeside } = layout;
  return (
    <g class="strips">
      {strips.map(({ key, name, summary, index, y, nameY, marks }) => (
        <g key={key} class={`strip ${seriesClass(index)}`}>
          <g aria-hidden="true">
            <path class="row" d={`M${String(x0)},${String(y)}H${String(x1)}`} />
            <g transform={`translate(${String(namesBeside ? 14 : x0 + 6)},${String(nameY)})`}>
              <path class="filled" d={seriesShape(index)} />
            </g>
            <text class="row-name" x={(namesBeside ? 8 : x0) + 18} y={nameY + 4}>
              {name}
              {!namesBeside && <tspan class="summary">{`  ${summary.split(',')[0] ?? ''}`}</tspan>}
            </text>
            {namesBeside && (
              <text class="summary" x={x1 + 10} y={y + 4}>
                {summary.split(',')[0]}
              </text>
            )}
          </g>
          {marks.map(({ id, x, state, turn, label }) => (
            <Mark key={id} id={id} x={x} y={y} class={`state ${state}`} {...props}>
              <circle class="target" r={11} />
              <StateMark state={state} index={index} label={label} />
              <text class="turn" x={6} y={-5}>
                {turn === 'emerged' ? '▲' : turn === 'cleared' ? '▽' : ''}
              </text>
            </Mark>
          ))}
        </g>
      ))}
    </g>
  );
}
