import { ticks as roundValues } from 'd3-array';
import { dayNumber, type ClinicalDate } from '../../../src/domain/date.ts';
import type { Format } from '../wording/format.ts';
import {
  LOWEST_SHOWN,
  type AlterationMark,
  type Course,
  type CourseAlteration,
  type CourseSample,
  type Forecast,
} from './course.ts';
import { linearScale, logScale } from './scales.ts';
import { spread } from './spread.ts';
import { timeTicks } from './timeTicks.ts';

/** How the reader wants to see it. */
export interface CourseChoice {
  /** Of the picture, in CSS pixels. */
  readonly width: number;
  readonly axis: 'log' | 'linear';
  /** Days since 1970-01-01; `null` shows everything. */
  readonly zoom: readonly [number, number] | null;
  readonly hiddenAlterations: ReadonlySet<string>;
  readonly hiddenSamples: ReadonlySet<string>;
  /** Lower rows and plots, for paper. */
  readonly compact?: boolean;
}

/** Where everything stands, in pixels of the picture. */
export interface CourseLayout {
  readonly width: number;
  readonly height: number;
  /** Left and right edge of the time axis. */
  readonly x0: number;
  readonly x1: number;
  /** Whether names stand left of their rows, or above them where the picture is narrow. */
  readonly namesBeside: boolean;
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly today: number | null;
  readonly lines: readonly { readonly x0: number; readonly x1: number; readonly number: number }[];
  readonly linesY: number;
  readonly lanes: readonly Lane[];
  readonly assessmentsY: number;
  readonly assessments: readonly {
    readonly id: string;
    readonly x: number;
    readonly outcome: string;
  }[];
  /** Plasma and other fluids in one row, tissue in a row for each site. */
  readonly sampleRows: readonly SampleRow[];
  readonly fractions: Plot | null;
  readonly copies: Plot | null;
  readonly strips: readonly Strip[];
  readonly axisY: number;
}

export interface SampleRow {
  readonly name: string;
  readonly y: number;
  readonly nameY: number;
  readonly samples: readonly {
    readonly id: string;
    readonly x: number;
    readonly material: CourseSample['material'];
    readonly isHollow: boolean;
  }[];
}

export interface Lane {
  readonly name: string;
  readonly y: number;
  readonly nameY: number;
  readonly bars: readonly {
    readonly id: string;
    readonly x0: number;
    readonly x1: number;
    readonly ongoing: boolean;
    readonly openEnd: boolean;
  }[];
}

export interface Plot {
  readonly y0: number;
  readonly y1: number;
  readonly title: string;
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
  /** Path of the band below the limit of detection; `null` where none is known. */
  readonly belowDetection: string | null;
  readonly series: readonly Series[];
}

export interface Series {
  readonly key: string;
  readonly name: string;
  /** Place in the list of all alterations: gives colour, dash and shape. */
  readonly index: number;
  /**
   * Through the readings of plasma, in a leukaemia of blood; dashed where it goes to or from an
   * upper bound.
   */
  readonly solid: string;
  readonly dashed: string;
  readonly points: readonly PlotPoint[];
  readonly forecast: {
    readonly id: string;
    readonly line: string;
    readonly band: string | null;
  } | null;
  readonly label: { readonly x: number; readonly y: number } | null;
}

export interface PlotPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly kind: 'measured' | 'upper-bound';
  readonly tissue: boolean;
  /** Ends of the error bar. */
  readonly bar: readonly [number, number] | null;
  readonly turn: AlterationMark['turn'];
}

export interface Strip {
  readonly key: string;
  readonly name: string;
  readonly summary: string;
  readonly index: number;
  readonly y: number;
  readonly nameY: number;
  readonly marks: readonly {
    readonly id: string;
    readonly x: number;
    readonly state: AlterationMark['state'];
    readonly turn: AlterationMark['turn'];
    readonly label: string | null;
  }[];
}

const NARROW = 620;
const NAME_ABOVE = 16;
/** Heights of the parts, on screen and on paper. */
const ROOMY = { lane: 21, sampleRow: 20, plot: 250, copies: 120, strip: 26, gap: 14 } as const;
const COMPACT = { lane: 18, sampleRow: 16, plot: 125, copies: 60, strip: 17, gap: 8 } as const;
/** Room for names, from the longest of them; pixels a letter, plain and bold. */
const LETTER = 7.4;
const BOLD_LETTER = 8.4;
const NAMES = { least: 130, most: 240 } as const;
/** Samples nearer than this stand side by side. */
const SAMPLE_WIDTH = 15;

export function courseLayout(course: Course, choice: CourseChoice, format: Format): CourseLayout {
  const { width } = choice;
  const namesBeside = width >= NARROW;
  const sizes = choice.compact === true ? COMPACT : ROOMY;
  const names = course.alterations.map(({ name }) => name);
  const rowNames = [
    ...names.map((name) => `${name}--`),
    ...course.treatments.map(({ name }) => name),
    ...course.samples.flatMap((sample) =>
      sample.material === 'tissue' ? [tissueRow(sample)] : [],
    ),
  ];
  const x0 = namesBeside ? 8 + roomFor(rowNames, LETTER) : 46;
  const x1 = width - (namesBeside ? roomFor(names, BOLD_LETTER) : 14);
  const domain = choice.zoom ?? timeSpan(course);
  const x = linearScale(domain, [x0, x1]);
  const at = (date: ClinicalDate): number => x(dayNumber(date));
  const within = (px: number): boolean => px >= x0 - 1 && px <= x1 + 1;
  const clip = (px: number): number => Math.min(x1, Math.max(x0, px));

  const above = namesBeside ? 0 : NAME_ABOVE;
  // The day that is judged has its name above those of the lines.
  let y = 28;
  const linesY = y;
  y += 12;
  const lanes = course.treatments.map((treatment): Lane => {
    const laneY = y + above;
    y += sizes.lane + above;
    return {
      name: treatment.name,
      y: laneY,
      nameY: namesBeside ? laneY + 12 : laneY - 4,
      bars: treatment.spans.flatMap((span) => {
        const from = at(span.from);
        // A course without a documented end is drawn as a stub that fades, not as one that goes on.
        const to =
          span.to !== null
            ? at(span.to)
            : span.ongoing
              ? Math.max(from, at(course.asOf))
              : from + 26;
        if (to < x0 || from > x1) return [];
        return [
          {
            id: span.id,
            x0: clip(from),
            x1: Math.max(clip(to), clip(from) + 3),
            ongoing: span.ongoing,
            openEnd: span.to === null && !span.ongoing,
          },
        ];
      }),
    };
  });
  y += sizes.gap;
  const assessmentsY = y + above + 8;
  y += 22 + above;
  const dated = course.samples.filter(
    (sample): sample is CourseSample & { on: ClinicalDate } =>
      sample.on !== null && !choice.hiddenSamples.has(sample.id),
  );
  const wanted = dated.map((sample) => at(sample.on));
  // Side by side, but never on the far side of the day that is judged.
  const latest = Math.max(at(course.asOf), ...wanted);
  const places = new Map(
    spread(wanted, SAMPLE_WIDTH, [-Infinity, latest]).map(
      (px, i) => [dated[i]?.id ?? '', px] as const,
    ),
  );
  const shown = dated.filter((sample) => within(at(sample.on)));
  const xOf = (sampleId: string): number | null => {
    const px = places.get(sampleId);
    return px === undefined || !shown.some(({ id }) => id === sampleId) ? null : px;
  };

  const alterations = course.alterations.flatMap((alteration, index) =>
    choice.hiddenAlterations.has(alteration.key) ? [] : [{ alteration, index }],
  );
  const sampleRows = rowsOfSamples(shown).map(({ name, samples }): SampleRow => {
    const rowY = y + above + 8;
    y += sizes.sampleRow + above;
    return {
      name,
      y: rowY,
      nameY: namesBeside ? rowY + 4 : rowY - 13,
      samples: samples.map((sample) => ({
        id: sample.id,
        x: places.get(sample.id) ?? 0,
        material: sample.material,
        isHollow: isHollow(sample),
      })),
    };
  });
  const frame = { sizes, course, choice, format, x, at, xOf, x0, x1, namesBeside, shown };
  const fractions = alterations.filter(({ alteration }) => alteration.measure === 'fraction');
  const copies = alterations.filter(({ alteration }) => alteration.measure === 'copies');
  let fractionPlot: Plot | null = null;
  if (fractions.some(({ alteration }) => hasNumber(alteration))) {
    y += sizes.gap + 10;
    fractionPlot = fractionsPlot(fractions, y, frame);
    y = fractionPlot.y1;
  }
  let copiesPlot: Plot | null = null;
  if (copies.some(({ alteration }) => hasNumber(alteration))) {
    y += sizes.gap + 22;
    copiesPlot = copyNumberPlot(copies, y, frame);
    y = copiesPlot.y1;
  }
  const axisY = y + 6;
  y = axisY + 18 + sizes.gap;
  const strips = alterations.map(({ alteration, index }): Strip => {
    const stripY = y + above + sizes.strip / 2;
    y += sizes.strip + above;
    return {
      key: alteration.key,
      name: alteration.name,
      summary: alteration.summary,
      index,
      y: stripY,
      nameY: namesBeside ? stripY : stripY - sizes.strip / 2 - 4,
      marks: alteration.marks.flatMap((mark) => {
        const px = xOf(mark.sampleId);
        if (px === null) return [];
        const { id, state, turn, value } = mark;
        const label =
          value === null || alteration.measure !== 'copies' ? null : format.number(value);
        return [{ id, x: px, state, turn, label }];
      }),
    };
  });
  return {
    width,
    height: y + 6,
    x0,
    x1,
    namesBeside,
    domain,
    ticks: timeTicks(domain, LABEL_WIDTH / (x1 - x0)).map(({ day, unit }) => ({
      x: x(day),
      label: format.tick(new Date(day * MS_PER_DAY), unit),
    })),
    today: within(at(course.asOf)) ? at(course.asOf) : null,
    linesY,
    lines: course.lines.flatMap(({ number, from, to }) => {
      const [left, right] = [at(from), at(to ?? course.asOf)];
      return right < x0 || left > x1
        ? []
        : [{ number, x0: clip(left), x1: Math.max(clip(right), clip(left) + 2) }];
    }),
    lanes,
    assessmentsY,
    assessments: course.assessments.flatMap(({ id, on, outcome }) =>
      within(at(on)) ? [{ id, x: at(on), outcome }] : [],
    ),
    sampleRows,
    fractions: fractionPlot,
    copies: copiesPlot,
    strips,
    axisY,
  };
}

const MS_PER_DAY = 86_400_000;

function roomFor(names: readonly string[], letter: number): number {
  const longest = Math.max(0, ...names.map((name) => name.length)) * letter + 16;
  return Math.round(Math.min(NAMES.most, Math.max(NAMES.least, longest)));
}

/** Blood and other fluids speak for the whole tumour; each tissue sample for its site. */
function rowsOfSamples(
  samples: readonly CourseSample[],
): readonly { readonly name: string; readonly samples: readonly CourseSample[] }[] {
  const fluids = samples.filter(({ material }) => material !== 'tissue');
  const sites = new Map<string, CourseSample[]>();
  for (const sample of samples.filter(({ material }) => material === 'tissue')) {
    const name = tissueRow(sample);
    sites.set(name, [...(sites.get(name) ?? []), sample]);
  }
  return [
    ...(fluids.length === 0 ? [] : [{ name: 'Plasma and fluids', samples: fluids }]),
    ...[...sites].map(([name, own]) => ({ name, samples: own })),
  ];
}

function tissueRow({ place }: CourseSample): string {
  return place === 'tissue' ? 'Tissue, site not given' : `Tissue: ${place}`;
}

/** From the first to the last day of anything dated, with a little room. */
export function timeSpan(course: Course): readonly [number, number] {
  const dates: ClinicalDate[] = [
    course.asOf,
    ...course.treatments.flatMap(({ spans }) =>
      spans.flatMap(({ from, to }) => [from, to ?? from]),
    ),
    ...course.assessments.map(({ on }) => on),
    ...course.samples.flatMap(({ on }) => (on === null ? [] : [on])),
    ...course.alterations.flatMap(({ forecast }) => (forecast === null ? [] : [forecast.until])),
  ];
  const days = dates.map(dayNumber);
  const from = Math.min(...days);
  // An estimate must not push what happened aside: what lies ahead gets a third of the picture.
  const now = dayNumber(course.asOf);
  const to = Math.min(Math.max(...days), now + Math.max(120, (now - from) / 2));
  const room = Math.max(10, (to - from) * 0.03);
  return [from - room, to + room];
}

function hasNumber({ marks }: CourseAlteration): boolean {
  return marks.some(({ value, interval }) => value !== null || interval !== null);
}

/** Of a tick with some air. */
const LABEL_WIDTH = 76;

interface Frame {
  readonly sizes: typeof ROOMY | typeof COMPACT;
  readonly course: Course;
  readonly choice: CourseChoice;
  readonly format: Format;
  readonly x: (day: number) => number;
  readonly at: (date: ClinicalDate) => number;
  readonly xOf: (sampleId: string) => number | null;
  readonly x0: number;
  readonly x1: number;
  readonly namesBeside: boolean;
  readonly shown: readonly (CourseSample & { readonly on: ClinicalDate })[];
}

interface ValueAxis {
  readonly y: (value: number) => number;
  /** The value at its foot. */
  readonly lowest: number;
}

interface Drawn {
  readonly alteration: CourseAlteration;
  readonly index: number;
}

function fractionsPlot(alterations: readonly Drawn[], y0: number, frame: Frame): Plot {
  const { choice, format, shown, sizes, xOf, x0, x1 } = frame;
  const y1 = y0 + sizes.plot;
  const limits = shown.flatMap(({ limitOfDetection }) =>
    limitOfDetection === null ? [] : [limitOfDetection],
  );
  const numbers = alterations.flatMap(({ alteration: { marks } }) =>
    marks.flatMap(({ value, interval }) => [
      ...(value === null ? [] : [value]),
      ...(interval ?? []),
    ]),
  );
  const highest = Math.max(...numbers, 0.001);
  const lowest = Math.min(...[...numbers, ...limits].filter((n) => n > 0), 0.01);
  const [low, high] =
    choice.axis === 'log'
      ? [Math.max(LOWEST_SHOWN, floorOfDecade(lowest)), ceilingOfDecade(highest)]
      : [0, highest * 1.08];
  const scale = (choice.axis === 'log' ? logScale : linearScale)([low, high], [y1, y0]);
  const y = (fraction: number): number => scale(Math.min(high, Math.max(fraction, low)));
  const ticks = choice.axis === 'log' ? decades(low, high) : roundValues(low, high, 5);
  return {
    y0,
    y1,
    title: 'Allele fraction',
    ticks: ticks.map((tick) => ({ y: y(tick), label: format.percent(tick) })),
    belowDetection: detectionBand(shown, xOf, y, y1, [x0, x1]),
    series: labelled(seriesIn(alterations, { y, lowest: low }, frame), frame, [y0, y1]),
  };
}

function copyNumberPlot(alterations: readonly Drawn[], y0: number, frame: Frame): Plot {
  const y1 = y0 + frame.sizes.copies;
  const numbers = alterations.flatMap(({ alteration }) =>
    alteration.marks.flatMap(({ value }) => (value === null ? [] : [value])),
  );
  const most = Math.max(4, ...numbers) * 1.1;
  const y = linearScale([0, most], [y1, y0]);
  return {
    y0,
    y1,
    title: 'Copies per cell',
    ticks: roundValues(0, most, 4).map((tick) => ({
      y: y(tick),
      label: frame.format.number(tick),
    })),
    belowDetection: null,
    series: labelled(seriesIn(alterations, { y, lowest: 0 }, frame), frame, [y0, y1]),
  };
}

/** The series, with marks of one sample that would cover each other set side by side. */
function seriesIn(alterations: readonly Drawn[], axis: ValueAxis, frame: Frame): readonly Series[] {
  const placed = new Map<string, { readonly x: number; readonly y: number }[]>();
  const now = frame.at(frame.course.asOf);
  const free = (x: number, at: number): number => {
    const others = placed.get(px(x)) ?? [];
    const shift = SIDESTEPS.find(
      (step) =>
        (step <= 0 || x + step <= now || x > now) &&
        others.every((other) => Math.hypot(other.x - step, other.y - at) >= MARK_WIDTH),
    );
    const taken = shift ?? 0;
    placed.set(px(x), [...others, { x: taken, y: at }]);
    return x + taken;
  };
  return alterations.map((drawn) => seriesOf(drawn, axis, free, frame));
}

const MARK_WIDTH = 9;
const SIDESTEPS = [0, 9, -9, 18, -18];

function floorOfDecade(fraction: number): number {
  return 10 ** Math.floor(Math.log10(fraction) + 1e-9);
}

function ceilingOfDecade(fraction: number): number {
  return Math.min(1, 10 ** Math.ceil(Math.log10(fraction) - 1e-9));
}

function decades(low: number, high: number): readonly number[] {
  const ticks: number[] = [];
  for (let tick = low; tick <= high * 1.0001; tick *= 10) ticks.push(Number(tick.toPrecision(1)));
  return ticks;
}

/** Of a fluid that may hold too little of the tumour to show what it lacks. */
export function isHollow({ material, informative }: CourseSample): boolean {
  return material !== 'tissue' && informative !== 'yes';
}

/** Each sample's limit holds half-way to its neighbours; where none is known the band breaks off. */
function detectionBand(
  samples: readonly (CourseSample & { readonly on: ClinicalDate })[],
  xOf: (id: string) => number | null,
  y: (fraction: number) => number,
  bottom: number,
  [x0, x1]: readonly [number, number],
): string | null {
  const lookedAt = samples.flatMap(({ id, ofWholeTumour, limitOfDetection }) => {
    const x = xOf(id);
    return ofWholeTumour && x !== null ? [{ x, limit: limitOfDetection }] : [];
  });
  const boxes = lookedAt.flatMap(({ x, limit }, i) => {
    if (limit === null) return [];
    const before = lookedAt[i - 1];
    const after = lookedAt[i + 1];
    const from = before === undefined ? Math.max(x0, x - 24) : (before.x + x) / 2;
    const to = after === undefined ? Math.min(x1, x + 24) : (x + after.x) / 2;
    return [`M${px(from)},${px(y(limit))}H${px(to)}V${px(bottom)}H${px(from)}Z`];
  });
  return boxes.length === 0 ? null : boxes.join('');
}

function seriesOf(
  { alteration, index }: Drawn,
  { y, lowest }: ValueAxis,
  free: (x: number, y: number) => number,
  frame: Frame,
): Series {
  // Plasma and the cells of blood are on different scales: one line is of one of them.
  const material = alteration.marks.findLast(({ ofWholeTumour }) => ofWholeTumour)?.material;
  const points: (PlotPoint & { readonly onLine: boolean })[] = alteration.marks.flatMap((mark) => {
    const x = frame.xOf(mark.sampleId);
    const value = mark.state === 'measured' ? mark.value : (mark.interval?.[1] ?? null);
    if (x === null || value === null) return [];
    if (mark.state !== 'measured' && mark.state !== 'not-detected') return [];
    const measured = mark.state === 'measured';
    return [
      {
        id: mark.id,
        x: free(x, y(value)),
        y: y(value),
        kind: measured ? ('measured' as const) : ('upper-bound' as const),
        tissue: mark.material === 'tissue',
        onLine: mark.material === material,
        bar:
          measured && mark.interval !== null
            ? ([y(mark.interval[0]), y(mark.interval[1])] as const)
            : null,
        turn: mark.turn,
      },
    ];
  });
  const onLine = points.filter((point) => point.onLine);
  const pairs = onLine.slice(1).map((point, i) => [onLine[i] ?? point, point] as const);
  const measuredBoth = (pair: readonly [PlotPoint, PlotPoint]): boolean =>
    pair.every(({ kind }) => kind === 'measured');
  const path = (chosen: readonly (readonly [PlotPoint, PlotPoint])[]): string =>
    chosen.map(([a, b]) => `M${px(a.x)},${px(a.y)}L${px(b.x)},${px(b.y)}`).join('');
  const last = onLine.at(-1) ?? points.at(-1);
  // A name at the right end says that this is the level now; an older one has only its row below.
  const looked = alteration.marks.filter(({ state }) => state !== 'not-sequenced');
  const isLatest = [looked, looked.filter((mark) => mark.material === material)].some((marks) =>
    points.some(({ id }) => id === marks.at(-1)?.id),
  );
  return {
    key: alteration.key,
    name: alteration.name,
    index,
    solid: path(pairs.filter(measuredBoth)),
    dashed: path(pairs.filter((pair) => !measuredBoth(pair))),
    points,
    forecast: forecastShape(alteration.forecast, { y, lowest }, frame),
    label:
      last === undefined || !isLatest || !frame.namesBeside
        ? null
        : { x: frame.x1 + 10, y: last.y },
  };
}

const DAYS_PER_MONTH = 365.25 / 12;

function forecastShape(
  forecast: Forecast | null,
  { y, lowest }: ValueAxis,
  { x, x0, x1 }: Frame,
): Series['forecast'] {
  if (forecast === null) return null;
  const from = dayNumber(forecast.from);
  // Where the line meets the foot of the axis it ends, instead of running along it.
  const months = forecast.halfLifeMonths * Math.log2(forecast.fraction / lowest);
  const to = Math.min(dayNumber(forecast.until), from + Math.max(0, months) * DAYS_PER_MONTH);
  const steps = 24;
  const days = Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps).filter(
    (day) => x(day) >= x0 - 1 && x(day) <= x1 + 1,
  );
  if (days.length < 2) return null;
  const at = (day: number, halfLife: number | null): number =>
    halfLife === null
      ? y(forecast.fraction)
      : y(forecast.fraction * 0.5 ** ((day - from) / DAYS_PER_MONTH / halfLife));
  const { range, halfLifeMonths } = forecast;
  const along = (halfLife: number | null, over: readonly number[]): string =>
    over.map((day) => `${px(x(day))},${px(at(day, halfLife))}`).join('L');
  const band =
    range === null ? null : `M${along(range[0], days)}L${along(range[1], days.toReversed())}Z`;
  return { id: forecast.id, line: `M${along(halfLifeMonths, days)}`, band };
}

/** Names at the right end of their lines, moved apart until each can be read. */
function labelled(
  series: readonly Series[],
  { namesBeside }: Frame,
  [top, bottom]: readonly [number, number],
): readonly Series[] {
  if (!namesBeside) return series;
  const named = series
    .filter((s) => s.label !== null)
    .sort((a, b) => (a.label?.y ?? 0) - (b.label?.y ?? 0));
  const places = spread(
    named.map((s) => s.label?.y ?? 0),
    14,
    [top + 4, bottom - 2],
  );
  const y = new Map(named.map((s, i) => [s.key, places[i] ?? 0]));
  return series.map((s) =>
    s.label === null ? s : { ...s, label: { x: s.label.x, y: y.get(s.key) ?? s.label.y } },
  );
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
