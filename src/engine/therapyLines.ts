import { daysBetween, type ClinicalDate } from '../domain/date.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type {
  DiseaseAssessment,
  DrugId,
  Response,
  StopReason,
  TherapyLine,
} from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';

/** One drug without a longer pause, from all the resources that document it. */
interface Course {
  readonly drug: DrugId;
  readonly start: ClinicalDate;
  readonly end: ClinicalDate | null;
  readonly ongoing: boolean;
  readonly stopReason: StopReason | null;
  readonly resources: readonly ResourceRef[];
}

interface Draft {
  courses: Course[];
  start: ClinicalDate;
  /** When a later line took over while drugs went on. */
  cutOff: ClinicalDate | null;
}

/**
 * Which lines of therapy has the patient had? Courses that overlap are one regimen; a drug of
 * another class that joins later than the line gap, another drug after progression, or a pause
 * beyond the gap opens a new line.
 * Supportive drugs make no line. Exposures without a start date are left out, since nothing can be
 * said of their order.
 */
export function therapyLines(
  patientCase: PatientCase,
  knowledge: KnowledgeBase,
): readonly TherapyLine[] {
  const gap = knowledge.thresholds.lineGapDays;
  const { drugs, drugClasses } = knowledge.terminology;
  const classOf = (drug: DrugId): string => drugs.get(drug)?.class ?? drug;
  const antineoplastic = (drug: DrugId): boolean =>
    drugClasses.get(classOf(drug))?.antineoplastic === true;

  const drafts: Draft[] = [];
  for (const course of coursesOf(patientCase, gap)) {
    if (!antineoplastic(course.drug)) continue;
    const line = drafts.at(-1);
    if (line === undefined || !belongsTo(course, line, gap, classOf)) {
      const goingOn = (line?.courses ?? []).filter((c) => !endedBefore(c, course.start));
      if (line !== undefined && goingOn.length > 0) line.cutOff = course.start;
      drafts.push({ courses: [...goingOn, course], start: course.start, cutOff: null });
    } else {
      line.courses.push(course);
    }
  }
  return drafts.map((draft, index) =>
    finished(draft, index + 1, drafts[index + 1]?.start ?? null, patientCase.assessments, gap),
  );
}

/** Duplicate and touching exposures of one drug are one course, ordered by start. */
function coursesOf(patientCase: PatientCase, gap: number): readonly Course[] {
  const single = patientCase.exposures
    .flatMap(({ drugs, start, ...rest }) =>
      start === null ? [] : drugs.map((drug): Course => ({ ...rest, drug, start })),
    )
    .sort((a, b) => firstDifference(compareText(a.start, b.start), compareText(a.drug, b.drug)));
  const merged: Course[] = [];
  const lastOf = new Map<DrugId, number>();
  for (const course of single) {
    const at = lastOf.get(course.drug);
    const last = at === undefined ? undefined : merged[at];
    if (at !== undefined && last !== undefined && touches(last, course, gap)) {
      merged[at] = joined(last, course);
    } else {
      lastOf.set(course.drug, merged.length);
      merged.push(course);
    }
  }
  return merged;
}

function touches(earlier: Course, later: Course, gap: number): boolean {
  const end = earlier.end ?? (earlier.ongoing ? later.start : earlier.start);
  return daysBetween(end, later.start) <= gap;
}

function joined(a: Course, b: Course): Course {
  const ongoing = a.ongoing || b.ongoing;
  const lastToEnd = (a.end ?? a.start) > (b.end ?? b.start) ? a : b;
  return {
    drug: a.drug,
    start: a.start,
    end: ongoing ? null : lastToEnd.end,
    ongoing,
    stopReason: ongoing ? null : (lastToEnd.stopReason ?? a.stopReason ?? b.stopReason),
    resources: [...new Set([...a.resources, ...b.resources])],
  };
}

function belongsTo(
  course: Course,
  line: Draft,
  gap: number,
  classOf: (drug: DrugId) => string,
): boolean {
  if (daysBetween(line.start, course.start) <= gap && overlaps(course, line)) return true;
  const sameClass = line.courses.some((c) => classOf(c.drug) === classOf(course.drug));
  if (!sameClass || replacesAtProgression(course, line)) return false;
  const end = endOf(line.courses);
  return end === null || daysBetween(end, course.start) <= gap;
}

/** Another drug of the class once the disease progressed under the line and it had ended. */
function replacesAtProgression(course: Course, line: Draft): boolean {
  return (
    !line.courses.some((c) => c.drug === course.drug) &&
    !overlaps(course, line) &&
    line.courses.some((c) => c.stopReason === 'progression')
  );
}

function overlaps(course: Course, line: Draft): boolean {
  return line.courses.some((c) => !endedBefore(c, course.start));
}

function endedBefore(course: Course, day: ClinicalDate): boolean {
  if (course.ongoing) return false;
  return (course.end ?? course.start) < day;
}

/** The day the last drug ended; `null` while one goes on or no end is documented. */
function endOf(courses: readonly Course[]): ClinicalDate | null {
  if (courses.some((c) => c.ongoing)) return null;
  const ends = courses.flatMap((c) => (c.end === null ? [] : [c.end])).sort();
  return ends.at(-1) ?? null;
}

function finished(
  { courses, start, cutOff }: Draft,
  number: number,
  nextStart: ClinicalDate | null,
  assessments: readonly DiseaseAssessment[],
  gap: number,
): TherapyLine {
  const end = cutOff ?? endOf(courses);
  const until = (on: ClinicalDate): boolean =>
    (nextStart === null || on <= nextStart) && (end === null || daysBetween(end, on) <= gap);
  const during = assessments.filter(({ on }) => on > start && until(on));
  const stopReason = courses.some((c) => c.ongoing)
    ? null
    : (courses.find((c) => c.stopReason === 'progression')?.stopReason ??
      courses.find((c) => c.stopReason !== null)?.stopReason ??
      null);
  const progression = during
    .filter(({ outcome }) => outcome === 'PD')
    .map(({ on }) => on)
    .sort()[0];
  return {
    number,
    drugs: [...new Set(courses.map((c) => c.drug))].sort(),
    start,
    end,
    ongoing: cutOff === null && courses.some((c) => c.ongoing),
    bestResponse: bestOf(during),
    progressedOn: progression ?? (stopReason === 'progression' ? end : null),
    stopReason,
    resources: [
      ...new Set([...courses.flatMap((c) => c.resources), ...during.flatMap((a) => a.resources)]),
    ],
  };
}

const RESPONSES_BEST_FIRST: readonly Response[] = ['CR', 'PR', 'improved', 'SD', 'PD'];

function bestOf(assessments: readonly DiseaseAssessment[]): Response | null {
  return RESPONSES_BEST_FIRST.find((r) => assessments.some((a) => a.outcome === r)) ?? null;
}
