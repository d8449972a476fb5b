import { alterationKey, alterationName, geneOf } from '../domain/alteration.ts';
import type {
  Heterogeneity,
  HeterogeneityPart,
  HeterogeneityPattern,
  ResistanceMechanism,
} from '../domain/conclusion.ts';
import { daysBetween, type ClinicalDate } from '../domain/date.ts';
import { listed } from '../domain/sentence.ts';
import { compareText } from '../domain/ordering.ts';
import type { TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack, TrackPoint, Trend } from '../domain/track.ts';
import { matchesPattern } from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { lesionsOf, ofOnePeriod, reach } from './geography.ts';
import { measuredInCourse } from './pace.ts';
import { absoluteChange, relativeChange, trend } from './trend.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** What the question of heterogeneity is asked with. */
export interface HeterogeneityInput {
  readonly tracks: readonly AlterationTrack[];
  readonly record: TumourRecord;
  readonly mechanisms: readonly ResistanceMechanism[];
  /** Those that bear on the drugs at issue. */
  readonly inQuestion: readonly ResistanceMechanism[];
  readonly lines: readonly TherapyLine[];
  readonly knowledge: KnowledgeBase;
}

/** How does this tumour differ from place to place and from day to day, where it bears on treatment? */
export function heterogeneity(input: HeterogeneityInput): readonly Heterogeneity[] {
  const replaced = clonalReplacement(input);
  const gaveWay = new Set(
    replaced.flatMap(({ parts }) =>
      parts.filter((p) => p.seen === 'falling').map((p) => alterationKey(p.alteration)),
    ),
  );
  return [
    ...replaced,
    ...wildTypeOutgrowth(gaveWay, input),
    ...plasmaTissueDiscordance(input),
    ...limitedTargets(input),
    ...parallelEvolution(input),
    ...baselineAndEmerged(input),
  ];
}

/** One resistant clone gives way to another under the same line; a mixed response when biopsies place them in different lesions. */
function clonalReplacement(input: HeterogeneityInput): readonly Heterogeneity[] {
  const line = input.lines.at(-1);
  if (line === undefined) return [];
  const courses = input.mechanisms
    .filter((m) => !input.record.truncal.has(m.id))
    .map((mechanism) => ({ mechanism, course: courseUnder(line, mechanism.track, input) }));
  const rising = courses.filter(({ course }) => RISES.has(course)).map((c) => c.mechanism);
  const falling = courses.filter(({ course }) => FALLS.has(course)).map((c) => c.mechanism);
  if (rising.length === 0 || falling.length === 0) return [];
  const apart = rising.some((r) => falling.some((f) => inDifferentLesions(r, f, input)));
  const names = {
    falling: saidOf(falling, 'falls', 'fall'),
    rising: saidOf(rising, 'rises', 'rise'),
  };
  return [
    conclusion(
      apart ? 'mixed-response' : 'clonal-replacement',
      [...falling.map((m) => part(m, 'falling')), ...rising.map((m) => part(m, 'rising'))],
      apart
        ? `Under ${lineName(line, input)} ${names.falling} while ${names.rising}, and biopsies place them in different lesions: some lesions respond and others do not.`
        : `Under ${lineName(line, input)} ${names.falling} while ${names.rising}: one resistant clone gives way to another.`,
      [...falling, ...rising],
    ),
  ];
}

const RISES: ReadonlySet<Trend> = new Set(['rising', 'emergent']);
const FALLS: ReadonlySet<Trend> = new Set(['falling', 'cleared']);

/** A biopsy shows one and lacks the other at a time when that one was in the tumour. */
function inDifferentLesions(
  a: ResistanceMechanism,
  b: ResistanceMechanism,
  { record, lines }: HeterogeneityInput,
): boolean {
  const hasWithout = (one: ResistanceMechanism, other: ResistanceMechanism): boolean => {
    const { notFound } = lesionsOf(other.track, record);
    const wasElsewhere = (on: ClinicalDate | null): boolean =>
      other.track.points.some((p) => p.state === 'detected' && ofOnePeriod(p.on, on, lines));
    return lesionsOf(one.track, record).found.some(({ lesion }) =>
      notFound.some((n) => n.lesion === lesion && wasElsewhere(n.point.on)),
    );
  };
  return hasWithout(a, b) || hasWithout(b, a);
}

/**
 * The driver rises and the change of the driver's own gene that resists drugs does not: the cells
 * that grow are those without the change, and resist in another way. Where that way is known, the
 * change has given way to it, and nothing more is to be said.
 */
function wildTypeOutgrowth(
  gaveWay: ReadonlySet<string>,
  input: HeterogeneityInput,
): readonly Heterogeneity[] {
  const line = input.lines.at(-1);
  if (line === undefined) return [];
  return input.tracks.flatMap((driver) => {
    if (!input.record.truncal.has(alterationKey(driver.alteration))) return [];
    const course = courseUnder(line, driver, input);
    // A driver that stays where it was grows only where the disease does.
    const persists = course === 'stable' && line.progressedOn !== null;
    if (!RISES.has(course) && !persists) return [];
    const gene = geneOf(driver.alteration);
    const lagging = input.mechanisms.filter(
      (m) =>
        m.mechanismClass === 'on-target' &&
        geneOf(m.alteration) === gene &&
        !gaveWay.has(alterationKey(m.alteration)) &&
        !input.record.truncal.has(m.id) &&
        latestOfWhole(m.track)?.sampleId === latestOfWhole(driver)?.sampleId &&
        (persists ? FALLS : STAYS_BEHIND).has(courseUnder(line, m.track, input)) &&
        !growsWithTrunk(line, m.track, input) &&
        wouldHaveBeenSeen(m.track, driver),
    );
    if (lagging.length === 0) return [];
    const name = alterationName(driver.alteration);
    return [
      conclusion(
        'wild-type-outgrowth',
        [
          {
            alteration: driver.alteration,
            seen: persists ? 'found' : 'rising',
            where: null,
          },
          ...lagging.map((m) => part(m, 'not-rising')),
        ],
        persists
          ? `${name} persists under ${lineName(line, input)} while ${saidOf(lagging, 'falls', 'fall')}: the cells that remain are without ${namesOf(lagging)}, and resist in another way.`
          : `${name} rises under ${lineName(line, input)} while ${saidOf(lagging, 'does not', 'do not')}: cells without ${namesOf(lagging)} grow, and resist in another way.`,
        lagging,
        driver.points.flatMap((p) => p.resources),
      ),
    ];
  });
}

/**
 * Had the change grown with its driver, would the latest plasma have shown it? A change that is not
 * seen where the driver itself is scarce has simply gone out of sight with the tumour.
 */
function wouldHaveBeenSeen(track: AlterationTrack, driver: AlterationTrack): boolean {
  const last = latestOfWhole(track);
  if (last === null || last.state === 'detected') return last !== null;
  const driverNow = latestOfWhole(driver)?.fraction ?? null;
  const before = track.points.findLast((p) => p.ofWholeTumour && p.fraction !== null);
  const driverThen = driver.points.find((p) => p.sampleId === before?.sampleId)?.fraction ?? null;
  const bound = last.interval?.[1] ?? null;
  const seenThen = before?.fraction ?? null;
  if (driverNow === null || driverThen === null || seenThen === null) return false;
  const expected = (seenThen / driverThen) * driverNow;
  // Without a limit of detection, what was seen once would be seen again.
  return bound === null ? expected >= seenThen : bound < expected;
}

/** It rises, and not less than the trunk of the tumour does: stable beside the trunk is no lag. */
function growsWithTrunk(
  line: TherapyLine,
  track: AlterationTrack,
  input: HeterogeneityInput,
): boolean {
  const measured = measuredInCourse(pointsUnder(line, track, input));
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined || first === last) return false;
  const { foldChange } = input.knowledge.thresholds;
  return (
    absoluteChange(first, last, foldChange) > 0 && relativeChange(first, last, foldChange) !== -1
  );
}

const STAYS_BEHIND: ReadonlySet<Trend> = new Set(['stable', 'falling', 'cleared']);

/** Plasma and tissue of the same time: one shows it, the other could have shown it and does not. What two samples disagree about is told once. */
function plasmaTissueDiscordance(input: HeterogeneityInput): readonly Heterogeneity[] {
  const maxDays = input.knowledge.thresholds.standingMaxAgeDays;
  const bySamples = new Map<string, Discordance[]>();
  for (const mechanism of input.mechanisms) {
    const plasma = latestTold(mechanism.track, ({ material }) => material === 'plasma');
    const tissue = latestTold(mechanism.track, ({ material }) => material === 'tissue');
    if (plasma === null || tissue === null || plasma.state === tissue.state) continue;
    if (!ofOnePeriod(plasma.on, tissue.on, input.lines)) continue;
    if (Math.abs(daysBetween(plasma.on, tissue.on)) > maxDays) continue;
    const [shows, lacks] = plasma.state === 'detected' ? [plasma, tissue] : [tissue, plasma];
    const samples = `${shows.sampleId} ${lacks.sampleId}`;
    bySamples.set(samples, [...(bySamples.get(samples) ?? []), { mechanism, shows, lacks }]);
  }
  return [...bySamples.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const { shows, lacks } = first;
    const mechanisms = found.map(({ mechanism }) => mechanism);
    const are = saidOf(mechanisms, 'is', 'are');
    const they = mechanisms.length > 1 ? 'they are' : 'it is';
    const missed = mechanisms.length > 1 ? 'them' : 'it';
    return [
      conclusion(
        'plasma-tissue-discordance',
        found.flatMap(({ mechanism }) => [
          { ...part(mechanism, 'found'), where: shows.sampleId },
          { ...part(mechanism, 'not-found'), where: lacks.sampleId },
        ]),
        `${are} found in ${shows.material} of ${shows.on} and not in ${lacks.material} of ${lacks.on}: ${they} not in all of the tumour, or one of the two missed ${missed}.`,
        mechanisms,
        found.flatMap((d) => [...d.shows.resources, ...d.lacks.resources]),
      ),
    ];
  });
}

interface Discordance {
  readonly mechanism: ResistanceMechanism;
  readonly shows: TrackPoint & { readonly on: ClinicalDate };
  readonly lacks: TrackPoint & { readonly on: ClinicalDate };
}

/** What a drug needs, found in some lesions or in a minority of the cells: the rest is left untreated from the start. */
function limitedTargets(input: HeterogeneityInput): readonly Heterogeneity[] {
  const { record, lines, knowledge } = input;
  return input.tracks.flatMap((track): readonly Heterogeneity[] => {
    const rule = ruleIndex(knowledge)
      .orderRulesOn(track.alteration)
      .find(
        ({ target, diseases }) =>
          [...record.diseases].some((d) => diseases.has(d)) &&
          target.some((p) => matchesPattern(p, track.alteration, knowledge.patternContext)),
      );
    if (rule === undefined) return [];
    const extent = reach(track, record, lines);
    const { alteration } = track;
    const name = alterationName(alteration);
    const because = {
      rules: [rule.rule],
      evidence: rule.evidence,
      resources: resourcesOf(track.points),
    };
    if (extent.extent === 'some-lesions') {
      const places = (list: typeof extent.found): string =>
        list.map(({ lesion, point }) => `${lesion} (${point.on ?? 'undated'})`).join('; ');
      return [
        {
          kind: 'heterogeneity',
          pattern: 'target-in-some-lesions',
          parts: [
            ...extent.found.map(
              ({ lesion }) => ({ alteration, seen: 'found', where: lesion }) as const,
            ),
            ...extent.notFound.map(
              ({ lesion }) => ({ alteration, seen: 'not-found', where: lesion }) as const,
            ),
          ],
          statement: `${name} is found in ${places(extent.found)} and not in ${places(extent.notFound)}: a drug against it leaves the lesions without it.`,
          because,
        },
      ];
    }
    if (extent.extent !== 'minority') return [];
    return [
      {
        kind: 'heterogeneity',
        pattern: 'target-in-minority',
        parts: [{ alteration, seen: 'minority', where: null }],
        statement: `${name} is in a minority of the cells by its fraction relative to the trunk of the tumour: a drug against it leaves the majority.`,
        because,
      },
    ];
  });
}

/** One gene, altered differently in several lesions: resistance of one gene that arose more than once. */
function parallelEvolution(input: HeterogeneityInput): readonly Heterogeneity[] {
  const byGene = new Map<string, ResistanceMechanism[]>();
  for (const mechanism of input.mechanisms) {
    const gene = geneOf(mechanism.alteration);
    if (gene === null || mechanism.standing === 'cleared') continue;
    byGene.set(gene, [...(byGene.get(gene) ?? []), mechanism]);
  }
  return [...byGene].flatMap(([gene, group]) => {
    const places = group.flatMap((mechanism) =>
      lesionsOf(mechanism.track, input.record).found.map(({ lesion }) => ({ mechanism, lesion })),
    );
    const ownLesion = (m: ResistanceMechanism): boolean =>
      places.some(
        ({ mechanism, lesion }) =>
          mechanism === m && !places.some((p) => p.lesion === lesion && p.mechanism !== m),
      );
    const independent = group.filter(ownLesion);
    if (independent.length <= 1) return [];
    const shown = places.filter(({ mechanism }) => independent.includes(mechanism));
    const lesions = new Set(shown.map(({ lesion }) => lesion));
    return [
      conclusion(
        'parallel-evolution',
        shown.map(({ mechanism, lesion }) => ({ ...part(mechanism, 'found'), where: lesion })),
        `${gene} is altered differently in ${String(lesions.size)} lesions (${independent.map((m) => `${alterationName(m.alteration)} in ${listed(shown.filter(({ mechanism }) => mechanism === m).map(({ lesion }) => lesion))}`).join('; ')}): one biopsy does not speak for the others.`,
        independent,
      ),
    ];
  });
}

/** Resistance that was there before the drug beside resistance that came under it. */
function baselineAndEmerged({ inQuestion }: HeterogeneityInput): readonly Heterogeneity[] {
  const upfront = inQuestion.filter((m) => m.timing === 'upfront');
  const acquired = inQuestion.filter((m) => m.timing === 'acquired');
  if (upfront.length === 0 || acquired.length === 0) return [];
  return [
    conclusion(
      'baseline-and-emerged',
      [...upfront.map((m) => part(m, 'at-baseline')), ...acquired.map((m) => part(m, 'emerged'))],
      `${saidOf(upfront, 'was', 'were')} there before the drug; ${namesOf(acquired)} came under it.`,
      [...upfront, ...acquired],
    ),
  ];
}

/** The course since the line began, from the last plasma before it on. */
function courseUnder(line: TherapyLine, track: AlterationTrack, input: HeterogeneityInput): Trend {
  return trend(pointsUnder(line, track, input), input.knowledge.thresholds.foldChange);
}

function pointsUnder(
  { start }: TherapyLine,
  track: AlterationTrack,
  { record }: HeterogeneityInput,
): readonly TrackPoint[] {
  if (start === null) return [];
  const baseline = [...record.samples.values()]
    .filter(
      (s) => record.ofWholeTumour.has(s.id) && s.collectedOn !== null && s.collectedOn <= start,
    )
    .map((s) => s.collectedOn ?? start)
    .sort(compareText)
    .at(-1);
  const from = baseline ?? start;
  return track.points.filter((p) => p.on !== null && p.on >= from);
}

function latestOfWhole(track: AlterationTrack): ReturnType<typeof latestTold> {
  return latestTold(track, ({ ofWholeTumour }) => ofWholeTumour);
}

function latestTold(
  track: AlterationTrack,
  isOfKind: (point: TrackPoint) => boolean,
): (TrackPoint & { readonly on: ClinicalDate }) | null {
  const told = track.points.filter(
    (p): p is TrackPoint & { on: ClinicalDate } =>
      isOfKind(p) && p.on !== null && p.state !== 'cannot-be-told',
  );
  return told.at(-1) ?? null;
}

function part(
  { alteration }: ResistanceMechanism,
  seen: HeterogeneityPart['seen'],
): HeterogeneityPart {
  return { alteration, seen, where: null };
}

function namesOf(mechanisms: readonly ResistanceMechanism[]): string {
  return listed(mechanisms.map((m) => alterationName(m.alteration)));
}

/** `osimertinib (line 2)`. */
function lineName({ drugs, number }: TherapyLine, { knowledge }: HeterogeneityInput): string {
  const names = drugs.map((d) => knowledge.terminology.drugs.get(d)?.name ?? d);
  return `${listed(names)} (line ${String(number)})`;
}

function saidOf(mechanisms: readonly ResistanceMechanism[], one: string, many: string): string {
  return `${namesOf(mechanisms)} ${mechanisms.length > 1 ? many : one}`;
}

function resourcesOf(points: readonly TrackPoint[]): readonly string[] {
  return [...new Set(points.flatMap((p) => p.resources))];
}

function conclusion(
  pattern: HeterogeneityPattern,
  parts: readonly HeterogeneityPart[],
  statement: string,
  mechanisms: readonly ResistanceMechanism[],
  resources: readonly string[] = [],
): Heterogeneity {
  const rules = mechanisms.flatMap((m) => m.because.rules);
  return {
    kind: 'heterogeneity',
    pattern,
    parts,
    statement,
    because: {
      rules: [...new Map(rules.map((r) => [r.rule, r])).values()],
      evidence: [],
      resources: [
        ...new Set([...resources, ...mechanisms.flatMap((m) => resourcesOf(m.track.points))]),
      ],
    },
  };
}
