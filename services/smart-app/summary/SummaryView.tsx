import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { drugName } from '../../../src/cards/detail.ts';
import type {
  Criterion,
  Rechallenge,
  ResistanceMechanism,
} from '../../../src/domain/conclusion.ts';
import type { Evidence } from '../../../src/domain/evidence.ts';
import { compareText } from '../../../src/domain/ordering.ts';
import { lastDetected } from '../../../src/engine/standing.ts';
import type { Course } from '../courseOfDisease/course.ts';
import { CourseChart } from '../courseOfDisease/CourseChart.tsx';
import { courseLayout } from '../courseOfDisease/courseLayout.ts';
import { Key } from '../courseOfDisease/Key.tsx';
import { toldById } from '../courseOfDisease/markRows.ts';
import { testsToTake } from '../options/testsToTake.ts';
import type { Judgement } from '../record/judge.ts';
import { nothingToJudge } from '../record/nothingToJudge.ts';
import type { PatientBanner } from '../record/patientBanner.ts';
import type { VerifiedRules } from '../rules/fetchRules.ts';
import { alternatives } from '../whatConverges/alternatives.ts';
import { mechanismsAtIssue } from '../whatConverges/pathwayPicture.ts';
import type { Format } from '../wording/format.ts';
import {
  ALTERATION_TRENDS,
  COVERAGE_SIGNS,
  COVERAGES,
  RECHALLENGE_STATUSES,
  STATUSES,
} from '../wording/words.ts';
import { capitalised, listed, uncapitalised } from '../../../src/domain/sentence.ts';

/** Width of A4 and of Letter between the margins, at 96 dots per inch, whichever is less. */
const PAGE_WIDTH = 700;
/** Height of Letter, the shorter of the two, between the margins. */
const PAGE_HEIGHT = 960;
/** Of the page on the screen; paper has its margins. */
const PADDING = 24;
const ZOOM_STEP = 0.02;
const LEAST_ZOOM = 0.5;
/** What has room on one page; the app has the rest, and the page says so. */
const ALTERATIONS = 7;
const OPTIONS = 6;
const SOURCES = 6;

/** One page for the tumour board. */
export function SummaryView({
  judgement,
  course,
  rules,
  banner,
  format,
}: {
  readonly judgement: Judgement;
  readonly course: Course;
  readonly rules: VerifiedRules;
  readonly banner: PatientBanner;
  readonly format: Format;
}): JSX.Element {
  const { found, answer, knowledge, headlines } = judgement;
  const mechanisms = mechanismsAtIssue(judgement);
  const options = found.strategies.filter(({ status }) => status !== 'discontinued');
  const shown = options.slice(0, OPTIONS);
  const meeting = alternatives(judgement).filter(({ kind }) => kind !== 'option');
  const sources = sourcesOf(judgement);
  const [page, zoom] = useFitOnPage(judgement);
  const silence = nothingToJudge(judgement);
  const gaps = [
    ...found.gaps.map(({ message }) => message),
    ...(answer.evaluation.problems.length === 0
      ? []
      : [
          `${String(answer.evaluation.problems.length)} parts of the record were left out or used with reserve.`,
        ]),
  ];
  return (
    <>
      <div class="buttons no-print">
        <button
          type="button"
          class="primary"
          onClick={() => {
            print();
          }}
        >
          Print or save as PDF
        </button>
      </div>
      <article
        class="page"
        aria-label="Summary for the tumour board"
        ref={page}
        style={{ zoom: String(zoom), width: `${String(PAGE_WIDTH / zoom)}px` }}
      >
        <header>
          <h3>
            {banner.name} <span class="soft">{banner.details.join(' · ')}</span>
          </h3>
          <p class="soft">
            Resistance to targeted therapy, judged as of {format.date(answer.evaluation.asOf)}.{' '}
            {diagnosesOf(judgement)}
          </p>
        </header>
        {headlines.slice(0, 3).map(({ summary }) => (
          <p key={summary} class="headline">
            {format.sentence(summary)}
          </p>
        ))}
        {silence !== null && (
          <p class="headline">
            {silence.said} {silence.follows}
          </p>
        )}
        {(course.samples.length > 0 || course.treatments.length > 0) && (
          <Picture course={course} format={format} width={PAGE_WIDTH / zoom} />
        )}
        {mechanisms.length > 0 && <Resistance {...{ mechanisms, judgement, format }} />}
        {found.convergence !== undefined && meeting[0] !== undefined && (
          <p>
            <strong>Convergence.</strong>{' '}
            {meeting
              .slice(0, 2)
              .map(
                ({ title, summary, notes }) =>
                  `${capitalised(title)} ${summary}. ${notes[0] ?? ''}`,
              )
              .join(' ')}
          </p>
        )}
        {shown.length > 0 && (
          <table class="compact">
            <caption>Options</caption>
            <thead>
              <tr>
                <th scope="col">Option</th>
                <th scope="col">Status</th>
                {mechanisms.slice(0, 5).map((m) => (
                  <th key={m.id} scope="col">
                    {alterationLabel(m.alteration, knowledge)}
                  </th>
                ))}
                <th scope="col">Before giving it</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((option) => (
                <tr key={option.id}>
                  <th scope="row">{option.title}</th>
                  <td>{STATUSES[option.status]}</td>
                  {mechanisms.slice(0, 5).map((m) => {
                    const coverage = option.coverage.find((c) => c.mechanism === m.id);
                    return (
                      <td key={m.id}>
                        {coverage === undefined
                          ? COVERAGE_SIGNS['not-known']
                          : `${COVERAGE_SIGNS[coverage.verdict]} ${coverage.level ?? ''}`}
                      </td>
                    );
                  })}
                  <td>{openOf([...option.conditions, ...option.gates], null)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {shown.length > 0 && mechanisms.length > 0 && (
          <p class="small soft">
            {Object.entries(COVERAGE_SIGNS)
              .map(([verdict, sign]) => `${sign} ${COVERAGES[verdict as keyof typeof COVERAGES]}`)
              .join(' · ')}
            ; letters are levels of evidence (AMP/ASCO/CAP).
          </p>
        )}
        {options.length > shown.length && (
          <p class="small soft">{String(options.length - shown.length)} more in the app.</p>
        )}
        {found.decision !== undefined && (
          <p>
            <strong>Combination or sequence.</strong> {format.sentence(found.decision.statement)}
          </p>
        )}
        {found.rechallenges.map((again) => (
          <p key={String(again.line) + again.drugs.join()}>
            <strong>
              Re-challenge with {drugsOfLine(again, judgement)} (line {String(again.line)}):{' '}
              {RECHALLENGE_STATUSES[again.status]}.
            </strong>{' '}
            {openOf([...again.criteria, ...again.gates], (data) => format.sentence(data))}
            {again.retest !== null && ` Worth re-testing from ${format.date(again.retest.from)}.`}
          </p>
        ))}
        {found.tests.length > 0 && (
          <p>
            <strong>Would help to decide:</strong>{' '}
            {testsToTake(found.tests)
              .map(({ title }) => title)
              .join('; ')}
            .
          </p>
        )}
        {gaps.length > 0 && (
          <p>
            <strong>Missing:</strong> {gaps.map((gap) => format.sentence(gap)).join(' ')}
          </p>
        )}
        <footer class="small">
          {sources.length > 0 && (
            <p>
              <strong>Sources:</strong>{' '}
              {sources.map(({ citation, level }) => `${citation} (${level})`).join('; ')}.
            </p>
          )}
          <p>
            Convergent, engine {answer.evaluation.engine}; packs used{' '}
            {packsUsed(judgement).join(', ')}; all rules SHA-256 {rules.sha256.slice(0, 16)}….
            Decision support for professionals, who can review the basis; it does not replace
            judgement.
          </p>
        </footer>
      </article>
    </>
  );
}

/** Writes smaller, over the whole width, until a page that has much to say is one page. */
function useFitOnPage(judgement: Judgement): [{ readonly current: HTMLElement | null }, number] {
  const page = useRef<HTMLElement>(null);
  const [{ zoom, of }, setZoom] = useState({ zoom: 1, of: judgement });
  const own = of === judgement ? zoom : 1;
  useLayoutEffect(() => {
    const { current } = page;
    if (current === null || own <= LEAST_ZOOM) return;
    // Browsers differ in what they measure of a zoomed element.
    current.style.zoom = '1';
    const height = current.scrollHeight - 2 * PADDING;
    current.style.zoom = String(own);
    if (height * own > PAGE_HEIGHT) setZoom({ zoom: own - ZOOM_STEP, of: judgement });
  }, [judgement, own]);
  return [page, own];
}

function Picture({
  course,
  format,
  width,
}: {
  readonly course: Course;
  readonly format: Format;
  readonly width: number;
}): JSX.Element {
  const layout = useMemo(
    () =>
      courseLayout(
        course,
        {
          width,
          axis: 'log',
          zoom: null,
          hiddenAlterations: new Set(course.alterations.slice(ALTERATIONS).map(({ key }) => key)),
          hiddenSamples: new Set(),
          compact: true,
        },
        format,
      ),
    [course, format, width],
  );
  const told = useMemo(() => toldById(course), [course]);
  return (
    <div class="page-picture" aria-hidden="true">
      <CourseChart
        {...{ layout, course, told }}
        active={null}
        tabStop={null}
        svgRef={null}
        onPoint={() => undefined}
      />
      <Key course={course} />
    </div>
  );
}

function Resistance({
  mechanisms,
  judgement,
  format,
}: {
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly judgement: Judgement;
  readonly format: Format;
}): JSX.Element {
  const { knowledge, answer } = judgement;
  return (
    <table class="compact">
      <caption>Resistance mechanisms</caption>
      <thead>
        <tr>
          <th scope="col">Alteration</th>
          <th scope="col">Latest</th>
          <th scope="col">Course</th>
          <th scope="col">Against</th>
        </tr>
      </thead>
      <tbody>
        {mechanisms.slice(0, ALTERATIONS).map((m) => {
          const last = lastDetected(m.track);
          const sample = last === null ? undefined : answer.record.samples.get(last.sampleId);
          const against = m.against.map(({ drug }) => drugName(drug, knowledge));
          return (
            <tr key={m.id}>
              <th scope="row">{alterationLabel(m.alteration, knowledge)}</th>
              <td>
                {last === null
                  ? 'not known'
                  : `${last.copyNumber !== null ? `${format.number(last.copyNumber)} copies` : last.fraction === null ? 'detected' : format.percent(last.fraction)}, ${sample?.site ?? last.material}, ${format.date(last.on)}`}
              </td>
              <td>{ALTERATION_TRENDS[m.track.trend]}</td>
              <td>{listed(against.length > 4 ? [...against.slice(0, 4), 'others'] : against)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function diagnosesOf({ answer, knowledge }: Judgement): string {
  const names = [...new Set(answer.patientCase.diagnoses.map(({ disease }) => disease))].map(
    (id) => knowledge.terminology.diseases.get(id)?.name ?? id,
  );
  return names.length === 0 ? '' : `Diagnoses read: ${names.join(', ')}.`;
}

/** What stands against it first, then what nobody knows; with its data where there is room. */
function openOf(criteria: readonly Criterion[], told: ((answer: string) => string) | null): string {
  const named = (verdict: Criterion['verdict'], title: string): readonly string[] => {
    const own = criteria.filter((criterion) => criterion.verdict === verdict);
    const words = own.map(
      ({ question, answer }) =>
        `${uncapitalised(question)}${told === null ? '' : ` (${told(answer)})`}`,
    );
    return own.length === 0 ? [] : [`${title}: ${words.join('; ')}.`];
  };
  const open = [...named('not-met', 'Not met'), ...named('cannot-be-told', 'Not known')];
  return open.length > 0 ? open.join(' ') : criteria.length > 0 ? 'All met.' : 'Nothing is asked.';
}

function drugsOfLine({ drugs, line }: Rechallenge, { answer, knowledge }: Judgement): string {
  const given = answer.evaluation.lines.find(({ number }) => number === line)?.drugs ?? [];
  return listed(drugs.filter((d) => given.includes(d)).map((d) => drugName(d, knowledge)));
}

/** The packs whose rules speak of this patient; the app lists all that were asked. */
function packsUsed({ answer: { evaluation } }: Judgement): readonly string[] {
  const used = new Set(
    evaluation.conclusions.flatMap(({ because }) => because.rules.map(({ pack }) => pack)),
  );
  const own = evaluation.packs.filter(({ pack }) => used.has(pack));
  return (own.length === 0 ? evaluation.packs : own).map(
    ({ pack, version }) => `${pack} ${version}`,
  );
}

/** The strongest of what the conclusions at issue rest on. */
function sourcesOf({ found, headlines }: Judgement): readonly Evidence[] {
  const all = [
    ...headlines.flatMap(({ conclusions }) => conclusions),
    ...found.strategies,
    ...found.rechallenges,
  ].flatMap(({ because }) => because.evidence);
  const unique = [...new Map(all.map((e) => [e.source, e])).values()];
  return unique.sort((a, b) => compareText(a.level, b.level)).slice(0, SOURCES);
}
