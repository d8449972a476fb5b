import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { conclusionKey } from '../../src/domain/conclusionKey.ts';
import type { ClinicalDate } from '../../src/domain/date.ts';
import { courseOfDisease } from './courseOfDisease/courseOfDisease.ts';
import { CourseView } from './courseOfDisease/CourseView.tsx';
import { Headlines } from './Headlines.tsx';
import type { Session } from './launch/startSession.ts';
import { OptionsView } from './options/OptionsView.tsx';
import type { Unavailable } from './record/fetchRecord.ts';
import type { Judgement } from './record/judge.ts';
import { patientBanner } from './record/patientBanner.ts';
import { RecordView } from './record/RecordView.tsx';
import { RechallengeView } from './rechallenge/RechallengeView.tsx';
import type { VerifiedRules } from './rules/fetchRules.ts';
import { RulesNote } from './rules/RulesNote.tsx';
import { SummaryView } from './summary/SummaryView.tsx';
import { ConvergesView } from './whatConverges/ConvergesView.tsx';
import { WhyView } from './why/WhyView.tsx';
import type { Format } from './wording/format.ts';
import { fragmentOf, routeOf, viewOf, VIEWS, type Route, type View } from './wording/route.ts';

export interface WorkspaceProps {
  readonly judgement: Judgement;
  readonly rules: VerifiedRules;
  readonly format: Format;
  readonly session: Session;
  readonly unavailable: readonly Unavailable[];
  /** Resource types that the EHR did not grant. */
  readonly notGranted: readonly string[];
  readonly asOf: ClinicalDate;
  readonly today: ClinicalDate;
  readonly onAsOf: (day: ClinicalDate) => void;
}

const TITLES: Readonly<Record<View, string>> = {
  course: 'Course of disease',
  converges: 'What converges',
  options: 'Options',
  rechallenge: 'Re-challenge',
  why: 'Why',
  record: 'Record',
  summary: 'Tumour board',
};

/** The judged record: whose it is, what is concluded, and the views of it. */
export function Workspace(props: WorkspaceProps): JSX.Element {
  const { judgement, rules, format, session, unavailable, notGranted } = props;
  const asked = session.context?.conclusion ?? null;
  const route = useRoute(asked === null ? 'course' : viewOf(asked));
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnChange(route.view, heading);
  const course = useMemo(
    () => courseOfDisease(judgement.answer, judgement.knowledge, format),
    [judgement, format],
  );
  const banner = useMemo(
    () => patientBanner(judgement.resources, session.patientId, format),
    [judgement.resources, session.patientId, format],
  );
  useEffect(() => {
    performance.mark('convergent:first-picture');
  }, []);
  const known = new Set(judgement.answer.evaluation.conclusions.map(conclusionKey));
  return (
    <>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          heading.current?.focus();
        }}
      >
        Skip to the view
      </a>
      <header class="top">
        <p class="brand">Convergent</p>
        <div class="patient">
          <h1>{banner.name}</h1>
          <p>{banner.details.join(' · ')}</p>
        </div>
        <AsOf {...props} />
      </header>
      <Headlines judgement={judgement} format={format} asked={asked} known={known} />
      <nav aria-label="Views" class="views">
        <ul>
          {VIEWS.map((view) => (
            <li key={view}>
              <a href={fragmentOf(view)} aria-current={view === route.view ? 'page' : undefined}>
                {TITLES[view]}
                {view === 'record' && (
                  <Count
                    n={
                      judgement.answer.evaluation.problems.length +
                      unavailable.length +
                      judgement.found.gaps.length
                    }
                  />
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main class={`view view-${route.view}`}>
        <h2 id="content" tabindex={-1} ref={heading}>
          {TITLES[route.view]}
        </h2>
        {viewAt(route, { ...props, course, banner })}
      </main>
      <RulesNote
        rules={rules}
        engine={judgement.answer.evaluation.engine}
        notGranted={notGranted}
      />
    </>
  );
}

function viewAt(
  { view, at }: Route,
  {
    judgement,
    rules,
    format,
    unavailable,
    notGranted,
    course,
    banner,
  }: WorkspaceProps & {
    readonly course: ReturnType<typeof courseOfDisease>;
    readonly banner: ReturnType<typeof patientBanner>;
  },
): JSX.Element {
  switch (view) {
    case 'course':
      return <CourseView key={course.asOf} course={course} format={format} />;
    case 'converges':
      return <ConvergesView judgement={judgement} rules={rules} format={format} />;
    case 'options':
      return <OptionsView judgement={judgement} format={format} />;
    case 'rechallenge':
      return <RechallengeView judgement={judgement} format={format} />;
    case 'why':
      return <WhyView judgement={judgement} format={format} at={at} />;
    case 'record':
      return <RecordView {...{ judgement, unavailable, notGranted, format }} />;
    case 'summary':
      return <SummaryView {...{ judgement, course, rules, banner, format }} />;
    default:
      return view satisfies never;
  }
}

/** How many things there are to know of the record. */
function Count({ n }: { readonly n: number }): JSX.Element | null {
  return n === 0 ? null : (
    <span class="badge">
      {String(n)}
      <span class="visually-hidden"> to know</span>
    </span>
  );
}

/** The day that is judged: what came later is not yet known on it. */
function AsOf({ asOf, today, onAsOf }: WorkspaceProps): JSX.Element {
  return (
    <div class="as-of">
      <label>
        Judged as of{' '}
        <input
          type="date"
          value={asOf}
          max={today}
          onChange={({ currentTarget }) => {
            if (currentTarget.value !== '') onAsOf(currentTarget.value);
          }}
        />
      </label>
      {asOf !== today && (
        <button
          type="button"
          onClick={() => {
            onAsOf(today);
          }}
        >
          Today
        </button>
      )}
    </div>
  );
}

function useRoute(otherwise: View): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash, otherwise));
  useEffect(() => {
    const follow = (): void => {
      setRoute(routeOf(location.hash, otherwise));
    };
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('hashchange', follow);
    };
  }, [otherwise]);
  return route;
}

/** After a change of view the reader, also one who hears it, is at its heading. */
function useFocusOnChange(view: View, heading: { readonly current: HTMLElement | null }): void {
  const before = useRef(view);
  useEffect(() => {
    if (before.current !== view && view !== 'why') heading.current?.focus();
    before.current = view;
  }, [view]);
}
