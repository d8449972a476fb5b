import type { Patient } from 'fhir/r4.js';
import type { FhirStore } from '../fhirStore.ts';
import type { PatientChoice } from './pages.ts';

/** More than this many nobody reads. */
const SHOWN = 50;

/** The patients whose name or id contains the text, as far as a page shows them. */
export function patientChoices(
  store: FhirStore,
  find: string,
): { readonly patients: readonly PatientChoice[]; readonly more: number } {
  const wanted = find.trim().toLowerCase();
  const found = store
    .all('Patient')
    .map((patient) => choiceOf(patient as Patient))
    .filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(wanted));
  return { patients: found.slice(0, SHOWN), more: Math.max(0, found.length - SHOWN) };
}

function choiceOf({ id = '', name, gender, birthDate }: Patient): PatientChoice {
  const [first] = name ?? [];
  const parts = [...(first?.given ?? []), first?.family].filter((part) => part !== undefined);
  const about = [gender, birthDate === undefined ? undefined : `born ${birthDate}`];
  return {
    id,
    name: first?.text ?? (parts.length === 0 ? id : parts.join(' ')),
    about: about.filter((part) => part !== undefined).join(', '),
  };
}
