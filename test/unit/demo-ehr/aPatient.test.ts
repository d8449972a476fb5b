import { expect, test } from '@jest/globals';
import { aPatient, orderOf, orderSelectRequest, theDemoPatient } from '../../builders/aPatient.ts';

const TODAY = '2026-11-23';

const patient = aPatient('built')
  .withDiagnosis('Adenocarcinoma of the lung')
  .treatedWith('erlotinib', { from: -330, to: -5, stopped: 'progression' })
  .withResponse('PD', -6)
  .withTissue({ day: -340, site: 'lung', variants: [{ gene: 'EGFR', copyNumber: 12 }] })
  .withPlasma({
    day: -10,
    tumourFraction: 6,
    variants: [{ gene: 'EGFR', protein: 'p.(Thr790Met)', vaf: 2.4 }],
    notDetected: ['KRAS', { gene: 'EGFR', protein: 'p.(Cys797Ser)' }],
  });

test('tells a patient in the words of the clinic', () => {
  const text = JSON.stringify(patient.bundle(TODAY));
  expect(text).toContain('"code":"254637007"');
  expect(text).toContain('"code":"337525","display":"erlotinib"');
  expect(text).toContain('NP_005219.2:p.(Thr790Met)');
  expect(text).toContain('NP_005219.2:p.(Cys797Ser)');
  expect(text).toContain('"code":"HGNC:6407","display":"KRAS"');
  expect(text).toContain('"valueQuantity":{"value":12,');
});

test('names by text what the demo stories have no code for', () => {
  const text = JSON.stringify(
    aPatient().treatedWith('an unheard-of drug', { from: -10 }).bundle(TODAY),
  );
  expect(text).toContain('"medicationCodeableConcept":{"text":"an unheard-of drug"}');
  expect(text).toContain('"status":"active"');
});

test('a step returns a new builder and leaves the old one as it was', () => {
  const before = aPatient();
  const after = before.withResponse('PR', -20);
  expect(before.story().assessments).toEqual([]);
  expect(after.story().assessments).toHaveLength(1);
});

test('a demo patient can be told further', () => {
  const later = theDemoPatient('naive-concordant').treatedWith('osimertinib', { from: -5 });
  expect(later.story().therapies).toHaveLength(1);
  expect(() => theDemoPatient('nobody')).toThrow('nobody');
});

test('answers prefetch templates as an EHR would', () => {
  const prefetch = patient.prefetch(
    {
      patient: 'Patient/{{context.patientId}}',
      genomics: 'Observation?patient={{context.patientId}}&code=69548-6,53041-0',
      dispenses: 'MedicationDispense?patient={{context.patientId}}',
    },
    TODAY,
  );
  expect(prefetch).toMatchObject({
    patient: { resourceType: 'Patient', id: 'built' },
    genomics: { type: 'searchset', total: 6 },
    dispenses: { type: 'searchset', total: 0 },
  });
});

test('drafts orders and the request that selects the last of them', () => {
  expect(orderOf('built', 'gefitinib').entry?.[0]?.resource).toMatchObject({
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    subject: { reference: 'Patient/built' },
  });
  const request = orderSelectRequest({ patientId: 'built', drugs: ['cisplatin', 'gefitinib'] });
  expect(request).toMatchObject({
    hook: 'order-select',
    context: { patientId: 'built', selections: ['MedicationRequest/draft-2'] },
  });
  expect(request.hookInstance).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
