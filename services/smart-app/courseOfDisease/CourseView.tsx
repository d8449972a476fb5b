import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useWidth } from '../style/useWidth.ts';
import type { Format } from '../wording/format.ts';
import type { Course, Told } from './course.ts';
import { CourseChart } from './CourseChart.tsx';
import { courseCsv } from './courseCsv.ts';
import { courseLayout, timeSpan, type CourseChoice } from './courseLayout.ts';
import { CourseTable } from './CourseTable.tsx';
import { Key } from './Key.tsx';
import { inWords, markRows, nextMark, toldById } from './markRows.ts';
import { pngFile, saveFile, svgFile } from './savePicture.ts';
import { seriesClass, seriesShape } from './seriesMark.ts';
import { zoomed, zoomedTo } from './zoomed.ts';

/** More rows than these at first would hide the ones that matter; the reader adds the others. */
const SHOWN_AT_FIRST = 12;

/** The course of disease, as picture and as table. */
export function CourseView({
  course,
  format,
}: {
  readonly course: Course;
  readonly format: Format;
}): JSX.Element {
  const [as, setAs] = useState<'picture' | 'table'>('picture');
  const [axis, setAxis] = useState<CourseChoice['axis']>('log');
  const [zoom, setZoom] = useState<CourseChoice['zoom']>(null);
  const [hiddenAlterations, hideAlterations] = useState<ReadonlySet<string>>(
    () => new Set(course.alterations.slice(SHOWN_AT_FIRST).map(({ key }) => key)),
  );
  const [hiddenSamples, hideSamples] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<Pointed | null>(null);
  const [keyed, setKeyed] = useState<string | null>(null);
  const [brush, setBrush] = useState<Brush | null>(null);
  const svgRef = useRef<SVGSVGElement>(null);
  const [frame, width] = useWidth();

  const layout = useMemo(
    () => courseLayout(course, { width, axis, zoom, hiddenAlterations, hiddenSamples }, format),
    [course, format, width, axis, zoom, hiddenAlterations, hiddenSamples],
  );
  const told = useMemo(() => toldById(course), [course]);
  const rows = useMemo(() => markRows(layout), [layout]);
  const tabStop = rows.some((row) => keyed !== null && row.includes(keyed))
    ? keyed
    : (rows[0]?.[0] ?? null);

  const point = (id: string): void => {
    const mark = svgRef.current?.querySelector(
      `[data-id="${CSS.escape(id)}"], [data-forecast="${CSS.escape(id)}"]`,
    );
    const box = mark?.getBoundingClientRect();
    const around = svgRef.current?.getBoundingClientRect();
    if (box === undefined || around === undefined) return;
    if (mark?.hasAttribute('data-id') === true) setKeyed(id);
    setActive({
      id,
      x: Math.min(around.width, Math.max(0, box.left + Math.min(box.width, 40) - around.left)),
      y: box.bottom - around.top,
    });
  };
  useEscape(active !== null, () => {
    setActive(null);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextMark(rows, keyed ?? tabStop, event.key);
    if (
      next === null ||
      (!event.key.startsWith('Arrow') && event.key !== 'Home' && event.key !== 'End')
    )
      return;
    event.preventDefault();
    setKeyed(next);
    svgRef.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(next)}"]`)?.focus();
  };
  const whole = timeSpan(course);
  const onPointerDown = (event: PointerEvent): void => {
    const x = event.clientX - (svgRef.current?.getBoundingClientRect().left ?? 0);
    // A finger scrolls; it has the buttons.
    if (event.button !== 0 || event.pointerType === 'touch') return;
    if (x >= layout.x0 && x <= layout.x1) setBrush({ from: x, to: x });
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (brush === null) return;
    const x = event.clientX - (svgRef.current?.getBoundingClientRect().left ?? 0);
    setBrush({ ...brush, to: Math.min(layout.x1, Math.max(layout.x0, x)) });
  };
  const onPointerUp = (): void => {
    if (brush !== null && isDrawn(brush)) {
      const share = (x: number): number => (x - layout.x0) / (layout.x1 - layout.x0);
      setZoom(zoomedTo(zoom, whole, [share(brush.from), share(brush.to)]));
      setActive(null);
    }
    setBrush(null);
  };
  const file = `course-of-disease-${course.asOf}`;

  if (course.samples.length === 0 && course.treatments.length === 0) {
    return <p>The record holds neither treatments nor genomic samples that can be drawn.</p>;
  }
  return (
    <div class="course-view">
      <div class="toolbar">
        <fieldset class="segments">
          <legend class="visually-hidden">Show as</legend>
          <Segment
            name="as"
            label="Picture"
            checked={as === 'picture'}
            onPick={() => {
              setAs('picture');
            }}
          />
          <Segment
            name="as"
            label="Table"
            checked={as === 'table'}
            onPick={() => {
              setAs('table');
            }}
          />
        </fieldset>
        {as === 'picture' && (
          <>
            <fieldset class="segments">
              <legend class="visually-hidden">Axis of allele fractions</legend>
              <Segment
                name="axis"
                label="Logarithmic"
                checked={axis === 'log'}
                onPick={() => {
                  setAxis('log');
                }}
              />
              <Segment
                name="axis"
                label="Linear"
                checked={axis === 'linear'}
                onPick={() => {
                  setAxis('linear');
                }}
              />
            </fieldset>
            <div
              class="buttons"
              role="group"
              aria-label="Time shown"
              title="Or drag across the picture"
            >
              <button
                type="button"
                aria-label="Earlier"
                onClick={() => {
                  setZoom(zoomed(zoom, whole, 'earlier'));
                }}
              >
                ◀
              </button>
              <button
                type="button"
                aria-label="Zoom in"
                onClick={() => {
                  setZoom(zoomed(zoom, whole, 'in'));
                }}
              >
                +
              </button>
              <button
                type="button"
                aria-label="Zoom out"
                onClick={() => {
                  setZoom(zoomed(zoom, whole, 'out'));
                }}
              >
                −
              </button>
              <button
                type="button"
                aria-label="Later"
                onClick={() => {
                  setZoom(zoomed(zoom, whole, 'later'));
                }}
              >
                ▶
              </button>
              <button
                type="button"
                disabled={zoom === null}
                onClick={() => {
                  setZoom(null);
                }}
              >
                Whole course
              </button>
            </div>
          </>
        )}
        <div class="buttons save" role="group" aria-label="Save">
          {as === 'picture' && (
            <>
              <button
                type="button"
                onClick={() => {
                  if (svgRef.current !== null) saveFile(`${file}.svg`, svgFile(svgRef.current));
                }}
              >
                SVG
              </button>
              <button
                type="button"
                onClick={() => {
                  if (svgRef.current !== null) {
                    void pngFile(svgRef.current).then((png) => {
                      saveFile(`${file}.png`, png);
                    });
                  }
                }}
              >
                PNG
              </button>
            </>
          )}
          <button
            type="button"
            onClick={() => {
              saveFile(
                `${file}.csv`,
                new Blob(['\uFEFF', courseCsv(course)], { type: 'text/csv' }),
              );
            }}
          >
            CSV
          </button>
        </div>
      </div>
      {as === 'table' ? (
        <CourseTable course={course} format={format} />
      ) : (
        <>
          <Selection
            {...{ course, format, hiddenAlterations, hideAlterations, hiddenSamples, hideSamples }}
          />
          <p id="course-keys" class="visually-hidden">
            Arrow keys go from mark to mark and from row to row, Home and End to the first and last
            mark of a row, Escape closes the facts. The table holds the same facts.
          </p>
          <ul class="visually-hidden" aria-label="In words">
            {inWords(course).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <div
            class="chart-frame"
            ref={frame}
            onKeyDown={onKeyDown}
            onPointerDown={onPointerDown}
            onPointerMove={onPointerMove}
            onPointerUp={onPointerUp}
            onPointerLeave={() => {
              setActive(null);
              setBrush(null);
            }}
          >
            <CourseChart
              {...{ layout, course, told, tabStop, svgRef }}
              active={active?.id ?? null}
              onPoint={point}
            />
            {brush !== null && isDrawn(brush) && <BrushOf brush={brush} />}
            {active !== null && brush === null && (
              <Facts pointed={active} told={told} width={width} />
            )}
          </div>
          <Key course={course} />
        </>
      )}
      <Undated course={course} />
    </div>
  );
}

/** Time being chosen with the pointer, in pixels of the picture. */
interface Brush {
  readonly from: number;
  readonly to: number;
}

/** Less is a click. */
const SHORTEST_BRUSH = 8;

function isDrawn({ from, to }: Brush): boolean {
  return Math.abs(to - from) >= SHORTEST_BRUSH;
}

function BrushOf({ brush: { from, to } }: { readonly brush: Brush }): JSX.Element {
  const style = {
    left: `${String(Math.min(from, to))}px`,
    width: `${String(Math.abs(to - from))}px`,
  };
  return <div class="brush" aria-hidden="true" style={style} />;
}

interface Pointed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** Stays until another mark is pointed at, so that it can be read and pointed at itself. */
function Facts({
  pointed,
  told,
  width,
}: {
  readonly pointed: Pointed;
  readonly told: ReadonlyMap<string, Told>;
  readonly width: number;
}): JSX.Element | null {
  const facts = told.get(pointed.id)?.facts ?? [];
  const wide = Math.min(300, width - 16);
  const left = Math.max(4, Math.min(pointed.x - wide / 3, width - wide - 8));
  return facts.length === 0 ? null : (
    <div
      class="facts"
      aria-hidden="true"
      style={{
        left: `${String(left)}px`,
        top: `${String(pointed.y + 8)}px`,
        width: `${String(wide)}px`,
      }}
    >
      <strong>{facts[0]}</strong>
      <ul>
        {facts.slice(1).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </div>
  );
}

function Segment({
  name,
  label,
  checked,
  onPick,
}: {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onPick: () => void;
}): JSX.Element {
  return (
    <label class={checked ? 'checked' : ''}>
      <input type="radio" name={name} checked={checked} onChange={onPick} />
      {label}
    </label>
  );
}

type Hide = (hidden: ReadonlySet<string>) => void;

/** Which alterations and samples are drawn. */
function Selection({
  course,
  format,
  hiddenAlterations,
  hideAlterations,
  hiddenSamples,
  hideSamples,
}: {
  readonly course: Course;
  readonly format: Format;
  readonly hiddenAlterations: ReadonlySet<string>;
  readonly hideAlterations: Hide;
  readonly hiddenSamples: ReadonlySet<string>;
  readonly hideSamples: Hide;
}): JSX.Element {
  const shown = (all: number, hidden: ReadonlySet<string>): string =>
    hidden.size === 0 ? `all ${String(all)}` : `${String(all - hidden.size)} of ${String(all)}`;
  return (
    <div class="selection">
      <details>
        <summary>Alterations: {shown(course.alterations.length, hiddenAlterations)}</summary>
        <fieldset class="checks">
          <legend class="visually-hidden">Alterations shown</legend>
          {course.alterations.map(({ key, name, summary }, index) => (
            <label key={key}>
              <input
                type="checkbox"
                checked={!hiddenAlterations.has(key)}
                onChange={() => {
                  hideAlterations(toggled(hiddenAlterations, key));
                }}
              />
              <svg
                class={`chart swatch ${seriesClass(index)}`}
                viewBox="-8 -8 16 16"
                width={16}
                height={16}
                aria-hidden="true"
              >
                <path class="filled" d={seriesShape(index)} />
              </svg>
              {name} <span class="soft">{summary}</span>
            </label>
          ))}
        </fieldset>
      </details>
      <details>
        <summary>Samples: {shown(course.samples.length, hiddenSamples)}</summary>
        <fieldset class="checks">
          <legend class="visually-hidden">Samples shown</legend>
          {course.samples.map(({ id, place, material, on }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={!hiddenSamples.has(id)}
                onChange={() => {
                  hideSamples(toggled(hiddenSamples, id));
                }}
              />
              {place === material ? place : `${place} (${material})`}{' '}
              <span class="soft">{format.date(on)}</span>
            </label>
          ))}
        </fieldset>
      </details>
    </div>
  );
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return set.has(item)
    ? new Set([...set].filter((other) => other !== item))
    : new Set([...set, item]);
}

/** What has no place on a time axis is still said. */
function Undated({ course }: { readonly course: Course }): JSX.Element | null {
  const undated = course.samples.filter(({ on }) => on === null);
  return undated.length === 0 ? null : (
    <p class="notice">
      {undated.length === 1 ? 'One sample has' : `${String(undated.length)} samples have`} no date
      and cannot be drawn on a time axis: {undated.map(({ place }) => place).join(', ')}. The table
      shows what was found.
    </p>
  );
}

/** Facts can be put away without moving the pointer (WCAG 1.4.13). */
function useEscape(listens: boolean, put: () => void): void {
  // Before the facts can be seen, so that no key comes too early.
  useLayoutEffect(() => {
    if (!listens) return undefined;
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') put();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, [listens]);
}
