import { describe, expect, test } from '@jest/globals';
import type { Bundle, FhirResource, Observation } from 'fhir/r4.js';
import { patientBundle } from '../../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../../services/demo-ehr/readStories.ts';

const TODAY = '2026-11-23';
const stories = readStories();

const resourcesOf = (bundle: Bundle): FhirResource[] =>
  (bundle.entry ?? []).flatMap(({ resource }) =>
    resource === undefined ? [] : [resource as FhirResource],
  );

const storyNamed = (id: string) => {
  const story = stories.find((candidate) => candidate.id === id);
  if (story === undefined) throw new Error(`No story ${id}`);
  return story;
};

const component = (observation: Observation, code: string) =>
  observation.component?.find(
    (part) => part.code.coding?.some((coding) => coding.code === code) ?? false,
  );

describe.each(stories.map((story) => [story.id, story] as const))('bundle of %s', (id, story) => {
  const resources = resourcesOf(patientBundle(story, TODAY));
  const refs = resources.map((resource) => `${resource.resourceType}/${resource.id ?? '(no id)'}`);

  test('has unique ids that FHIR allows', () => {
    expect(new Set(refs).size).toBe(refs.length);
    for (const resource of resources) expect(resource.id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
  });

  test('refers only to resources inside it', () => {
    const targets = [...JSON.stringify(resources).matchAll(/"reference":"([^"]+)"/g)].map(
      ([, target]) => target,
    );
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets) expect(refs).toContain(target);
  });

  test('marks every resource as test data of the one patient', () => {
    for (const resource of resources) {
      expect(resource.meta?.tag?.[0]?.code).toBe('HTEST');
      if (resource.resourceType !== 'Patient') {
        expect(JSON.stringify(resource)).toContain(`"subject":{"reference":"Patient/${id}"}`);
      }
    }
  });

  test('dates nothing in the future', () => {
    const dates = [...JSON.stringify(resources).matchAll(/"(\d{4}-\d{2}-\d{2})/g)].map(
      ([, date]) => date ?? '',
    );
    for (const date of dates) expect(date <= '2026-11-24').toBe(true);
  });

  test('holds no null, no empty string and no empty array', () => {
    expect(JSON.stringify(resources)).not.toMatch(/:null|:""|:\[\]|\{\}/);
  });

  test('stays the same for the same day, and keeps its ids on another', () => {
    expect(patientBundle(story, TODAY)).toEqual(patientBundle(story, TODAY));
    expect(resourcesOf(patientBundle(story, '2027-03-01')).map(({ id: other }) => other)).toEqual(
      resources.map(({ id: other }) => other),
    );
  });
});

test('writes a variant in the shape of the genomics reporting guide', () => {
  const resources = resourcesOf(patientBundle(storyNamed('lung-t790m'), TODAY));
  const variant = resources.find(({ id }) => id === 'lung-t790m-plasma-5-egfr-thr790met');
  expect(variant).toMatchObject({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '69548-6' }] },
    effectiveDateTime: '2026-11-11',
    valueCodeableConcept: { coding: [{ code: 'LA9633-4' }] },
    specimen: { reference: 'Specimen/lung-t790m-plasma-5' },
  });
  const observation = variant as Observation;
  expect(component(observation, '48018-6')?.valueCodeableConcept?.coding?.[0]).toEqual({
    system: 'http://www.genenames.org',
    code: 'HGNC:3236',
    display: 'EGFR',
  });
  expect(component(observation, '48005-3')?.valueCodeableConcept?.coding?.[0]?.code).toBe(
    'NP_005219.2:p.(Thr790Met)',
  );
  expect(component(observation, '48004-6')?.valueCodeableConcept?.coding?.[0]?.code).toBe(
    'NM_005228.5:c.2369C>T',
  );
  expect(component(observation, '81258-6')?.valueQuantity).toEqual({
    value: 2.4,
    unit: '%',
    system: 'http://unitsofmeasure.org',
    code: '%',
  });
  // 2.4 % of 19 300 reads show the allele.
  expect(component(observation, '82121-5')?.valueQuantity?.value).toBe(463);
  expect(observation.extension?.[0]?.valueCodeableConcept?.coding?.[0]?.display).toBe('19300');
});

test('writes a change that was looked for and not found as absent, not as missing', () => {
  const resources = resourcesOf(patientBundle(storyNamed('rechallenge-uninformative'), TODAY));
  const negatives = resources.filter(
    (resource): resource is Observation =>
      resource.resourceType === 'Observation' &&
      resource.specimen?.reference === 'Specimen/rechallenge-uninformative-plasma-2' &&
      resource.valueCodeableConcept?.coding?.[0]?.code === 'LA9634-2',
  );
  expect(negatives).toHaveLength(5);
  const truncal = negatives[0];
  expect(truncal && component(truncal, '48005-3')?.valueCodeableConcept?.coding?.[0]?.code).toBe(
    'NP_000029.2:p.(Arg1450Ter)',
  );
});

test('ends a therapy with its reason', () => {
  const resources = resourcesOf(patientBundle(storyNamed('lung-t790m'), TODAY));
  expect(resources.find(({ resourceType }) => resourceType === 'MedicationRequest')).toMatchObject({
    status: 'stopped',
    statusReason: { coding: [{ code: '266721009' }], text: 'Disease progression' },
    authoredOn: '2025-12-13',
    dispenseRequest: { validityPeriod: { start: '2025-12-13', end: '2026-11-16' } },
  });
});

test('writes the tumour fraction of cell-free DNA beside the genes studied', () => {
  const tumourFractionOf = (id: string) => {
    const panel = resourcesOf(patientBundle(storyNamed(id), TODAY)).find(
      (resource) => resource.id === `${id}-plasma-2-region-studied`,
    ) as Observation;
    return panel.component?.at(-1);
  };
  expect(tumourFractionOf('rechallenge-eligible')).toMatchObject({
    code: { text: 'Tumor fraction' },
    valueQuantity: { value: 6, code: '%' },
  });
  expect(tumourFractionOf('rechallenge-uninformative')).toMatchObject({
    code: { text: 'Tumor fraction' },
    valueQuantity: { value: 0.0005, code: '1' },
  });
});

test('writes the tumour fraction also as an observation of its own', () => {
  expect(
    resourcesOf(patientBundle(storyNamed('rechallenge-eligible'), TODAY)).find(
      ({ id }) => id === 'rechallenge-eligible-plasma-2-tumour-fraction',
    ),
  ).toMatchObject({ code: { text: 'Tumor fraction' }, valueQuantity: { value: 6, code: '%' } });
});

test('writes a partial response with its depth', () => {
  const [status] = resourcesOf(patientBundle(storyNamed('lung-t790m'), TODAY)).filter(
    ({ id }) => id === 'lung-t790m-status-1',
  );
  expect(status).toMatchObject({
    valueCodeableConcept: {
      coding: [{ code: '103337004' }, { code: '268910001' }],
      text: 'Partial response on CT',
    },
  });
});

test('writes small fractions so that no reader can take them for others', () => {
  const resources = resourcesOf(patientBundle(storyNamed('lung-t790m'), TODAY));
  const fractionOf = (id: string) =>
    component(resources.find((resource) => resource.id === id) as Observation, '81258-6')
      ?.valueQuantity;
  // Nothing in the third sample exceeds 1 %; in the fourth, 2.7 % beside it proves the unit.
  expect(fractionOf('lung-t790m-plasma-3-egfr-thr790met')).toMatchObject({
    value: 0.0008,
    code: '1',
  });
  expect(fractionOf('lung-t790m-plasma-4-egfr-thr790met')).toMatchObject({ value: 0.6, code: '%' });
});
