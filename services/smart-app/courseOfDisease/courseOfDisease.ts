import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { drugName } from '../../../src/cards/detail.ts';
import { sorted } from '../../../src/cards/found.ts';
import { alterationKey, geneOf } from '../../../src/domain/alteration.ts';
import type { ResistanceMechanism } from '../../../src/domain/conclusion.ts';
import { addMonths, type ClinicalDate } from '../../../src/domain/date.ts';
import { compareText, firstDifference } from '../../../src/domain/ordering.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import type { DiseaseAssessment, Exposure, TherapyLine } from '../../../src/domain/therapy.ts';
import type { AlterationTrack, TrackPoint } from '../../../src/domain/track.ts';
import type { Answer } from '../../../src/engine/answer.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { Format } from '../wording/format.ts';
import {
  ALTERATION_TRENDS,
  MARK_STATES,
  MATERIALS,
  RESPONSES,
  STANDINGS,
  STOP_REASONS,
} from '../wording/words.ts';
import {
  LOWEST_SHOWN,
  type AlterationMark,
  type AssessmentMark,
  type Course,
  type CourseAlteration,
  type CourseSample,
  type Forecast,
  type LineSpan,
  type MarkState,
  type Treatment,
  type TreatmentSpan,
} from './course.ts';

interface Context {
  readonly answer: Answer;
  readonly knowledge: KnowledgeBase;
  readonly format: Format;
}

/** What an answer says of the course of disease, each part with its facts as text. */
export function courseOfDisease(answer: Answer, knowledge: KnowledgeBase, format: Format): Course {
  const context = { answer, knowledge, format };
  const { evaluation, record, patientCase } = answer;
  const samples = [...record.samples.values()]
    .map((sample) => sampleOf(sample, context))
    .sort((a, b) =>
      firstDifference(compareText(a.on ?? '~', b.on ?? '~'), compareText(a.id, b.id)),
    );
  const { mechanisms } = sorted(evaluation.conclusions);
  const alterations = evaluation.tracks
    .map((track) => alterationOf(track, mechanisms, samples, context))
    .sort((a, b) => firstDifference(rank(a) - rank(b), highest(b) - highest(a)));
  return {
    asOf: evaluation.asOf,
    treatments: treatmentsOf(patientCase.exposures, context),
    lines: evaluation.lines.flatMap((line) => lineOf(line)),
    assessments: assessmentsOf(patientCase.assessments, format),
    samples,
    alterations,
  };
}

/** The driver first, then what resists drugs, then the rest. */
function rank({ isTruncal, isMechanism }: CourseAlteration): number {
  return isTruncal ? 0 : isMechanism ? 1 : 2;
}

function highest({ marks, measure }: CourseAlteration): number {
  return measure === 'copies' ? 0 : Math.max(0, ...marks.map(({ value }) => value ?? 0));
}

function treatmentsOf(
  exposures: readonly Exposure[],
  { knowledge, answer, format }: Context,
): readonly Treatment[] {
  const byDrug = new Map<string, (Exposure & { readonly start: ClinicalDate })[]>();
  for (const exposure of exposures) {
    const { start } = exposure;
    if (start === null) continue;
    for (const drug of exposure.drugs) {
      byDrug.set(drug, [...(byDrug.get(drug) ?? []), { ...exposure, start }]);
    }
  }
  return [...byDrug]
    .map(([drug, courses]) => {
      const name = drugName(drug, knowledge);
      const lines = answer.evaluation.lines.filter((line) => line.drugs.includes(drug));
      const spans = joined(courses).map((span): TreatmentSpan => {
        const line = lines.find((l) => overlaps(l, span));
        const end = span.ongoing ? 'ongoing' : span.end === null ? 'end not documented' : null;
        return {
          id: `treatment:${drug}:${span.start}`,
          from: span.start,
          to: span.end,
          ongoing: span.ongoing,
          facts: [
            `${name}${line === undefined ? '' : `, line ${String(line.number)}`}`,
            `${format.date(span.start)} to ${end ?? format.date(span.end)}`,
            ...(span.stopReason === null ? [] : [`stopped for ${STOP_REASONS[span.stopReason]}`]),
            ...(line?.bestResponse === undefined || line.bestResponse === null
              ? []
              : [`best response of the line: ${RESPONSES[line.bestResponse]}`]),
          ],
          resources: span.resources,
        };
      });
      return { drug, name, spans };
    })
    .sort((a, b) =>
      firstDifference(
        compareText(a.spans[0]?.from ?? '', b.spans[0]?.from ?? ''),
        compareText(a.name, b.name),
      ),
    );
}

type Dated = Exposure & { readonly start: ClinicalDate };

/** Requests, administrations and dispenses of one course say the same thing several times. */
function joined(courses: readonly Dated[]): readonly Dated[] {
  const spans: Dated[] = [];
  for (const course of [...courses].sort((a, b) => compareText(a.start, b.start))) {
    const last = spans.at(-1);
    const open = last !== undefined && (last.ongoing || (last.end ?? last.start) >= course.start);
    if (last === undefined || !open) {
      spans.push(course);
      continue;
    }
    const later = (course.end ?? course.start) > (last.end ?? last.start) ? course : last;
    spans[spans.length - 1] = {
      ...last,
      end: later.end,
      ongoing: last.ongoing || course.ongoing,
      stopReason: later.stopReason ?? last.stopReason,
      resources: [...new Set([...last.resources, ...course.resources])],
    };
  }
  return spans;
}

function overlaps(line: TherapyLine, span: Dated): boolean {
  const ends = line.end ?? '9999';
  return line.start !== null && line.start <= (span.end ?? '9999') && span.start <= ends;
}

function lineOf({ number, start, end, ongoing }: TherapyLine): readonly LineSpan[] {
  return start === null ? [] : [{ number, from: start, to: ongoing ? null : end }];
}

function assessmentsOf(
  assessments: readonly DiseaseAssessment[],
  format: Format,
): readonly AssessmentMark[] {
  return [...assessments]
    .sort((a, b) => compareText(a.on, b.on))
    .map(({ on, outcome, resources }, index) => ({
      id: `assessment:${String(index)}`,
      on,
      outcome,
      facts: [RESPONSES[outcome], format.date(on)],
      resources,
    }));
}

function sampleOf(sample: Sample, { answer, knowledge, format }: Context): CourseSample {
  const informative = answer.record.informative.get(sample.id);
  const assay = sample.assay === null ? undefined : knowledge.terminology.assays.get(sample.assay);
  const place = sample.site ?? MATERIALS[sample.material];
  const limitOfDetection = assay?.limitOfDetection ?? null;
  const materials = MATERIALS[sample.material];
  return {
    id: sample.id,
    on: sample.collectedOn,
    material: sample.material,
    place,
    ofWholeTumour: answer.record.ofWholeTumour.has(sample.id),
    informative: informative?.verdict ?? 'cannot-be-told',
    limitOfDetection,
    facts: [
      sample.site === null ? capital(materials) : `${capital(materials)}, ${sample.site}`,
      `${format.date(sample.collectedOn)}${sample.dateFrom === null || sample.dateFrom === 'collection' ? '' : ` (date of ${DATE_SOURCES[sample.dateFrom]})`}`,
      ...(sample.lesion === null ? [] : [sample.lesion]),
      ...(assay === undefined ? [] : [assay.name]),
      ...(sample.tumourFraction === null || informative?.why.startsWith('tumour fraction') === true
        ? []
        : [`tumour fraction ${format.percent(sample.tumourFraction)}`]),
      ...(limitOfDetection === null
        ? []
        : [`limit of detection ${format.percent(limitOfDetection)}`]),
      ...(sample.material === 'tissue' || informative === undefined
        ? []
        : [`${INFORMATIVE[informative.verdict]}: ${format.sentence(informative.why)}`]),
      ...(sample.preliminary ? ['preliminary result'] : []),
    ],
    resources: sample.resources,
  };
}

const INFORMATIVE = {
  yes: 'informative',
  no: 'not informative',
  'cannot-be-told': 'whether it is informative cannot be told',
} as const;

const DATE_SOURCES = {
  observation: 'the observation',
  report: 'the report',
  received: 'receipt',
  issued: 'issue',
} as const;

function alterationOf(
  track: AlterationTrack,
  mechanisms: readonly ResistanceMechanism[],
  samples: readonly CourseSample[],
  context: Context,
): CourseAlteration {
  const key = alterationKey(track.alteration);
  const name = alterationLabel(track.alteration, context.knowledge);
  const own = mechanisms.filter((m) => alterationKey(m.alteration) === key);
  const measure = track.points.some((p) => p.copyNumber !== null) ? 'copies' : 'fraction';
  const marks: AlterationMark[] = [];
  for (const sample of samples) {
    const point = track.points.find((p) => p.sampleId === sample.id);
    marks.push(markOf({ key, name, track, sample, point, measure, earlier: marks }, context));
  }
  const standing = own[0]?.standing;
  return {
    key,
    name,
    measure,
    isMechanism: own.length > 0,
    isTruncal: context.answer.record.truncal.has(key),
    summary: [
      ALTERATION_TRENDS[track.trend],
      ...(context.answer.record.truncal.has(key)
        ? ['in the trunk']
        : track.clonality === 'subclonal'
          ? ['subclonal']
          : []),
      ...(standing === undefined ? [] : [STANDINGS[standing]]),
    ].join(', '),
    marks,
    forecast: forecastOf({ key, name, track, mechanisms: own, marks }, context),
  };
}

interface MarkInput {
  readonly key: string;
  readonly name: string;
  readonly track: AlterationTrack;
  readonly sample: CourseSample;
  readonly point: TrackPoint | undefined;
  readonly measure: CourseAlteration['measure'];
  /** The marks of the samples before. */
  readonly earlier: readonly AlterationMark[];
}

function markOf(input: MarkInput, context: Context): AlterationMark {
  const { key, name, track, sample, point, measure, earlier } = input;
  const { format } = context;
  const state = stateOf(point, sample);
  const value =
    state !== 'measured' || point === undefined
      ? null
      : measure === 'copies'
        ? point.copyNumber
        : point.fraction;
  const turn = sample.ofWholeTumour ? turnAt(state, sample, earlier) : null;
  const why = state === 'not-sequenced' ? whyNotSequenced(track, sample, context) : null;
  const facts = [
    name,
    [
      value === null || measure !== 'copies'
        ? value === null
          ? MARK_STATES[state]
          : format.percent(value)
        : `${format.number(value)} copies`,
      ...(turn === null ? [] : [turn]),
    ].join(', '),
    ...intervalFact(state, point, measure, format),
    ...(why === null ? [] : [why]),
    ...(measure === 'copies' && point?.fraction !== undefined && point.fraction !== null
      ? [`allele fraction ${format.percent(point.fraction)}`]
      : []),
    ...(point?.relativeToTruncal === undefined ||
    point.relativeToTruncal === null ||
    context.answer.record.truncal.has(key)
      ? []
      : [`${format.number(point.relativeToTruncal)} of the truncal alteration`]),
    ...sample.facts,
  ];
  return {
    id: `${key}@${sample.id}`,
    sampleId: sample.id,
    on: sample.on,
    material: sample.material,
    ofWholeTumour: sample.ofWholeTumour,
    state,
    value,
    interval: measure === 'fraction' ? (point?.interval ?? null) : null,
    turn,
    facts,
    resources: point?.resources ?? sample.resources,
  };
}

function stateOf(point: TrackPoint | undefined, sample: CourseSample): MarkState {
  if (point === undefined) return 'not-sequenced';
  switch (point.state) {
    case 'detected':
      return point.fraction === null && point.copyNumber === null ? 'without-number' : 'measured';
    case 'not-detected':
      return 'not-detected';
    case 'cannot-be-told':
      return sample.informative === 'yes' ? 'contradictory' : 'uninformative';
    default:
      return point.state satisfies never;
  }
}

/**
 * Emerged: found where a sample of the same kind before, which would have shown it, did not. Cleared:
 * the reverse.
 */
function turnAt(
  state: MarkState,
  { material }: CourseSample,
  earlier: readonly AlterationMark[],
): AlterationMark['turn'] {
  const found = (s: MarkState): boolean => s === 'measured' || s === 'without-number';
  const telling = earlier.filter(
    (mark) => mark.material === material && (found(mark.state) || mark.state === 'not-detected'),
  );
  const last = telling.at(-1);
  if (last === undefined) return null;
  if (found(state) && last.state === 'not-detected') return 'emerged';
  return state === 'not-detected' && found(last.state) ? 'cleared' : null;
}

function intervalFact(
  state: MarkState,
  point: TrackPoint | undefined,
  measure: CourseAlteration['measure'],
  format: Format,
): readonly string[] {
  const interval = point?.interval ?? null;
  if (interval === null || measure === 'copies') return [];
  return state === 'not-detected'
    ? [`at most ${format.estimate(interval[1])} (95 % upper bound)`]
    : [`95 % interval ${format.estimate(interval[0])} to ${format.estimate(interval[1])}`];
}

/** Missing is not negative: either the assay did not cover the gene, or the report does not say. */
function whyNotSequenced(
  { alteration }: AlterationTrack,
  sample: CourseSample,
  { answer, knowledge }: Context,
): string | null {
  const gene = geneOf(alteration);
  if (gene === null) return 'the sample says nothing of it';
  const recorded = answer.record.samples.get(sample.id);
  const assay = recorded?.assay ?? null;
  const covered =
    recorded?.genesCovered ??
    (assay === null ? undefined : knowledge.terminology.assays.get(assay)?.genes);
  if (covered === undefined) return `the report does not say whether ${gene} was covered`;
  return covered.includes(gene)
    ? `${gene} was covered, but the report does not say whether such a change was looked for`
    : `${gene} was not covered`;
}

/**
 * Decay is told only once no drug that selects for the alteration is given any more: under such a
 * drug a clone does not fade as the published half-lives say.
 */
function forecastOf(
  {
    key,
    name,
    track,
    mechanisms,
    marks,
  }: {
    readonly key: string;
    readonly name: string;
    readonly track: AlterationTrack;
    readonly mechanisms: readonly ResistanceMechanism[];
    readonly marks: readonly AlterationMark[];
  },
  { answer, knowledge, format }: Context,
): Forecast | null {
  const { pace } = track;
  if (pace?.direction !== 'fading' || mechanisms.length === 0) return null;
  const against = new Set(mechanisms.flatMap((m) => m.against.map((r) => r.drug)));
  const underPressure = answer.evaluation.lines.some(
    (line) => line.ongoing && line.drugs.some((drug) => against.has(drug)),
  );
  const last = marks.findLast(
    ({ ofWholeTumour, state }) => ofWholeTumour && state !== 'not-sequenced',
  );
  if (underPressure || last?.state !== 'measured' || last.on === null || last.value === null) {
    return null;
  }
  const months = pace.months * Math.log2(Math.max(1, last.value / LOWEST_SHOWN));
  const horizon = addMonths(answer.evaluation.asOf, knowledge.thresholds.retestHorizonMonths);
  const reached = Number.isFinite(months) ? addMonths(last.on, months) : horizon;
  const until = reached < horizon ? reached : horizon;
  const range =
    pace.range === null
      ? ''
      : ` (${format.number(pace.range[0])} to ${pace.range[1] === null ? 'no decay' : format.number(pace.range[1])} months)`;
  return {
    id: `forecast:${key}`,
    from: last.on,
    fraction: last.value,
    halfLifeMonths: pace.months,
    range: pace.range,
    until,
    facts: [
      `${name}: expected decay`,
      `half-life ${format.number(pace.months)} months${range}`,
      pace.basis === 'prior'
        ? 'published half-life: this patient has one reading only'
        : `from ${String(pace.readings)} readings of this patient`,
      'an estimate, not a finding',
    ],
    resources: last.resources,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
