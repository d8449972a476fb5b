import type { JSX } from 'preact';
import type { VerifiedRules } from './fetchRules.ts';

/** Which knowledge judged, proven here to be that of the service. */
export function RulesNote({
  rules,
  engine,
  notGranted,
}: {
  readonly rules: VerifiedRules;
  readonly engine: string;
  readonly notGranted: readonly string[];
}): JSX.Element {
  return (
    <footer class="rules-note">
      <details>
        <summary>
          Rules verified:{' '}
          {rules.knowledge.packs.map(({ pack, version }) => `${pack} ${version}`).join(', ')};
          SHA-256 <code>{rules.sha256.slice(0, 12)}…</code>
        </summary>
        <p>
          The hashes were computed in this browser and equal those of the service. Engine {engine}.
        </p>
        <div class="scroll" role="region" aria-label="Rule packs" tabindex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Pack</th>
                <th scope="col">Version</th>
                <th scope="col">SHA-256</th>
              </tr>
            </thead>
            <tbody>
              {rules.knowledge.packs.map(({ pack, version, hash }) => (
                <tr key={pack}>
                  <th scope="row">{pack}</th>
                  <td>{version}</td>
                  <td>
                    <code>{hash}</code>
                  </td>
                </tr>
              ))}
              <tr>
                <th scope="row">all rules and terms</th>
                <td />
                <td>
                  <code>{rules.sha256}</code>
                </td>
              </tr>
            </tbody>
          </table>
        </div>
        {notGranted.length > 0 && <p>Not granted by the EHR: {notGranted.join(', ')}.</p>}
      </details>
      <p>
        The record was read from the EHR into this browser and went nowhere else. Decision support
        for professionals, who can review the basis of each statement; it does not replace their
        judgement and is not for use by patients.
      </p>
    </footer>
  );
}
