import type { ComponentChildren } from 'preact';
import type { Chart } from './chartOf.ts';

/** The chart as it stands on the day of the page. */
export function ChartView({ chart }: { readonly chart: Chart }): ComponentChildren {
  const { diagnoses, treatments, responses, samples } = chart;
  return (
    <>
      <h3>Diagnoses</h3>
      {diagnoses.length === 0 ? (
        <p class="hint">None recorded.</p>
      ) : (
        <ul>
          {diagnoses.map(({ id, text, since }) => (
            <li key={id}>
              {text} <span class="hint">{since === '' ? '' : `since ${since}`}</span>
            </li>
          ))}
        </ul>
      )}
      <h3>Treatments</h3>
      {treatments.length === 0 ? (
        <p class="hint">None recorded.</p>
      ) : (
        <ul>
          {treatments.map(({ id, name, from, to, why }) => (
            <li key={id}>
              {name}{' '}
              <span class="hint">
                {from} to {to ?? 'now'}
                {why === null ? '' : `, stopped: ${why}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {responses.length > 0 && (
        <>
          <h3>Responses</h3>
          <ul>
            {responses.map(({ id, date, text }) => (
              <li key={id}>
                {text} <span class="hint">{date}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Samples</h3>
      {samples.length === 0 && <p class="hint">None recorded.</p>}
      {samples.map(({ id, date, what, findings }, index) => (
        <details key={id} open={index === 0}>
          <summary>
            {date} {what}
          </summary>
          {findings.length === 0 ? (
            <p class="hint">No result.</p>
          ) : (
            <table class="findings">
              <thead class="unseen">
                <tr>
                  <th scope="col">Finding</th>
                  <th scope="col">Amount</th>
                </tr>
              </thead>
              <tbody>
                {findings.map((finding) => (
                  <tr key={finding.id} class={finding.found ? 'found' : 'absent'}>
                    <td>{finding.text}</td>
                    <td>{finding.amount}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </details>
      ))}
    </>
  );
}
