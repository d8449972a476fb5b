import type { JSX } from 'preact';
import type { Format } from '../wording/format.ts';
import { MARK_STATES, RESPONSES } from '../wording/words.ts';
import type { Course, CourseAlteration } from './course.ts';

/** Everything that is drawn, as tables. */
export function CourseTable({
  course,
  format,
}: {
  readonly course: Course;
  readonly format: Format;
}): JSX.Element {
  return (
    <div class="tables">
      <Scroll name="Readings of each alteration">
        <table>
          <caption>Alterations, sample by sample</caption>
          <thead>
            <tr>
              <th scope="col">Alteration</th>
              {course.samples.map((sample) => (
                <th key={sample.id} scope="col">
                  {sample.place}
                  <br />
                  <span class="soft">{format.date(sample.on)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {course.alterations.map((alteration) => (
              <tr key={alteration.key}>
                <th scope="row">
                  {alteration.name}
                  <br />
                  <span class="soft">{alteration.summary}</span>
                </th>
                {alteration.marks.map((mark) => (
                  <td key={mark.id} data-state={mark.state}>
                    {cellOf(alteration, mark, format)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Scroll name="Samples">
        <table>
          <caption>Samples</caption>
          <thead>
            <tr>
              <th scope="col">Sample</th>
              <th scope="col">Taken</th>
              <th scope="col">Lesion, assay, tumour fraction</th>
            </tr>
          </thead>
          <tbody>
            {course.samples.map(({ id, place, facts }) => (
              <tr key={id}>
                <th scope="row">{place}</th>
                <td>{facts[1]}</td>
                <td>{facts.slice(2).join('; ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Scroll name="Treatments and responses">
        <table>
          <caption>Treatments and responses</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">More</th>
            </tr>
          </thead>
          <tbody>
            {course.treatments.flatMap(({ name, spans }) =>
              spans.map(({ id, facts }) => (
                <tr key={id}>
                  <th scope="row">{facts[0] ?? name}</th>
                  <td>{facts[1]}</td>
                  <td>{facts.slice(2).join('; ')}</td>
                </tr>
              )),
            )}
            {course.assessments.map(({ id, on, outcome }) => (
              <tr key={id}>
                <th scope="row">{RESPONSES[outcome]}</th>
                <td>{format.date(on)}</td>
                <td />
              </tr>
            ))}
            {course.alterations.flatMap(({ forecast }) =>
              forecast === null
                ? []
                : [
                    <tr key={forecast.id}>
                      <th scope="row">{forecast.facts[0]}</th>
                      <td>
                        {format.date(forecast.from)} to {format.date(forecast.until)}
                      </td>
                      <td>{forecast.facts.slice(1).join('; ')}</td>
                    </tr>,
                  ],
            )}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}

/** A wide table scrolls by itself; what scrolls must be reachable by keyboard, and then has a name. */
function Scroll({
  name,
  children,
}: {
  readonly name: string;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <div class="scroll" role="region" aria-label={name} tabindex={0}>
      {children}
    </div>
  );
}

function cellOf(
  { measure }: CourseAlteration,
  { state, value, interval, turn }: CourseAlteration['marks'][number],
  format: Format,
): string {
  const turned = turn === null ? '' : ` (${turn})`;
  if (value !== null) {
    if (measure === 'copies') return `${format.number(value)} copies${turned}`;
    const range =
      interval === null
        ? ''
        : ` [${format.estimate(interval[0])}; ${format.estimate(interval[1])}]`;
    return `${format.percent(value)}${range}${turned}`;
  }
  const bound = interval === null ? '' : `, at most ${format.estimate(interval[1])}`;
  return `${MARK_STATES[state]}${state === 'not-detected' ? bound : ''}${turned}`;
}
