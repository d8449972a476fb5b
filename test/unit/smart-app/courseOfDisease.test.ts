import { describe, expect, test } from '@jest/globals';
import type {
  Course,
  CourseAlteration,
} from '../../../services/smart-app/courseOfDisease/course.ts';
import { courseCsv } from '../../../services/smart-app/courseOfDisease/courseCsv.ts';
import { courseLayout } from '../../../services/smart-app/courseOfDisease/courseLayout.ts';
import { courseOfDisease } from '../../../services/smart-app/courseOfDisease/courseOfDisease.ts';
import {
  markRows,
  nextMark,
  toldById,
} from '../../../services/smart-app/courseOfDisease/markRows.ts';
import { spread } from '../../../services/smart-app/courseOfDisease/spread.ts';
import { zoomed, zoomedTo } from '../../../services/smart-app/courseOfDisease/zoomed.ts';
import { formatFor } from '../../../services/smart-app/wording/format.ts';
import { patientBundle } from '../../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../../services/demo-ehr/readStories.ts';
import { evaluate, reason } from '../../../src/evaluate.ts';
import { aCase, day, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

const format = formatFor('en-GB');

function courseOf(builder: ReturnType<typeof aCase>): Course {
  const patientCase = builder.build();
  const judged = reason({ patientCase, orders: [], asOf: TODAY, knowledge, unavailable: [] });
  return courseOfDisease(
    { ...judged, patientCase, orders: [], requests: [], outcomes: [] },
    knowledge,
    format,
  );
}

/** As the app sees a patient of the demo hospital. */
function courseOfStory(id: string): Course {
  const story = readStories().find((one) => one.id === id);
  if (story === undefined) throw new Error(`${id} is not a demo patient`);
  const answer = evaluate({
    resources: [patientBundle(story, TODAY)],
    patient: id,
    draftOrders: null,
    selections: [],
    asOf: TODAY,
    knowledge,
    unavailable: [],
  });
  return courseOfDisease(answer, knowledge, format);
}

function named(course: Course, name: string): CourseAlteration {
  const found = course.alterations.find((alteration) => alteration.name === name);
  if (found === undefined) throw new Error(`${name} is not drawn`);
  return found;
}

const CHOICE = {
  width: 1200,
  axis: 'log',
  zoom: null,
  hiddenAlterations: new Set<string>(),
  hiddenSamples: new Set<string>(),
} as const;

const lungCourse = (): Course =>
  courseOf(
    aCase('nsclc')
      .treatedWith('erlotinib', -300, -12)
      .assessed(-240, 'PR')
      .assessed(-14, 'PD')
      .tissue(
        -320,
        { 'EGFR L858R': 0.4, 'MET amplification': null },
        { site: 'lung', copies: { 'MET amplification': 9 } },
      )
      .plasma(
        -290,
        { 'EGFR L858R': 0.08 },
        { notDetected: ['EGFR', 'TP53'], depth: 5000, covered: ['EGFR', 'TP53'] },
      )
      .plasma(-150, {}, { tumourFraction: 0.001, notDetected: ['EGFR'], depth: 5000 })
      .plasma(
        -20,
        { 'EGFR L858R': 0.02, 'EGFR T790M': 0.0005123, 'TP53 R175H': null },
        { depth: 5000, covered: ['EGFR', 'TP53'] },
      ),
  );

describe('what a sample says of an alteration', () => {
  const course = lungCourse();
  const states = (name: string): readonly string[] =>
    named(course, name).marks.map(({ state }) => state);

  test('is told in six ways that never look alike', () => {
    expect(states('EGFR L858R')).toEqual(['measured', 'measured', 'uninformative', 'measured']);
    expect(states('EGFR T790M')).toEqual([
      'not-sequenced',
      'not-detected',
      'uninformative',
      'measured',
    ]);
    expect(states('TP53 R175H')).toEqual([
      'not-sequenced',
      'not-detected',
      'not-sequenced',
      'without-number',
    ]);
  });

  test('keeps tiny fractions, with four decimals of a per cent', () => {
    expect(named(course, 'EGFR T790M').marks.at(-1)?.facts).toEqual(
      expect.arrayContaining(['EGFR T790M', expect.stringContaining('0.0512%')]),
    );
  });

  test('marks what emerged, past a sample that could not tell', () => {
    expect(named(course, 'EGFR T790M').marks.map(({ turn }) => turn)).toEqual([
      null,
      null,
      null,
      'emerged',
    ]);
  });

  test('says why nothing is known', () => {
    expect(named(course, 'EGFR T790M').marks[0]?.facts).toContain(
      'the report does not say whether EGFR was covered',
    );
  });

  test('is in copies where copies are the measure', () => {
    const met = named(course, 'MET amplification');
    expect(met.measure).toBe('copies');
    expect(met.marks[0]).toMatchObject({ state: 'measured', value: 9 });
  });

  test('stands for every sample, so that the table has no hole', () => {
    for (const { marks } of course.alterations) expect(marks).toHaveLength(course.samples.length);
  });
});

describe('the blood of a leukaemia', () => {
  const course = courseOf(
    aCase('cll')
      .treatedWith('ibrutinib', -700, -150)
      .blood(-710, {}, { notDetected: ['BTK'] })
      .blood(-200, { 'BTK C481S': 0.3 }, { depth: 2000 })
      .blood(-60, { 'BTK C481S': 0.1 }, { depth: 2000 })
      .blood(-10, {}, { notDetected: ['BTK'] }),
  );

  test('shows what emerged and what cleared, as plasma does', () => {
    expect(named(course, 'BTK C481S').marks.map(({ turn }) => turn)).toEqual([
      null,
      'emerged',
      null,
      'cleared',
    ]);
  });

  test('is joined by a line', () => {
    const [btk] = courseLayout(course, CHOICE, format).fractions?.series ?? [];
    expect(btk?.solid).toMatch(/^M[^M]+$/);
  });
});

test('blood that is not the tumour marks no turn', () => {
  const lung = courseOf(
    aCase('nsclc')
      .blood(-200, {}, { notDetected: ['EGFR'] })
      .blood(-10, { 'EGFR T790M': 0.02 }),
  );
  expect(named(lung, 'EGFR T790M').marks.map(({ turn }) => turn)).toEqual([null, null]);
});

describe('the forecast', () => {
  const withKras = (end: number | null): CourseAlteration =>
    named(
      courseOf(
        aCase('colorectal-cancer')
          .treatedWith('cetuximab', -400, end)
          .assessed(-300, 'PR')
          .plasma(-60, { 'APC R1450*': 0.1, 'KRAS G12D': 0.03 }, { depth: 5000 }),
      ),
      'KRAS G12D',
    );

  test('is drawn once the drug that selects for the clone is gone, and says what it rests on', () => {
    const { forecast } = withKras(-50);
    expect(forecast?.halfLifeMonths).toBe(3.7);
    expect(forecast?.facts.join(' ')).toMatch(/published half-life.*an estimate, not a finding/);
  });

  test('is not drawn while that drug goes on', () => {
    expect(withKras(null).forecast).toBeNull();
  });
});

describe('the picture', () => {
  const course = lungCourse();
  const layout = courseLayout(course, CHOICE, format);

  test('puts everything on one time axis', () => {
    const mark = (id: string): number | undefined =>
      layout.strips.flatMap(({ marks }) => marks).find((m) => m.id.endsWith(id))?.x;
    const sample = course.samples.at(-1)?.id ?? '';
    const drop = layout.sampleRows
      .flatMap(({ samples }) => samples)
      .find(({ id }) => id === sample);
    expect(mark(`@${sample}`)).toBe(drop?.x);
  });

  test('gives each tissue site a row of its own', () => {
    expect(layout.sampleRows.map(({ name }) => name)).toEqual([
      'Plasma and fluids',
      'Tissue: lung',
    ]);
  });

  test.each(['breast-alpelisib-pten', 'cml-compound', 'colorectal-mek-kras'])(
    'sets samples of one day side by side, and none beyond the day that is judged (%s)',
    (story) => {
      const drawn = courseLayout(courseOfStory(story), CHOICE, format);
      const places = [
        ...drawn.sampleRows.flatMap(({ samples }) => samples.map(({ x }) => x)),
        ...(drawn.fractions?.series ?? []).flatMap(({ points }) => points.map(({ x }) => x)),
      ];
      expect(places.length).toBeGreaterThan(2);
      expect(Math.max(...places)).toBeLessThanOrEqual((drawn.today ?? 0) + 0.01);
    },
  );

  test('writes at the right end only the names of what was found when it was looked for last', () => {
    const { series = [] } =
      courseLayout(courseOfStory('lung-t790m'), CHOICE, format).fractions ?? {};
    expect(series.filter(({ label }) => label !== null).map(({ name }) => name)).toEqual([
      'EGFR L858R',
      'EGFR T790M',
    ]);
    expect(series.map(({ name }) => name)).toContain('TP53 R175H');
  });

  test('draws error bars, and a bound with an arrow for what was not detected', () => {
    const lung = courseLayout(courseOfStory('lung-t790m'), CHOICE, format);
    const t790m = lung.fractions?.series.find(({ name }) => name === 'EGFR T790M');
    expect(t790m?.points.map(({ kind, bar }) => [kind, bar !== null])).toEqual([
      ['upper-bound', false],
      ['upper-bound', false],
      ['measured', true],
      ['measured', true],
      ['measured', true],
    ]);
    expect(t790m?.solid.match(/M/g)).toHaveLength(2);
    expect(t790m?.dashed.match(/M/g)).toHaveLength(2);
  });

  test('shades what each assay does not find, as far as its limit is known', () => {
    const [assay] = [...knowledge.terminology.assays].flatMap(([id, { limitOfDetection }]) =>
      typeof limitOfDetection === 'number' ? [id] : [],
    );
    const drawn = (of: string | null) =>
      courseLayout(
        courseOf(
          aCase('nsclc')
            .plasma(-60, { 'EGFR L858R': 0.04 }, { assay: of })
            .plasma(-20, { 'EGFR L858R': 0.02 }, {}),
        ),
        CHOICE,
        format,
      );
    expect(drawn(null).fractions?.belowDetection).toBeNull();
    const shaded = drawn(assay ?? '');
    // One sample of the two: the band ends half-way to the one of which nothing is known.
    const [, from, top, to, bottom] =
      /^M([\d.]+),([\d.]+)H([\d.]+)V([\d.]+)H[\d.]+Z$/.exec(
        shaded.fractions?.belowDetection ?? '',
      ) ?? [];
    expect(Number(to)).toBeLessThan(shaded.strips[0]?.marks[1]?.x ?? 0);
    expect(Number(from)).toBeLessThan(Number(to));
    expect(Number(top)).toBeLessThan(Number(bottom));
    expect(Number(bottom)).toBeCloseTo(shaded.fractions?.y1 ?? 0, 0);
  });

  test('puts copies on an axis of their own', () => {
    expect(layout.copies?.series.map(({ name }) => name)).toEqual(['MET amplification']);
  });

  test.each(['log', 'linear'] as const)('keeps every mark inside it on the %s axis', (axis) => {
    for (const width of [320, 700, 2400]) {
      const drawn = courseLayout(course, { ...CHOICE, axis, width }, format);
      for (const point of drawn.fractions?.series.flatMap(({ points }) => points) ?? []) {
        expect(point.y).toBeGreaterThanOrEqual((drawn.fractions?.y0 ?? 0) - 0.5);
        expect(point.y).toBeLessThanOrEqual((drawn.fractions?.y1 ?? 0) + 0.5);
        expect(point.x).toBeGreaterThanOrEqual(drawn.x0 - 20);
        expect(point.x).toBeLessThanOrEqual(width);
      }
    }
  });

  test('leaves out what the reader hides', () => {
    const key = course.alterations[0]?.key ?? '';
    const less = courseLayout(course, { ...CHOICE, hiddenAlterations: new Set([key]) }, format);
    expect(less.strips).toHaveLength(layout.strips.length - 1);
  });

  test('lets the arrow keys reach everything that tells something', () => {
    const rows = markRows(layout);
    const told = toldById(course);
    for (const id of rows.flat()) expect(told.get(id)?.facts.length).toBeGreaterThan(0);
    const reached = new Set<string>();
    for (let at = rows[0]?.[0] ?? null; at !== null; at = nextMark(rows, at, 'ArrowDown')) {
      for (let x: string | null = at; x !== null; x = nextMark(rows, x, 'ArrowRight'))
        reached.add(x);
      for (let x: string | null = at; x !== null; x = nextMark(rows, x, 'ArrowLeft'))
        reached.add(x);
    }
    expect(reached.size).toBe(rows.flat().length);
  });
});

describe('the file for other programs', () => {
  const csv = courseCsv(lungCourse());

  test('holds every mark that is drawn', () => {
    const lines = csv.trimEnd().split('\r\n');
    const marks = lungCourse().alterations.flatMap((alteration) => alteration.marks).length;
    expect(lines.filter((line) => line.startsWith('reading,'))).toHaveLength(marks);
    expect(csv).toContain(`reading,EGFR T790M,${day(-20)},,measured,0.0512`);
  });

  test('writes no cell that a spreadsheet would run', () => {
    const course = lungCourse();
    const [first] = course.alterations;
    if (first === undefined) throw new Error('nothing drawn');
    const evil = courseCsv({ ...course, alterations: [{ ...first, name: '=HYPERLINK("x")' }] });
    expect(evil).toContain('"\'=HYPERLINK(""x"")"');
    expect(evil).not.toMatch(/(^|,)=/m);
  });
});

describe('marks that would cover each other', () => {
  test('stand side by side around where they belong', () => {
    expect(spread([100, 100, 100], 10)).toEqual([90, 100, 110]);
    expect(spread([0, 50, 52], 10)).toEqual([0, 46, 56]);
    expect(spread([], 10)).toEqual([]);
  });

  test('stay within their frame', () => {
    expect(spread([98, 99], 10, [0, 100])).toEqual([90, 100]);
  });
});

describe('zoom', () => {
  const whole = [0, 1000] as const;
  test('looks first at the latest half, and never beyond the course', () => {
    const first = zoomed(null, whole, 'in');
    expect(first).toEqual([500, 1000]);
    expect(zoomed(first, whole, 'later')?.[1]).toBeCloseTo(1000);
    expect(zoomed(first, whole, 'earlier')?.[0]).toBeCloseTo(333.3, 0);
    expect(zoomed(first, whole, 'out')).toBeNull();
  });

  test('looks at what was drawn with the pointer, in either direction, but no closer than a month', () => {
    expect(zoomedTo(null, whole, [0.2, 0.6])).toEqual([200, 600]);
    expect(zoomedTo([200, 600], whole, [0.5, 0.25])).toEqual([300, 400]);
    expect(zoomedTo(null, whole, [0.999, 1])).toEqual([970, 1000]);
    expect(zoomedTo(null, whole, [-1, 2])).toBeNull();
  });
});

describe('dates and numbers', () => {
  test('are written as the reader does', () => {
    expect(formatFor('de').date('2026-11-23')).toBe('23. Nov. 2026');
    expect(formatFor('de').percent(0.00051234)).toBe('0,0512\u00a0%');
    expect(formatFor('en-US').sentence('since 2026-07-06.')).toBe('since Jul 6, 2026.');
  });

  test('keep the precision of the record', () => {
    expect(format.date('2026')).toBe('2026');
    expect(format.date('2026-05')).toBe('May 2026');
    expect(format.date(null)).toBe('undated');
  });
});
