import type { Bundle, FhirResource, Observation } from 'fhir/r4.js';
import { PREFETCH_TEMPLATES } from '../../services/cds-hooks/catalogue/prefetchTemplates.ts';
import { orderSelectRequest } from '../../services/demo-ehr/hookRequest.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import type { PatientStory } from '../../services/demo-ehr/patientStory.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';

/**
 * order-select calls, each of another demo patient, all with complete prefetch and so many
 * Observations: the patient's own results, then copies of them under other ids.
 */
export function benchRequests(today: string, observations: number): readonly Buffer[] {
  return readStories()
    .filter(({ orders, samples }) => orders.length > 0 && samples.length > 0)
    .map((story) => Buffer.from(JSON.stringify(requestOf(story, today, observations))));
}

function requestOf(story: PatientStory, today: string, count: number): object {
  const { entry = [] } = patientBundle(story, today);
  const resources = entry.map(({ resource }) => resource as FhirResource);
  const observations = resources.filter((one) => one.resourceType === 'Observation');
  const others = resources.filter((one) => one.resourceType !== 'Observation');
  const all = [...others, ...padded(observations, count)];
  const prefetch = Object.fromEntries(
    PREFETCH_TEMPLATES.map(({ key, template }) => [key, answerTo(key, template, all)]),
  );
  return orderSelectRequest({
    patientId: story.id,
    drugs: story.orders.slice(0, 1),
    prefetch,
  });
}

function padded(observations: readonly Observation[], count: number): readonly Observation[] {
  return Array.from({ length: count }, (_none, index) => {
    const original = observations[index % observations.length];
    if (original === undefined) throw new Error('The story has no Observation.');
    const round = Math.floor(index / observations.length);
    return round === 0 ? original : { ...original, id: `${String(round)}-${String(original.id)}` };
  });
}

/** Every resource once: all Observations under the first key that asks for them. */
function answerTo(
  key: string,
  template: string,
  resources: readonly FhirResource[],
): FhirResource | null {
  const type = template.split(/[/?]/, 1)[0];
  const first = PREFETCH_TEMPLATES.find((one) => one.template.startsWith(`${String(type)}?`));
  const found = resources.filter(({ resourceType }) => resourceType === type);
  if (template.includes('/')) return found[0] ?? null;
  if (first?.key !== key) return null;
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: found.map((resource) => ({ resource })),
  };
  return bundle;
}
