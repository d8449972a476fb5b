import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { type ClinicalDate, dateOfDay, dayNumber } from '../../../../src/domain/date.ts';
import type { StoryMoment } from '../settings.ts';
import type { Chart, Treatment } from './chartOf.ts';

interface TimelineProps {
  /** Of the whole record, also on an earlier day. */
  readonly chart: Chart;
  readonly moments: readonly StoryMoment[];
  readonly day: ClinicalDate;
  readonly today: ClinicalDate;
  /** Why the day can't be moved; `null` when it can. */
  readonly fixedBecause: string | null;
  readonly onDay: (day: ClinicalDate) => void;
}

/** Units of the drawings, stretched to the width there is. */
const WIDTH = 1000;
const HEIGHT = 16;

/** The history of a patient, and the day on which the page stands in it. */
export function Timeline(props: TimelineProps): ComponentChildren {
  const { chart, moments, day, today, fixedBecause, onDay } = props;
  const id = useId();
  const [shown, setShown] = useState(day);
  useEffect(() => {
    setShown(day);
  }, [day]);
  const first = firstDay(chart, today);
  const last = dayNumber(today);
  const at = (date: ClinicalDate): number =>
    ((dayNumber(date) - first) / Math.max(1, last - first)) * WIDTH;
  const now = at(shown);

  return (
    <div class="timeline">
      {lanesOf(chart.treatments).map(({ name, spans }) => (
        <Lane key={name} label={name} text={spans.map(spanText).join('; ')} now={now}>
          {spans.map(({ id: key, from, to }) => (
            <rect
              key={key}
              class="treatment"
              x={at(from)}
              y={3}
              width={Math.max(4, at(to ?? today) - at(from))}
              height={HEIGHT - 6}
            />
          ))}
        </Lane>
      ))}
      {chart.responses.length > 0 && (
        <Lane
          label="Response"
          text={chart.responses.map(({ date, text }) => `${date} ${text}`).join('; ')}
          now={now}
        >
          {chart.responses.map(({ id: key, date, text }) => (
            <rect
              key={key}
              class="response"
              x={Math.max(0, at(date) - 4)}
              y={2}
              width={8}
              height={HEIGHT - 4}
            >
              <title>{`${date}: ${text}`}</title>
            </rect>
          ))}
        </Lane>
      )}
      {chart.samples.length > 0 && (
        <Lane
          label="Samples"
          text={chart.samples.map(({ date, what }) => `${date} ${what}`).join('; ')}
          now={now}
        >
          {chart.samples.map(({ id: key, date, what }) => (
            <rect
              key={key}
              class="sample"
              x={Math.max(0, at(date) - 4)}
              y={2}
              width={8}
              height={HEIGHT - 4}
            >
              <title>{`${date}: ${what}`}</title>
            </rect>
          ))}
        </Lane>
      )}
      <div class="lane">
        <label for={`${id}-day`}>Day</label>
        <input
          id={`${id}-day`}
          type="range"
          min={first}
          max={last}
          step={1}
          value={dayNumber(shown)}
          disabled={fixedBecause !== null}
          aria-valuetext={shown}
          onInput={(event) => {
            setShown(dateOfDay(Number(event.currentTarget.value)));
          }}
          onChange={(event) => {
            onDay(dateOfDay(Number(event.currentTarget.value)));
          }}
        />
      </div>
      <p class="stands">
        The page stands on <strong>{shown}</strong>
        {shown === today ? ', today' : ''}.{' '}
        {fixedBecause === null && shown !== today && (
          <span class="hint">What came later is hidden and is not sent.</span>
        )}
        {fixedBecause !== null && <span class="hint">{fixedBecause}</span>}
      </p>
      {moments.length > 1 && (
        <div class="moments" role="group" aria-label="Days worth judging">
          {moments.map(({ date, label }) => (
            <button
              type="button"
              key={date}
              aria-pressed={date === day}
              disabled={fixedBecause !== null}
              onClick={() => {
                onDay(date);
              }}
            >
              <span class="date">{date}</span> {label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Lane({
  label,
  text,
  now,
  children,
}: {
  readonly label: string;
  /** The same facts for who does not see the drawing. */
  readonly text: string;
  readonly now: number;
  readonly children: ComponentChildren;
}): ComponentChildren {
  return (
    <div class="lane">
      <span>{label}</span>
      <svg
        viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${text}`}
      >
        <rect class="ground" x={0} y={HEIGHT / 2 - 0.5} width={WIDTH} height={1} />
        {children}
        <rect
          class="now"
          x={Math.min(WIDTH - 3, Math.max(0, now - 1.5))}
          y={0}
          width={3}
          height={HEIGHT}
        />
      </svg>
    </div>
  );
}

function lanesOf(
  treatments: readonly Treatment[],
): readonly { readonly name: string; readonly spans: readonly Treatment[] }[] {
  const lanes = new Map<string, Treatment[]>();
  for (const treatment of treatments) {
    if (treatment.from === '') continue;
    lanes.set(treatment.name, [...(lanes.get(treatment.name) ?? []), treatment]);
  }
  return [...lanes].map(([name, spans]) => ({ name, spans }));
}

function spanText({ from, to }: Treatment): string {
  return `${from} to ${to ?? 'now'}`;
}

const DAYS_BEFORE = 14;

/** A little before the first that is dated, so that the page can stand before everything. */
function firstDay(
  { treatments, samples, responses, diagnoses }: Chart,
  today: ClinicalDate,
): number {
  const dates = [
    ...treatments.map(({ from }) => from),
    ...samples.map(({ date }) => date),
    ...responses.map(({ date }) => date),
    ...diagnoses.map(({ since }) => since),
  ].filter((date) => date !== '');
  return Math.min(dayNumber(today) - 1, ...dates.map((date) => dayNumber(date) - DAYS_BEFORE));
}
